import { createHash } from 'node:crypto';
import type { Execution } from './ports';

/** Begin of the name of every execution that waits on a namespace; a hash, so that no name begins like another's. */
export function executionPrefix(namespaceName: string): string {
  return `${createHash('sha256').update(namespaceName).digest('hex').slice(0, 40)}-`;
}

/**
 * The name of a request's execution: the same for each delivery of its event, and at most 80 characters
 * (the limit of Step Functions).
 */
export function executionName(namespaceName: string, requestId: string): string {
  const fits = /^[A-Za-z0-9-]{1,39}$/.test(requestId);
  return executionPrefix(namespaceName) + (fits ? requestId : createHash('sha256').update(requestId).digest('hex').slice(0, 39));
}

/** Clocks of the function and of Step Functions may differ by so much. */
const SKEW_MS = 60_000;

/** An event that took longer may have been overtaken: a newer wish's execution began first. */
const LATE_MS = 30_000;
const isLate = (arrivedAt: number, sentAt: number | undefined): sentAt is number => sentAt !== undefined && arrivedAt - sentAt > LATE_MS;

/**
 * Whether a list of executions, newest first, has been read far enough to tell who is younger than `own`.
 */
export function listedEnough(own: string, arrivedAt: number, sentAt?: number): (execution: Execution) => boolean {
  return isLate(arrivedAt, sentAt)
    ? (execution) => execution.startedAt < sentAt - SKEW_MS
    : (execution) => execution.name === own || execution.startedAt < arrivedAt - SKEW_MS;
}

/**
 * The youngest execution of the same namespace that is younger than `own`, whether it still runs or not: a newer wish
 * that has been granted must not be undone by an older one. A wish whose event came late is as old as its event.
 */
export function youngerThan(
  own: string, prefix: string, arrivedAt: number, executions: readonly Execution[], sentAt?: number,
): Execution | undefined {
  const started = executions.find((execution) => execution.name === own) ?? { name: own, startedAt: arrivedAt };
  const me = isLate(arrivedAt, sentAt) ? { name: own, startedAt: sentAt } : started;
  return executions
    .filter((other) => other.name !== own && other.name.startsWith(prefix) && isYounger(other, me))
    .reduce<Execution | undefined>((youngest, other) => (youngest && !isYounger(other, youngest) ? youngest : other), undefined);
}

const isYounger = (a: Execution, b: Execution): boolean => a.startedAt > b.startedAt || (a.startedAt === b.startedAt && a.name > b.name);
