import { emptyTally, liveMany, seedsFrom, type Live } from '../lives/live';

/** Runs in a copy of the project that holds a mutant: lives until something is caught. Prints one line of JSON. */
export async function probe(live: Live): Promise<void> {
  const tally = emptyTally();
  for (const seed of seedsFrom(1, Number(process.argv[2]))) {
    await liveMany(live, [seed], tally);
    if (tally.failures.length > 0) { break; }
  }
  process.stdout.write(`${JSON.stringify({ lives: tally.lives, failure: tally.failures[0] })}\n`);
  process.exit(0);
}
