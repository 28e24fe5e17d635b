import { formatDuration, MINUTE } from './duration';
import { UsageError } from './usage-error';

/** How much data a namespace holds. */
export interface DataSize {
  readonly bytes: number;
  /** as it is shown, such as `24 TB` */
  readonly text: string;
}

/** AWS counts storage in powers of two and writes TB for it, so TB and TiB are the same here. */
const UNITS: Readonly<Record<string, number>> = { M: 2 ** 20, G: 2 ** 30, T: 2 ** 40, P: 2 ** 50 };
const SIZE = /^(\d{1,15}(?:\.\d{1,15})?)\s*([MGTP])(i?)B$/i;
const LARGEST = 16 * UNITS.P;
const EXAMPLES = 'give a number and its unit, such as 6TB, 500GB, 1PB or 24TiB';

/** "typically fifteen minutes per 8 TB stored": CHANGE-2 in docs/assumptions.md */
const TYPICAL_MS_PER_TERABYTE = 15 * MINUTE / 8;
/** the simulator's shortest change */
const SHORTEST_MS = MINUTE;

/** Reads a size as a person writes it: `6TB`, `500 GB`, `1.5PB`, `24TiB`. */
export function parseSize(given: string): DataSize {
  const match = SIZE.exec(given.trim());
  if (!match) { throw invalid('the size is not valid', given); }
  const [, number, letter, binary] = match;
  const unit = letter.toUpperCase();
  const bytes = Math.round(Number(number) * UNITS[unit]);
  if (bytes < 1) { throw invalid('the size must be more than 0', given); }
  if (bytes > LARGEST) { throw invalid('the size must be at most 16PB', given); }
  return { bytes, text: `${Number(number)} ${unit}${binary ? 'i' : ''}B` };
}

const invalid = (what: string, given: string): UsageError =>
  new UsageError(`${what}, got: ${JSON.stringify(given)}; ${EXAMPLES}`);

/** How long a key change typically takes, in milliseconds. The service promises no duration. */
export function estimateMs(size: DataSize): number {
  return Math.max(SHORTEST_MS, size.bytes / UNITS.T * TYPICAL_MS_PER_TERABYTE);
}

/** Such as `about 45 min (15 min per 8 TB, the service's typical figure)`. */
export function describeEstimate(size: DataSize): string {
  return `about ${formatDuration(estimateMs(size))} (15 min per 8 TB, the service's typical figure)`;
}
