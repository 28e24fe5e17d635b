import { observedBefore } from './cases';
import { AWS_OWNED_KMS_KEY, WINDOW_SECONDS } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { Observation } from '../../../src/handler/reconcile/observation';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { needsHolding, needsStack } from '../../../src/handler/reconcile/reconcile';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  at, available, CREATED_WITH, denied, holds, hours, inStatus, modifying, NEW, notFound, OLD, progress as progressOf,
  request as requestOf, seconds, unreadable, unusable, updated, usable,
} from '../support';

interface Case {
  readonly name: string;
  readonly request?: Partial<KeyChangeRequest>;
  readonly progress?: Progress;
  readonly observed: Observation;
  readonly at: number;
  readonly want: boolean;
}

const WINDOW = seconds(WINDOW_SECONDS);
/** The second of three windows. */
const inChain: Partial<KeyChangeRequest> = { window: 2, windows: 3 };
const create: Partial<KeyChangeRequest> = { type: 'Create' };
const heldIdentity = { namespaceName: 'warehouse', createdWith: CREATED_WITH };
const running = updated('accepted', 0, { changeStarted: true });
const onOld = available(OLD, usable());
const given = { progress: observedBefore, at: seconds(3) };

describe('whether the direction of the stack has to be observed', () => {
  test.each<Case>([
    { ...given, name: 'MODIFYING, the window has begun -> no', observed: modifying(OLD, usable()), want: false },
    { ...given, name: 'unreadable -> no', observed: unreadable(), want: false },
    { ...given, name: 'denied -> no', observed: denied(), want: false },
    { ...given, name: 'on the desired key -> no', observed: available(NEW), want: false },
    {
      ...given,
      name: 'nothing stands in the way of the update -> no',
      observed: { ...onOld, holding: holds() },
      want: false,
    },
    {
      ...given,
      name: 'the desired key is unusable -> yes: FAILED, whichever way the stack goes, but the remedy differs',
      observed: { ...available(OLD, unusable()), holding: holds() },
      want: true,
    },
    {
      ...given,
      name: 'more windows than the stack holds, and an update is due -> yes',
      request: { windows: 3 },
      observed: { ...onOld, holding: holds() },
      want: true,
    },
    {
      ...given,
      name: 'the generation goes down -> yes',
      request: { newestGeneration: 1 },
      observed: { ...onOld, holding: holds({ generation: 2 }) },
      want: true,
    },
    {
      ...given,
      name: 'what the stack holds is unreadable, and an update is due -> yes: a rollback is not bound by it',
      observed: { ...onOld, holding: 'unreadable' },
      want: true,
    },
    {
      ...given,
      name: 'the AWS-owned key is desired, and it is on another -> yes: only a rollback may stay there',
      request: { desiredKey: AWS_OWNED_KMS_KEY },
      observed: available(OLD),
      want: true,
    },
    {
      ...given,
      name: 'createdWith was changed -> yes',
      request: { createdWith: OLD, heldIdentity },
      observed: available(NEW),
      want: true,
    },
    { ...given, name: 'a first contact on another key -> yes', request: create, observed: onOld, want: true },
    {
      ...given,
      name: 'a first contact on another key, first observation -> no',
      request: create,
      progress: progressOf(),
      observed: onOld,
      want: false,
    },
    {
      ...given,
      name: 'the stack holds what a Create meets -> yes',
      request: create,
      observed: { ...available(NEW), holding: holds() },
      want: true,
    },
    { ...given, name: 'DELETING -> yes', observed: inStatus('DELETING', OLD), want: true },
    {
      ...given,
      name: 'DELETING, first observation -> no',
      progress: progressOf(),
      observed: inStatus('DELETING', OLD),
      want: false,
    },
    {
      ...given,
      name: 'it has lost access to the desired key -> yes',
      observed: inStatus('INACCESSIBLE_KMS_KEY', NEW),
      want: true,
    },
    {
      ...given,
      name: 'it has lost access to another key -> yes, the remedy depends on it',
      observed: inStatus('INACCESSIBLE_KMS_KEY', OLD),
      want: true,
    },
    {
      ...given,
      name: 'denied for five minutes -> yes, the remedy depends on it',
      progress: progressOf({ observationDeniedSince: 0 }),
      observed: denied(),
      at: hours(0.5),
      want: true,
    },
    { ...given, name: 'gone -> yes', observed: { ...notFound(), holding: holds() }, want: true },
    { ...given, name: 'not there yet -> no', request: create, observed: notFound(), want: false },
  ])('$name', ({ request, progress = progressOf(), observed, at: now, want }) => {
    expect(needsStack(requestOf(request), progress, observed, at(now))).toBe(want);
  });

  test.each<Case>([
    {
      name: 'one ms before the end of the window -> no',
      request: inChain,
      progress: running,
      observed: modifying(),
      at: WINDOW - 1,
      want: false,
    },
    {
      name: 'at its end -> yes',
      request: inChain,
      progress: running,
      observed: modifying(),
      at: WINDOW,
      want: true,
    },
    {
      name: 'at its end, the namespace unreadable -> yes',
      request: inChain,
      progress: running,
      observed: unreadable(),
      at: WINDOW,
      want: true,
    },
    {
      name: 'at the end of the last window -> yes, the remedy depends on it',
      progress: running,
      observed: modifying(),
      at: WINDOW,
      want: true,
    },
    {
      name: 'responded, and it runs -> no',
      request: inChain,
      progress: { ...running, responded: true },
      observed: modifying(),
      at: hours(2),
      want: false,
    },
  ])('$name', ({ request, progress = progressOf(), observed, at: now, want }) => {
    expect(needsStack(requestOf(request), progress, observed, at(now))).toBe(want);
  });
});

describe('whether what the stack holds has to be listed', () => {
  test.each<Case>([
    { ...given, name: 'an update is due -> yes', observed: onOld, want: true },
    { ...given, name: 'the desired key is unusable -> no', observed: available(OLD, unusable()), want: false },
    { ...given, name: 'on the desired key -> no', observed: available(NEW), want: false },
    { ...given, name: 'MODIFYING -> no', observed: modifying(OLD, usable()), want: false },
    { ...given, name: 'DELETING -> no', observed: inStatus('DELETING', OLD), want: false },
    { ...given, name: 'unreadable -> no', observed: unreadable(), want: false },
    { ...given, name: 'denied -> no', observed: denied(), want: false },
    {
      ...given,
      name: 'a second update is due -> no: the first one has been sent',
      progress: updated('unknown', 0, { onOtherKeySince: 0 }),
      observed: available(OLD),
      at: hours(0.5),
      want: false,
    },
    { ...given, name: 'the first window of a Create -> yes', request: create, observed: available(NEW), want: true },
    {
      ...given,
      name: 'the first window of a Create, whatever it would wait for -> yes',
      request: create,
      observed: available(NEW),
      at: QUIET_PERIOD_MS - seconds(12),
      want: true,
    },
    {
      ...given,
      name: 'the first window of a Create, MODIFYING -> no',
      request: create,
      observed: modifying(OLD, usable()),
      want: false,
    },
    {
      ...given,
      name: 'a later window of a Create, on the desired key -> no',
      request: { ...create, window: 2, windows: 2 },
      observed: available(NEW),
      want: false,
    },
    {
      ...given,
      name: 'a first contact on another key -> yes: the remedy depends on it',
      request: { heldIdentity: { namespaceName: 'lakehouse' } },
      observed: onOld,
      want: true,
    },
    { ...given, name: 'gone -> yes: it may be about to be created', observed: notFound(), want: true },
    {
      ...given,
      name: 'gone, and something else creates it -> no',
      request: { managesNamespace: false },
      observed: notFound(),
      want: false,
    },
    {
      ...given,
      name: 'not there, and it is a first contact -> no',
      request: create,
      observed: notFound(),
      want: false,
    },
    {
      ...given,
      name: 'responded -> no',
      progress: { ...observedBefore, responded: true },
      observed: notFound(),
      want: false,
    },
    { ...given, name: 'a Delete -> no', request: { type: 'Delete' }, observed: onOld, want: false },
    {
      ...given,
      name: 'at the end of the window, an update was due -> yes: the reason depends on it',
      observed: onOld,
      at: WINDOW,
      want: true,
    },
  ])('$name', ({ request, progress = progressOf(), observed, at: now, want }) => {
    expect(needsHolding(requestOf(request), progress, observed, at(now))).toBe(want);
  });
});
