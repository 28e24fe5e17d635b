import { FUNCTION_TIMEOUT_SECONDS } from '../../../src/contract';
import {
  reconcileSuperseded, reconcileThrottled, reconcileUpdate,
} from '../../../src/handler/reconcile/after-update';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { Decision, NextAction } from '../../../src/handler/reconcile/next-action';
import type {
  KeyObservation, NamespaceObservation, Observation, StackDirection, UpdateOutcome,
} from '../../../src/handler/reconcile/observation';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { needsHolding, needsKey, needsStack, reconcile } from '../../../src/handler/reconcile/reconcile';
import type { StackHolding } from '../../../src/handler/reconcile/stack-holding';
import { initialState } from '../../../src/handler/waiter-state';
import { minutes, seconds } from '../support';

// A model of the waiter: its steps in a loop, without the services and without Step Functions.

/** What the services show at one step, where they are called. */
export interface Conditions {
  readonly namespace: NamespaceObservation | 'not-found' | 'denied' | 'unreadable';
  /** of a namespace that is not found, where the template says what creates it */
  readonly createdWithMismatch?: boolean;
  readonly key: KeyObservation | 'denied' | 'unreadable';
  readonly stack: StackDirection;
  readonly holding: StackHolding | 'unreadable';
  readonly update: UpdateOutcome | 'dies' | 'throttled' | 'superseded';
  /** how much later than planned the next step comes, in milliseconds */
  readonly delay: number;
}

/** One step of a waiter, with the progress before and after it. */
export interface Step {
  readonly now: number;
  readonly request: KeyChangeRequest;
  readonly observed: Observation;
  /** the way that the stack goes, whether it was observed or not */
  readonly stack: StackDirection;
  readonly before: Progress;
  readonly after: Progress;
  readonly next: NextAction;
  /** what became of the update, if this step sent one */
  readonly outcome?: Conditions['update'];
}

/** The conditions at a time, after the steps that a waiter has taken so far. */
export type ConditionsAt = (now: number, steps: readonly Step[]) => Conditions;

/** The conditions of one step after the other. The last ones stay until the end. */
export function inTurn(conditions: readonly Conditions[]): ConditionsAt {
  let step = 0;
  return () => conditions[Math.min(step++, conditions.length - 1)];
}

/** Runs a waiter until it ends, as the state machine does. */
export function runWaiter(request: KeyChangeRequest, conditionsAt: ConditionsAt, handover?: string): Step[] {
  const steps: Step[] = [];
  let { progress } = initialState(request, handover);
  let now = request.arrivedAt + seconds(1);
  for (let i = 0; i < 3000; i += 1) {
    const current = conditionsAt(now, steps);
    const { stack } = current;
    const observed = observe(request, progress, current, now);
    let { progress: after, next } = reconcile(request, progress, observed, now);
    steps.push({ now, request, observed, stack, before: progress, after, next });
    if (next.action === 'update') {
      const before = after;
      ({ progress: after, next } = afterUpdate(request, before, current.update, now));
      steps.push({ now, request, observed, stack, before, after, next, outcome: current.update });
    }
    progress = after;
    if (next.action === 'end' || next.action === 'fail' || (next.action === 'respond' && !next.watch)) { return steps; }
    if (next.action === 'respond') {
      progress = { ...progress, responded: true };
      now += minutes(1);
    } else if (next.action === 'wait') {
      now += seconds(next.seconds) + current.delay;
    }
  }
  throw new Error(`a waiter that never ends: ${JSON.stringify(steps.at(-1))}`);
}

function afterUpdate(
  request: KeyChangeRequest, before: Progress, update: Conditions['update'], now: number,
): Decision {
  switch (update) {
    case 'throttled': return reconcileThrottled(before);
    case 'dies': return { progress: before, next: { action: 'wait', seconds: FUNCTION_TIMEOUT_SECONDS } };
    case 'superseded': return reconcileSuperseded(before, 'newer', now);
    default: return reconcileUpdate(request, before, update, now);
  }
}

/** As observe.ts does: KMS and CloudFormation are called only where a decision depends on it. */
function observe(request: KeyChangeRequest, progress: Progress, conditions: Conditions, now: number): Observation {
  const { stack, holding } = conditions;
  const namespace = observeNamespace(request, progress, conditions);
  const observed = needsHolding(request, progress, namespace, now) ? { ...namespace, holding } : namespace;
  return needsStack(request, progress, observed, now) ? { ...observed, stack } : observed;
}

function observeNamespace(
  request: KeyChangeRequest, progress: Progress, { namespace, key, createdWithMismatch }: Conditions,
): Observation {
  if (namespace === 'not-found') {
    const { createdWith, aliasFollowsKey, desiredKey } = request;
    const isCompared = createdWith !== undefined && createdWith !== desiredKey && !aliasFollowsKey;
    return { kind: 'not-found', createdWithMismatch: isCompared ? createdWithMismatch : undefined };
  }
  if (typeof namespace === 'string') { return { kind: namespace, message: namespace }; }
  if (!needsKey(request, progress, namespace)) { return { kind: 'namespace', namespace }; }
  return typeof key === 'string' ? { kind: key, message: key } : { kind: 'namespace', namespace, key };
}

/** Runs the windows of a chain, as CloudFormation calls them: the next one after a window that has succeeded. */
export function runChain(
  first: KeyChangeRequest, conditionsAt: ConditionsAt, gaps: readonly number[],
): Step[][] {
  const windows: Step[][] = [];
  let [request, handover]: [KeyChangeRequest, string | undefined] = [first, undefined];
  for (;;) {
    const steps = runWaiter(request, conditionsAt, handover);
    windows.push(steps);
    const { now, next } = steps.at(-1)!;
    const isOver = next.action !== 'respond' || next.response.status === 'FAILED';
    if (isOver || request.window === request.windows) { return windows; }
    ({ handover } = next.response);
    request = nextWindow(request, now + gaps[request.window - 1]);
  }
}

/** The request of the next window. Its event is as late as the one before. */
function nextWindow(request: KeyChangeRequest, arrivedAt: number): KeyChangeRequest {
  const sentAt = request.sentAt === undefined ? undefined : arrivedAt - (request.arrivedAt - request.sentAt);
  return { ...request, window: request.window + 1, arrivedAt, sentAt };
}
