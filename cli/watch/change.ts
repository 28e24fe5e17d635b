import type { Holding, NamespaceState, Observation, WaiterRun, WatchedEvent } from './observation';
import { isOfStack } from './operation';
import { WINDOW_SECONDS } from '../../src/contract';
import { executionPrefix } from '../../src/handler/reconcile/executions';
import { secondsToNextObservation } from '../../src/handler/reconcile/poll-interval';

/** The window that waits. */
export interface WaitingWindow {
  readonly number: number;
  readonly of: number;
  /** until it responds at the latest, in milliseconds */
  readonly leftMs: number;
}

/** A key change that runs. */
export interface RunningChange {
  readonly namespaceName: string;
  /** at the latest; a change that was taken up may have begun a little later */
  readonly startedAt: number;
  readonly elapsedMs: number;
  /** undefined: the service states no size */
  readonly estimatedMs?: number;
  readonly longerThanTypical: boolean;
  /** undefined: no deployment waits for it */
  readonly window?: WaitingWindow;
  /** the waiter looks again after at most so long; undefined: nobody watches it */
  readonly nextObservationSeconds?: number;
}

/** "typically fifteen minutes per 8 TB stored": CHANGE-2 in docs/assumptions.md */
const TYPICAL_MS_PER_MEGABYTE = 15 * 60_000 / (8 * 2 ** 20);
const SHORTEST_MS = 60_000;
/** What is at most so much over the estimate is as long as it. */
const TOLERANCE = 1.01;
/** One window of a chain starts so soon after the one before. */
const CHAINED_MS = 2 * 60_000;

export const estimateMs = (megabytes: number | undefined): number | undefined =>
  megabytes === undefined ? undefined : Math.max(SHORTEST_MS, megabytes * TYPICAL_MS_PER_MEGABYTE);

/**
 * The key change of a namespace that runs at an observation. MODIFYING alone may also be another setting: a change of
 * the key is what a window or the waiter waits for.
 *
 * @param before the observation before this one, where there is one
 * @param known when the change started, if it ran at the observation before
 */
export function runningChange(
  observation: Observation, namespace: NamespaceState, estimatedMs: number | undefined,
  before?: Observation, known?: number,
): RunningChange | undefined {
  const window = waitingWindow(observation, namespace.name);
  const runs = runsOf(observation, namespace.name);
  const isWatched = runs.some(({ endedAt }) => endedAt === undefined);
  if (namespace.status !== 'MODIFYING' || !(isWatched || window)) { return undefined; }
  const startedAt = known ?? startOf(observation, runs, before);
  const elapsedMs = Math.max(0, observation.at - startedAt);
  return {
    namespaceName: namespace.name,
    startedAt,
    elapsedMs,
    estimatedMs,
    longerThanTypical: estimatedMs !== undefined && elapsedMs > estimatedMs * TOLERANCE,
    window,
    nextObservationSeconds: isWatched || observation.runs === undefined
      ? secondsToNextObservation(elapsedMs, { estimatedSeconds: estimatedMs && estimatedMs / 1000 })
      : undefined,
  };
}

/** Seen to start: at the observation before. Taken up: when the waiter of its first window started. */
function startOf(observation: Observation, runs: readonly WaiterRun[], before?: Observation): number {
  if (before !== undefined) { return before.at; }
  const turn = observation.events
    .findLast((event) => isOfStack(event) && event.status.includes('ROLLBACK_IN_PROGRESS'));
  const [first, ...older] = runs.filter(({ startedAt }) => turn === undefined || startedAt >= turn.at);
  if (first === undefined) { return windowStart(observation) ?? observation.at; }
  return older.reduce((start, { startedAt, endedAt }) =>
    endedAt !== undefined && start - endedAt <= CHAINED_MS ? Math.min(start, startedAt) : start, first.startedAt);
}

const windowStart = ({ events, holding }: Observation): number | undefined =>
  events.find(({ logicalId }) => holding.windows.some((window) => window.logicalId === logicalId))?.at;

/** Newest first. */
function runsOf({ runs = [] }: Observation, namespaceName: string): WaiterRun[] {
  const prefix = executionPrefix(namespaceName);
  return runs.filter(({ name }) => name.startsWith(prefix));
}

/** The window that CloudFormation waits for. */
export function waitingWindow(
  { at, events, holding }: Observation, namespaceName: string,
): WaitingWindow | undefined {
  const ids = windowsOf(holding, namespaceName);
  for (const [index, logicalId] of ids.entries()) {
    const since = inProgressSince(events, logicalId);
    if (since !== undefined) {
      return { number: index + 1, of: ids.length, leftMs: Math.max(0, since + WINDOW_SECONDS * 1000 - at) };
    }
  }
  return undefined;
}

const windowsOf = ({ windows }: Holding, namespaceName: string): string[] => windows
  .filter((window) => window.namespaceName === namespaceName)
  .map(({ logicalId }) => logicalId)
  .sort((one, other) => numberOf(one) - numberOf(other));

const numberOf = (logicalId: string): number => Number(/Window(\d+?)[0-9A-F]{8}$/.exec(logicalId)?.[1] ?? 0);

/** When CloudFormation began to wait for a resource; undefined: it does not. */
function inProgressSince(events: readonly WatchedEvent[], logicalId: string): number | undefined {
  const own = events.filter((event) => event.logicalId === logicalId);
  const lastEnd = own.findLastIndex(({ status }) => !status.endsWith('_IN_PROGRESS'));
  // The clean-up deletes what a window leaves behind. It waits for no change.
  return own.slice(lastEnd + 1).find(({ status }) => status !== 'DELETE_IN_PROGRESS')?.at;
}
