import {
  accepted, ARRIVAL, event, fail, minutes, NEW, OLD, PHYSICAL_ID, refused, request, REQUEST_ID, seconds, stackResources,
  waiterState,
} from './support';
import { responsesOf, world, type World } from './world';
import { WATCH_SECONDS, WINDOW_SECONDS } from '../../src/contract';
import { parseEvent } from '../../src/handler/cloudformation-event';
import { onStep } from '../../src/handler/on-step';
import { initialState, type WaiterState } from '../../src/handler/waiter-state';

/** Runs the steps as the state machine does, through JSON, until it ends. Resolves to the actions. */
async function run(w: World, first: WaiterState = waiterState()): Promise<string[]> {
  const trace: string[] = [];
  let state = first;
  for (let steps = 0; steps < 2000; steps += 1) {
    const { next } = state;
    trace.push(next.action === 'respond' ? `respond ${next.response.status}` : next.action);
    if (next.action === 'end' || next.action === 'fail') { return trace; }
    if (next.action === 'wait') { w.now += seconds(next.seconds); }
    const step = next.action === 'wait' ? 'observe' : next.action;
    state = waiterState(await onStep(w.ports, { step, state }));
  }
  throw new Error('never ended');
}
/** Without repetitions. */
const brief = (trace: string[]) => trace.filter((action, i) => action !== trace[i - 1]).join(', ');

/** A namespace whose change starts with the update and takes this long, in a stack with this many windows. */
function changing(length: number, windows = 1): World {
  let from: number | undefined;
  const w: World = world({
    resources: () => ({ kind: 'read', value: stackResources(windows) }),
    namespace: () => {
      const status = from !== undefined && w.now < from + length ? 'MODIFYING' : 'AVAILABLE';
      const keyArn = from !== undefined && w.now >= from + length ? NEW : OLD;
      return { kind: 'read', value: { status, keyArn } };
    },
    updateOutcome: () => {
      from = w.now;
      return accepted;
    },
  });
  return w;
}
const metricsOf = ({ log }: World) => log.flatMap(({ metrics = {} }) => Object.keys(metrics));

/** What a change records that starts, outlives its window, and ends. */
const unattended = [
  'KeyChangeStarted', 'KeyChangeFailed', 'KeyChangeUnattended', 'KeyChangeUnattendedEnded', 'KeyChangeDuration',
];

describe('in one window', () => {
  test('a change of fifteen minutes', async () => {
    const w = changing(minutes(15));
    expect(brief(await run(w))).toBe('wait, update, wait, respond SUCCESS, end');
    expect(w.updates).toHaveLength(1);
    expect(w.describedKeys).toHaveLength(1);
    expect(w.log.map(({ message }) => message)).toEqual([
      'the key has to be changed',
      'UpdateNamespace: accepted',
      'the key change has started',
      'observed: AVAILABLE',
      'responded SUCCESS',
    ]);
  });

  test('a change that is too short to be observed', async () => {
    const w = changing(0);
    expect(brief(await run(w))).toBe('wait, update, wait, respond SUCCESS, end');
    expect(w.updates).toHaveLength(1);
  });

  test('a change of ten hours: FAILED after 55 minutes, watched to its end, one update, one response', async () => {
    const w = changing(minutes(600));
    expect(brief(await run(w))).toBe('wait, update, wait, respond FAILED, wait, fail');
    expect({ updates: w.updates.length, puts: w.puts.length }).toEqual({ updates: 1, puts: 1 });
    expect(metricsOf(w)).toEqual(unattended);
    expect(w.log.at(-1)?.message).toContain(`has ended: namespace warehouse is on ${NEW}`);
    expect(w.now - ARRIVAL).toBeLessThan(minutes(600 * 1.02));
  });

  test('denied throughout: FAILED after five minutes, no update', async () => {
    const w = world({ namespace: () => ({ kind: 'denied', message: 'AccessDeniedException' }) });
    expect(brief(await run(w))).toBe('wait, respond FAILED, fail');
    expect(w.now - ARRIVAL).toBeLessThan(minutes(6));
    expect(w.updates).toEqual([]);
  });

  test('deleted, which two observations say: FAILED within seconds, no update', async () => {
    const w = world({ namespace: () => ({ kind: 'not-found' }) });
    expect(brief(await run(w))).toBe('wait, respond FAILED, fail');
    expect(w.now - ARRIVAL).toBeLessThan(seconds(10));
    const Reason = expect.stringContaining('does not exist any more');
    expect(responsesOf(w)).toMatchObject([{ PhysicalResourceId: PHYSICAL_ID, Reason }]);
  });

  test('deleted, and the stack rolls back: SUCCESS after the quiet period', async () => {
    const w = world({ namespace: () => ({ kind: 'not-found' }), stack: () => 'rolling-back' });
    expect(brief(await run(w))).toBe('wait, respond SUCCESS, end');
    expect(responsesOf(w)[0].Reason).toContain('this rollback has nothing to change');
  });

  test('a new resource, and the namespace is on another key: FAILED, no update', async () => {
    const w = world({ resources: () => ({ kind: 'read', value: [] }) });
    const state = waiterState({ request: request({ type: 'Create' }) });
    expect(brief(await run(w, state))).toBe('wait, respond FAILED, fail');
    expect(w.updates).toEqual([]);
  });

  test('Conflict throughout: FAILED at the end of the window, with what the service said', async () => {
    const w = world({ updateOutcome: () => refused('busy', 'ConflictException: busy') });
    expect(await run(w)).toContain('respond FAILED');
    const reason = 'within 55 minutes: ConflictException: busy; this deployment changed nothing';
    expect(responsesOf(w)[0].Reason).toContain(reason);
    expect(Math.floor((w.now - ARRIVAL) / minutes(1))).toBe(WINDOW_SECONDS / 60);
  });

  test('accepted, and nothing ever happens: FAILED, watched, one update', async () => {
    const w = world();
    expect(brief(await run(w))).toBe('wait, update, wait, respond FAILED, wait, fail');
    expect(w.updates).toHaveLength(1);
    expect(metricsOf(w)).toEqual(['KeyChangeFailed', 'KeyChangeUnattended']);
    expect(w.now - ARRIVAL).toBeGreaterThanOrEqual(seconds(WATCH_SECONDS));
    expect(w.log.at(-1)).toMatchObject({ level: 'error', message: expect.stringContaining('has not started') });
  });

  test('accepted, and it starts an hour after it was given up: watched to its end', async () => {
    const w = world();
    const since = () => (w.updates.length === 0 ? -1 : w.now - ARRIVAL - minutes(60));
    w.namespace = () => ({
      kind: 'read',
      value: since() < 0
        ? { status: 'AVAILABLE', keyArn: OLD }
        : since() < minutes(30) ? { status: 'MODIFYING', keyArn: OLD } : { status: 'AVAILABLE', keyArn: NEW },
    });
    await run(w);
    expect(responsesOf(w)[0].Reason).toContain('but did not start it within ten minutes');
    expect(metricsOf(w)).toEqual([
      'KeyChangeFailed', 'KeyChangeUnattended', 'KeyChangeStarted', 'KeyChangeUnattendedEnded', 'KeyChangeDuration',
    ]);
    expect(w.now - ARRIVAL).toBeLessThan(minutes(93));
  });

  test.each<[string, World['namespace']]>([
    ['denied', () => ({ kind: 'denied', message: 'AccessDeniedException: no' })],
    ['INACCESSIBLE_KMS_KEY', () => ({ kind: 'read', value: { status: 'INACCESSIBLE_KMS_KEY', keyArn: OLD } })],
  ])('%s from two minutes after the update to the 70th minute: watched to its end', async (_name, bad) => {
    const w = changing(minutes(90));
    const usual = w.namespace;
    const isBad = () => w.updates.length > 0 && w.now - ARRIVAL > minutes(2) && w.now - ARRIVAL < minutes(70);
    w.namespace = () => (isBad() ? bad() : usual());
    await run(w);
    expect(metricsOf(w)).toEqual(unattended);
    expect(w.log.at(-1)?.message).toContain(`has ended: namespace warehouse is on ${NEW}`);
    expect(responsesOf(w)[0].Reason).not.toContain('tag');
  });

  test('INACCESSIBLE_KMS_KEY once during the change: SUCCESS', async () => {
    const w = changing(minutes(10));
    const usual = w.namespace;
    let reads = 0;
    w.namespace = () => ((reads += 1) === 5
      ? { kind: 'read', value: { status: 'INACCESSIBLE_KMS_KEY', keyArn: OLD } }
      : usual());
    expect(await run(w)).toContain('respond SUCCESS');
  });
});

describe('in several windows', () => {
  /** As CloudFormation calls them, a few seconds apart, until one does not succeed. Resolves to their actions. */
  async function runWindows(w: World, windows: number): Promise<string[]> {
    const traces: string[] = [];
    let handover: { Handover?: string } = {};
    for (let window = 1; window <= windows; window += 1) {
      const RequestId = `${window}${REQUEST_ID.slice(1)}`;
      const given = event({ RequestId }, { Window: String(window), Windows: String(windows), ...handover });
      const parsed = parseEvent(given, w.now);
      const first = parsed.kind === 'request' ? initialState(parsed.request, parsed.handover) : fail(parsed.kind);
      traces.push(brief(await run(w, first)));
      const { Status, Data } = responsesOf(w).at(-1)!;
      if (Status !== 'SUCCESS') { return traces; }
      handover = { Handover: (Data as { Handover: string }).Handover };
      w.now += seconds(7);
    }
    return traces;
  }

  test('a change of two and a half hours in four windows: one update, and the last confirms the third', async () => {
    const w = changing(minutes(150), 4);
    const first = 'wait, update, wait, respond SUCCESS, end';
    const next = 'wait, respond SUCCESS, end';
    expect(await runWindows(w, 4)).toEqual([first, next, next, next]);
    expect(w.updates).toHaveLength(1);
    expect(responsesOf(w).map(({ Reason }) => Reason)).toEqual([
      'the key change of namespace warehouse goes on; window 1 of 4 hands over to the next one',
      'the key change of namespace warehouse goes on; window 2 of 4 hands over to the next one',
      `namespace warehouse is on ${NEW}`,
      `namespace warehouse is on ${NEW}`,
    ]);
    expect(metricsOf(w)).toEqual(['KeyChangeStarted', 'KeyChangeSucceeded', 'KeyChangeDuration', 'KeyAgeDays']);
    expect(w.now - ARRIVAL).toBeLessThan(minutes(150 * 1.02));
  });

  test('a change longer than all windows: the last one fails, and watches it to its end', async () => {
    const w = changing(minutes(150), 2);
    expect(await runWindows(w, 2))
      .toEqual(['wait, update, wait, respond SUCCESS, end', 'wait, respond FAILED, wait, fail']);
    expect(w.updates).toHaveLength(1);
    expect(responsesOf(w)[1].Reason).toContain('still runs after 110 minutes');
    const message = `the watch over a key change has ended: namespace warehouse is on ${NEW}`;
    expect(w.log.at(-1)?.message).toBe(message);
  });

  test('on the key already: the first window takes the quiet period, the next 52 a few seconds each', async () => {
    const w = world({ namespace: () => ({ kind: 'read', value: { status: 'AVAILABLE', keyArn: NEW } }) });
    expect(new Set(await runWindows(w, 53))).toEqual(new Set(['wait, respond SUCCESS, end']));
    expect(w.now - ARRIVAL).toBeLessThan(minutes(2) + seconds(10) + 53 * seconds(7 + 4));
    expect(w.updates).toEqual([]);
  });
});
