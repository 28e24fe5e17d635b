import type { KeyChangeRequest } from './key-change-request';
import { failed, succeeded, wait, waitForNextPoll, type NextAction } from './next-action';
import type { Observation } from './observation';
import { CONFIRM_SECONDS } from './poll-interval';
import { mayHaveBeenUpdated, type Progress } from './progress';
import { APART_MS, QUIET_PERIOD_MS } from './timing';
import type { FailureKind } from '../../contract';

/** What a decision is made of besides the observation. */
interface Context {
  readonly request: KeyChangeRequest;
  readonly progress: Progress;
  readonly now: number;
}

/** Everything that a decision is made of. `kind` tells what was observed. */
export type Situation = Context & Observation;
export type Present = Extract<Situation, { kind: 'namespace' }>;
export type Absent = Extract<Situation, { kind: 'not-found' }>;

/** Until the poll interval has passed. */
export const poll = ({ request, progress, now }: Context): NextAction => waitForNextPoll(request, progress, now);

/** Whatever fails after an update may have been sent is watched to its end. */
export const fail = ({ progress }: Context, reason: string, kind?: FailureKind): NextAction =>
  failed(reason, kind, mayHaveBeenUpdated(progress));

/** Observed twice, and nothing older can change it any more: SUCCESS. Until then, another observation. */
export function succeedWhenSettled(
  situation: Context, since: number, reason: string, onDesiredKey = false,
): NextAction {
  const { request, progress, now } = situation;
  return untilSettled(situation, since) ?? succeeded(request, progress, reason, now, true, onDesiredKey);
}

/** The wait that is left until what was observed is settled; undefined = it is. */
export function untilSettled(situation: Context, since: number): NextAction | undefined {
  const { progress, now } = situation;
  // The window before has observed it twice, moments ago.
  if (progress.confirmed && progress.onDesiredKeySince !== undefined) { return undefined; }
  const quietAt = quietAtOf(situation);
  return since < now && now >= quietAt
    ? undefined
    : wait(Math.max(CONFIRM_SECONDS * 1000, quietAt - now));
}

/** Observed twice, so that one wrong answer decides nothing. */
export const isConfirmed = (since: number, now: number): boolean => since < now;
export const confirm = (): NextAction => wait(CONFIRM_SECONDS * 1000);

/** The wait that is left until two observations are far enough apart; undefined = they are. */
export const untilApart = (since: number, now: number): NextAction | undefined =>
  (now - since >= APART_MS ? undefined : wait(APART_MS - (now - since)));

/**
 * What is refused on the way forward is left as it is in a rollback: a stack must not get stuck over something that the
 * deployment has not touched. While the direction is not known, neither is done.
 */
export function refuseForward(
  situation: Situation, since: number, refusal: string, left: string, kind?: FailureKind,
): NextAction {
  switch (situation.stack) {
    case 'rolling-back': return succeedWhenSettled(situation, since, left);
    case 'forward': return fail(situation, refusal, kind);
    default: return poll(situation);
  }
}

/** When no earlier request can move the namespace any more. */
function quietAtOf({ request, progress }: Context): number {
  if (progress.changeStarted || progress.confirmed) { return 0; }
  return Math.max(progress.startedAt ?? request.arrivedAt, progress.updateSentAt ?? 0) + QUIET_PERIOD_MS;
}
