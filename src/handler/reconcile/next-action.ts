import * as v from 'valibot';
import { encodeHandover } from './handover';
import { physicalIdOf, type KeyChangeRequest } from './key-change-request';
import { secondsToNextObservation } from './poll-interval';
import { mayHaveBeenUpdated, type Progress } from './progress';
import { RETRY_UPDATE_MS } from './timing';
import { FAILURE_KINDS, type FailureKind } from '../../contract';

/** A wait that need not be exact is shorter by up to this share; with an estimate, a wait is longer already. */
const SPREAD = 0.2;
const SPREAD_BY_ESTIMATE = 0.1;

/** The response to one event of CloudFormation. */
export const keyChangeResponseSchema = v.object({
  status: v.picklist(['SUCCESS', 'FAILED']),
  reason: v.string(),
  /** of a failure */
  failureKind: v.optional(v.picklist(FAILURE_KINDS)),
  /** of a success: the namespace has been confirmed on the desired key */
  onDesiredKey: v.optional(v.boolean()),
  /** of a success, where it is not the one that the event has */
  physicalResourceId: v.optional(v.string()),
  keyArn: v.optional(v.string()),
  /** for the next window */
  handover: v.optional(v.string()),
});
export type KeyChangeResponse = v.InferOutput<typeof keyChangeResponseSchema>;

/** What the waiter does next. */
export const nextActionSchema = v.variant('action', [
  v.object({
    action: v.literal('wait'),
    /** at the latest */
    seconds: v.number(),
    /** at the earliest, where any moment up to `seconds` is as good */
    earliest: v.optional(v.number()),
  }),
  v.object({ action: v.literal('update') }),
  v.object({
    action: v.literal('respond'),
    response: keyChangeResponseSchema,
    /** watch the change to its end after the response */
    watch: v.boolean(),
  }),
  v.object({ action: v.literal('end'), note: v.string() }),
  /** the request has failed, and so does the execution of the waiter */
  v.object({
    action: v.literal('fail'),
    note: v.string(),
    /** of a watch: the change that was watched has ended, there */
    endedOn: v.optional(v.picklist(['desired-key', 'other-key', 'deleted'])),
  }),
]);
export type NextAction = v.InferOutput<typeof nextActionSchema>;

/** The progress after a step, and what follows from it. */
export interface Decision { readonly progress: Progress; readonly next: NextAction }

export const wait = (ms: number): NextAction => ({ action: 'wait', seconds: Math.max(1, Math.ceil(ms / 1000)) });

/** Waits that need not be exact. They are spread, so that many waiters do not call the service at the same moment. */
export const waitAbout = (seconds: number, share = SPREAD): NextAction =>
  ({ action: 'wait', seconds, earliest: Math.ceil(seconds * (1 - share)) });

/** Before an update is sent again that the service has refused for the moment. */
export const retryUpdate = (): NextAction => waitAbout(RETRY_UPDATE_MS / 1000);

/** Waits for the poll interval that fits a change of this age. */
export const waitForNextPoll = (request: KeyChangeRequest, progress: Progress, now: number): NextAction => {
  const { typicalSeconds } = request;
  // Of a change of its own. What else runs may be anything.
  const estimatedSeconds = mayHaveBeenUpdated(progress) ? progress.estimatedSeconds : undefined;
  const elapsedMs = now - (progress.updateSentAt ?? request.arrivedAt);
  const seconds = secondsToNextObservation(elapsedMs, { estimatedSeconds, typicalSeconds });
  return waitAbout(seconds, estimatedSeconds === undefined ? SPREAD : SPREAD_BY_ESTIMATE);
};

/** How long the change may take: by the size that the service states, or else by the one that the user has given. */
export const estimateOf = (request: KeyChangeRequest, progress: Progress): number | undefined =>
  progress.estimatedSeconds ?? request.typicalSeconds;

export const failed = (reason: string, failureKind: FailureKind = 'refused', watch = false): NextAction =>
  ({ action: 'respond', response: { status: 'FAILED', reason, failureKind }, watch });

/**
 * @param confirmed whether what was observed is settled, so that later windows need not wait
 * @param onDesiredKey whether that is the desired key
 */
export function succeeded(
  request: KeyChangeRequest, progress: Progress, reason: string, now: number, confirmed: boolean, onDesiredKey = false,
): NextAction {
  const handover = encodeHandover(request, progress, now, confirmed);
  return {
    action: 'respond',
    response: {
      status: 'SUCCESS',
      reason,
      physicalResourceId: physicalIdOf(request),
      keyArn: desiredKeyOf(request, progress),
      handover,
      ...onDesiredKey ? { onDesiredKey } : {},
    },
    watch: false,
  };
}

/** The desired key: its ARN, once KMS has told it. */
export const desiredKeyOf = (request: KeyChangeRequest, progress: Progress): string =>
  progress.keyArn ?? request.desiredKey;
