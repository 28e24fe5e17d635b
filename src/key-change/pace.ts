/** A look sees the end of a short change after so long at the most, which leaves three seconds of fifteen to tell it. */
const SHORTEST_SECONDS = 12;
/** So that a change that waits for something is noticed within minutes, however long it has run. */
const LONGEST_SECONDS = 600;
/** CloudFormation knows of the end of a longer change after this part of its length at the most. */
const SHARE_OF_ELAPSED = 0.02;
/** From the look that sees the end to CloudFormation knowing: a confirming look, the answer, and their calls. */
const TELLING_SECONDS = 3;

/**
 * Seconds until the next look at a change that has run for so long.
 *
 * The wait grows with what has been waited already, so that short changes are noticed soon and long ones cost little:
 * CloudFormation knows of the end after 15 seconds, or 2 % of the change, whichever is more. No estimate of the change's
 * length is needed.
 */
export function secondsToNextLook(elapsedMs: number): number {
  const share = Math.floor((Math.max(0, elapsedMs) / 1000) * SHARE_OF_ELAPSED) - TELLING_SECONDS;
  return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, share));
}

/** Seconds between a look and the one that confirms it. */
export const CONFIRM_SECONDS = 2;
