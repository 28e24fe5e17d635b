import { mayChangeKey, type KeyChangeRequest } from './key-change-request';
import {
  desiredKeyOf, failed, retryUpdate, succeeded, wait, type Decision, type NextAction,
} from './next-action';
import type { Observation } from './observation';
import { mayHaveBeenUpdated, type Progress } from './progress';
import { reasons } from './reasons';
import { remedyIn } from './remedies';
import { QUIET_PERIOD_MS, STACK_STATUS_MS } from './timing';
import { MAXIMUM_EVENT_AGE_SECONDS, WINDOW_SECONDS } from '../../contract';

/** An event is at most this late: Lambda drops older ones. A larger difference is one between clocks. */
const LATEST_ARRIVAL_MS = MAXIMUM_EVENT_AGE_SECONDS * 1000;

/** CloudFormation's hour began when it sent the event. */
function windowEnd({ arrivedAt, sentAt = arrivedAt }: KeyChangeRequest): number {
  const began = Math.min(arrivedAt, Math.max(sentAt, arrivedAt - LATEST_ARRIVAL_MS));
  return began + WINDOW_SECONDS * 1000;
}

/** Ends the window in time, whatever is still in progress. */
export function withinWindow(
  request: KeyChangeRequest, decision: Decision, observation: Observation, now: number,
): Decision {
  const { progress, next } = decision;
  // A change that has ended is confirmed rather than given up: the second observation may come after the end.
  const end = windowEnd(request) + (progress.onDesiredKeySince === undefined ? 0 : QUIET_PERIOD_MS);
  const left = end - now;
  if (next.action === 'wait' && left > 0) {
    return { progress, next: next.seconds * 1000 <= left ? next : wait(left) };
  }
  if (next.action === 'respond' || left > 0) { return decision; }
  return { progress, next: endOfWindow(request, progress, observation, now) };
}

/**
 * Hands over to the next window where that is safe. Otherwise the window fails, and what may be in progress is watched.
 */
function endOfWindow(
  request: KeyChangeRequest, progress: Progress, observation: Observation, now: number,
): NextAction {
  const name = request.namespaceName;
  const updated = mayHaveBeenUpdated(progress);
  const isModifying = observation.kind === 'namespace' && observation.namespace.status === 'MODIFYING';
  // A first window that has not confirmed the namespace must not succeed: the next update could change its key.
  const mayHandOver = updated || (isModifying && (mayChangeKey(request) || request.window > 1));
  const isLast = request.window >= request.windows;
  if (mayHandOver && !isLast) {
    if (observation.stack === 'forward') {
      const reason = reasons.handedOver(name, request.window, request.windows);
      return succeeded(request, progress, reason, now, false);
    }
    const waitsForStack = observation.stack !== 'rolling-back' && now < windowEnd(request) + STACK_STATUS_MS;
    if (waitsForStack) { return retryUpdate(); }
  }
  const since = (updated ? progress.updateSentAt : undefined) ?? request.arrivedAt;
  const minutes = Math.round((now - since) / 60_000);
  const remedy = remedyIn(observation.stack);
  const desired = desiredKeyOf(request, progress);
  if (!updated) {
    const why = whyNotStarted(progress, observation);
    return failed(reasons.notStarted(name, desired, minutes, why, remedy), 'timed-out');
  }
  const isObserved = observation.kind === 'namespace' || observation.kind === 'not-found';
  return failed(isObserved
    ? reasons.tooLong(name, desired, minutes, remedy)
    : reasons.notObservable(name, desired, minutes, observation.message, remedy), 'timed-out', true);
}

function whyNotStarted(progress: Progress, observation: Observation): string {
  if (observation.kind === 'denied' || observation.kind === 'unreadable') { return observation.message; }
  if (observation.kind === 'namespace' && observation.namespace.status !== 'AVAILABLE') {
    return reasons.otherStatus(observation.namespace.status);
  }
  if (progress.refusal !== undefined) { return progress.refusal; }
  const isStackUnreadable = observation.stack === 'unreadable' || observation.holding === 'unreadable';
  return isStackUnreadable ? reasons.stackUnreadable() : reasons.noUpdateYet();
}
