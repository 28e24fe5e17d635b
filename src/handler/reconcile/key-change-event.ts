import type { KeyChangeRequest } from './key-change-request';
import { desiredKeyOf } from './next-action';
import type { Progress } from './progress';
import { EVENT_DETAIL_VERSION, type EVENT_DETAIL_TYPES, type FailureKind } from '../../contract';

/** The kinds of events that the function sends. */
export type KeyChangeEventKind = Exclude<keyof typeof EVENT_DETAIL_TYPES, 'overdue'>;

/** Detail of an event. docs/schemas/key-change-event.schema.json describes it. Nothing in it is secret. */
export interface KeyChangeEventDetail {
  readonly version: typeof EVENT_DETAIL_VERSION;
  readonly namespaceName: string;
  readonly stackId: string;
  readonly stackName: string;
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
    version: EVENT_DETAIL_VERSION,
    namespaceName,
    stackId,
    // arn:…:stack/<name>/<guid>
    stackName: stackId.split('/')[1] ?? stackId,
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
