import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetNamespaceCommand, RedshiftServerlessClient, UpdateNamespaceCommand } from '@aws-sdk/client-redshift-serverless';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { LocalAws } from './local-aws';
import { checkRequest, checkResponse } from './schema-check';
import { Fault } from './types';

const MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:nap';

let aws: LocalAws;
let key: string;
let other: string;
let redshift: RedshiftServerlessClient;
let kms: KMSClient;
let sfn: SFNClient;

beforeEach(async () => {
  aws = await LocalAws.start();
  key = aws.kms.addKey();
  other = aws.kms.addKey();
  await aws.call(aws.administrator, 'redshift-serverless', 'CreateNamespace', { namespaceName: 'warehouse', kmsKeyId: key });
  await aws.clock.advance(60_000);
  aws.calls.length = 0;
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
const change = () => aws.send(() => redshift.send(new UpdateNamespaceCommand({ namespaceName: 'warehouse', kmsKeyId: other })));

test('the SDK clients understand the answers', async () => {
  expect((await get()).namespace).toMatchObject({ status: 'AVAILABLE', kmsKeyId: key, creationDate: new Date('2026-01-15T09:00:00Z') });
  expect((await change()).namespace).toMatchObject({ status: 'MODIFYING' });
  const { KeyMetadata: metadata } = await aws.send(() => kms.send(new DescribeKeyCommand({ KeyId: key })));
  expect(metadata).toMatchObject({ Arn: key, KeyState: 'Enabled', CreationDate: new Date('2026-01-15T09:00:00Z') });
  aws.stepFunctions.createStateMachine({
    name: 'nap', arn: MACHINE, roleName: 'nap', definition: '{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}',
  });
  const { executionArn } = await aws.send(() => sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: '{"a":1}' })));
  await aws.clock.advance(60_000);
  const { executions } = await aws.send(() => sfn.send(new ListExecutionsCommand({ stateMachineArn: MACHINE })));
  expect(executions).toMatchObject([{ name: 'one', status: 'SUCCEEDED', startDate: new Date('2026-01-15T09:01:00Z'), stopDate: new Date('2026-01-15T09:02:00Z') }]);
  expect(await aws.send(() => sfn.send(new DescribeExecutionCommand({ executionArn })))).toMatchObject({ output: '{"a":1}' });
  expect(aws.calls.map(({ service, operation }) => `${service}:${operation}`)).toEqual([
    'redshift-serverless:GetNamespace', 'redshift-serverless:UpdateNamespace', 'kms:DescribeKey',
    'states:StartExecution', 'states:ListExecutions', 'states:DescribeExecution',
  ]);
});

test('the SDK clients understand the errors', async () => {
  await change();
  await expect(change()).rejects.toMatchObject({ name: 'ConflictException', message: 'There is an operation running on the namespace.' });
  await expect(get('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(aws.send(() => kms.send(new DescribeKeyCommand({ KeyId: 'alias/nobody' })))).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(aws.send(() => sfn.send(new DescribeExecutionCommand({ executionArn: 'x' })))).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  const stranger = new KMSClient(aws.sdkConfig({ principal: 'stranger', administrator: false }));
  await expect(aws.send(() => stranger.send(new DescribeKeyCommand({ KeyId: key })))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  stranger.destroy();
});

test.each<[Fault, string, string, string]>([
  [{ kind: 'error', code: 'InternalServerException', message: 'oops', httpStatus: 500 }, 'InternalServerException', 'InternalServerException', 'AVAILABLE'],
  [{ kind: 'error', code: 'ThrottlingException', message: 'slower', httpStatus: 400 }, 'ThrottlingException', 'ThrottlingException', 'AVAILABLE'],
  [{ kind: 'reset' }, 'Error', 'reset', 'AVAILABLE'],
  [{ kind: 'lost' }, 'Error', 'lost', 'MODIFYING'],
])('fault %j', async (fault, name, outcome, status) => {
  aws.setFaultPlan(({ operation }) => (operation === 'UpdateNamespace' ? fault : undefined));
  await expect(change()).rejects.toMatchObject({ name });
  expect(aws.calls).toMatchObject([{ operation: 'UpdateNamespace', outcome }]);
  aws.setFaultPlan();
  expect((await get()).namespace?.status).toBe(status);
});

test('a slow call takes virtual time, and is carried out at its end', async () => {
  const start = aws.clock.now();
  aws.setFaultPlan(() => ({ kind: 'slow', ms: 30_000 }));
  await change();
  expect(aws.clock.now() - start).toBe(30_000);
  expect(aws.redshift.history.at(-1)).toMatchObject({ status: 'MODIFYING', at: start + 30_000 });
});

describe('over plain HTTP', () => {
  const post = (headers: Record<string, string>, body: string) => {
    const { accessKeyId } = aws.endpoint.registerCredentials(aws.administrator);
    return aws.send(async () => {
      const response = await fetch(aws.endpoint.url, { method: 'POST', headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/x`, ...headers }, body });
      return { status: response.status, type: response.headers.get('x-amzn-errortype'), body: await response.text() };
    });
  };

  test.each([
    [{ 'x-amz-target': 'RedshiftServerless.Nothing' }, '{}', 400, 'UnknownOperationException'],
    [{ 'x-amz-target': 'RedshiftServerless.ListNamespaces' }, '{}', 400, 'UnknownOperationException'],
    [{ 'x-amz-target': 'DynamoDB_20120810.GetItem' }, '{}', 400, 'UnknownOperationException'],
    [{ 'x-amz-target': 'RedshiftServerless.GetNamespace' }, '{"namespaceName":', 400, 'SerializationException'],
    [{ 'x-amz-target': 'RedshiftServerless.GetNamespace', 'authorization': 'AWS4-HMAC-SHA256 Credential=stranger/x' }, '{}', 403, 'UnrecognizedClientException'],
  ])('%j is refused', async (headers, body, status, type) => {
    expect(await post(headers as unknown as Record<string, string>, body)).toMatchObject({ status, type });
  });

  test('DescribeStacks speaks XML', async () => {
    aws.cloudFormation.stackStatus = (stack) => (stack === 'mine' ? 'UPDATE_ROLLBACK_IN_PROGRESS' : undefined);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post(form, 'Action=DescribeStacks&Version=2010-05-15&StackName=mine')).body)
      .toMatch(/<DescribeStacksResult><Stacks><member>.*<StackStatus>UPDATE_ROLLBACK_IN_PROGRESS<\/StackStatus>/);
    expect(await post(form, 'Action=DescribeStacks&Version=2010-05-15&StackName=other'))
      .toMatchObject({ status: 400, body: expect.stringContaining('<Code>ValidationError</Code><Message>Stack with id other does not exist</Message>') as string });
  });
});

describe('the schemas of the SDK', () => {
  test.each([
    ['a string for a boolean', 'redshift-serverless', 'UpdateNamespace', { namespaceName: 'x', manageAdminPassword: 'true' }, 'STRING_VALUE can not be converted to a Boolean'],
    ['a string for a list', 'redshift-serverless', 'UpdateNamespace', { namespaceName: 'x', iamRoles: 'role' }, 'STRING_VALUE can not be converted to a list'],
    ['a number in a list', 'redshift-serverless', 'UpdateNamespace', { namespaceName: 'x', iamRoles: [1] }, "at 'iamRoles[0]'"],
    ['a member of a tag', 'redshift-serverless', 'CreateNamespace', { namespaceName: 'x', tags: [{ Key: 'a' }] }, 'tags[0]'],
    ['a missing member', 'states', 'StartExecution', {}, "Value null at 'stateMachineArn'"],
    ['an unknown member', 'kms', 'DescribeKey', { KeyId: 'x', keyId: 'x' }, "Unknown member 'keyId'"],
  ])('refuse %s', (_title, service, operation, input, message) => {
    expect(() => checkRequest(service, operation, input)).toThrow(message);
  });

  test('catch an answer that the service cannot give', () => {
    expect(() => checkResponse('redshift-serverless', 'GetNamespace', { namespace: { status: 1 } })).toThrow('namespace.status: type');
    expect(() => checkResponse('kms', 'DescribeKey', { KeyMetadata: { KeyId: 'x', State: 'y' } })).toThrow('KeyMetadata.State: unknown');
    expect(() => checkResponse('states', 'StartExecution', { executionArn: 'x' })).toThrow('startDate: missing');
  });
});
