import type { NamespaceMoment } from '../../simulator/services/namespace';
import type { CallRecord } from '../../simulator/types';

/** One change of the namespace's key, as the service carried it out. */
export interface KeyChange {
  /** ARN of the key in the update */
  readonly desiredKey: string;
  /** virtual milliseconds since 1970 */
  readonly from: number;
  /** absent while it runs */
  readonly ended?: { readonly at: number; readonly keyArn?: string };
}

/** The changes that accepted updates have started, oldest first. */
export function keyChanges(updates: readonly CallRecord[], history: readonly NamespaceMoment[]): KeyChange[] {
  const accepted = updates.filter(({ outcome, input }) => outcome === 'ok' && typeof input.kmsKeyId === 'string');
  return accepted.flatMap((update) => {
    const started = history.findIndex(({ at, status }) => status === 'MODIFYING' && at >= update.at);
    if (started < 0) { return []; }
    const end = history.slice(started).find(({ status }) => status !== 'MODIFYING');
    const ended = end && { at: end.at, keyArn: end.kmsKeyArn };
    return [{ desiredKey: String(update.input.kmsKeyId), from: history[started].at, ...(ended && { ended }) }];
  });
}
