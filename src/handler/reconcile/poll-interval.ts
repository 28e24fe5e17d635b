import { estimatedInterval, TELLING_SECONDS } from './estimated-interval';

/** With it, CloudFormation learns of the end of a short change within 15 s: this long, and TELLING_SECONDS. */
const SHORTEST_SECONDS = 12;
/** However long a change has run, its end is noticed within minutes. */
const LONGEST_SECONDS = 600;
/** CloudFormation learns of the end of a longer change after at most this share of its length. */
const SHARE_OF_ELAPSED = 0.02;
/** The same, for a change that ends much sooner than the size suggests that the user has given. */
const SHARE_WHILE_FAR = 0.05;
/** From this share of the typical time on, the end may be near. */
const NEAR_THE_END = 0.8;

/** How long a change may take, where anything says so. */
export interface Expectation {
  /** by the size of the data that the service states */
  readonly estimatedSeconds?: number;
  /** by the size that the user has given, which is older and may be a generous one */
  readonly typicalSeconds?: number;
}

/**
 * Seconds until the next observation of a change that has run for `elapsedMs`. Pure.
 *
 * The interval grows with the time elapsed, so that the end of a short change is noticed soon and a long change costs
 * few calls: CloudFormation learns of the end within 15 seconds or 2 % of the change, whichever is more. No estimate is
 * needed. The size that the user gives saves calls while the end is far; where it is wrong, the 2 % are at most 5 %.
 * The size that the service states shapes the interval by rules of its own.
 */
export function secondsToNextObservation(
  elapsedMs: number, { estimatedSeconds, typicalSeconds = 0 }: Expectation = {},
): number {
  const elapsed = Math.max(0, elapsedMs) / 1000;
  if (estimatedSeconds !== undefined) {
    return Math.min(LONGEST_SECONDS, estimatedInterval(elapsed, estimatedSeconds));
  }
  const far = Math.ceil(typicalSeconds * NEAR_THE_END - elapsed);
  const usual = bounded(elapsed * SHARE_OF_ELAPSED);
  return Math.max(usual, Math.min(far, bounded(elapsed * SHARE_WHILE_FAR)));
}

const bounded = (seconds: number): number =>
  Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, Math.floor(seconds) - TELLING_SECONDS));

/** Seconds between an observation and the one that confirms it. */
export const CONFIRM_SECONDS = 2;
