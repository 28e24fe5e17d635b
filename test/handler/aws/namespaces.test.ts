import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { awsError, type Reply } from './loopback';
import { useService } from './service';
import { redshiftNamespaces } from '../../../src/handler/aws/namespaces';
import { NEW, OLD } from '../support';

const service = useService();
const client = (maxAttempts: number) => new RedshiftServerlessClient(service.clientConfig(maxAttempts));
const namespaces = () => redshiftNamespaces(client(2), client(1), client(1));

describe('UpdateNamespace', () => {
  test('the key and nothing else', async () => {
    expect(await namespaces().updateKey('warehouse', NEW)).toEqual({ kind: 'accepted' });
    expect(service.operations()).toEqual(['UpdateNamespace']);
    expect(service.bodies()).toEqual([{ namespaceName: 'warehouse', kmsKeyId: NEW }]);
  });

  interface Case { readonly name: string; readonly reply: Reply; readonly want: object }
  const busy = { kind: 'refused', why: 'busy' };
  const isDenied = { kind: 'refused', why: 'denied' };
  const conflict = 'There is an operation running on the namespace.';
  const multiple = "Amazon Redshift Serverless can't update multiple configurations at the same time for namespace "
    + 'warehouse.';
  const unknownToken = 'The security token included in the request is invalid.';

  test.each<Case>([
    { name: 'Conflict', reply: awsError(409, 'ConflictException', conflict), want: busy },
    { name: 'Conflict with a 400', reply: awsError(400, 'ConflictException', conflict), want: busy },
    { name: 'throttled', reply: awsError(400, 'ThrottlingException', 'Rate exceeded'), want: busy },
    { name: 'throttled with a 500', reply: awsError(500, 'ThrottlingException', 'Rate exceeded'), want: busy },
    { name: 'too many requests', reply: { status: 429, body: {} }, want: busy },
    {
      name: 'throttled before it reached the service',
      reply: awsError(400, 'RequestThrottledException', 'Rate exceeded'),
      want: busy,
    },
    {
      name: 'the request took too long to arrive, or its response to leave',
      reply: { status: 408, body: {} },
      want: { kind: 'unknown' },
    },
    {
      name: 'a time-out with a name',
      reply: awsError(408, 'RequestTimeoutException', 'too slow'),
      want: { kind: 'unknown', message: 'RequestTimeoutException: too slow' },
    },
    { name: 'several settings at once', reply: awsError(400, 'ValidationException', multiple), want: busy },
    {
      name: 'an operation is in progress',
      reply: awsError(400, 'ValidationException', 'An operation is in progress'),
      want: busy,
    },
    {
      name: 'the key is inaccessible',
      reply: awsError(400, 'ValidationException', `The key '${NEW}' is inaccessible.`),
      want: isDenied,
    },
    {
      name: 'access denied',
      reply: awsError(403, 'AccessDeniedException', 'User is not authorized'),
      want: isDenied,
    },
    {
      name: 'access denied with a 400',
      reply: awsError(400, 'AccessDeniedException', 'User is not authorized'),
      want: isDenied,
    },
    { name: 'the token has expired', reply: awsError(403, 'ExpiredTokenException', 'expired'), want: isDenied },
    {
      name: 'the token is not known yet',
      reply: awsError(403, 'UnrecognizedClientException', unknownToken),
      want: isDenied,
    },
    {
      name: 'no such namespace',
      reply: awsError(404, 'ResourceNotFoundException', 'no'),
      want: { kind: 'refused', why: 'not-found' },
    },
    {
      name: 'any other validation',
      reply: awsError(400, 'ValidationException', 'kmsKeyId is invalid'),
      want: { kind: 'refused', why: 'invalid', message: 'ValidationException: kmsKeyId is invalid' },
    },
    {
      name: 'a client error without a body',
      reply: { status: 400, body: '' },
      want: { kind: 'refused', why: 'invalid' },
    },
    {
      name: 'an internal error',
      reply: awsError(500, 'InternalServerException', 'oops'),
      want: { kind: 'unknown', message: 'InternalServerException: oops' },
    },
    { name: 'unavailable', reply: { status: 503, body: '<html>' }, want: { kind: 'unknown' } },
    { name: 'a reset', reply: 'reset', want: { kind: 'unknown' } },
    { name: 'no response', reply: 'never', want: { kind: 'unknown' } },
    { name: 'half a response, then a reset', reply: 'headers, then reset', want: { kind: 'unknown' } },
    {
      name: 'accepted, with a body that is no JSON',
      reply: { status: 200, body: '{"namespace":' },
      want: { kind: 'unknown' },
    },
  ])('$name: one request, whatever the response', async ({ reply, want }) => {
    service.replyWith(reply);
    expect(await namespaces().updateKey('warehouse', NEW)).toMatchObject(want);
    expect(service.arrived()).toHaveLength(1);
  });

  test('nothing listens: unknown', async () => {
    const updater = new RedshiftServerlessClient({ ...service.clientConfig(1), endpoint: 'http://127.0.0.1:1' });
    const unreachable = redshiftNamespaces(updater, updater, updater);
    expect(await unreachable.updateKey('warehouse', NEW)).toMatchObject({ kind: 'unknown' });
  });
});

describe('GetNamespace', () => {
  const shows = (namespace: unknown): Reply => ({ status: 200, body: { namespace } });

  test.each<[string, unknown, object]>([
    ['as documented', { status: 'AVAILABLE', kmsKeyId: OLD }, { status: 'AVAILABLE', keyArn: OLD }],
    ['status in lower case', { status: 'modifying', kmsKeyId: OLD }, { status: 'MODIFYING', keyArn: OLD }],
    [
      'a status outside of the enum',
      { status: 'INACCESSIBLE_KMS_KEY', kmsKeyId: OLD },
      { status: 'INACCESSIBLE_KMS_KEY', keyArn: OLD },
    ],
    [
      'the AWS-owned key',
      { status: 'AVAILABLE', kmsKeyId: 'AWS_OWNED_KMS_KEY' },
      { status: 'AVAILABLE', keyArn: undefined },
    ],
    ['an empty key', { status: 'AVAILABLE', kmsKeyId: '' }, { status: 'AVAILABLE', keyArn: undefined }],
    ['no key', { status: 'AVAILABLE' }, { status: 'AVAILABLE', keyArn: undefined }],
  ])('%s', async (_name, namespace, value) => {
    service.replyWith(shows(namespace));
    expect(await namespaces().getNamespace('warehouse')).toEqual({ kind: 'read', value });
    expect(service.bodies()).toEqual([{ namespaceName: 'warehouse' }]);
  });

  interface Case { readonly name: string; readonly reply: Reply; readonly want: object; readonly requests: number }
  const noStatus = { kind: 'unreadable', message: 'GetNamespace gave no status' };

  test.each<Case>([
    { name: 'no status', reply: shows({ kmsKeyId: OLD }), want: noStatus, requests: 1 },
    { name: 'an empty status', reply: shows({ status: '' }), want: noStatus, requests: 1 },
    { name: 'no namespace', reply: { status: 200, body: {} }, want: noStatus, requests: 1 },
    {
      name: 'not found',
      reply: awsError(404, 'ResourceNotFoundException', 'no'),
      want: { kind: 'not-found' },
      requests: 1,
    },
    {
      name: 'denied is not "not found"',
      reply: awsError(403, 'AccessDeniedException', 'not authorized, or not found'),
      want: { kind: 'denied', message: 'AccessDeniedException: not authorized, or not found' },
      requests: 1,
    },
    {
      name: 'invalid',
      reply: awsError(400, 'ValidationException', 'no'),
      want: { kind: 'unreadable' },
      requests: 1,
    },
    {
      name: 'a body that is no JSON',
      reply: { status: 200, body: 'oops' },
      want: { kind: 'unreadable' },
      requests: 1,
    },
    {
      name: 'an internal error: the SDK tries again',
      reply: awsError(500, 'InternalServerException', 'oops'),
      want: { kind: 'unreadable', message: 'InternalServerException: oops' },
      requests: 2,
    },
    {
      name: 'throttled: the SDK tries again',
      reply: awsError(400, 'ThrottlingException', 'Rate exceeded'),
      want: { kind: 'unreadable' },
      requests: 2,
    },
    { name: 'a reset: the SDK tries again', reply: 'reset', want: { kind: 'unreadable' }, requests: 2 },
  ])('$name', async ({ reply, want, requests }) => {
    service.replyWith(reply);
    expect(await namespaces().getNamespace('warehouse')).toMatchObject(want);
    expect(service.arrived()).toHaveLength(requests);
  });
});

describe('ListRecoveryPoints: the size of the data', () => {
  const point = (time: string, totalSizeInMegaBytes?: number) =>
    ({ recoveryPointCreateTime: time, totalSizeInMegaBytes });
  const lists = (...recoveryPoints: unknown[]): Reply => ({ status: 200, body: { recoveryPoints } });

  test.each<[string, Reply, number | undefined]>([
    ['of the newest point, in whatever order', lists(
      point('2026-01-01T11:00:00Z', 1), point('2026-01-01T12:00:00Z', 3), point('2026-01-01T11:30:00Z', 2),
    ), 3],
    ['no point', lists(), undefined],
    ['a point without a size', lists(point('2026-01-01T11:00:00Z')), undefined],
    ['no list', { status: 200, body: {} }, undefined],
    ['denied', awsError(403, 'AccessDeniedException', 'no'), undefined],
    ['throttled', awsError(400, 'ThrottlingException', 'no'), undefined],
    ['a server error', awsError(500, 'InternalServerException', 'no'), undefined],
    ['a reset', 'reset', undefined],
  ])('%s', async (_name, reply, want) => {
    service.replyWith(reply);
    expect(await namespaces().dataSize('warehouse')).toBe(want);
    expect(service.operations()).toEqual(['ListRecoveryPoints']);
    expect(service.bodies()).toEqual([{ namespaceName: 'warehouse', maxResults: 100 }]);
  });
});
