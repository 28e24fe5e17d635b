import { lifeOf } from './generator';
import type { Life } from './life';
import type { LifeReport, Violation } from './violation';

export type Gear = 'fast' | 'whole';

/** Lives one life, in one gear or the other. */
export type Live = (life: Life) => Promise<LifeReport>;

/** What a run of many lives has come to. */
export interface Tally {
  lives: number;
  hours: number;
  requests: number;
  asks: number;
  readonly failures: { readonly seed: number; readonly violations: readonly Violation[] }[];
}

export const emptyTally = (): Tally => ({ lives: 0, hours: 0, requests: 0, asks: 0, failures: [] });

/** Lives the seeds one after the other. A life that throws is a failure as well: a bug of the simulation, or of the product. */
export async function liveMany(
  live: Live, seeds: Iterable<number>, tally: Tally, progress: () => Promise<void> | void = () => undefined,
): Promise<Tally> {
  for (const seed of seeds) {
    try {
      const { violations, hours, requests, asks } = await live(lifeOf(seed));
      tally.hours += hours;
      tally.requests += requests;
      tally.asks += asks;
      if (violations.length > 0) { tally.failures.push({ seed, violations }); }
    } catch (error) {
      tally.failures.push({ seed, violations: [{ invariant: 'viii', what: `the simulation itself failed: ${String(error)}`, atS: 0 }] });
    }
    tally.lives += 1;
    await progress();
  }
  return tally;
}

export function* seedsFrom(first: number, count: number, step = 1): Generator<number> {
  for (let index = 0; index < count; index += 1) { yield first + index * step; }
}
