import type { KeyChangeRequest } from './key-change-request';
import { desiredKeyOf, failed, wait, waitForNextPoll, type Decision } from './next-action';
import type { UpdateOutcome } from './observation';
import { afterUpdate, mayHaveBeenUpdated, updateNotCarriedOut, type Progress } from './progress';
import { reasons } from './reasons';
import { DENIED_MS, RETRY_UPDATE_MS } from './timing';

/** What to do after an update was sent. Pure. */
export function reconcileUpdate(
  request: KeyChangeRequest, progress: Progress, outcome: UpdateOutcome, now: number,
): Decision {
  if (outcome.kind !== 'refused') {
    const sent = { ...afterUpdate(progress, outcome.kind, now), updateDeniedSince: undefined, refusal: undefined };
    return { progress: sent, next: waitForNextPoll(request, sent, now) };
  }
  const updateDeniedSince = outcome.why === 'denied' ? progress.updateDeniedSince ?? now : undefined;
  const refused = { ...refusedAt(progress, now), updateDeniedSince, refusal: outcome.message };
  const reason = reasons.refused(request.namespaceName, desiredKeyOf(request, progress), outcome.message);
  switch (outcome.why) {
    case 'invalid': return { progress: refused, next: failed(reason, mayHaveBeenUpdated(refused)) };
    case 'denied': {
      const next = now - updateDeniedSince! >= DENIED_MS
        ? failed(reasons.updateDenied(request.namespaceName, reason), mayHaveBeenUpdated(refused))
        : wait(RETRY_UPDATE_MS);
      return { progress: refused, next };
    }
    case 'not-found':
    case 'busy': return { progress: refused, next: wait(RETRY_UPDATE_MS) };
  }
}

/** A newer request for the same namespace has arrived: this one ends before it sends anything. Pure. */
export const reconcileSuperseded = (progress: Progress, newer: string, now: number): Decision =>
  ({ progress: refusedAt(progress, now), next: failed(reasons.superseded(newer)) });

/**
 * Lambda throttled the waiter's call, so nothing was sent. The pause keeps the waiter from spending the 25,000 events
 * of its execution on retries. Pure.
 */
export const reconcileThrottled = (progress: Progress): Decision => ({
  progress: progress.update === 'sending' ? updateNotCarriedOut(progress) : progress,
  next: wait(RETRY_UPDATE_MS),
});

const refusedAt = (progress: Progress, now: number): Progress =>
  ({ ...updateNotCarriedOut(progress), updateSentAt: now });
