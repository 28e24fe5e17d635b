import { createHash } from 'node:crypto';
import type { Execution } from './ports';

/** Begin of the name of every execution that waits on a namespace; a hash, so that no name begins like another's. */
export function executionPrefix(namespaceName: string): string {
  return `${createHash('sha256').update(namespaceName).digest('hex').slice(0, 32)}-`;
}

/** Digits of a time in a name: seconds since 1970 to the base of 36, enough for two thousand years. */
const DIGITS = 7;

/**
 * The name of a request's execution: the same for each delivery of its event, and at most 80 characters
 * (the limit of Step Functions). It tells when CloudFormation sent the event; zero where that is not known.
 */
export function executionName(namespaceName: string, requestId: string, sentAt = 0): string {
  const fits = /^[A-Za-z0-9-]{1,39}$/.test(requestId);
  const id = fits ? requestId : createHash('sha256').update(requestId).digest('hex').slice(0, 39);
  return `${executionPrefix(namespaceName)}${Math.floor(sentAt / 1000).toString(36).padStart(DIGITS, '0')}-${id}`;
}

/** In seconds; undefined where the name does not tell. */
function sentAtOf(name: string): number | undefined {
  const [, digits = ''] = name.split('-');
  return /^[0-9a-z]{7}$/.test(digits) ? Number.parseInt(digits, 36) || undefined : undefined;
}

/** Clocks of the function, of CloudFormation and of Step Functions may differ by so much. */
const SKEW_MS = 60_000;

/** Whether a list of executions, newest first, has been read far enough to tell who is younger than a wish of that time. */
export const listedEnough = (arrivedAt: number, sentAt = arrivedAt): (execution: Execution) => boolean =>
  (execution) => execution.startedAt < sentAt - SKEW_MS;

/**
 * The youngest execution of the same namespace that is younger than `own`, whether it still runs or not: a newer wish
 * that has been granted must not be undone by an older one.
 */
export function youngerThan(own: string, prefix: string, arrivedAt: number, executions: readonly Execution[]): Execution | undefined {
  const me = executions.find((execution) => execution.name === own) ?? { name: own, startedAt: arrivedAt };
  return executions
    .filter((other) => other.name !== own && other.name.startsWith(prefix) && isYounger(other, me))
    .reduce<Execution | undefined>((youngest, other) => (youngest && !isYounger(other, youngest) ? youngest : other), undefined);
}

/** By the time of sending, since an event may arrive late, and its waiter start late; then by the start. */
function isYounger(a: Execution, b: Execution): boolean {
  const [sentA, sentB] = [sentAtOf(a.name), sentAtOf(b.name)];
  if (sentA !== undefined && sentB !== undefined && sentA !== sentB) { return sentA > sentB; }
  return a.startedAt > b.startedAt || (a.startedAt === b.startedAt && a.name > b.name);
}
