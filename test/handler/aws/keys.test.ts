import { KMSClient } from '@aws-sdk/client-kms';
import { awsError, type Reply } from './loopback';
import { useService } from './service';
import { kmsKeys } from '../../../src/handler/aws/keys';
import { ALIAS, NEW, REGION } from '../support';

const service = useService();
const keys = () => kmsKeys(new KMSClient(service.clientConfig(2)), REGION);

describe('DescribeKey', () => {
  const metadata = {
    KeyId: 'new',
    Arn: NEW,
    KeyState: 'Enabled',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyManager: 'CUSTOMER',
  };
  const shows = (over: object): Reply => ({ status: 200, body: { KeyMetadata: { ...metadata, ...over } } });
  const unusable = (reason: string, over: object = {}) =>
    ({ kind: 'read', value: { kind: 'unusable', reason: expect.stringContaining(reason), ...over } });
  const noArn = { kind: 'unreadable', message: 'DescribeKey gave no ARN' };
  const refusal = `KMS refused to describe key ${ALIAS}: InvalidArnException: Invalid ARN`;

  interface Case { readonly name: string; readonly reply: Reply; readonly want: object }

  test.each<Case>([
    { name: 'usable', reply: shows({}), want: { kind: 'read', value: { kind: 'usable', keyArn: NEW } } },
    {
      name: 'usable, with a date',
      reply: shows({ CreationDate: 1_768_000_000.5 }),
      want: { kind: 'read', value: { kind: 'usable', keyArn: NEW, createdAt: 1_768_000_000_500 } },
    },
    { name: 'disabled', reply: shows({ KeyState: 'Disabled' }), want: unusable('disabled', { keyArn: NEW }) },
    { name: 'of no known manager', reply: shows({ KeyManager: undefined }), want: unusable('KeyManager unknown') },
    { name: 'of no known usage', reply: shows({ KeyUsage: undefined }), want: unusable('usage unknown') },
    { name: 'of no known kind', reply: shows({ KeySpec: undefined }), want: unusable('kind unknown') },
    { name: 'of no known state', reply: shows({ KeyState: undefined }), want: unusable('state unknown') },
    { name: 'no ARN', reply: shows({ Arn: undefined }), want: noArn },
    { name: 'nothing', reply: { status: 200, body: {} }, want: noArn },
    {
      name: 'not found',
      reply: awsError(400, 'NotFoundException', 'Alias not found'),
      want: unusable(`key ${ALIAS} does not exist`),
    },
    {
      name: 'an ARN that is none',
      reply: awsError(400, 'InvalidArnException', 'Invalid ARN'),
      want: { kind: 'read', value: { kind: 'unusable', reason: refusal } },
    },
    {
      name: 'denied',
      reply: awsError(400, 'AccessDeniedException', 'not authorized'),
      want: { kind: 'denied', message: 'AccessDeniedException: not authorized' },
    },
    { name: 'an internal error', reply: awsError(500, 'KMSInternalException', 'oops'), want: { kind: 'unreadable' } },
    {
      name: 'throttled',
      reply: awsError(400, 'ThrottlingException', 'Rate exceeded'),
      want: { kind: 'unreadable' },
    },
  ])('$name', async ({ reply, want }) => {
    service.replyWith(reply);
    expect(await keys().describeKey(ALIAS)).toMatchObject(want);
    expect(service.bodies()[0]).toEqual({ KeyId: ALIAS });
  });

  test('no call for a key of another Region', async () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/x';
    expect(await keys().describeKey(key)).toMatchObject(unusable('of the Region us-east-1'));
    expect(service.arrived()).toEqual([]);
  });
});
