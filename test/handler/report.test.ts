import { eventErrors, eventSchema } from './event-schema';
import {
  ARRIVAL, at, denied, hours, minutes, NEW, OLD, progress, refused, request, REQUEST_ID, RESPONSE_URL, seconds,
  STACK_ID, unusable, updated, usable, waiterState,
} from './support';
import { world, type World } from './world';
import { AWS_OWNED_KMS_KEY, FAILURE_KINDS, METRIC_UNITS } from '../../src/contract';
import type { MetricValues } from '../../src/handler/log';
import { onStep } from '../../src/handler/on-step';
import type { Progress } from '../../src/handler/reconcile/progress';
import { reconcile } from '../../src/handler/reconcile/reconcile';
import type { WaiterState } from '../../src/handler/waiter-state';

const DAY = hours(24);
const observe = (w: World, from: Partial<WaiterState>) =>
  onStep(w.ports, { step: 'observe', state: waiterState(from) });
const respond = (w: World, from: Partial<WaiterState>) =>
  onStep(w.ports, { step: 'respond', state: waiterState(from) });
const respondTo = (w: World, before: Progress, over: object = {}, response: object = {}, watch = false) =>
  respond(w, {
    request: request(over),
    progress: before,
    next: {
      action: 'respond', watch, response: { status: 'SUCCESS', reason: 'done', onDesiredKey: true, ...response },
    },
  });

const metricsOf = ({ log }: World): MetricValues[] => log.flatMap(({ metrics }) => metrics ?? []);
/** The kinds of the events that were sent. Each of them has to fit its schema, and none may hold the URL. */
function eventsOf({ sent }: World): string[] {
  for (const { detail } of sent) {
    expect(eventErrors(detail)).toEqual([]);
    expect(JSON.stringify(detail)).not.toContain(RESPONSE_URL);
  }
  return sent.map(({ kind }) => kind);
}

const running = updated('accepted', 0, {
  changeStarted: true, firstUpdateSentAt: at(0), fromKey: OLD, keyCreatedAt: ARRIVAL - 30 * DAY,
});
const done: Progress = { ...running, onDesiredKeySince: at(minutes(15)) };
const failure = (failureKind: string) => ({ status: 'FAILED', reason: 'no', onDesiredKey: undefined, failureKind });

describe('a change that has succeeded', () => {
  test('counted once, with its duration, and with generation and age of the key', async () => {
    const w = world();
    w.now = at(minutes(16));
    await respondTo(w, done, { generation: 2 });
    expect(metricsOf(w)).toEqual([
      { KeyChangeSucceeded: 1, KeyChangeDuration: 900, KeyGeneration: 2, KeyAgeDays: 30 },
    ]);
    expect(eventsOf(w)).toEqual(['succeeded']);
    expect(w.sent[0].detail).toEqual({
      version: '1',
      namespaceName: 'warehouse',
      stackId: STACK_ID,
      stackName: 'Warehouse',
      requestId: REQUEST_ID,
      fromKey: OLD,
      toKey: NEW,
      seconds: 900,
      reason: 'done',
      window: 1,
      windows: 1,
    });
    expect(w.describedKeys).toEqual([]);
  });

  test('too short to be observed: it has started as well', async () => {
    const w = world();
    await respondTo(w, { ...done, changeStarted: false });
    expect(metricsOf(w)).toMatchObject([{ KeyChangeStarted: 1, KeyChangeSucceeded: 1 }]);
    expect(eventsOf(w)).toEqual(['started', 'succeeded']);
  });

  test('handed over to the next window: it has not ended yet', async () => {
    const w = world();
    await respondTo(w, running, { windows: 2 }, { onDesiredKey: undefined });
    expect([metricsOf(w), eventsOf(w)]).toEqual([[], []]);
    expect(w.log).toMatchObject([{ level: 'info', message: 'responded SUCCESS' }]);
  });

  test('confirmed by a later window: counted by the one before', async () => {
    const w = world();
    await respondTo(w, { ...done, confirmed: true }, { window: 2, windows: 2, generation: 2 });
    expect([metricsOf(w), eventsOf(w)]).toEqual([[], []]);
  });

  test('nothing had to change: no change is counted, and the key is told', async () => {
    const w = world({ key: () => ({ kind: 'read', value: { ...usable(NEW), createdAt: ARRIVAL - 3.9 * DAY } }) });
    await respondTo(w, progress({ onDesiredKeySince: 0 }), { generation: 1 });
    expect(metricsOf(w)).toEqual([{ KeyGeneration: 1, KeyAgeDays: 3 }]);
    expect(eventsOf(w)).toEqual([]);
    expect(w.describedKeys).toEqual([NEW]);
  });

  test.each<[string, World['key']]>([
    ['denied', () => ({ kind: 'denied', message: 'no' })],
    ['without a date', () => ({ kind: 'read', value: usable(NEW) })],
  ])('a key that is described %s has no age', async (_name, key) => {
    const w = world({ key });
    await respondTo(w, progress({ onDesiredKeySince: 0 }));
    expect(metricsOf(w)).toEqual([]);
    expect(w.log).toMatchObject([{ level: 'info', message: 'responded SUCCESS' }]);
  });

  test('a disabled key has an age, and the AWS-owned key is not described', async () => {
    const w = world({ key: () => ({ kind: 'read', value: { ...unusable(), createdAt: ARRIVAL + DAY } }) });
    await respondTo(w, progress({ onDesiredKeySince: 0 }));
    await respondTo(w, progress({ onDesiredKeySince: 0 }), { desiredKey: AWS_OWNED_KMS_KEY });
    expect(metricsOf(w)).toEqual([{ KeyAgeDays: 0 }]);
    expect(w.describedKeys).toEqual([NEW]);
  });

  test('left as it is in a rollback: no change', async () => {
    const w = world();
    await respondTo(w, running, {}, { onDesiredKey: undefined, reason: 'left' });
    expect([metricsOf(w), eventsOf(w)]).toEqual([[], []]);
  });
});

describe('a change that has failed', () => {
  test.each(FAILURE_KINDS)('%s: counted with its kind', async (failureKind) => {
    const w = world();
    const { next } = await respondTo(w, progress({ fromKey: OLD }), {}, failure(failureKind));
    expect(next).toEqual({ action: 'fail', note: 'no' });
    expect(w.log).toMatchObject([{ metrics: { KeyChangeFailed: 1 }, failureKind, detail: 'no' }]);
    expect(eventsOf(w)).toEqual(['failed']);
    expect(w.sent[0].detail).toMatchObject({ failureKind, reason: 'no', fromKey: OLD });
    expect(w.sent[0].detail.seconds).toBeUndefined();
  });

  test('and may run: unattended as well', async () => {
    const w = world();
    w.now = at(minutes(55));
    await respondTo(w, running, {}, failure('timed-out'), true);
    expect(metricsOf(w)).toEqual([{ KeyChangeFailed: 1 }, { KeyChangeUnattended: 1 }]);
    expect(eventsOf(w)).toEqual(['failed', 'unattended']);
    expect(w.sent[1].detail).toMatchObject({ seconds: 3300, reason: 'no' });
  });

  test('and the response is not taken: only that is counted, and the next try counts the failure', async () => {
    const w = world({ put: (n) => (n <= 4 ? 503 : 200) });
    const given = [progress(), {}, failure('denied')] as const;
    await expect(respondTo(w, ...given)).rejects.toThrow('could not be delivered');
    expect([metricsOf(w), eventsOf(w)]).toEqual([[{ ResponseUndelivered: 1 }], []]);
    await respondTo(w, ...given);
    expect(metricsOf(w)).toEqual([{ ResponseUndelivered: 1 }, { KeyChangeFailed: 1 }]);
  });

  test('each failure has its kind', () => {
    const kindOf = (before: Progress, observed: Parameters<typeof reconcile>[2], now: number) => {
      const { next } = reconcile(request(), before, observed, at(now));
      return next.action === 'respond' ? next.response.failureKind : next.action;
    };
    const available = { kind: 'namespace', namespace: { status: 'AVAILABLE', keyArn: OLD } } as const;
    const onOld = { ...running, onOtherKeySince: at(0) };
    expect([
      kindOf(progress(), { ...available, key: unusable() }, 1),
      kindOf(progress({ observationDeniedSince: 0 }), denied(), minutes(6)),
      kindOf(onOld, available, minutes(20)),
      kindOf({ ...onOld, changeStarted: false }, available, minutes(20)),
      kindOf(running, denied(), minutes(56)),
      kindOf(running, { kind: 'namespace', namespace: { status: 'MODIFYING', keyArn: OLD } }, minutes(56)),
      kindOf({ ...running, absentSince: at(0) }, { kind: 'not-found', stack: 'forward' }, minutes(20)),
    ]).toEqual([
      'refused', 'denied', 'ended-elsewhere', 'timed-out', 'timed-out', 'timed-out', 'ended-elsewhere',
    ]);
  });

  test('refused for good by the service, and superseded', async () => {
    const sending = progress({ update: 'sending', updatesSent: 1, keyArn: NEW });
    const state = waiterState({ progress: sending, next: { action: 'update' } });
    const w = world({ updateOutcome: () => refused('invalid') });
    expect(await onStep(w.ports, { step: 'update', state }))
      .toMatchObject({ next: { response: { failureKind: 'refused' } } });
  });
});

describe('while it runs', () => {
  const inStatus = (status: string, keyArn: string): World['namespace'] =>
    () => ({ kind: 'read', value: { status, keyArn } });

  test('the start is counted once, and told with elapsed, estimate and next observation', async () => {
    const w = world({ namespace: inStatus('MODIFYING', OLD) });
    w.now = at(seconds(12));
    const before = { ...running, changeStarted: false, observed: 'AVAILABLE', estimatedSeconds: 900, sizeRead: true };
    const after = await observe(w, { progress: before });
    await observe(w, after);
    expect(w.log).toEqual([expect.objectContaining({
      message: 'the key change has started',
      status: 'MODIFYING',
      metrics: { KeyChangeStarted: 1 },
      elapsedSeconds: 12,
      estimatedSeconds: 900,
      nextObservationSeconds: expect.any(Number),
    })]);
    expect(eventsOf(w)).toEqual(['started']);
  });

  test('one line for each change of what is observed, and none without', async () => {
    const w = world({ namespace: inStatus('AVAILABLE', NEW) });
    w.now = at(minutes(15));
    const first = await observe(w, { progress: { ...running, observed: 'MODIFYING' } });
    expect(w.log).toMatchObject([{ message: 'observed: AVAILABLE', elapsedSeconds: 900, nextObservationSeconds: 2 }]);
    w.namespace = () => ({ kind: 'unreadable', message: 'no' });
    const second = await observe(w, first);
    await observe(w, second);
    expect(w.log.map(({ message }) => message)).toEqual(['observed: AVAILABLE', 'observed: unreadable']);
  });

  test('the size is read once, before the first update, and whatever comes of it', async () => {
    let reads = 0;
    const w = world({ dataSize: () => { reads += 1; return reads === 1 ? 8 * 2 ** 20 : 1; } });
    const first = await observe(w, {});
    expect(first.progress).toMatchObject({ sizeRead: true, estimatedSeconds: 900, fromKey: OLD });
    expect(w.log).toMatchObject([{ message: 'the key has to be changed', estimatedSeconds: 900 }]);
    await observe(w, { progress: { ...first.progress, update: 'refused', updatesSent: 0 } });
    expect(reads).toBe(1);
  });

  test('without a size there is no estimate', async () => {
    const { progress: after, next } = await observe(world(), {});
    expect(next).toEqual({ action: 'update' });
    expect(after).toMatchObject({ sizeRead: true });
    expect(after.estimatedSeconds).toBeUndefined();
  });
});

describe('the watch ends', () => {
  const watching: Progress = { ...running, responded: true };
  const inNamespace = (keyArn: string): World['namespace'] =>
    () => ({ kind: 'read', value: { status: 'AVAILABLE', keyArn } });

  test('on the desired key: that it has ended, and how long it took', async () => {
    const w = world({ namespace: inNamespace(NEW) });
    w.now = at(hours(2));
    const { next } = await observe(w, { progress: { ...watching, onDesiredKeySince: w.now - seconds(2) } });
    expect(next.action).toBe('fail');
    expect(metricsOf(w)).toEqual([{ KeyChangeUnattendedEnded: 1, KeyChangeDuration: 7198 }]);
    expect(eventsOf(w)).toEqual(['succeeded']);
    expect(w.sent[0].detail).toMatchObject({ seconds: 7198, reason: expect.stringContaining('has ended: ') });
  });

  test('on another key', async () => {
    const w = world({ namespace: inNamespace(OLD) });
    w.now = at(hours(2));
    await observe(w, { progress: { ...watching, onOtherKeySince: at(hours(1)) } });
    expect(metricsOf(w)).toEqual([{ KeyChangeUnattendedEnded: 1 }]);
    expect(eventsOf(w)).toEqual(['failed']);
    expect(w.sent[0].detail).toMatchObject({ failureKind: 'ended-elsewhere' });
  });

  test('with its time: an error, and no metric', async () => {
    const w = world();
    w.now = at(hours(48));
    await observe(w, { progress: { ...watching, changeStarted: false } });
    expect([metricsOf(w), eventsOf(w)]).toEqual([[], []]);
    expect(w.log).toMatchObject([{ level: 'error', message: expect.stringContaining('has not started') }]);
  });
});

test('an event that cannot be sent is an error in the log, and changes nothing else', async () => {
  const [usual, failing] = [world(), world({ event: () => 'AccessDeniedException: no' })];
  const state = await respondTo(usual, done);
  expect(await respondTo(failing, done)).toEqual(state);
  expect(failing.log.slice(0, -1)).toEqual(usual.log);
  expect(failing.log.at(-1)).toMatchObject({
    level: 'error', message: 'the event "succeeded" could not be sent', detail: 'AccessDeniedException: no',
  });
});

test('every metric that the function can record has a unit, and every kind of failure is in the schema', () => {
  expect(Object.values(METRIC_UNITS).every((unit) => ['Count', 'Seconds', 'None'].includes(unit))).toBe(true);
  expect(eventSchema.properties.failureKind).toEqual({ enum: [...FAILURE_KINDS] });
});
