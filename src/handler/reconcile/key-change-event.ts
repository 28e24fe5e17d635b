import { eventOrigin, type EventOrigin } from './event-origin';
import type { KeyChangeRequest } from './key-change-request';
import { desiredKeyOf } from './next-action';
import type { Progress } from './progress';
import type { EVENT_DETAIL_TYPES, FailureKind } from '../../contract';

/** The kinds of events that the function sends. */
export type KeyChangeEventKind = Exclude<keyof typeof EVENT_DETAIL_TYPES, 'overdue'>;

/** Detail of an event. docs/schemas/key-change-event.schema.json describes it. Nothing in it is secret. */
export interface KeyChangeEventDetail extends EventOrigin {
  readonly requestId: string;
  /** ARN, or AWS_OWNED_KMS_KEY; absent where the namespace has not been observed */
  readonly fromKey?: string;
  readonly toKey: string;
  /** since the first update was sent; absent where none was */
  readonly seconds?: number;
  readonly reason?: string;
  readonly failureKind?: FailureKind;
  readonly window: number;
  readonly windows: number;
}

/** Pure. */
export function eventDetail(
  request: KeyChangeRequest, progress: Progress, now: number,
  outcome: { readonly reason?: string; readonly failureKind?: FailureKind } = {},
): KeyChangeEventDetail {
  const { namespaceName, responseTarget: { stackId, requestId }, window, windows } = request;
  return {
    ...eventOrigin(namespaceName, stackId),
    requestId,
    fromKey: progress.fromKey,
    toKey: desiredKeyOf(request, progress),
    seconds: changeSeconds(progress, now),
    ...outcome,
    window,
    windows,
  };
}

/** From the first update that was sent to the end of the change, or until now. */
export const changeSeconds = ({ firstUpdateSentAt, onDesiredKeySince }: Progress, now: number): number | undefined =>
  (firstUpdateSentAt === undefined ? undefined : Math.round(((onDesiredKeySince ?? now) - firstUpdateSentAt) / 1000));
