import {
  ALIAS, ARRIVAL, NEW, OLD, progress, request, seconds, STACK_ID, stackResources, usable, waiterState,
} from './support';
import { world, type World } from './world';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';
import { onStep } from '../../src/handler/on-step';
import type { KeyChangeRequest } from '../../src/handler/reconcile/key-change-request';
import type { WaiterState } from '../../src/handler/waiter-state';

const observe = (w: World, from: Partial<WaiterState> = {}) =>
  onStep(w.ports, { step: 'observe', state: waiterState(from) });
const create = (over: Partial<KeyChangeRequest> = {}) => request({ type: 'Create', ...over });

describe('there is no namespace', () => {
  const absent = (over: Partial<World> = {}) => world({ namespace: () => ({ kind: 'not-found' }), ...over });
  const held = stackResources().filter(({ logicalId }) => logicalId !== 'Namespace');
  const NOT_HELD: Partial<World> = { resources: () => ({ kind: 'read', value: held }) };
  const keys = (arns: Record<string, string>): World['key'] => (key) => ({ kind: 'read', value: usable(arns[key]) });
  /** Observed to be absent a moment ago. */
  const before = progress({ absentSince: -seconds(2) });
  const SUCCESS = {
    action: 'respond',
    response: { status: 'SUCCESS', reason: 'namespace warehouse does not exist yet: nothing to change' },
  };
  const FAILED = {
    action: 'respond',
    response: { status: 'FAILED', reason: expect.stringContaining('would create it under another key') },
  };
  const WAIT = { action: 'wait', seconds: 12 };

  test('first observation: confirmed in 2 s', async () => {
    const w = absent();
    expect(await observe(w, { request: create() }))
      .toMatchObject({ next: { action: 'wait', seconds: 2 }, progress: { absentSince: ARRIVAL } });
  });

  test.each<[string, Partial<KeyChangeRequest>]>([
    ['the template does not say what creates it', { createdWith: undefined, aliasFollowsKey: false }],
    ['the template creates it with an alias that follows the key', {}],
  ])('%s: SUCCESS when the stack has been listed, no call to KMS', async (_name, over) => {
    const w = absent(NOT_HELD);
    expect(await observe(w, { request: create(over), progress: before })).toMatchObject({ next: SUCCESS });
    expect([w.describedKeys, w.listedStacks, w.describedStacks]).toEqual([[], [STACK_ID], []]);
  });

  test('something else creates it: SUCCESS, no call to KMS or CloudFormation', async () => {
    const w = absent();
    const given = create({ managesNamespace: false, aliasFollowsKey: false, createdWith: undefined });
    expect(await observe(w, { request: given, progress: before })).toMatchObject({ next: SUCCESS });
    expect([w.describedKeys, w.listedStacks, w.describedStacks]).toEqual([[], [], []]);
  });

  test('the stack holds it: FAILED, after the stack has been listed and described', async () => {
    const w = absent();
    const response = { status: 'FAILED', reason: expect.stringContaining('does not exist any more') };
    expect(await observe(w, { progress: before })).toMatchObject({ next: { action: 'respond', response } });
    expect([w.listedStacks, w.describedStacks]).toEqual([[STACK_ID], [STACK_ID]]);
  });

  test('the template creates it, and the stack does not hold it yet: SUCCESS', async () => {
    const w = absent(NOT_HELD);
    expect(await observe(w, { progress: before })).toMatchObject({ next: SUCCESS });
  });

  test('what the stack holds is denied: wait', async () => {
    const w = absent({ resources: () => ({ kind: 'denied', message: 'no' }) });
    expect(await observe(w, { progress: before })).toMatchObject({ next: WAIT });
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
    const w = absent({ ...NOT_HELD, ...key && { key } });
    const given = create({ desiredKey, createdWith, aliasFollowsKey: false });
    expect(await observe(w, { request: given, progress: before })).toMatchObject({ next: want });
    expect(w.describedKeys).toHaveLength(described);
  });
});
