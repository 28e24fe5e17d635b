import { createHash } from 'node:crypto';

/** An execution of the waiter. */
export interface Execution { readonly name: string; readonly startedAt: number }

/**
 * Start of the name of every execution for a namespace; a hash, so that no namespace's prefix begins like another's.
 */
export function executionPrefix(namespaceName: string): string {
  return `${createHash('sha256').update(namespaceName).digest('hex').slice(0, 32)}-`;
}

/** Digits of a time in a name: seconds since 1970 in base 36, enough for two thousand years. */
const DIGITS = 7;

/**
 * The name of a request's execution: the same for each delivery of its event, and at most 80 characters (the limit of
 * Step Functions). It holds the time when CloudFormation sent the event, or zero where that is not known.
 */
export function executionName(namespaceName: string, requestId: string, sentAt = 0): string {
  const fits = /^[A-Za-z0-9-]{1,39}$/.test(requestId);
  const id = fits ? requestId : createHash('sha256').update(requestId).digest('hex').slice(0, 39);
  const sent = Math.floor(sentAt / 1000).toString(36).padStart(DIGITS, '0');
  return `${executionPrefix(namespaceName)}${sent}-${id}`;
}

/** In seconds; undefined where the name does not tell. */
function sentAtOf(name: string): number | undefined {
  const [, digits = ''] = name.split('-');
  return /^[0-9a-z]{7}$/.test(digits) ? Number.parseInt(digits, 36) || undefined : undefined;
}

/** The clocks of the function, of CloudFormation and of Step Functions may differ by this much. */
const SKEW_MS = 60_000;

/** Whether a list of executions, newest first, has been read far enough to know every one newer than this request. */
export const listedEnough = (arrivedAt: number, sentAt = arrivedAt): (execution: Execution) => boolean =>
  (execution) => execution.startedAt < sentAt - SKEW_MS;

/**
 * The newest execution for the same namespace that is newer than `own`, whether it still runs or not: an older request
 * must not undo a newer one that has been granted.
 */
export function newerThan(
  own: string, prefix: string, arrivedAt: number, executions: readonly Execution[],
): Execution | undefined {
  const me = executions.find((execution) => execution.name === own) ?? { name: own, startedAt: arrivedAt };
  return executions
    .filter((other) => other.name !== own && other.name.startsWith(prefix) && isNewer(other, me))
    .reduce<Execution | undefined>((newest, other) => (newest && !isNewer(other, newest) ? newest : other), undefined);
}

/** By when the event was sent, since an event may arrive late and its waiter may start late; then by the start. */
function isNewer(a: Execution, b: Execution): boolean {
  const [sentA, sentB] = [sentAtOf(a.name), sentAtOf(b.name)];
  if (sentA !== undefined && sentB !== undefined && sentA !== sentB) { return sentA > sentB; }
  return a.startedAt > b.startedAt || (a.startedAt === b.startedAt && a.name > b.name);
}
