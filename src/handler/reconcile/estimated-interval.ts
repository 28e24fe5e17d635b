/** From the observation of the end to CloudFormation: a confirming observation, the response, and their calls. */
export const TELLING_SECONDS = 3;

/** Near the estimated end: within this share of the estimate, or this many seconds, whichever is more. */
const NEAR_SHARE = 0.05;
const NEAR_SECONDS = 15;
/** CloudFormation learns of an end that is near the estimated one within this share of the change, or these seconds. */
const NEAR = { share: 0.01, seconds: 10 };
/** The estimate may be wrong by this factor, either way, before the end is noticed later than `FAR_SHARE` says. */
const FACTOR = 5;
const FAR_SHARE = 0.03;
/** Of a change that ends still sooner. */
const EARLY_SHARE = 0.25;
/** A change of medium length has about so many intervals, of at most so many seconds each. */
const MEDIUM = { intervals: 45, seconds: 20 };

/**
 * Seconds until the next observation, by an estimate of the duration: few while the estimated end is far, and many when
 * it is near. Where the estimate is wrong by up to a factor of five, the end is noticed within 3 % of the change. Pure.
 */
export function estimatedInterval(elapsed: number, estimated: number): number {
  const margin = Math.max(estimated * NEAR_SHARE, NEAR_SECONDS);
  const far = intervalFor(elapsed, FAR_SHARE, farLagSeconds(estimated));
  const near = intervalFor(elapsed, NEAR.share, NEAR.seconds);
  if (elapsed >= estimated + margin) { return far; }
  const untilNear = Math.ceil(estimated - margin - elapsed);
  if (untilNear <= 0) { return near; }
  const untilFar = Math.ceil(estimated / FACTOR - elapsed);
  const early = intervalFor(elapsed, EARLY_SHARE, farLagSeconds(estimated));
  return Math.max(near, Math.min(untilNear, Math.max(far, Math.min(early, untilFar))));
}

/**
 * The lag that is allowed while the estimated end is far, where it is more than the share of the change. A tenth of a
 * minute for a change of three minutes would need as many calls as a change of an hour.
 */
export function farLagSeconds(estimated: number): number {
  const isShareReached = (estimated / FACTOR) * FAR_SHARE >= NEAR.seconds;
  return isShareReached
    ? NEAR.seconds
    : Math.min(MEDIUM.seconds, Math.max(NEAR.seconds, estimated / MEDIUM.intervals));
}

/** So that CloudFormation learns of the end after at most this share of the change, or these seconds. */
const intervalFor = (elapsed: number, share: number, lagSeconds: number): number =>
  Math.floor(Math.max(lagSeconds, elapsed * share)) - TELLING_SECONDS;
