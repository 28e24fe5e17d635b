import type { NamespaceMoment } from '../simulator/services/namespace';
import type { CallRecord } from '../simulator/types';

/** One change of the namespace's key, as the service carried it out. */
export interface KeyChange {
  /** ARN of the key that was asked for */
  readonly wanted: string;
  /** virtual milliseconds since 1970 */
  readonly from: number;
  /** absent while it runs */
  readonly ended?: { readonly at: number; readonly keyArn?: string };
}

/** The changes that the accepted calls have begun, oldest first. */
export function keyChanges(asks: readonly CallRecord[], history: readonly NamespaceMoment[]): KeyChange[] {
  return asks.filter(({ outcome, input }) => outcome === 'ok' && typeof input.kmsKeyId === 'string').flatMap((ask) => {
    const begun = history.findIndex(({ at, status }) => status === 'MODIFYING' && at >= ask.at);
    if (begun < 0) { return []; }
    const end = history.slice(begun).find(({ status }) => status !== 'MODIFYING');
    const ended = end && { at: end.at, keyArn: end.kmsKeyArn };
    return [{ wanted: String(ask.input.kmsKeyId), from: history[begun].at, ...(ended && { ended }) }];
  });
}
