const SHORTEST_SECONDS = 10;
const LONGEST_SECONDS = 300;
/** A change is noticed late by this part of its length at the most. */
const SHARE_OF_ELAPSED = 0.015;

/**
 * Seconds until the next look at a change that has run for so long.
 *
 * The wait grows with what has been waited already, so that short changes are noticed soon and long ones cost little.
 * No estimate of the change's length is needed.
 */
export function secondsToNextLook(elapsedMs: number): number {
  const share = Math.floor((Math.max(0, elapsedMs) / 1000) * SHARE_OF_ELAPSED);
  return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, share));
}

/** Seconds between a look and the one that confirms it. */
export const CONFIRM_SECONDS = 2;
