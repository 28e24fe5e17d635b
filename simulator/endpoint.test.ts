import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetNamespaceCommand,
  RedshiftServerlessClient,
  UpdateNamespaceCommand,
} from '@aws-sdk/client-redshift-serverless';
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
  await aws.call(aws.administrator, 'redshift-serverless', 'CreateNamespace', {
    namespaceName: 'warehouse',
    kmsKeyId: key,
  });
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

describe('over plain HTTP', () => {
  const post = (headers: Record<string, string>, body: string) => {
    const { accessKeyId } = aws.endpoint.registerCredentials(aws.administrator);
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/x`;
    return aws.send(async () => {
      const response = await fetch(aws.endpoint.url, { method: 'POST', headers: { authorization, ...headers }, body });
      return {
        status: response.status,
        type: response.headers.get('x-amzn-errortype'),
        body: await response.text(),
      };
    });
  };

  interface Case {
    readonly name: string;
    readonly target: string;
    readonly body?: string;
    readonly authorization?: string;
    readonly want: { readonly status: number; readonly type: string };
  }
  test.each<Case>([
    {
      name: 'an operation that does not exist',
      target: 'RedshiftServerless.Nothing',
      want: { status: 400, type: 'UnknownOperationException' },
    },
    {
      name: 'an operation that is not simulated',
      target: 'RedshiftServerless.ListUsageLimits',
      want: { status: 400, type: 'UnknownOperationException' },
    },
    {
      name: 'a service that is not simulated',
      target: 'DynamoDB_20120810.GetItem',
      want: { status: 400, type: 'UnknownOperationException' },
    },
    {
      name: 'a body that is not JSON',
      target: 'RedshiftServerless.GetNamespace',
      body: '{"namespaceName":',
      want: { status: 400, type: 'SerializationException' },
    },
    {
      name: 'unknown credentials',
      target: 'RedshiftServerless.GetNamespace',
      authorization: 'AWS4-HMAC-SHA256 Credential=unknown/x',
      want: { status: 403, type: 'UnrecognizedClientException' },
    },
  ])('refuses $name', async ({ target, body = '{}', authorization, want }) => {
    const headers = { 'x-amz-target': target, ...(authorization !== undefined && { authorization }) };
    expect(await post(headers, body)).toMatchObject(want);
  });

  test('DescribeStacks responds in XML', async () => {
    aws.cloudFormation.stackStatus = (stack) => (stack === 'mine' ? 'UPDATE_ROLLBACK_IN_PROGRESS' : undefined);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post(form, 'Action=DescribeStacks&Version=2010-05-15&StackName=mine')).body)
      .toMatch(/<DescribeStacksResult><Stacks><member>.*<StackStatus>UPDATE_ROLLBACK_IN_PROGRESS<\/StackStatus>/);
    const { status, body } = await post(form, 'Action=DescribeStacks&Version=2010-05-15&StackName=other');
    expect(status).toBe(400);
    expect(body).toContain('<Code>ValidationError</Code><Message>Stack with id other does not exist</Message>');
  });
});

describe('the schemas of the SDK', () => {
  interface Case {
    readonly name: string;
    readonly service: string;
    readonly operation: string;
    readonly input: Record<string, unknown>;
    readonly want: string;
  }
  test.each<Case>([
    {
      name: 'a string for a boolean',
      service: 'redshift-serverless',
      operation: 'UpdateNamespace',
      input: { namespaceName: 'x', manageAdminPassword: 'true' },
      want: 'STRING_VALUE can not be converted to a Boolean',
    },
    {
      name: 'a string for a list',
      service: 'redshift-serverless',
      operation: 'UpdateNamespace',
      input: { namespaceName: 'x', iamRoles: 'role' },
      want: 'STRING_VALUE can not be converted to a list',
    },
    {
      name: 'a number in a list',
      service: 'redshift-serverless',
      operation: 'UpdateNamespace',
      input: { namespaceName: 'x', iamRoles: [1] },
      want: "at 'iamRoles[0]'",
    },
    {
      name: 'another member of a tag',
      service: 'redshift-serverless',
      operation: 'CreateNamespace',
      input: { namespaceName: 'x', tags: [{ Key: 'a' }] },
      want: 'tags[0]',
    },
    {
      name: 'a missing member',
      service: 'states',
      operation: 'StartExecution',
      input: {},
      want: "Value null at 'stateMachineArn'",
    },
    {
      name: 'an unknown member',
      service: 'kms',
      operation: 'DescribeKey',
      input: { KeyId: 'x', keyId: 'x' },
      want: "Unknown member 'keyId'",
    },
  ])('refuse $name', ({ service, operation, input, want }) => {
    expect(() => checkRequest(service, operation, input)).toThrow(want);
  });

  test('fail for a response that the service cannot return', () => {
    expect(() => checkResponse('redshift-serverless', 'GetNamespace', { namespace: { status: 1 } }))
      .toThrow('namespace.status: type');
    expect(() => checkResponse('kms', 'DescribeKey', { KeyMetadata: { KeyId: 'x', State: 'y' } }))
      .toThrow('KeyMetadata.State: unknown');
    expect(() => checkResponse('states', 'StartExecution', { executionArn: 'x' })).toThrow('startDate: missing');
  });
});
