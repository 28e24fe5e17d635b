/** A look sees the end of a short change after so long at the most, which leaves three seconds of fifteen to tell it. */
const SHORTEST_SECONDS = 12;
/** So that a change that waits for something is noticed within minutes, however long it has run. */
const LONGEST_SECONDS = 600;
/** CloudFormation knows of the end of a longer change after this part of its length at the most. */
const SHARE_OF_ELAPSED = 0.02;
/** The same, of a change that ends much sooner than its size lets expect. */
const SHARE_WHILE_FAR = 0.05;
/** The end may be near from this part of what is typical on. */
const NEAR_THE_END = 0.8;
/** From the look that sees the end to CloudFormation knowing: a confirming look, the answer, and their calls. */
const TELLING_SECONDS = 3;

/**
 * Seconds until the next look at a change that has run for so long.
 *
 * The wait grows with what has been waited already, so that short changes are noticed soon and long ones cost little:
 * CloudFormation knows of the end after 15 seconds, or 2 % of the change, whichever is more. No estimate is needed. What
 * a change of this size typically takes saves looks while its end is far; where it is wrong, the 2 % are 5 % at the most.
 */
export function secondsToNextLook(elapsedMs: number, typicalSeconds: number = 0): number {
  const elapsed = Math.max(0, elapsedMs) / 1000;
  const far = Math.ceil(typicalSeconds * NEAR_THE_END - elapsed);
  const usual = pause(elapsed * SHARE_OF_ELAPSED);
  return Math.max(usual, Math.min(far, pause(elapsed * SHARE_WHILE_FAR)));
}

const pause = (seconds: number): number => Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, Math.floor(seconds) - TELLING_SECONDS));

/** Seconds between a look and the one that confirms it. */
export const CONFIRM_SECONDS = 2;
