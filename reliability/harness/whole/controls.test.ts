import { Disruptions } from './disruptions';
import { EndChecks } from './end-checks';
import { injectFaults } from './fault-injection';
import { InvocationObserver } from './invocation-observer';
import type { StackView } from './stack-view';
import { LocalAws } from '../../../simulator/local-aws';
import type { Unknowns } from '../../../simulator/types';
import type { World } from '../../../test/stories/world';
import { InvariantChecker } from '../../invariants/invariant-checker';
import type { InvariantNumber } from '../../invariants/violation';
import { scenarioOf } from '../../scenario/generator';
import type { Disruption } from '../../scenario/scenario';

// Positive controls: a test fails when a fault, a switch or a check of the whole harness does nothing.

const NAME = 'warehouse';
const rates = scenarioOf(1).faults;
const nothing = Object.fromEntries(Object.keys(rates).map((rate) => [rate, 0])) as unknown as typeof rates;
const FUNCTION = { principal: 'FunctionRole', administrator: false };
const FUNCTION_CALL = {
  service: 'redshift-serverless', operation: 'UpdateNamespace', principal: 'FunctionRole', input: {}, at: 0,
};

type Plan = Parameters<LocalAws['setFaultPlan']>[0];

/** Just as much of a world as the faults reach. */
function stubWorld() {
  let plan: Plan;
  const world = {
    aws: {
      clock: { now: () => 0 },
      setFaultPlan: (given: Plan) => { plan = given; },
      redshift: {} as { shown?: (namespace: Record<string, unknown>) => Record<string, unknown> },
      lambda: { invocations: [] as unknown[] } as {
        invocations: unknown[]; crashPlan?: (of: object) => unknown; throttlePlan?: (of: object) => boolean;
      },
      stepFunctions: { executions: [] as unknown[], hasLostStateMachine: () => false } as {
        executions: unknown[]; hasLostStateMachine: () => boolean; lateMs?: () => number;
      },
      kms: { allKeys: () => [] as unknown[], key: () => undefined },
      calls: [] as unknown[],
    },
    cloudFormation: { requests: [] as unknown[], responses: [] as unknown[] } as {
      requests: unknown[];
      responses: unknown[];
      deliveries?: (event: object) => unknown;
      responseFaults?: () => unknown;
    },
  };
  const fault = (call: object = {}) => plan!({ ...FUNCTION_CALL, ...call });
  return { world, asWorld: world as unknown as World, fault };
}

/** With each kind of fault certain, one at a time. */
function injected(more: Partial<typeof rates>) {
  const stub = stubWorld();
  const checker = new InvariantChecker(() => 0);
  const putLog = injectFaults(stub.asWorld, { ...nothing, ...more }, false, checker);
  return { ...stub, checker, putLog };
}

test.each([
  [{ throttled: 100 }, { kind: 'error', code: 'ThrottlingException' }],
  [{ failed: 100 }, { kind: 'error', code: 'InternalServerException' }],
  [{ conflict: 100 }, { kind: 'error', code: 'ConflictException' }],
  [{ reset: 100 }, { kind: 'reset' }],
  [{ lost: 100 }, { kind: 'lost' }],
  [{ slow: 100 }, { kind: 'slow' }],
])('a call of the function meets %j', (given, want) => {
  const { fault, checker } = injected(given);
  expect(fault()).toMatchObject(want);
  expect(fault({ principal: 'cloudformation' })).toBeUndefined();
  expect(checker.exercise.all).toEqual({ [`fault: ${Object.keys(given)[0]}`]: 1 });
});

test('the other faults: absences, misreadings, denials, crashes, throttles, deliveries, responses, jumps', () => {
  const { fault, world, putLog } = injected({
    absences: 100, misreadings: 100, crash: 100, lambdaThrottled: 100, deliveries: 100, responses: 100, clockJumps: 100,
  });
  putLog.absencesLeft = 1;
  putLog.misreadingsLeft = 1;
  expect(fault({ operation: 'GetNamespace' })).toMatchObject({ code: 'ResourceNotFoundException' });
  expect(fault({ operation: 'GetNamespace' })).toBeUndefined();
  const namespace = { namespaceName: NAME, status: 'AVAILABLE', kmsKeyId: 'key' };
  expect(world.aws.redshift.shown!(namespace)).not.toEqual(namespace);
  expect(world.aws.redshift.shown!(namespace)).toEqual(namespace);
  putLog.deniedUntil = 1;
  expect(fault()).toMatchObject({ code: 'AccessDeniedException' });
  expect(world.aws.lambda.crashPlan!({})).toBeDefined();
  expect(world.aws.lambda.throttlePlan!({})).toBe(true);
  expect(world.aws.stepFunctions.lateMs!()).toBeGreaterThan(0);
  expect(world.cloudFormation.deliveries!({})).not.toBe(1);
  expect(world.cloudFormation.responseFaults!()).toBeDefined();
  expect(putLog.faulted).toEqual([true]);
});

const brokenIn = (checker: InvariantChecker): InvariantNumber[] =>
  checker.violations.map(({ invariant }) => invariant);

/** An execution that has ended, or runs. */
const execution = (status: string, requestId = 'r') => ({
  name: `prefix-${requestId}`,
  status,
  events: [{ type: 'StateEntered', state: { name: 'Observe' } }],
  input: JSON.stringify({ request: { responseTarget: { requestId } } }),
});

test.each<[string, InvariantNumber[]]>([
  ['SUCCEEDED', []], ['RUNNING', ['viii']], ['FAILED', ['viii']], ['TIMED_OUT', ['viii']], ['ABORTED', ['viii']],
])('at the end, an execution is %s', (status, want) => {
  const { asWorld, world, checker, putLog } = injected({});
  world.aws.stepFunctions.executions.push(execution(status));
  new EndChecks(asWorld, checker, [], putLog).checkEnd();
  expect(brokenIn(checker)).toEqual(want);
});

test('at the end, an execution may have failed if its state machine was deleted under it', () => {
  const { asWorld, world, checker, putLog } = injected({});
  world.aws.stepFunctions.executions.push(execution('FAILED'));
  world.aws.stepFunctions.hasLostStateMachine = () => true;
  new EndChecks(asWorld, checker, [], putLog).checkEnd();
  expect(brokenIn(checker)).toEqual([]);
});

test('at the end, each request has a response', () => {
  const { asWorld, world, checker, putLog } = injected({});
  world.cloudFormation.requests.push({ event: { RequestId: 'r' } });
  world.aws.lambda.invocations.push({ payload: { RequestId: 'r' }, outcome: 'ok' });
  checker.onRequest('r', { type: 'Update', stackId: 'stack', properties: {} });
  new EndChecks(asWorld, checker, [], putLog).checkEnd();
  expect(brokenIn(checker)).toEqual(['i']);
});

test('between two operations, each complete stack is as its template says, and no key goes', () => {
  const { asWorld, world, checker, putLog } = injected({});
  const view = { namespaceName: NAME, status: 'AVAILABLE', kmsKeyArn: 'two', dataSize: 1, failsNext: false };
  Object.assign(world.aws.redshift, { views: () => [view], view: () => view });
  world.aws.kms.allKeys = () => [{ arn: 'two', state: 'PendingDeletion' }];
  const stack = {
    name: 'Warehouse',
    status: 'UPDATE_COMPLETE',
    isComplete: true,
    stable: { kind: 'rotatable' },
    holds: () => true,
    desired: () => ({ name: NAME, key: 'one', windows: 1 }),
    named: () => [{ name: NAME, key: 'one' }],
  } as unknown as StackView;
  const checks = new EndChecks({ ...asWorld, aws: { ...world.aws, unknowns: { staleReads: 0 } } } as unknown as World,
    checker, [stack], putLog);
  checks.checkStability();
  expect(brokenIn(checker)).toEqual(['iv', 'iv', 'vi']);
});

test('an invocation that fails without a fault is reported, and one that was drawn to die is not', () => {
  const { asWorld, world, checker, putLog } = injected({});
  const step = { step: 'observe', state: { request: { responseTarget: { requestId: 'r' } } } };
  world.aws.lambda.invocations.push({ at: 0, endedAt: 1, payload: step, outcome: 'Runtime.ExitError' });
  putLog.deaths.add(0);
  const observer = new InvocationObserver(asWorld, checker, putLog);
  observer.read();
  expect(brokenIn(checker)).toEqual([]);
  world.aws.lambda.invocations.push({ at: 2, endedAt: 3, payload: step, outcome: 'Runtime.ExitError' });
  world.aws.lambda.invocations.push({ at: 4, endedAt: 5, payload: step, outcome: 'TypeError' });
  observer.read();
  expect(brokenIn(checker)).toEqual(['viii', 'viii']);
});

/** What the simulator shows of a namespace whose key has begun to change, with these switches. */
async function changing(unknowns: Partial<Unknowns>, to: 'another' | 'same' = 'another') {
  const aws = await LocalAws.start({ unknowns: { staleReads: 0, ...unknowns } });
  try {
    const [one, two] = [aws.kms.addKey(), aws.kms.addKey()];
    const call = async (operation: string, input: object): Promise<{ status?: string; kmsKeyId?: string }> => {
      const { namespace } = await aws.call(aws.administrator, 'redshift-serverless', operation,
        { namespaceName: NAME, ...input });
      return namespace as { status?: string; kmsKeyId?: string };
    };
    await call('CreateNamespace', { kmsKeyId: one });
    await aws.clock.advance(60_000);
    const kmsKeyId = to === 'another' ? two : one;
    const refusal = await call('UpdateNamespace', { kmsKeyId }).then(() => undefined, (error: Error) => error.name);
    const reads = [await call('GetNamespace', {}), await call('GetNamespace', {}), await call('GetNamespace', {})];
    return { reads, refusal, one, two };
  } finally {
    await aws.stop();
  }
}

test.each([[true], [false]])('the switch keyShownWhileModifying: %s', async (keyShownWhileModifying) => {
  const { reads, one, two } = await changing({ keyShownWhileModifying });
  expect(reads[2]!.kmsKeyId).toBe(keyShownWhileModifying ? two : one);
});

test.each([[true, 'modifying'], [false, 'MODIFYING']])('the switch lowerCaseStatus: %s', async (isLower, want) => {
  const { reads: [, , last] } = await changing({ lowerCaseStatus: isLower });
  expect(last!.status).toBe(want);
});

test.each([
  ['no-op', 'AVAILABLE', undefined], ['modifies', 'MODIFYING', undefined],
  ['refused', 'AVAILABLE', 'ValidationException'],
] as const)('the switch sameKey: %s', async (sameKey, status, refused) => {
  const { reads: [, , last], refusal } = await changing({ sameKey }, 'same');
  expect({ status: last!.status, refusal }).toEqual({ status, refusal: refused });
});

test.each([[0, 0], [2, 2], [3, 3]])('the switch staleReads: %s', async (staleReads, want) => {
  const { reads } = await changing({ staleReads });
  const stale = reads.filter(({ status }) => status === 'AVAILABLE').length;
  // Where the answer of UpdateNamespace counts as a read, it uses one up.
  expect([want, Math.max(0, want - 1)]).toContain(stale);
});

test.each([
  [{ oldKeyRightsNeeded: true, inaccessibleKeyText: true }, 'ValidationException'],
  [{ oldKeyRightsNeeded: true, inaccessibleKeyText: false }, 'AccessDeniedException'],
  [{ oldKeyRightsNeeded: false, inaccessibleKeyText: true }, undefined],
])('the switches of a missing right on the old key: %j', async (unknowns, want) => {
  const aws = await LocalAws.start({ unknowns });
  try {
    const [one, two] = [aws.kms.addKey(), aws.kms.addKey()];
    const namespaceName = NAME;
    await aws.call(aws.administrator, 'redshift-serverless', 'CreateNamespace', { namespaceName, kmsKeyId: one });
    await aws.clock.advance(60_000);
    const allow = (Action: string, Resource: string) => ({ Effect: 'Allow' as const, Action, Resource });
    const document = { Version: '2012-10-17', Statement: [allow('redshift-serverless:*', '*'), allow('kms:*', two)] };
    aws.iam.putRole(FUNCTION.principal, { policies: { all: document } });
    await aws.clock.advance(600_000);
    const error = await aws.call(FUNCTION, 'redshift-serverless', 'UpdateNamespace', { namespaceName, kmsKeyId: two })
      .then(() => undefined, (reason: Error) => reason.name);
    expect(error).toBe(want);
  } finally {
    await aws.stop();
  }
});

test.each<Disruption>([
  { kind: 'denied', afterS: 1, forS: 60 },
  { kind: 'shown-wrongly', as: 'no-key', afterS: 1, forS: 60 },
  { kind: 'cancel', afterS: 1 },
])('a disruption has its effect: $kind', async (disruption) => {
  const { asWorld, world, checker, putLog } = injected({});
  const timers: (() => void)[] = [];
  const cancelled: string[] = [];
  Object.assign(world.aws.clock, { setTimeout: (run: () => void) => timers.push(run) });
  Object.assign(world.cloudFormation, { cancelUpdate: async (name: string) => { cancelled.push(name); } });
  const stack = { status: 'UPDATE_IN_PROGRESS' } as StackView;
  new Disruptions(asWorld, checker, stack, putLog).schedule(disruption, 'Warehouse', NAME);
  for (const run of timers) { run(); }
  const { deniedUntil, shownWrongly } = putLog;
  expect({ denied: deniedUntil > 0, shown: shownWrongly?.name, cancelled }).toEqual({
    denied: disruption.kind === 'denied',
    shown: disruption.kind === 'shown-wrongly' ? NAME : undefined,
    cancelled: disruption.kind === 'cancel' ? ['Warehouse'] : [],
  });
});
