import { estimateMs, runningChange, waitingWindow } from '../../../cli/watch/change';
import type { NamespaceState, Observation, WaiterRun, WatchedEvent } from '../../../cli/watch/observation';
import { causeIn, isStartOfOperation } from '../../../cli/watch/operation';
import { nextForStack, outcomeOf } from '../../../cli/watch/outcome';
import { Tracker } from '../../../cli/watch/tracker';
import { executionName } from '../../../src/handler/reconcile/executions';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 15, 9);
const at = (minutes: number) => START + minutes * MINUTE;
const KEY = (number: number) => `arn:aws:kms:eu-west-1:111122223333:key/key-${number}`;
const WINDOWS = ['NKeyChangeWindow1BD538362', 'NKeyChangeWindow2ABCDEF01', 'NKeyChangeWindow10ABCDEF02'];

let ids = 0;
const event = (minutes: number, logicalId: string, status: string, reason?: string): WatchedEvent => ({
  id: `e-${ids += 1}`,
  at: at(minutes),
  stackName: 'Stack',
  logicalId,
  type: logicalId === 'Stack' ? 'AWS::CloudFormation::Stack' : 'Custom::RedshiftServerlessNamespaceKeyChange',
  status,
  ...reason !== undefined && { reason },
});
const run = (from: number, to?: number, namespace = 'warehouse'): WaiterRun => ({
  name: executionName(namespace, `request-${from}`, at(from)),
  startedAt: at(from),
  ...to !== undefined && { endedAt: at(to) },
});
const changing: NamespaceState = { name: 'warehouse', status: 'MODIFYING', keyArn: KEY(1) };
const available = (key: number): NamespaceState => ({ name: 'warehouse', status: 'AVAILABLE', keyArn: KEY(key) });

const look = (minutes: number, more: Partial<Observation> = {}, windows = 1): Observation => ({
  at: at(minutes),
  stackStatus: 'UPDATE_IN_PROGRESS',
  holding: {
    windows: WINDOWS.slice(0, windows).map((logicalId) => ({ logicalId, namespaceName: 'warehouse' })),
    generations: [{ number: 1, keyId: 'key-1' }, { number: 2, keyId: 'key-2' }],
  },
  events: [event(0, 'Stack', 'UPDATE_IN_PROGRESS', 'User Initiated'), event(1, WINDOWS[0]!, 'UPDATE_IN_PROGRESS')],
  namespaces: [changing],
  runs: [run(1)],
  ...more,
});

describe('a key change that runs', () => {
  interface Case {
    readonly name: string;
    readonly observation: Observation;
    readonly namespace?: NamespaceState;
    readonly before?: Observation;
    readonly known?: number;
    readonly want: object | undefined;
  }
  test.each<Case>([
    {
      name: 'taken up: since its waiter started',
      observation: look(10),
      want: { startedAt: at(1), elapsedMs: 9 * MINUTE },
    },
    {
      name: 'seen to start: since the observation before',
      observation: look(10),
      before: look(9.5, { namespaces: [available(1)] }),
      want: { startedAt: at(9.5) },
    },
    { name: 'known: since it is known', observation: look(10), known: at(3), want: { startedAt: at(3) } },
    {
      name: 'a chain of windows: since the first',
      observation: look(120, { runs: [run(111), run(56, 111), run(1, 56)] }),
      want: { startedAt: at(1) },
    },
    {
      name: 'not since an execution of a deployment before',
      observation: look(120, { runs: [run(60), run(1, 20)] }),
      want: { startedAt: at(60) },
    },
    {
      name: 'back again: since the rollback',
      observation: look(120, {
        events: [
          event(0, 'Stack', 'UPDATE_IN_PROGRESS', 'User Initiated'), event(50, 'Stack', 'UPDATE_ROLLBACK_IN_PROGRESS'),
        ],
        runs: [run(51), run(1, 50.5)],
      }),
      want: { startedAt: at(51) },
    },
    {
      name: 'the waiter of another namespace is no sign of it',
      observation: look(10, { events: [], runs: [run(1, undefined, 'another')] }),
      want: undefined,
    },
    { name: 'MODIFYING alone is another setting', observation: look(10, { events: [], runs: [] }), want: undefined },
    { name: 'AVAILABLE', observation: look(10), namespace: available(1), want: undefined },
    {
      name: 'without the right to list executions: since the window began to wait',
      observation: look(10, { runs: undefined }),
      want: { startedAt: at(1), nextObservationSeconds: expect.any(Number) as number },
    },
    {
      name: 'outlived its deployment, and is watched',
      observation: look(90, { stackStatus: 'UPDATE_FAILED', events: [event(56, WINDOWS[0]!, 'UPDATE_FAILED')] }),
      want: { window: undefined, nextObservationSeconds: expect.any(Number) as number },
    },
  ])('$name', ({ observation, namespace = changing, before, known, want }) => {
    const found = runningChange(observation, namespace, undefined, before, known);
    if (want === undefined) { expect(found).toBeUndefined(); } else { expect(found).toMatchObject(want); }
  });

  test.each([
    { minutes: 15, want: false },
    { minutes: 15.1, want: false },
    { minutes: 15.2, want: true },
  ])('8 TB after $minutes minutes: longer than typical is $want', ({ minutes, want }) => {
    expect(runningChange(look(minutes), changing, estimateMs(8 * 2 ** 20), undefined, START))
      .toMatchObject({ longerThanTypical: want, estimatedMs: 15 * MINUTE });
  });

  test('the estimate is never below a minute, and absent without a size', () => {
    expect(estimateMs(1)).toBe(MINUTE);
    expect(estimateMs(undefined)).toBeUndefined();
  });
});

describe('the window that waits', () => {
  test.each<{ name: string; events: WatchedEvent[]; want: object | undefined }>([
    {
      name: 'the first',
      events: [event(1, WINDOWS[0]!, 'UPDATE_IN_PROGRESS')],
      want: { number: 1, of: 3, leftMs: 46 * MINUTE },
    },
    {
      name: 'the tenth comes after the second, not after the first',
      events: [
        event(1, WINDOWS[0]!, 'UPDATE_COMPLETE'), event(1, WINDOWS[1]!, 'UPDATE_COMPLETE'),
        event(2, WINDOWS[2]!, 'UPDATE_IN_PROGRESS'),
      ],
      want: { number: 3, of: 3, leftMs: 47 * MINUTE },
    },
    {
      name: 'again, in a rollback: since it began again',
      events: [
        event(1, WINDOWS[0]!, 'UPDATE_IN_PROGRESS'), event(5, WINDOWS[0]!, 'UPDATE_FAILED'),
        event(6, WINDOWS[0]!, 'UPDATE_IN_PROGRESS'),
      ],
      want: { leftMs: 51 * MINUTE },
    },
    { name: 'none that has ended', events: [event(1, WINDOWS[0]!, 'UPDATE_COMPLETE')], want: undefined },
    { name: 'none that is deleted', events: [event(1, WINDOWS[0]!, 'DELETE_IN_PROGRESS')], want: undefined },
    {
      name: 'over time: nothing is left',
      events: [event(-90, WINDOWS[0]!, 'UPDATE_IN_PROGRESS')],
      want: { leftMs: 0 },
    },
  ])('$name', ({ events, want }) => {
    const found = waitingWindow(look(10, { events }, 3), 'warehouse');
    if (want === undefined) { expect(found).toBeUndefined(); } else { expect(found).toMatchObject(want); }
  });
});

describe('from observation to observation', () => {
  const track = (...observations: Observation[]) => {
    const tracker = new Tracker('Stack', () => 15 * MINUTE);
    const kinds = observations.map((observation) => tracker.take(observation).map(({ kind }) => kind));
    return { tracker, kinds };
  };

  test('each event and each state is told once', () => {
    const events = look(1).events;
    const { kinds } = track(
      look(1, { events, namespaces: [available(1)] }), look(2, { events }), look(3, { events }),
      look(4, { events, namespaces: [available(2)] }),
    );
    expect(kinds).toEqual([['event', 'event', 'namespace'], ['namespace', 'started'], [], ['namespace', 'ended']]);
  });

  test('a change back that nobody saw begin is another change: the key tells', () => {
    const back = look(3, { events: [], namespaces: [{ ...changing, keyArn: KEY(2) }] });
    const { tracker, kinds } = track(look(1), look(2), back);
    expect(tracker.changes).toHaveLength(2);
    expect(kinds[2]).toEqual(['namespace', 'ended', 'started']);
  });

  test('it ends only when two observations in a row see nothing run', () => {
    const quiet = { stackStatus: 'UPDATE_COMPLETE', namespaces: [available(2)], runs: [] };
    const { tracker } = track(look(1), look(2, quiet));
    expect(tracker.isSettled).toBe(false);
    tracker.take(look(3, { ...quiet, namespaces: [changing], runs: [run(1)] }));
    tracker.take(look(4, quiet));
    expect(tracker.isSettled).toBe(false);
    tracker.take(look(5, quiet));
    expect(tracker.isSettled).toBe(true);
    expect(tracker.outcome.endedWell).toBe(true);
  });
});

describe('how it ended', () => {
  test.each<{ status: string; namespace?: string; well: boolean; next: RegExp[] }>([
    { status: 'UPDATE_COMPLETE', well: true, next: [] },
    { status: 'CREATE_COMPLETE', well: true, next: [] },
    { status: 'IMPORT_COMPLETE', well: true, next: [] },
    { status: 'UPDATE_COMPLETE', namespace: 'INACCESSIBLE_KMS_KEY', well: false, next: [/aws kms enable-key/] },
    { status: 'UPDATE_COMPLETE', namespace: 'DELETING', well: false, next: [/wait until it is AVAILABLE/] },
    { status: 'UPDATE_COMPLETE', namespace: 'ABSENT', well: true, next: [] },
    { status: 'UPDATE_ROLLBACK_COMPLETE', well: false, next: [/reason/, /deploy again when the cause/] },
    {
      status: 'UPDATE_ROLLBACK_FAILED',
      well: false,
      next: [/reason/, /continue-update-rollback --stack-name Stack/, /do not skip/],
    },
    { status: 'UPDATE_FAILED', well: false, next: [/reason/, /deploy the same template again/] },
    { status: 'ROLLBACK_COMPLETE', well: false, next: [/reason/, /delete-stack --stack-name Stack/] },
    { status: 'DELETE_FAILED', well: false, next: [/reason/] },
  ])('$status, namespace $namespace', ({ status, namespace = 'AVAILABLE', well, next }) => {
    const namespaces = [{ ...changing, status: namespace }];
    const outcome = outcomeOf(look(9, { stackStatus: status, namespaces }), 'Stack');
    expect(outcome.endedWell).toBe(well);
    expect(outcome.next).toEqual(next.map((text) => expect.stringMatching(text) as string));
  });

  test('a stack that is busy needs nothing', () => expect(nextForStack('UPDATE_IN_PROGRESS', 'Stack')).toEqual([]));

  test('the first failure is the cause, and not what was cancelled over it', () => {
    const events = [
      event(1, 'A', 'UPDATE_FAILED', 'Resource update cancelled'), event(1, 'B', 'UPDATE_FAILED', 'the cause'),
      event(2, 'Stack', 'UPDATE_ROLLBACK_FAILED', 'an echo'),
    ];
    expect(causeIn(events)).toMatchObject({ logicalId: 'B' });
    expect(causeIn(events.slice(0, 1))).toMatchObject({ logicalId: 'A' });
    expect(causeIn([])).toBeUndefined();
  });

  test.each<{ given: WatchedEvent; want: boolean }>([
    { given: event(0, 'Stack', 'UPDATE_IN_PROGRESS'), want: true },
    { given: event(0, 'Stack', 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated'), want: true },
    { given: event(0, 'Stack', 'UPDATE_ROLLBACK_IN_PROGRESS', 'The following resource(s) failed'), want: false },
    { given: event(0, 'Stack', 'UPDATE_COMPLETE'), want: false },
    { given: event(0, 'Nested', 'UPDATE_IN_PROGRESS'), want: false },
  ])('an operation begins with $given.status of $given.logicalId: $want', ({ given, want }) => {
    expect(isStartOfOperation(given)).toBe(want);
  });
});
