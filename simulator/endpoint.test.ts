import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateNamespaceCommand,
  CreateSnapshotCopyConfigurationCommand,
  DeleteNamespaceCommand,
  DeleteSnapshotCopyConfigurationCommand,
  GetNamespaceCommand,
  ListNamespacesCommand,
  ListSnapshotCopyConfigurationsCommand,
  ListTagsForResourceCommand,
  RedshiftServerlessClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateNamespaceCommand,
  UpdateSnapshotCopyConfigurationCommand,
} from '@aws-sdk/client-redshift-serverless';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { endpointFixture } from './endpoint-fixture';
import type { LocalAws } from './local-aws';
import { Fault } from './types';

const MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:nap';

let aws: LocalAws;
let key: string;
let other: string;
let redshift: RedshiftServerlessClient;
let kms: KMSClient;
let sfn: SFNClient;

beforeEach(async () => {
  ({ aws, key, other } = await endpointFixture());
  const config = { ...aws.sdkConfig(aws.administrator), maxAttempts: 1 };
  redshift = new RedshiftServerlessClient(config);
  kms = new KMSClient(config);
  sfn = new SFNClient(config);
});

afterEach(async () => {
  redshift.destroy();
  kms.destroy();
  sfn.destroy();
  await aws.stop();
});

const get = (namespaceName = 'warehouse') => aws.send(() => redshift.send(new GetNamespaceCommand({ namespaceName })));
const change = () => {
  const command = new UpdateNamespaceCommand({ namespaceName: 'warehouse', kmsKeyId: other });
  return aws.send(() => redshift.send(command));
};

test('SDK clients parse the responses', async () => {
  const creationDate = new Date('2026-01-15T09:00:00Z');
  expect((await get()).namespace).toMatchObject({ status: 'AVAILABLE', kmsKeyId: key, creationDate });
  expect((await change()).namespace).toMatchObject({ status: 'MODIFYING' });
  const { KeyMetadata: metadata } = await aws.send(() => kms.send(new DescribeKeyCommand({ KeyId: key })));
  expect(metadata).toMatchObject({ Arn: key, KeyState: 'Enabled', CreationDate: creationDate });
  aws.stepFunctions.createStateMachine({
    name: 'nap',
    arn: MACHINE,
    roleName: 'nap',
    definition: '{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}',
  });
  const start = new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: '{"a":1}' });
  const { executionArn } = await aws.send(() => sfn.send(start));
  await aws.clock.advance(60_000);
  const { executions } = await aws.send(() => sfn.send(new ListExecutionsCommand({ stateMachineArn: MACHINE })));
  expect(executions).toMatchObject([{
    name: 'one',
    status: 'SUCCEEDED',
    startDate: new Date('2026-01-15T09:01:00Z'),
    stopDate: new Date('2026-01-15T09:02:00Z'),
  }]);
  const described = await aws.send(() => sfn.send(new DescribeExecutionCommand({ executionArn })));
  expect(described).toMatchObject({ output: '{"a":1}' });
  expect(aws.calls.map(({ service, operation }) => `${service}:${operation}`)).toEqual([
    'redshift-serverless:GetNamespace', 'redshift-serverless:UpdateNamespace', 'kms:DescribeKey',
    'states:StartExecution', 'states:ListExecutions', 'states:DescribeExecution',
  ]);
});

test('an SDK client drives each operation of Redshift Serverless that the namespace\'s own handler calls', async () => {
  const namespaceName = 'other';
  const { namespace } = await aws.send(() => redshift.send(new CreateNamespaceCommand({
    namespaceName, kmsKeyId: key, manageAdminPassword: true, tags: [{ key: 'a', value: '1' }],
  })));
  expect(namespace?.adminPasswordSecretArn).toMatch(/:secret:redshift!other-/);
  await aws.clock.advance(60_000);
  const resourceArn = namespace?.namespaceArn ?? '';
  await aws.send(() => redshift.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] })));
  await aws.send(() => redshift.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'b', value: '2' }] })));
  const { tags } = await aws.send(() => redshift.send(new ListTagsForResourceCommand({ resourceArn })));
  expect(tags).toEqual([{ key: 'b', value: '2' }]);
  const { namespaces } = await aws.send(() => redshift.send(new ListNamespacesCommand({})));
  expect(namespaces?.map((each) => each.namespaceName)).toEqual(['warehouse', 'other']);
  const { snapshotCopyConfiguration: copy } = await aws.send(() => redshift.send(
    new CreateSnapshotCopyConfigurationCommand({ namespaceName, destinationRegion: 'us-west-2' }),
  ));
  expect(copy).toMatchObject({ snapshotRetentionPeriod: -1, destinationKmsKeyId: 'AWS_OWNED_KMS_KEY' });
  const about = { snapshotCopyConfigurationId: copy?.snapshotCopyConfigurationId };
  await aws.send(() => redshift.send(new UpdateSnapshotCopyConfigurationCommand({
    ...about, snapshotRetentionPeriod: 7,
  })));
  const list = () => aws.send(() => redshift.send(new ListSnapshotCopyConfigurationsCommand({ namespaceName })));
  expect((await list()).snapshotCopyConfigurations).toMatchObject([{ snapshotRetentionPeriod: 7 }]);
  await aws.send(() => redshift.send(new DeleteSnapshotCopyConfigurationCommand(about)));
  expect((await list()).snapshotCopyConfigurations).toEqual([]);
  const gone = aws.send(() => redshift.send(new DeleteSnapshotCopyConfigurationCommand(about)));
  await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await aws.send(() => redshift.send(new DeleteNamespaceCommand({ namespaceName })));
});

test('snapshot copies are refused while the key is being changed, to the own Region, and twice', async () => {
  const namespaceName = 'warehouse';
  const create = (destinationRegion: string, snapshotRetentionPeriod?: number) => aws.send(() => redshift.send(
    new CreateSnapshotCopyConfigurationCommand({ namespaceName, destinationRegion, snapshotRetentionPeriod }),
  ));
  await expect(create('us-east-1')).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(create('us-west-2', 0)).rejects.toMatchObject({ name: 'ValidationException' });
  await create('us-west-2', 3653);
  await expect(create('us-west-2')).rejects.toMatchObject({ name: 'ConflictException' });
  await change();
  await expect(create('eu-west-1')).rejects.toMatchObject({ name: 'ConflictException' });
});

test('SDK clients parse the errors', async () => {
  await change();
  const message = 'There is an operation running on the namespace.';
  await expect(change()).rejects.toMatchObject({ name: 'ConflictException', message });
  await expect(get('missing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const describeKey = new DescribeKeyCommand({ KeyId: 'alias/missing' });
  await expect(aws.send(() => kms.send(describeKey))).rejects.toMatchObject({ name: 'NotFoundException' });
  const describeExecution = new DescribeExecutionCommand({ executionArn: 'x' });
  await expect(aws.send(() => sfn.send(describeExecution))).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  const withoutRole = new KMSClient(aws.sdkConfig({ principal: 'no-such-role', administrator: false }));
  await expect(aws.send(() => withoutRole.send(new DescribeKeyCommand({ KeyId: key }))))
    .rejects.toMatchObject({ name: 'AccessDeniedException' });
  withoutRole.destroy();
});

interface FaultCase {
  readonly name: string;
  readonly fault: Fault;
  readonly want: { readonly error: string; readonly outcome: string; readonly status: string };
}
test.each<FaultCase>([
  {
    name: 'server error',
    fault: { kind: 'error', code: 'InternalServerException', message: 'oops', httpStatus: 500 },
    want: { error: 'InternalServerException', outcome: 'InternalServerException', status: 'AVAILABLE' },
  },
  {
    name: 'throttling',
    fault: { kind: 'error', code: 'ThrottlingException', message: 'slower', httpStatus: 400 },
    want: { error: 'ThrottlingException', outcome: 'ThrottlingException', status: 'AVAILABLE' },
  },
  {
    name: 'broken connection',
    fault: { kind: 'reset' },
    want: { error: 'Error', outcome: 'reset', status: 'AVAILABLE' },
  },
  {
    name: 'lost response',
    fault: { kind: 'lost' },
    want: { error: 'Error', outcome: 'lost', status: 'MODIFYING' },
  },
])('fault: $name', async ({ fault, want }) => {
  aws.setFaultPlan(({ operation }) => (operation === 'UpdateNamespace' ? fault : undefined));
  await expect(change()).rejects.toMatchObject({ name: want.error });
  expect(aws.calls).toMatchObject([{ operation: 'UpdateNamespace', outcome: want.outcome }]);
  aws.setFaultPlan();
  expect((await get()).namespace?.status).toBe(want.status);
});

test('a slow call takes virtual time, and is carried out at its end', async () => {
  const start = aws.clock.now();
  aws.setFaultPlan(() => ({ kind: 'slow', ms: 30_000 }));
  await change();
  expect(aws.clock.now() - start).toBe(30_000);
  expect(aws.redshift.history.at(-1)).toMatchObject({ status: 'MODIFYING', at: start + 30_000 });
});
