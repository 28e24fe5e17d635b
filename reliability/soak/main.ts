import { soakArguments, USAGE, type SoakArguments } from './arguments';
import { replay } from './replay';
import { progressLine, summary } from './report';
import { runInWorkers } from './workers';
import { noTotals } from '../harness/harness';

/** Between two progress lines: short in a terminal, long in a log. */
const SHOW_MS = { terminal: 200, log: 30_000 } as const;
const CLEAR_LINE = '\r\u001b[K';

async function soak(given: SoakArguments): Promise<number> {
  const { harness, seed, scenarios } = given;
  const startedAt = Date.now();
  const isTerminal = process.stderr.isTTY;
  let shownAt = 0;
  let latest = noTotals();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.log(`interrupted; so far:\n${summary(latest, harness, seed, Date.now() - startedAt)}`);
      process.exit(latest.failures.length > 0 ? 1 : 0);
    });
  }
  const totals = await runInWorkers(given, (soFar) => {
    latest = soFar;
    if (Date.now() - shownAt < (isTerminal ? SHOW_MS.terminal : SHOW_MS.log)) { return; }
    shownAt = Date.now();
    const line = progressLine(soFar, scenarios, Date.now() - startedAt);
    process.stderr.write(isTerminal ? `${CLEAR_LINE}${line}` : `${line}\n`);
  });
  if (isTerminal) { process.stderr.write(CLEAR_LINE); }
  console.log(summary(totals, harness, seed, Date.now() - startedAt));
  return totals.failures.length > 0 ? 1 : 0;
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
  return given.trace ? replay(given) : soak(given);
}

main().then((code) => { process.exitCode = code; }, (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
