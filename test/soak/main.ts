import { soakArguments, USAGE, type SoakArguments } from './arguments';
import { crew } from './crew';
import { progressLine, summary } from './report';
import { liveFast } from '../lives/fast/fast-life';
import { lifeOf } from '../lives/generator';
import { emptyTally } from '../lives/live';
import { minimise } from '../lives/minimise';
import { forgetApps, liveWhole } from '../lives/whole/whole-life';

/** The life of one seed, line by line; where it fails in the fast gear, the simplest life that fails alike. */
async function tellStory({ gear, seed }: SoakArguments): Promise<number> {
  const life = lifeOf(seed);
  console.log(JSON.stringify(life, undefined, 2));
  const { story, violations } = await (gear === 'fast' ? liveFast : liveWhole)(life);
  console.log(story.join('\n'));
  await forgetApps();
  const [first] = violations;
  if (!first) { return 0; }
  if (gear === 'fast') {
    const simplest = await minimise(life, first.invariant, liveFast);
    console.log(`\nthe simplest life that breaks (${first.invariant}):\n${JSON.stringify(simplest, undefined, 2)}`);
    console.log((await liveFast(simplest)).story.join('\n'));
  }
  return 1;
}

async function soak({ gear, seed, lives, workers }: SoakArguments): Promise<number> {
  const begun = Date.now();
  const isTerminal = process.stderr.isTTY;
  let lastShown = 0;
  let known = emptyTally();
  // Interrupted, it tells what it knows.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.log(`interrupted; so far:\n${summary(known, gear, seed, Date.now() - begun)}`);
      process.exit(known.failures.length > 0 ? 1 : 0);
    });
  }
  const tally = await crew(gear, seed, lives, workers, (soFar) => {
    known = soFar;
    // In a terminal often, in a log now and then.
    if (Date.now() - lastShown < (isTerminal ? 200 : 30_000)) { return; }
    lastShown = Date.now();
    process.stderr.write(`${isTerminal ? '\r\u001b[K' : ''}${progressLine(soFar, lives, Date.now() - begun)}${isTerminal ? '' : '\n'}`);
  });
  if (isTerminal) { process.stderr.write('\r\u001b[K'); }
  console.log(summary(tally, gear, seed, Date.now() - begun));
  return tally.failures.length > 0 ? 1 : 0;
}

async function main(): Promise<number> {
  let given: SoakArguments;
  try {
    given = soakArguments(process.argv.slice(2), Date.now());
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (given.help) {
    console.log(USAGE);
    return 0;
  }
  return given.story ? tellStory(given) : soak(given);
}

main().then((code) => { process.exitCode = code; }, (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
