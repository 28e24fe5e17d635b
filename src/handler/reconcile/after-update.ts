import type { KeyChangeRequest } from './key-change-request';
import { desiredKeyOf, failed, retryUpdate, waitForNextPoll, type Decision } from './next-action';
import type { StackDirection, UpdateOutcome } from './observation';
import { afterUpdate, mayHaveBeenUpdated, updateNotCarriedOut, type Progress } from './progress';
import { reasons } from './reasons';
import { remedyIn } from './remedies';
import { DENIED_MS } from './timing';

/** What to do after an update was sent. Pure. */
export function reconcileUpdate(
  request: KeyChangeRequest, progress: Progress, outcome: UpdateOutcome, now: number, stack?: StackDirection,
): Decision {
  if (outcome.kind !== 'refused') {
    const sent = { ...afterUpdate(progress, outcome.kind, now), updateDeniedSince: undefined, refusal: undefined };
    return { progress: sent, next: waitForNextPoll(request, sent, now) };
  }
  const updateDeniedSince = outcome.why === 'denied' ? progress.updateDeniedSince ?? now : undefined;
  const refused = { ...refusedAt(progress, now), updateDeniedSince, refusal: outcome.message };
  const { namespaceName: name } = request;
  const mayRun = mayHaveBeenUpdated(refused);
  const remedy = remedyIn(stack);
  switch (outcome.why) {
    case 'invalid': {
      const reason = reasons.refused(name, desiredKeyOf(request, progress), outcome.message, remedy);
      return { progress: refused, next: failed(reason, 'refused', mayRun) };
    }
    case 'denied': {
      if (now - updateDeniedSince! < DENIED_MS) { return { progress: refused, next: retryUpdate() }; }
      const describe = mayRun ? reasons.secondUpdateDenied : reasons.updateDenied;
      return { progress: refused, next: failed(describe(name, outcome.message, remedy), 'denied', mayRun) };
    }
    case 'not-found':
    case 'busy': return { progress: refused, next: retryUpdate() };
  }
}

/** Whether the decision depends on the stack's direction: a failure names the command that fits. */
export const needsStackAfterUpdate = (
  request: KeyChangeRequest, progress: Progress, outcome: UpdateOutcome, now: number,
): boolean => reconcileUpdate(request, progress, outcome, now).next.action === 'respond';

/** A newer request for the same namespace has arrived: this one ends before it sends anything more. Pure. */
export function reconcileSuperseded(progress: Progress, newer: string, now: number): Decision {
  const refused = refusedAt(progress, now);
  return { progress: refused, next: failed(reasons.superseded(newer), 'superseded', mayHaveBeenUpdated(refused)) };
}

/**
 * Lambda throttled the waiter's call, so nothing was sent. The pause keeps the waiter from spending the 25,000 events
 * of its execution on retries. Pure.
 */
export const reconcileThrottled = (progress: Progress): Decision => ({
  progress: progress.update === 'sending' ? updateNotCarriedOut(progress) : progress,
  next: retryUpdate(),
});

const refusedAt = (progress: Progress, now: number): Progress =>
  ({ ...updateNotCarriedOut(progress), updateSentAt: now });
