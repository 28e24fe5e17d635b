import type { Chaos } from '../lives/life';
import { emptyTally, liveMany, seedsFrom, type Live } from '../lives/live';

/** What a probe is told. */
export interface ProbeOptions {
  readonly most: number;
  /** seeds to try first */
  readonly seeds: readonly number[];
  /** rates that take the place of those that a life was drawn with */
  readonly weather: Partial<Chaos>;
}

/** Runs in a copy of the project that holds a mutant: lives until something is caught. Prints one line of JSON. */
export async function probe(live: Live): Promise<void> {
  const { most, seeds, weather } = JSON.parse(process.argv[2] ?? '') as ProbeOptions;
  const liveInWeather: Live = (life) => live({ ...life, chaos: { ...life.chaos, ...weather } });
  const tally = emptyTally();
  for (const seed of [...seeds, ...seedsFrom(1, most)]) {
    await liveMany(liveInWeather, [seed], tally);
    if (tally.failures.length > 0) { break; }
  }
  process.stdout.write(`${JSON.stringify({ lives: tally.lives, failure: tally.failures[0] })}\n`);
  process.exit(0);
}
