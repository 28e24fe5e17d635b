import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { LocalAws } from './local-aws';
import { Json } from './services/asl-interpreter';

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
      Retry: [{ ErrorEquals: ['Flaky', 'Lambda.TooManyRequestsException'], IntervalSeconds: 10, BackoffRate: 2, MaxDelaySeconds: 15, MaxAttempts: 5 }],
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
  aws.lambda.createFunction({ name: 'step', arn: FUNCTION, folder, handler: 'index.handler', timeoutSeconds: 30, env: {}, roleName: 'step-role' });
  aws.iam.putRole('waiter-role', { policies: { inline: { Statement: { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: FUNCTION } } } });
  machine(WAIT_AND_STEP);
});
afterEach(() => aws.stop());

function machine(definition: Json): void {
  aws.stepFunctions.createStateMachine({ name: 'waiter', arn: MACHINE, definition: JSON.stringify(definition), roleName: 'waiter-role' });
}
const call = (operation: string, input: Record<string, unknown>) => aws.call(aws.administrator, 'states', operation, input);
const start = (name: string, input: Record<string, unknown>) => call('StartExecution', { stateMachineArn: MACHINE, name, input: JSON.stringify(input) });
const names = async (input: Record<string, unknown> = {}) =>
  ((await call('ListExecutions', { stateMachineArn: MACHINE, ...input })).executions as { name: string }[]).map(({ name }) => name);

test('waits an hour of virtual time, retries as it says, and keeps the books', async () => {
  const begun = aws.clock.now();
  const real = Date.now();
  const { executionArn } = await start('one', { seconds: 3600, fail: 3 });
  await aws.clock.advance(2 * HOUR);
  // 3600 s, a cold start, and three runs that fail: 10 s, 15 s and 15 s between.
  expect(aws.stepFunctions.executions).toMatchObject([{ name: 'one', status: 'SUCCEEDED', startDate: begun, stopDate: begun + HOUR + 300 + 3 * 100 + 40_000, transitions: 5 }]);
  expect(JSON.parse(aws.stepFunctions.executions[0]?.output ?? '')).toMatchObject({ runs: 4, now: begun + HOUR + 300 + 3 * 100 + 40_000 });
  expect(await call('DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED', startDate: begun / 1000, input: '{"seconds":3600,"fail":3}' });
  expect(Date.now() - real).toBeLessThan(3000);
});

test('a jump of the clock ends a wait late', async () => {
  const begun = aws.clock.now();
  aws.stepFunctions.lateMs = () => 60_000;
  await start('one', { seconds: 3600 });
  await aws.clock.advance(2 * HOUR);
  expect(JSON.parse(aws.stepFunctions.executions[0]?.output ?? '')).toMatchObject({ runs: 1, now: begun + HOUR + 60_000 + 300 });
});

test.each<[string, () => void, Record<string, unknown>, string, RegExp]>([
  ['a Lambda error', () => undefined, { fail: 99 }, 'Flaky', /^{"errorType":"Flaky","errorMessage":"run 6","trace":\[/],
  ['no right to invoke', () => aws.iam.deleteRole('waiter-role'), {}, 'Lambda.AWSLambdaException', /not authorized to perform: lambda:InvokeFunction/],
  ['no function', () => aws.lambda.deleteFunction(FUNCTION), {}, 'Lambda.ResourceNotFoundException', /Function not found/],
  ['throttling', () => { aws.lambda.throttlePlan = () => true; }, {}, 'Lambda.TooManyRequestsException', /^Rate Exceeded/],
])('what a Catch gets to see: %s', async (_title, arrange, input, error, cause) => {
  arrange();
  await start('one', { seconds: 1, ...input });
  await aws.clock.advance(HOUR);
  const output = JSON.parse(aws.stepFunctions.executions[0]?.output ?? '{}') as { error: { Error: string; Cause: string } };
  expect(output.error).toEqual({ Error: error, Cause: expect.stringMatching(cause) as string });
});

test('names are unique, lists are late, newest first and in pages', async () => {
  const first = await start('one', { seconds: 60 });
  expect(await start('one', { seconds: 60 })).toEqual(first);
  await expect(start('one', { seconds: 61 })).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  for (const name of ['a b', 'a:b', 'x'.repeat(81)]) { await expect(start(name, {})).rejects.toMatchObject({ code: 'InvalidName' }); }
  await expect(call('StartExecution', { stateMachineArn: MACHINE, input: '{' })).rejects.toMatchObject({ code: 'InvalidExecutionInput' });
  await expect(call('StartExecution', { stateMachineArn: `${MACHINE}x` })).rejects.toMatchObject({ code: 'StateMachineDoesNotExist' });
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

test('an execution that is stopped does nothing more, not even a retry', async () => {
  const { executionArn } = await start('one', { seconds: 1, fail: 99 });
  await aws.clock.advance(5000);
  await call('StopExecution', { executionArn, error: 'enough', cause: 'by hand' });
  await aws.clock.advance(HOUR);
  expect(aws.lambda.invocations).toHaveLength(1);
  expect(await call('DescribeExecution', { executionArn })).toMatchObject({ status: 'ABORTED', error: 'enough', cause: 'by hand' });
});

test.each<[string, Json, string, string | undefined]>([
  ['of its own time-out', { TimeoutSeconds: 100, StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1000, End: true } } }, 'TIMED_OUT', undefined],
  ['of a Fail', { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Mine', Cause: 'so' } } }, 'FAILED', 'Mine'],
  ['of a Task that takes too long', { StartAt: 'T', States: { T: { ...TASK, TimeoutSeconds: 1, End: true } } }, 'FAILED', 'States.Timeout'],
  ['of too long a history', LOOP, 'FAILED', 'States.Runtime'],
])('an execution ends %s', async (_title, definition, status, error) => {
  machine(definition);
  if (error === 'States.Timeout') { slowDown(); }
  await start('one', {});
  await aws.clock.advance(4 * HOUR);
  expect(aws.stepFunctions.executions[0]).toMatchObject({ status, ...(error !== undefined && { error }) });
});

function slowDown(): void {
  fs.writeFileSync(path.join(folder, 'slow.js'), "exports.handler = () => require('timers/promises').setTimeout(5000);");
  aws.lambda.updateFunction({ ...aws.lambda.function(FUNCTION)!, handler: 'slow.handler' });
}

test('callers need the rights, and a machine that is deleted ends its executions', async () => {
  const caller = { principal: 'nobody', administrator: false };
  for (const operation of ['StartExecution', 'ListExecutions']) {
    await expect(aws.call(caller, 'states', operation, { stateMachineArn: MACHINE })).rejects.toMatchObject({ code: 'AccessDeniedException' });
  }
  await start('one', { seconds: 10 });
  aws.stepFunctions.deleteStateMachine(MACHINE);
  await aws.clock.advance(HOUR);
  expect(aws.stepFunctions.executions[0]?.status).toBe('ABORTED');
  expect(() => machine({ StartAt: 'Nowhere', States: {} })).toThrow('Invalid State Machine Definition');
});
