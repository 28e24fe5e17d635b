import * as v from 'valibot';
import { decodeHandover } from './reconcile/handover';
import { keyChangeRequestSchema, type KeyChangeRequest } from './reconcile/key-change-request';
import { nextActionSchema } from './reconcile/next-action';
import { progressSchema } from './reconcile/progress';

/** Everything that the waiter carries from one step to the next. */
export const waiterStateSchema = v.object({
  request: keyChangeRequestSchema,
  progress: progressSchema,
  next: nextActionSchema,
  /** set by the waiter: Lambda throttled its call for an update, so nothing was sent */
  updateThrottled: v.optional(v.unknown()),
  /** set by the waiter: its call for an update failed, and what became of the update is unknown */
  updateOutcomeUnknown: v.optional(v.unknown()),
});
export type WaiterState = v.InferOutput<typeof waiterStateSchema>;

/** One step that the waiter calls the function for. */
export const waiterStepSchema = v.object({
  step: v.picklist(['observe', 'update', 'respond']),
  state: waiterStateSchema,
});
export type WaiterStep = v.InferOutput<typeof waiterStepSchema>;

/** What a waiter starts with. */
export const initialState = (request: KeyChangeRequest, handover?: string): WaiterState => ({
  request,
  progress: decodeHandover(request, handover, request.arrivedAt),
  next: { action: 'wait', seconds: 1 },
});
