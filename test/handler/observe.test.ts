import {
  ALIAS, ARRIVAL, at, NEW, OLD, request, seconds, STACK_ID, updated, usable, waiterState, world, type World,
} from './support';
import { AWS_OWNED_KMS_KEY, WINDOW_SECONDS } from '../../src/contract';
import { onStep } from '../../src/handler/on-step';
import type { WaiterState } from '../../src/handler/waiter-state';

const observe = (w: World, from: Partial<WaiterState> = {}) =>
  onStep(w.ports, { step: 'observe', state: waiterState(from) });
const inNamespace = (status: string, keyArn?: string): World['namespace'] =>
  () => ({ kind: 'read', value: { status, keyArn } });

describe('the namespace and the key', () => {
  test('on the desired key already: KMS does not describe it, and nothing is logged', async () => {
    const w = world({ namespace: inNamespace('AVAILABLE', NEW) });
    expect(await observe(w)).toMatchObject({ next: { action: 'wait' } });
    expect({ described: w.describedKeys, log: w.log }).toEqual({ described: [], log: [] });
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

describe('the stack', () => {
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

  test('the end comes between the two readings of the clock in one step: observed again, never given up', async () => {
    const w = world({ namespace: inNamespace('MODIFYING', OLD) });
    let readings = 0;
    const now = () => (readings++ === 0 ? end - 1 : end);
    const state = waiterState({ request: inChain, progress: running });
    const after = await onStep({ ...w.ports, now }, { step: 'observe', state });
    expect(after).toMatchObject({ next: { action: 'wait', seconds: 15 } });
    expect(w.describedStacks).toEqual([]);
  });

  test('more windows and a new key: rejected before an update is sent', async () => {
    const w = world();
    const windowsAdded = request({ windows: 3, previous: { windows: 1, desiredKey: OLD } });
    const response = { status: 'FAILED', reason: expect.stringContaining('keyChangeTimeout was raised') };
    expect(await observe(w, { request: windowsAdded })).toMatchObject({ next: { action: 'respond', response } });
    expect({ stacks: w.describedStacks, updates: w.updates }).toEqual({ stacks: [STACK_ID], updates: [] });
  });

  test('after the response: the stack is not described', async () => {
    const w = world({ namespace: inNamespace('MODIFYING', OLD) });
    w.now = end;
    await observe(w, { request: inChain, progress: { ...running, responded: true } });
    expect(w.describedStacks).toEqual([]);
  });
});

describe('there is no namespace', () => {
  const absent = (over: Partial<World> = {}) => world({ namespace: () => ({ kind: 'not-found' }), ...over });
  const keys = (arns: Record<string, string>): World['key'] => (key) => ({ kind: 'read', value: usable(arns[key]) });
  const SUCCESS = {
    action: 'respond',
    response: { status: 'SUCCESS', reason: 'namespace warehouse does not exist yet: nothing to change' },
  };
  const FAILED = {
    action: 'respond',
    response: { status: 'FAILED', reason: expect.stringContaining('would create it under another key') },
  };
  const WAIT = { action: 'wait', seconds: 12 };

  test('the template does not say what creates it: SUCCESS, no call to KMS', async () => {
    const w = absent();
    expect(await observe(w)).toMatchObject({ next: SUCCESS });
    expect(w.describedKeys).toEqual([]);
  });

  interface Case {
    readonly name: string;
    readonly desiredKey: string;
    readonly createdWith: string;
    readonly key?: World['key'];
    readonly want: object;
    /** keys that KMS describes */
    readonly described: number;
  }

  test.each<Case>([
    {
      name: 'created with the desired key',
      desiredKey: NEW,
      createdWith: NEW,
      want: SUCCESS,
      described: 0,
    },
    {
      name: 'both the AWS-owned key',
      desiredKey: AWS_OWNED_KMS_KEY,
      createdWith: AWS_OWNED_KMS_KEY,
      want: SUCCESS,
      described: 0,
    },
    {
      name: 'created with the AWS-owned key, a customer managed one desired',
      desiredKey: NEW,
      createdWith: AWS_OWNED_KMS_KEY,
      want: FAILED,
      described: 0,
    },
    {
      name: 'created with a customer managed key, the AWS-owned one desired',
      desiredKey: AWS_OWNED_KMS_KEY,
      createdWith: OLD,
      want: FAILED,
      described: 0,
    },
    {
      name: 'created with an alias of the desired key',
      desiredKey: NEW,
      createdWith: ALIAS,
      key: keys({ [NEW]: NEW, [ALIAS]: NEW }),
      want: SUCCESS,
      described: 2,
    },
    {
      name: 'created with an alias of another key',
      desiredKey: NEW,
      createdWith: ALIAS,
      key: keys({ [NEW]: NEW, [ALIAS]: OLD }),
      want: FAILED,
      described: 2,
    },
    {
      name: 'created with another key',
      desiredKey: NEW,
      createdWith: OLD,
      key: keys({ [NEW]: NEW, [OLD]: OLD }),
      want: FAILED,
      described: 2,
    },
    {
      name: 'created with a key that does not exist',
      desiredKey: NEW,
      createdWith: OLD,
      key: () => ({ kind: 'read', value: { kind: 'unusable', reason: 'no' } }),
      want: FAILED,
      described: 2,
    },
    {
      name: 'KMS denies',
      desiredKey: NEW,
      createdWith: OLD,
      key: () => ({ kind: 'denied', message: 'no' }),
      want: WAIT,
      described: 2,
    },
    {
      name: 'KMS fails for one of them',
      desiredKey: NEW,
      createdWith: OLD,
      key: (key) => (key === NEW ? { kind: 'read', value: usable() } : { kind: 'unreadable', message: 'no' }),
      want: WAIT,
      described: 2,
    },
  ])('$name', async ({ desiredKey, createdWith, key, want, described }) => {
    const w = absent(key && { key });
    expect(await observe(w, { request: request({ desiredKey, createdWith }) })).toMatchObject({ next: want });
    expect(w.describedKeys).toHaveLength(described);
  });
});
