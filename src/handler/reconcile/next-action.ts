import * as v from 'valibot';
import { encodeHandover } from './handover';
import { physicalIdOf, type KeyChangeRequest } from './key-change-request';
import { secondsToNextObservation } from './poll-interval';
import type { Progress } from './progress';
import { RETRY_UPDATE_MS } from './timing';

/** A wait that need not be exact is shorter by up to this share. */
const SPREAD = 0.2;

/** The response to one event of CloudFormation. */
export const keyChangeResponseSchema = v.object({
  status: v.picklist(['SUCCESS', 'FAILED']),
  reason: v.string(),
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
  v.object({
    action: v.literal('end'),
    note: v.string(),
    /** of a watch: the change that was watched has ended */
    changeEnded: v.optional(v.boolean()),
  }),
]);
export type NextAction = v.InferOutput<typeof nextActionSchema>;

/** The progress after a step, and what follows from it. */
export interface Decision { readonly progress: Progress; readonly next: NextAction }

export const wait = (ms: number): NextAction => ({ action: 'wait', seconds: Math.max(1, Math.ceil(ms / 1000)) });

/** Waits that need not be exact. They are spread, so that many waiters do not call the service at the same moment. */
export const waitAbout = (seconds: number): NextAction =>
  ({ action: 'wait', seconds, earliest: Math.ceil(seconds * (1 - SPREAD)) });

/** Before an update is sent again that the service has refused for the moment. */
export const retryUpdate = (): NextAction => waitAbout(RETRY_UPDATE_MS / 1000);

/** Waits for the poll interval that fits a change of this age. */
export const waitForNextPoll = (request: KeyChangeRequest, progress: Progress, now: number): NextAction => {
  const elapsedMs = now - (progress.updateSentAt ?? request.arrivedAt);
  return waitAbout(secondsToNextObservation(elapsedMs, request.typicalSeconds));
};

export const failed = (reason: string, watch = false): NextAction =>
  ({ action: 'respond', response: { status: 'FAILED', reason }, watch });

/** @param confirmed whether the namespace is on the desired key for good, so that later windows need not wait */
export function succeeded(
  request: KeyChangeRequest, progress: Progress, reason: string, now: number, confirmed: boolean,
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
    },
    watch: false,
  };
}

/** The desired key: its ARN, once KMS has told it. */
export const desiredKeyOf = (request: KeyChangeRequest, progress: Progress): string =>
  progress.keyArn ?? request.desiredKey;
