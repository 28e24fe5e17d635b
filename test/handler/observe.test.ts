import { ARRIVAL, at, NEW, OLD, request, seconds, STACK_ID, THIRD, updated, waiterState } from './support';
import { world, type World } from './world';
import { WINDOW_SECONDS } from '../../src/contract';
import { onStep } from '../../src/handler/on-step';
import { QUIET_PERIOD_MS } from '../../src/handler/reconcile/timing';
import type { WaiterState } from '../../src/handler/waiter-state';

const observe = (w: World, from: Partial<WaiterState> = {}) =>
  onStep(w.ports, { step: 'observe', state: waiterState(from) });
const inNamespace = (status: string, keyArn?: string): World['namespace'] =>
  () => ({ kind: 'read', value: { status, keyArn } });

describe('the namespace and the key', () => {
  test('on the desired key already: KMS does not describe it', async () => {
    const w = world({ namespace: inNamespace('AVAILABLE', NEW) });
    expect(await observe(w)).toMatchObject({ next: { action: 'wait' } });
    expect(w.describedKeys).toEqual([]);
    expect(w.log).toMatchObject([{ message: 'observed: AVAILABLE' }]);
  });

  test.each([
    ['denied', { progress: { observationDeniedSince: ARRIVAL } }],
    ['unreadable', { progress: { update: 'none' } }],
  ] as const)('the namespace is %s: wait', async (kind, want) => {
    const w = world({ namespace: () => ({ kind, message: 'no' }) });
    expect(await observe(w)).toMatchObject({ next: { action: 'wait', seconds: 12 }, ...want });
    expect(w.describedKeys).toEqual([]);
  });

  test.each(['denied', 'unreadable'] as const)('the key is %s: wait, and no update', async (kind) => {
    const w = world({ key: () => ({ kind, message: 'no' }) });
    expect(await observe(w)).toMatchObject({ next: { action: 'wait', seconds: 12 } });
  });
});

describe('the direction of the stack', () => {
  const end = at(seconds(WINDOW_SECONDS));
  const inChain = request({ window: 1, windows: 3 });
  const running = updated('accepted', 0, { changeStarted: true });

  test('the window has begun: the stack is not described', async () => {
    const w = world({ namespace: inNamespace('MODIFYING', OLD) });
    await observe(w, { request: inChain, progress: running });
    expect(w.describedStacks).toEqual([]);
  });

  test.each([
    ['forward', 'SUCCESS', /hands over to the next one/],
    ['rolling-back', 'FAILED', /continue-update-rollback/],
  ] as const)('at its end the stack of the event is described: %s -> %s', async (stack, status, reason) => {
    const w = world({ namespace: inNamespace('MODIFYING', OLD), stack: () => stack });
    w.now = end;
    const response = { status, reason: expect.stringMatching(reason) };
    expect(await observe(w, { request: inChain, progress: running }))
      .toMatchObject({ next: { action: 'respond', response } });
    expect(w.describedStacks).toEqual([STACK_ID]);
  });

  test.each(['denied', 'unreadable'] as const)('at its end, the namespace %s: handed over as well', async (kind) => {
    const w = world({ namespace: () => ({ kind, message: 'no' }) });
    w.now = end;
    expect(await observe(w, { request: inChain, progress: running }))
      .toMatchObject({ next: { action: 'respond', response: { status: 'SUCCESS' } } });
  });

  test('the end comes between two readings of the clock in one step: observed again, never given up', async () => {
    const w = world({ namespace: inNamespace('MODIFYING', OLD) });
    let readings = 0;
    const now = () => (readings++ < 2 ? end - 1 : end);
    const state = waiterState({ request: inChain, progress: running });
    const after = await onStep({ ...w.ports, now }, { step: 'observe', state });
    expect(after).toMatchObject({ next: { action: 'wait', seconds: 15 } });
    expect(w.describedStacks).toEqual([]);
  });

  test('the quiet period ends between two readings of the clock in one step: nothing is refused unseen', async () => {
    const w = world({ namespace: () => ({ kind: 'not-found' }), stack: () => 'rolling-back' });
    let readings = 0;
    const now = () => (readings++ < 2 ? at(QUIET_PERIOD_MS) - 1 : at(QUIET_PERIOD_MS));
    const before = updated('unknown', 0, { absentSince: seconds(60) });
    const after = await onStep({ ...w.ports, now }, { step: 'observe', state: waiterState({ progress: before }) });
    expect(after).toMatchObject({ next: { action: 'wait', seconds: 12 } });
    expect(w.describedStacks).toEqual([]);
  });

  test('after the response: the stack is not described', async () => {
    const w = world({ namespace: inNamespace('MODIFYING', OLD) });
    w.now = end;
    await observe(w, { request: inChain, progress: { ...running, responded: true } });
    expect(w.describedStacks).toEqual([]);
  });
});

describe('what the stack holds', () => {
  const refused = (reason: string) =>
    ({ next: { action: 'respond', response: { status: 'FAILED', reason: expect.stringContaining(reason) } } });
  const UPDATE = { next: { action: 'update' } };
  const shown = (w: World) => ({ listed: w.listedStacks, described: w.describedStacks, updates: w.updates });

  test('an update is due: listed, and the direction is not described where nothing stands in its way', async () => {
    const w = world();
    expect(await observe(w)).toMatchObject(UPDATE);
    expect(shown(w)).toEqual({ listed: [STACK_ID], described: [], updates: [] });
  });

  test('more windows and a new key: listed, then described, and refused before an update is sent', async () => {
    const w = world();
    expect(await observe(w, { request: request({ windows: 3 }) }))
      .toMatchObject(refused('keyChangeTimeout was raised'));
    expect(shown(w)).toEqual({ listed: [STACK_ID], described: [STACK_ID], updates: [] });
  });

  test('more windows and a new key in a rollback: update', async () => {
    const w = world({ stack: () => 'rolling-back' });
    expect(await observe(w, { request: request({ windows: 3 }) })).toMatchObject(UPDATE);
  });

  test('the generation that the namespace is on, and no other', async () => {
    const w = world();
    const given = request({ newestGeneration: 0 });
    expect(await observe(w, { request: given })).toMatchObject(refused('goes down from 1'));
    const onAnother = world({ namespace: inNamespace('AVAILABLE', THIRD) });
    expect(await observe(onAnother, { request: given })).toMatchObject(UPDATE);
  });

  test('on the desired key: neither is read', async () => {
    const w = world({ namespace: inNamespace('AVAILABLE', NEW) });
    await observe(w, { progress: updated('accepted', 0, { changeStarted: true }) });
    expect(shown(w)).toEqual({ listed: [], described: [], updates: [] });
  });

  test.each(['denied', 'unreadable'] as const)('%s, going forward: wait', async (kind) => {
    const w = world({ resources: () => ({ kind, message: 'no' }) });
    expect(await observe(w)).toMatchObject({ next: { action: 'wait', seconds: 12 } });
    expect(shown(w)).toEqual({ listed: [STACK_ID], described: [STACK_ID], updates: [] });
  });

  test('denied, in a rollback: update', async () => {
    const w = world({ resources: () => ({ kind: 'denied', message: 'no' }), stack: () => 'rolling-back' });
    expect(await observe(w)).toMatchObject(UPDATE);
  });

  test('the first window of a Create meets a namespace that its stack holds: refused', async () => {
    const w = world({ namespace: inNamespace('AVAILABLE', NEW) });
    expect(await observe(w, { request: request({ type: 'Create' }) }))
      .toMatchObject(refused('is in this stack already, as Namespace'));
    expect(shown(w)).toEqual({ listed: [STACK_ID], described: [STACK_ID], updates: [] });
  });
});
