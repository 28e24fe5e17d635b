import type { Gear, Tally } from '../lives/live';
import { INVARIANTS } from '../lives/violation';

const WIDTH = 30;
const MOST_FAILURES = 20;

/** One line: bar, lives, lives a second, violations. */
export function progressLine(tally: Tally, lives: number, elapsedMs: number): string {
  const share = tally.lives / lives;
  const full = Math.round(share * WIDTH);
  const rate = tally.lives / Math.max(1, elapsedMs / 1000);
  const left = rate > 0 ? Math.round((lives - tally.lives) / rate) : 0;
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${tally.lives} of ${lives} lives, ${rate.toFixed(1)} a second, ${left} s left, ${tally.failures.length} failed`;
}

/** What is left to say at the end. */
export function summary(tally: Tally, gear: Gear, seed: number, elapsedMs: number): string {
  const { lives, hours, requests, asks, failures } = tally;
  const head = `${lives} ${gear} lives, seeds ${seed} to ${seed + lives - 1}: ${failures.length} with violations; ${Math.round(hours)} virtual hours, `
    + `${requests} requests, ${asks} asks, in ${Math.round(elapsedMs / 1000)} s`;
  const told = [...failures].sort((a, b) => a.seed - b.seed).slice(0, MOST_FAILURES).flatMap(({ seed: failed, violations }) => [
    `seed ${failed}: ${violations.map(({ invariant, what, atS }) => `(${invariant}) after ${atS} s: ${what}`).join('; ')}`,
    `  replay: npm run soak -- --seed ${failed} --story${gear === 'fast' ? ' --fast' : ''}`,
  ]);
  const broken = [...new Set(failures.flatMap(({ violations }) => violations.map(({ invariant }) => invariant)))];
  return [head, ...told, ...broken.map((invariant) => `(${invariant}) ${INVARIANTS[invariant]}`)].join('\n');
}
