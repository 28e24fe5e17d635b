import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { LocalAws } from './local-aws';
import { Json } from './services/asl-interpreter';
import { PolicyStatement } from './services/iam-policy';

const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:step';
const MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:waiter';
const HOUR = 3600_000;

const CODE = `
let runs = 0;
exports.handler = async (event) => {
  runs += 1;
  if (event.fail >= runs) { throw Object.assign(new Error('run ' + runs), { name: 'Flaky' }); }
  return { ...event, runs, now: Date.now() };
};`;

const TASK = { Type: 'Task', Resource: FUNCTION, TimeoutSeconds: 60 };
const WAIT_AND_STEP = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Step' },
    Step: {
      ...TASK,
      End: true,
      Retry: [{
        ErrorEquals: ['Flaky', 'Lambda.TooManyRequestsException'],
        IntervalSeconds: 10,
        BackoffRate: 2,
        MaxDelaySeconds: 15,
        MaxAttempts: 5,
      }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Caught' }],
    },
    Caught: { Type: 'Pass', End: true },
  },
};

const LOOP = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', Seconds: 1, Next: 'Choice' },
    Choice: { Type: 'Choice', Choices: [{ Variable: '$.end', IsPresent: true, Next: 'End' }], Default: 'Wait' },
    End: { Type: 'Succeed' },
  },
};

let folder: string;
let aws: LocalAws;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'step-'));
  fs.writeFileSync(path.join(folder, 'index.js'), CODE);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

beforeEach(async () => {
  aws = await LocalAws.start();
  aws.lambda.createFunction({
    name: 'step',
    arn: FUNCTION,
    folder,
    handler: 'index.handler',
    timeoutSeconds: 30,
    env: {},
    roleName: 'step-role',
  });
  const statement: PolicyStatement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: FUNCTION };
  aws.iam.putRole('waiter-role', { policies: { inline: { Statement: statement } } });
  machine(WAIT_AND_STEP);
});
afterEach(() => aws.stop());

function machine(definition: Json): void {
  const source = JSON.stringify(definition);
  aws.stepFunctions.createStateMachine({ name: 'waiter', arn: MACHINE, definition: source, roleName: 'waiter-role' });
}
const call = (operation: string, input: Record<string, unknown>) =>
  aws.call(aws.administrator, 'states', operation, input);
const start = (name: string, input: Record<string, unknown>) =>
  call('StartExecution', { stateMachineArn: MACHINE, name, input: JSON.stringify(input) });
const names = async (input: Record<string, unknown> = {}) => {
  const { executions } = await call('ListExecutions', { stateMachineArn: MACHINE, ...input });
  return (executions as { name: string }[]).map(({ name }) => name);
};

test('waits an hour of virtual time, retries, and counts the transitions', async () => {
  const begun = aws.clock.now();
  const real = Date.now();
  const { executionArn } = await start('one', { seconds: 3600, fail: 3 });
  await aws.clock.advance(2 * HOUR);
  // 3600 s, a cold start, and three runs that fail, with pauses of 10 s, 15 s and 15 s.
  const end = begun + HOUR + 300 + 3 * 100 + 40_000;
  expect(aws.stepFunctions.executions)
    .toMatchObject([{ name: 'one', status: 'SUCCEEDED', startDate: begun, stopDate: end, transitions: 5 }]);
  expect(JSON.parse(aws.stepFunctions.executions[0]?.output ?? '')).toMatchObject({ runs: 4, now: end });
  expect(await call('DescribeExecution', { executionArn }))
    .toMatchObject({ status: 'SUCCEEDED', startDate: begun / 1000, input: '{"seconds":3600,"fail":3}' });
  expect(Date.now() - real).toBeLessThan(3000);
});

test('a jump of the clock ends a wait late', async () => {
  const begun = aws.clock.now();
  aws.stepFunctions.lateMs = () => 60_000;
  await start('one', { seconds: 3600 });
  await aws.clock.advance(2 * HOUR);
  expect(JSON.parse(aws.stepFunctions.executions[0]?.output ?? ''))
    .toMatchObject({ runs: 1, now: begun + HOUR + 60_000 + 300 });
});

interface CatchCase {
  readonly name: string;
  readonly arrange?: () => void;
  readonly input?: Record<string, unknown>;
  readonly want: { readonly error: string; readonly cause: RegExp };
}
test.each<CatchCase>([
  {
    name: 'a Lambda error',
    input: { fail: 99 },
    want: { error: 'Flaky', cause: /^{"errorType":"Flaky","errorMessage":"run 6","trace":\[/ },
  },
  {
    name: 'no permission to invoke',
    arrange: () => aws.iam.deleteRole('waiter-role'),
    want: { error: 'Lambda.AWSLambdaException', cause: /not authorized to perform: lambda:InvokeFunction/ },
  },
  {
    name: 'no function',
    arrange: () => aws.lambda.deleteFunction(FUNCTION),
    want: { error: 'Lambda.ResourceNotFoundException', cause: /Function not found/ },
  },
  {
    name: 'throttling',
    arrange: () => { aws.lambda.throttlePlan = () => true; },
    want: { error: 'Lambda.TooManyRequestsException', cause: /^Rate Exceeded/ },
  },
])('a Catch receives $name', async ({ arrange, input, want }) => {
  arrange?.();
  await start('one', { seconds: 1, ...input });
  await aws.clock.advance(HOUR);
  const output = JSON.parse(aws.stepFunctions.executions[0]?.output ?? '{}') as Record<string, unknown>;
  expect(output.error).toEqual({ Error: want.error, Cause: expect.stringMatching(want.cause) as string });
});

test('names are unique, and lists lag behind, are newest first, and have pages', async () => {
  const first = await start('one', { seconds: 60 });
  expect(await start('one', { seconds: 60 })).toEqual(first);
  await expect(start('one', { seconds: 61 })).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  for (const name of ['a b', 'a:b', 'x'.repeat(81)]) {
    await expect(start(name, {})).rejects.toMatchObject({ code: 'InvalidName' });
  }
  await expect(call('StartExecution', { stateMachineArn: MACHINE, input: '{' }))
    .rejects.toMatchObject({ code: 'InvalidExecutionInput' });
  await expect(call('StartExecution', { stateMachineArn: `${MACHINE}x` }))
    .rejects.toMatchObject({ code: 'StateMachineDoesNotExist' });
  await aws.clock.advance(1000);
  await start('two', { seconds: 3600 });
  aws.stepFunctions.lagMs = 2000;
  expect(await names()).toEqual([]);
  await aws.clock.advance(2000);
  expect(await names()).toEqual(['two', 'one']);
  const page = await call('ListExecutions', { stateMachineArn: MACHINE, maxResults: 1 });
  expect(await names({ maxResults: 1, nextToken: page.nextToken })).toEqual(['one']);
  await aws.clock.advance(57_500);
  expect(await names({ statusFilter: 'RUNNING' })).toEqual(['two', 'one']);
  await aws.clock.advance(2000);
  expect(await names({ statusFilter: 'RUNNING' })).toEqual(['two']);
  await expect(start('one', { seconds: 60 })).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
});

test('a stopped execution does nothing more, not even a retry', async () => {
  const { executionArn } = await start('one', { seconds: 1, fail: 99 });
  await aws.clock.advance(5000);
  await call('StopExecution', { executionArn, error: 'enough', cause: 'by hand' });
  await aws.clock.advance(HOUR);
  expect(aws.lambda.invocations).toHaveLength(1);
  expect(await call('DescribeExecution', { executionArn }))
    .toMatchObject({ status: 'ABORTED', error: 'enough', cause: 'by hand' });
});

interface EndCase {
  readonly name: string;
  readonly definition: Json;
  readonly arrange?: () => void;
  readonly want: { readonly status: string; readonly error?: string };
}
test.each<EndCase>([
  {
    name: 'its own timeout',
    definition: { TimeoutSeconds: 100, StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1000, End: true } } },
    want: { status: 'TIMED_OUT' },
  },
  {
    name: 'a Fail',
    definition: { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Mine', Cause: 'so' } } },
    want: { status: 'FAILED', error: 'Mine' },
  },
  {
    name: 'a Task that takes too long',
    definition: { StartAt: 'T', States: { T: { ...TASK, TimeoutSeconds: 1, End: true } } },
    arrange: slowDown,
    want: { status: 'FAILED', error: 'States.Timeout' },
  },
  { name: 'a history that is too long', definition: LOOP, want: { status: 'FAILED', error: 'States.Runtime' } },
])('an execution ends with $name', async ({ definition, arrange, want }) => {
  machine(definition);
  arrange?.();
  await start('one', {});
  await aws.clock.advance(4 * HOUR);
  expect(aws.stepFunctions.executions[0]).toMatchObject(want);
});

function slowDown(): void {
  fs.writeFileSync(
    path.join(folder, 'slow.js'),
    "exports.handler = () => require('timers/promises').setTimeout(5000);",
  );
  aws.lambda.updateFunction({ ...aws.lambda.function(FUNCTION)!, handler: 'slow.handler' });
}

test('callers need permissions, and deleting a state machine ends its executions', async () => {
  const caller = { principal: 'no-such-role', administrator: false };
  for (const operation of ['StartExecution', 'ListExecutions']) {
    await expect(aws.call(caller, 'states', operation, { stateMachineArn: MACHINE }))
      .rejects.toMatchObject({ code: 'AccessDeniedException' });
  }
  await start('one', { seconds: 10 });
  aws.stepFunctions.deleteStateMachine(MACHINE);
  await aws.clock.advance(HOUR);
  const [execution] = aws.stepFunctions.executions;
  expect(execution?.status).toBe('ABORTED');
  expect(aws.stepFunctions.hasLostStateMachine(execution!)).toBe(true);
  expect(() => machine({ StartAt: 'Nowhere', States: {} })).toThrow('Invalid State Machine Definition');
});

describe('SFN-19: an Express state machine', () => {
  const caller = () => aws.administrator;
  const startExpress = (name: string, definition: object) => {
    aws.stepFunctions.createStateMachine({
      name: 'express', arn: MACHINE, roleName: 'waiter', type: 'EXPRESS', definition: JSON.stringify(definition),
    });
    return aws.call(caller(), 'states', 'StartExecution', { stateMachineArn: MACHINE, name, input: '{}' });
  };
  const WAIT = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };

  test('ends after five minutes', async () => {
    await startExpress('one', WAIT);
    await aws.clock.advance(5 * 60_000 - 1);
    expect(aws.stepFunctions.executions[0]?.status).toBe('RUNNING');
    await aws.clock.advance(1);
    expect(aws.stepFunctions.executions[0]?.status).toBe('TIMED_OUT');
  });

  test('starts a second execution of the same name, and lists, describes and stops none', async () => {
    const { executionArn } = await startExpress('one', WAIT);
    await aws.call(caller(), 'states', 'StartExecution', { stateMachineArn: MACHINE, name: 'one', input: '{"a":1}' });
    expect(aws.stepFunctions.executions).toHaveLength(2);
    const refused = { code: 'StateMachineTypeNotSupported' };
    await expect(aws.call(caller(), 'states', 'ListExecutions', { stateMachineArn: MACHINE }))
      .rejects.toMatchObject(refused);
    await expect(aws.call(caller(), 'states', 'DescribeExecution', { executionArn })).rejects.toMatchObject(refused);
    await expect(aws.call(caller(), 'states', 'StopExecution', { executionArn })).rejects.toMatchObject(refused);
    await aws.clock.advance(10 * 60_000);
  });
});
