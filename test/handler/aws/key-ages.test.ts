import { KMSClient } from '@aws-sdk/client-kms';
import { awsError, type Reply } from './loopback';
import { useService } from './service';
import { kmsKeyAges } from '../../../src/handler/aws/key-ages';
import { NEW } from '../support';

const service = useService();

test.each<{ name: string; reply: Reply; want: object }>([
  {
    name: 'a date',
    reply: { status: 200, body: { KeyMetadata: { KeyId: 'new', CreationDate: 1_768_000_000.5 } } },
    want: { kind: 'read', value: 1_768_000_000_500 },
  },
  {
    name: 'no date',
    reply: { status: 200, body: { KeyMetadata: { KeyId: 'new' } } },
    want: { kind: 'unreadable', message: 'DescribeKey gave no creation date' },
  },
  {
    name: 'denied',
    reply: awsError(400, 'AccessDeniedException', 'not authorized'),
    want: { kind: 'denied', message: 'AccessDeniedException: not authorized' },
  },
  { name: 'gone', reply: awsError(400, 'NotFoundException', 'no key'), want: { kind: 'unreadable' } },
])('$name', async ({ reply, want }) => {
  service.replyWith(reply);
  expect(await kmsKeyAges(new KMSClient(service.clientConfig(2))).createdAt(NEW)).toMatchObject(want);
  expect(service.bodies()[0]).toEqual({ KeyId: NEW });
});
