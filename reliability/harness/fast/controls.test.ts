import { FastAccount } from './account';
import { FastEndChecks } from './end-checks';
import { runFast } from './fast-harness';
import { FastRedshift } from './redshift';
import { Scheduler } from './scheduler';
import { FastStacks } from './stacks';
import { templateOf } from './template';
import { InvariantChecker } from '../../invariants/invariant-checker';
import { withoutFaults } from '../../scenario/fault-profile';
import { scenarioOf } from '../../scenario/generator';
import { OWN_KEY, type AppChoice, type Disruption, type Scenario } from '../../scenario/scenario';
import { importedApp } from '../adoption';

// Positive controls: a test fails when a disruption, a switch or a check of the fast harness does nothing.

const drawn = scenarioOf(1);
const UNKNOWNS = { ...drawn.unknowns, staleReads: 0, keyShownWhileModifying: false, sameKey: 'no-op' } as const;
const app = (more: Partial<AppChoice> = {}): AppChoice => ({
  ...importedApp(false), kind: 'rotatable', key: 1, createdWith: 'default', allGenerations: true, ...more,
});
const deploy = (key: number, disruption?: Disruption, noRollback = false) =>
  ({ kind: 'deploy', stack: 0, app: app({ key }), noRollback, disruption }) as const;
const quiet = (more: Partial<Scenario> = {}): Scenario => ({
  ...drawn,
  unknowns: UNKNOWNS,
  faults: withoutFaults(drawn.faults),
  listLagS: 0,
  iamDelayS: 0,
  createdOnAwsOwnedKey: false,
  holdsFailedAttempt: false,
  steps: [deploy(1), { kind: 'resize', gibibytes: 8192 }, deploy(2)],
  ...more,
});

interface Shown { readonly disruption: Disruption; readonly shows: RegExp }
test.each<Shown>([
  { disruption: { kind: 'cancel', afterS: 120 }, shows: /UPDATE_ROLLBACK_COMPLETE/ },
  { disruption: { kind: 'sibling-fails', afterS: 120 }, shows: /UPDATE_ROLLBACK_COMPLETE/ },
  { disruption: { kind: 'dependent-fails' }, shows: /UPDATE_ROLLBACK_COMPLETE/ },
  { disruption: { kind: 'change-aborted' }, shows: /FAILED, Amazon Redshift Serverless ended the key change/ },
  { disruption: { kind: 'key-disabled', key: 1, afterS: 120, forS: 3600 }, shows: /is disabled[^]*FAILED, / },
  { disruption: { kind: 'manual-change', key: OWN_KEY, afterS: 0 }, shows: /somebody changes the key/ },
  { disruption: { kind: 'denied', afterS: 120, forS: 3600 }, shows: /permissions are denied[^]*FAILED, / },
  { disruption: { kind: 'deleted-by-hand', afterS: 0 }, shows: /FAILED, namespace \S+ (is being|does not|was) / },
  { disruption: { kind: 'made-anew', key: OWN_KEY, hasTag: true, afterS: 0 }, shows: /somebody creates/ },
  { disruption: { kind: 'execution-stopped', afterS: 120 }, shows: /: timeout/ },
  { disruption: { kind: 'waiter-deleted', afterS: 120, forS: 7200 }, shows: /could not be started/ },
  { disruption: { kind: 'shown-wrongly', as: 'unknown-status', afterS: 1, forS: 7200 }, shows: /it is UPGRADING/ },
])('a disruption has its effect, and breaks nothing: $disruption.kind', async ({ disruption, shows }) => {
  const { trace, violations, exercised } = await runFast(quiet({
    steps: [
      deploy(1), { kind: 'resize', gibibytes: 8192 }, deploy(2, disruption),
    ],
  }));
  expect(trace.slice(trace.findIndex((line) => line.includes('"resize"'))).join('\n')).toMatch(shows);
  expect(violations).toEqual([]);
  expect(Object.keys(exercised).some((what) => what.startsWith(`disruption: ${disruption.kind}`))).toBe(true);
});

test.each(['no-key', 'inaccessible'] as const)('GetNamespace shows a namespace wrongly for a while: %s', async (as) => {
  const disruption = { kind: 'shown-wrongly', as, afterS: 1, forS: 60 } as const;
  const { exercised } = await runFast(quiet({ steps: [deploy(1), deploy(2, disruption)] }));
  expect(exercised[`disruption: shown-wrongly ${as}`]).toBeGreaterThan(0);
});

/** A namespace that is AVAILABLE on key one. */
function service(unknowns: Partial<Scenario['unknowns']>): { redshift: FastRedshift; wait: (ms: number) => void } {
  const scheduler = new Scheduler();
  const redshift = new FastRedshift(scheduler, new InvariantChecker(() => scheduler.now), { ...UNKNOWNS, ...unknowns });
  redshift.create('warehouse', 'one', 1);
  redshift.namespaces.get('warehouse')!.operation = undefined;
  return { redshift, wait: (ms) => { scheduler.now += ms; } };
}

test.each([[true, 'two'], [false, 'one']])('keyShownWhileModifying %s', (keyShownWhileModifying, keyArn) => {
  const { redshift } = service({ keyShownWhileModifying });
  redshift.changeKey('warehouse', 'two');
  expect(redshift.get('warehouse')).toEqual({ status: 'MODIFYING', keyArn });
});

test.each([
  ['no-op', undefined, 'AVAILABLE'], ['modifies', undefined, 'MODIFYING'], ['refused', 'invalid', 'AVAILABLE'],
] as const)('sameKey %s', (sameKey, refusal, status) => {
  const { redshift } = service({ sameKey });
  expect(redshift.changeKey('warehouse', 'one')).toBe(refusal);
  expect(redshift.state('warehouse')!.status).toBe(status);
});

test.each([0, 1, 4])('staleReads %s', (staleReads) => {
  const { redshift } = service({ staleReads });
  redshift.changeKey('warehouse', 'two');
  for (let read = 0; read < staleReads; read += 1) { expect(redshift.get('warehouse')!.status).toBe('AVAILABLE'); }
  expect(redshift.get('warehouse')!.status).toBe('MODIFYING');
});

test('a read is not stale any more after half a minute', () => {
  const { redshift, wait } = service({ staleReads: 4 });
  redshift.changeKey('warehouse', 'two');
  wait(30_001);
  expect(redshift.get('warehouse')!.status).toBe('MODIFYING');
});

test.each([[0, 1], [15, 0]])('listLagS %s: so many executions are listed at once: %s', async (listLagS, listed) => {
  const account = new FastAccount(quiet({ listLagS }));
  const { waiter } = new FastStacks(account).of(0);
  waiter.executions.push({ name: 'n', requestId: 'r', startedAt: account.scheduler.now, isStopped: false });
  expect(waiter.list()).toHaveLength(listed);
});

test.each([[0, false], [900, true]])('iamDelayS %s: a creation is denied for long: %s', async (iamDelayS, isDenied) => {
  const { exercised } = await runFast(quiet({ iamDelayS, steps: [deploy(1), deploy(2)] }));
  expect((exercised['response: observationDenied'] ?? exercised['response: waiterNotStarted'] ?? 0) > 0).toBe(isDenied);
});

test.each([true, false])('holdsFailedAttempt %s: what CloudFormation holds after a failure', async (holds) => {
  const account = new FastAccount(quiet({ holdsFailedAttempt: holds }));
  const stack = new FastStacks(account).of(0);
  const template = (more: Partial<AppChoice>) => templateOf(app(more), { name: 'warehouse-0', fails: false });
  account.scheduler.spawn(async () => {
    await stack.deploy(template({}), false);
    await stack.deploy(template({ key: OWN_KEY, createdWith: 'own-key' }), true);
  });
  await account.scheduler.run(account.scheduler.now + 24 * 3600_000);
  expect(stack.status).toBe('UPDATE_FAILED');
  expect(stack.desired()!.key.endsWith('own')).toBe(holds);
});

/** Two stacks, of which the first has been created; and the checks. */
async function created(): Promise<{ account: FastAccount; stacks: FastStacks; checks: FastEndChecks }> {
  const account = new FastAccount(quiet());
  const stacks = new FastStacks(account);
  const checks = new FastEndChecks(account, stacks);
  const stack = stacks.of(0);
  account.scheduler.spawn(async () => {
    checks.begin(stack, []);
    await stack.deploy(templateOf(app(), { name: 'warehouse-0', fails: false }), false);
    checks.end(stack);
    checks.begin(stack, []);
    await stack.deploy(templateOf(app({ settings: 1 }), { name: 'warehouse-0', fails: false }), false);
    checks.end(stack);
  });
  await account.scheduler.run(account.scheduler.now + 24 * 3600_000);
  return { account, stacks, checks };
}
const broken = ({ checker }: FastAccount) => checker.violations.map(({ invariant }) => invariant);

test('between two operations, a namespace must stay on its key', async () => {
  const { account, checks } = await created();
  checks.checkStability();
  expect(broken(account)).toEqual([]);
  account.redshift.namespaces.get('warehouse-0')!.key = 'another';
  checks.checkStability();
  expect(broken(account)).toEqual(['vi', 'xi']);
});

test('the end of an operation is checked, too', async () => {
  const { account, stacks, checks } = await created();
  account.redshift.namespaces.get('warehouse-0')!.key = 'another';
  checks.end(stacks.of(0));
  expect(broken(account)).toEqual(expect.arrayContaining(['vi', 'xi']));
});

test('at the end no waiter runs, none has run for too long, and each request has a response', async () => {
  const { account, stacks, checks } = await created();
  checks.checkEnd(3600_000);
  expect(broken(account)).toEqual([]);
  const { waiter, protocol } = stacks.of(0);
  waiter.executions.push({ name: 'runs', requestId: 'runs', startedAt: 0, isStopped: false });
  checks.checkEnd(Infinity);
  expect(broken(account)).toEqual(['viii']);
  waiter.executions.at(-1)!.end = { status: 'SUCCEEDED', state: 'End', at: 7200_000 };
  checks.checkEnd(3600_000);
  expect(broken(account)).toEqual(['viii', 'viii']);
  account.checker.onRequest('silent', { type: 'Update', stackId: 'stack', properties: {} });
  protocol.requestIds.push('silent');
  checks.checkEnd(Infinity);
  expect(broken(account)).toEqual(['viii', 'viii', 'i']);
});

test('a scenario that does not end is reported', async () => {
  const { violations } = await runFast(quiet({ steps: [deploy(1), { kind: 'pause', minutes: 200_000 }] }));
  expect(violations.map(({ invariant }) => invariant)).toEqual(expect.arrayContaining(['viii', 'viii']));
});
