import { check, type Case } from './cases';
import { decodePhysicalId } from '../../../src/handler/reconcile/identity';
import { needsHistory } from '../../../src/handler/reconcile/reconcile';
import { historyOf, type StackEvent, type WindowHistory } from '../../../src/handler/reconcile/stack-history';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  at, available, holds, inStack, modifying, NEW, OLD, progress, request, seconds, updated, usable,
} from '../support';

const { responseTarget: { logicalResourceId, physicalResourceId } } = request();
const own = (status: string, physicalId: string | undefined = physicalResourceId): StackEvent =>
  ({ logicalId: logicalResourceId, physicalId, status });

const former = decodePhysicalId(physicalResourceId);
const UNTOUCHED = { isNew: false, isTouched: false };
const TOUCHED = { isNew: false, isTouched: true };
const NEW_WINDOW = { isNew: true, isTouched: false };

describe('a window since its stack was last stable', () => {
  test.each<[string, StackEvent[], WindowHistory]>([
    ['nothing has happened to it', [], UNTOUCHED],
    ['it is being updated', [own('UPDATE_IN_PROGRESS')], { ...UNTOUCHED, former }],
    ['an update of it failed', [own('UPDATE_IN_PROGRESS'), own('UPDATE_FAILED')], { ...TOUCHED, former }],
    ['an update of it succeeded', [own('UPDATE_IN_PROGRESS'), own('UPDATE_COMPLETE')], { ...TOUCHED, former }],
    ['it was created', [own('UPDATE_IN_PROGRESS'), own('CREATE_COMPLETE')], { ...NEW_WINDOW, former }],
    ['its creation failed, and it has no id', [{ logicalId: logicalResourceId, status: 'CREATE_FAILED' }], NEW_WINDOW],
    [
      'it came from another namespace',
      [own('UPDATE_IN_PROGRESS'), own('UPDATE_IN_PROGRESS', 'other')],
      { ...NEW_WINDOW, former },
    ],
    [
      'it came back from another namespace, with another createdWith',
      [
        own('UPDATE_IN_PROGRESS', 'other'),
        own('UPDATE_FAILED', 'warehouse|createdWith=key/later'),
        own('UPDATE_COMPLETE', 'other'),
        own('UPDATE_IN_PROGRESS', 'warehouse|createdWith=key/first'),
      ],
      { isNew: true, isTouched: true, former: { namespaceName: 'warehouse', createdWith: 'key/first' } },
    ],
    ['it never had this name', [own('UPDATE_IN_PROGRESS', 'other')], NEW_WINDOW],
    ['another resource was created', [{ logicalId: 'Other', physicalId: 'x', status: 'CREATE_COMPLETE' }], UNTOUCHED],
  ])('%s', (_name, events, want) => {
    expect(historyOf(request(), events)).toEqual(want);
  });
});

describe('an update would be sent', () => {
  const onOld = available(OLD, usable());
  test.each<Case>([
    {
      name: 'settled -> update',
      observed: { ...inStack('forward', onOld, holds()), history: TOUCHED },
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'unsettled, going forward -> FAILED, untouched, with the remedy',
      observed: { ...inStack('forward', onOld, holds()), history: NEW_WINDOW },
      at: seconds(1),
      want: 'FAILED',
      wantReason: /^this key change was created, or came to namespace warehouse, .*; nothing was touched$/,
      wantProgress: { update: 'none' },
    },
    {
      name: 'unsettled, in a rollback -> update: the way back is never refused',
      observed: { ...inStack('rolling-back', onOld, holds()), history: NEW_WINDOW },
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'unreadable -> wait',
      observed: { ...inStack('forward', onOld, holds()), history: 'unreadable' },
      at: seconds(1),
      want: 'wait 12 s',
    },
  ])('$name', check);
});

describe('the identity changes', () => {
  const moved = { heldIdentity: { ...request().heldIdentity!, namespaceName: 'lakehouse' } };
  const confirmed = progress({ onDesiredKeySince: 0, startedAt: 0 });
  const absent = progress({ absentSince: 0, startedAt: 0 });
  const onDesired = { request: moved, progress: confirmed, at: QUIET_PERIOD_MS };
  const notThere = { request: moved, progress: absent, at: seconds(5) };
  const wantReason = /^namespaceName, namespaceId or createdWith of this key change was changed \(to namespace w/;
  test.each<Case>([
    {
      ...onDesired,
      name: 'the stack was stable before -> SUCCESS',
      observed: { ...inStack('forward', available(NEW)), history: UNTOUCHED },
      want: 'SUCCESS',
    },
    {
      ...onDesired,
      name: 'after a failed deployment, to a namespace on the desired key -> FAILED',
      observed: { ...inStack('forward', available(NEW)), history: TOUCHED },
      want: 'FAILED',
      wantReason,
    },
    {
      ...onDesired,
      name: 'back from an identity that is new itself -> SUCCESS',
      observed: { ...inStack('forward', available(NEW)), history: { isNew: true, isTouched: true } },
      want: 'SUCCESS',
    },
    {
      ...onDesired,
      name: 'in a rollback -> SUCCESS',
      observed: { ...inStack('rolling-back', available(NEW)), history: TOUCHED },
      want: 'SUCCESS',
    },
    {
      ...onDesired,
      name: 'the history cannot be read -> wait',
      observed: { ...inStack('forward', available(NEW)), history: 'unreadable' },
      want: 'wait 12 s',
    },
    {
      ...onDesired,
      name: 'the history cannot be read, in a rollback -> SUCCESS',
      observed: { ...inStack('rolling-back', available(NEW)), history: 'unreadable' },
      want: 'SUCCESS',
    },
    {
      ...onDesired,
      name: 'back to the former name, as it was -> SUCCESS',
      observed: { ...inStack('forward', available(NEW), holds()), history: { ...NEW_WINDOW, former } },
      want: 'SUCCESS',
    },
    {
      ...onDesired,
      name: 'back to the former name, with another createdWith -> FAILED',
      observed: {
        ...inStack('forward', available(NEW), holds()),
        history: { ...NEW_WINDOW, former: { ...former, createdWith: OLD } },
      },
      want: 'FAILED',
      wantReason: /must stay \S+key\/old, got: \S+; .* Give createdWith: \S+key\/old'\), as it was created, and deploy/,
    },
    {
      ...onDesired,
      name: 'back to the former name, which was never told what it was created with -> SUCCESS',
      observed: {
        ...inStack('forward', available(NEW), holds()),
        history: { ...NEW_WINDOW, former: { namespaceName: former.namespaceName } },
      },
      want: 'SUCCESS',
    },
    {
      ...onDesired,
      name: 'back to the former name, with another createdWith, in a rollback -> SUCCESS',
      observed: {
        ...inStack('rolling-back', available(NEW), holds()),
        history: { ...NEW_WINDOW, former: { ...former, createdWith: OLD } },
      },
      want: 'SUCCESS',
    },
    {
      ...onDesired,
      name: 'to a name that it never had, of a namespace that the stack holds -> FAILED',
      observed: { ...inStack('forward', available(NEW), holds()), history: NEW_WINDOW },
      want: 'FAILED',
      wantReason: /^namespace warehouse \(on .*\) is in this stack already, as Namespace, and nothing tells/,
    },
    {
      ...onDesired,
      request: { ...moved, createdWithStated: true },
      name: 'the same, and createdWith is said -> SUCCESS',
      observed: { ...inStack('forward', available(NEW), holds()), history: NEW_WINDOW },
      want: 'SUCCESS',
    },
    {
      ...onDesired,
      request: { ...moved, window: 2, windows: 2 },
      name: 'the same, in a later window -> SUCCESS',
      observed: { ...inStack('forward', available(NEW), holds()), history: NEW_WINDOW },
      want: 'SUCCESS',
    },
    {
      ...onDesired,
      name: 'the same, and what the stack holds cannot be read -> wait',
      observed: { ...inStack('forward', available(NEW), 'unreadable'), history: NEW_WINDOW },
      want: 'wait 12 s',
    },
    {
      ...onDesired,
      name: 'the same in a rollback -> SUCCESS: nothing is asked of a way back',
      observed: { ...inStack('rolling-back', available(NEW), 'unreadable'), history: NEW_WINDOW },
      want: 'SUCCESS',
    },
    {
      ...notThere,
      name: 'the stack was stable before, to a namespace that does not exist -> SUCCESS',
      observed: { ...inStack('forward', { kind: 'not-found' }), history: UNTOUCHED },
      want: 'SUCCESS',
    },
    {
      ...notThere,
      name: 'after a failed deployment, to a namespace that does not exist -> FAILED',
      observed: { ...inStack('forward', { kind: 'not-found' }), history: TOUCHED },
      want: 'FAILED',
      wantReason,
    },
  ])('$name', check);
});

describe('whether the history is read', () => {
  test.each([
    { name: 'before the first update', observed: available(OLD, usable()), want: true },
    { name: 'on the desired key', observed: available(NEW), want: false },
    { name: 'while it is MODIFYING', observed: modifying(), want: false },
    { name: 'after an update', observed: available(OLD), before: updated('accepted', 0), want: false },
    { name: 'after the response', observed: available(OLD), before: progress({ responded: true }), want: false },
    { name: 'no namespace', observed: { kind: 'not-found' } as const, want: false },
    { name: 'a Create', observed: available(OLD, usable()), over: { type: 'Create' } as const, want: false },
  ])('$name: $want', ({ observed, before = progress(), over = {}, want }) => {
    expect(needsHistory(request(over), before, { ...observed, holding: holds() }, at(seconds(1)))).toBe(want);
  });
});
