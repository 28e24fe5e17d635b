import { formatDuration } from './duration';
import { cut } from './fit-text';

/** Progress of a key change. */
export interface Progress {
  /** such as `key change to generation 2` */
  readonly label: string;
  readonly elapsedMs: number;
  readonly estimatedMs: number;
  readonly state: 'running' | 'ended';
}

const FULL = '█';
const EMPTY = '░';
const WIDEST_DURATION = '1 h 00 min 00 s';
const WIDEST_BAR = 40;
const NARROWEST_BAR = 8;
/** A plain line after each fifth of the estimate. */
const FIFTHS = 5;

/** Share of the estimate that has passed: 0 to 1. */
export function shareOf({ elapsedMs, estimatedMs }: Pick<Progress, 'elapsedMs' | 'estimatedMs'>): number {
  return estimatedMs > 0 ? Math.min(1, Math.max(0, elapsedMs / estimatedMs)) : 1;
}

/** One line within a width: label, bar, per cent, elapsed of estimated. */
export function renderBar(progress: Progress, width: number): string {
  const share = shareOf(progress);
  const head = `  ${progress.label} `;
  const tail = numbers(progress);
  // The bar keeps its width while the numbers grow and shrink.
  const widestTail = `100 %  ${WIDEST_DURATION} of about ${formatDuration(progress.estimatedMs)}`.length;
  const room = Math.min(WIDEST_BAR, width - head.length - Math.max(tail.length, widestTail) - 1);
  if (room < NARROWEST_BAR) { return cut(`  ${tail}`, width); }
  const full = Math.round(share * room);
  return `${head}${FULL.repeat(full)}${EMPTY.repeat(room - full)} ${tail}`;
}

/** The same as a plain line, without the bar. */
export function renderPlain(progress: Progress): string {
  return `  ${progress.label}: ${numbers(progress).trimStart()}`;
}

/** Number of the plain line that is due: 0 (started) to 5 (all of the estimate has passed). */
export function milestoneOf(progress: Progress): number {
  return Math.floor(shareOf(progress) * FIFTHS + 1e-9);
}

function numbers({ elapsedMs, estimatedMs, state }: Progress): string {
  const percent = `${Math.floor(shareOf({ elapsedMs, estimatedMs }) * 100 + 1e-9)}`.padStart(3);
  const over = elapsedMs > estimatedMs * 1.01 && state === 'running' ? ', longer than usual' : '';
  return `${percent} %  ${formatDuration(elapsedMs)} of about ${formatDuration(estimatedMs)}${over}`;
}
