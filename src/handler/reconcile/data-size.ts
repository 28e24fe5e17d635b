/**
 * The service's typical figure: 15 minutes for each 8 TB. It is no promise (CHANGE-2), so nothing but the poll interval
 * and texts for people depend on it.
 */
const TYPICAL_SECONDS = 15 * 60;
const PER_MEGABYTES = 8 * 2 ** 20;

/** An estimate of how long a key change of this much data takes. */
export const estimatedSecondsOf = (megabytes: number): number =>
  Math.ceil((megabytes / PER_MEGABYTES) * TYPICAL_SECONDS);
