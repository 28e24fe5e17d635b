import type { NamespaceMoment } from '../../../simulator/services/namespace';

/** One UpdateNamespace, whoever sent it. */
export interface SentUpdate {
  /** virtual milliseconds since 1970 */
  readonly at: number;
  /** the function of this library, or CloudFormation's own handler of the namespace */
  readonly by: 'function' | 'CloudFormation';
  readonly input: Readonly<Record<string, unknown>>;
  /** `ok`, or the code of the error */
  readonly outcome: string;
}

/** One change of a namespace's key, as the service carried it out. */
export interface KeyChange {
  readonly namespaceName: string;
  /** ARN of the key in the update */
  readonly desiredKey: string;
  /** virtual milliseconds since 1970 */
  readonly from: number;
  /** absent while it runs */
  readonly ended?: { readonly at: number; readonly keyArn?: string };
}

/** The changes that accepted updates have started, oldest first. */
export function keyChanges(updates: readonly SentUpdate[], history: readonly NamespaceMoment[]): KeyChange[] {
  const accepted = updates.filter(({ outcome, input }) => outcome === 'ok' && typeof input.kmsKeyId === 'string');
  return accepted.flatMap((update) => {
    const namespaceName = String(update.input.namespaceName);
    const mine = history.filter((moment) => moment.namespaceName === namespaceName);
    const started = mine.findIndex(({ at, status }) => status === 'MODIFYING' && at >= update.at);
    if (started < 0) { return []; }
    const end = mine.slice(started).find(({ status }) => status !== 'MODIFYING');
    const ended = end && { at: end.at, keyArn: end.kmsKeyArn };
    const desiredKey = String(update.input.kmsKeyId);
    return [{ namespaceName, desiredKey, from: mine[started].at, ...(ended && { ended }) }];
  });
}
