import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readArguments, USAGE, type DemoArguments } from './arguments';
import { formatSeconds } from '../terminal/duration';
import { printField } from './report';
import { Screen, type Terminal } from '../terminal/terminal';
import { renderTimeline } from '../picture/timeline-svg';
import { UsageError } from '../terminal/usage-error';
import { runWalkthrough } from './walkthrough';
import { Warehouse } from './warehouse';

/** What a run writes to. */
export interface DemoEnvironment {
  /** real milliseconds that the progress bar of a key change takes on a terminal. @default 4000 */
  readonly animationMs?: number;
  terminal(colorWanted: boolean): Terminal;
  printError(text: string): void;
  /** Called with the simulated account, so that an interruption can clean up. */
  onOpen?(warehouse: Warehouse): void;
}

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

const DEFAULT_ANIMATION_MS = 4000;

/** Runs the demo. Resolves to its exit code, also when the command line is not valid. */
export async function runDemo(args: readonly string[], environment: DemoEnvironment): Promise<number> {
  const startedAt = performance.now();
  let options: DemoArguments;
  let out: string;
  try {
    options = readArguments(args);
    if (options.help) {
      environment.terminal(false).write(USAGE);
      return EXIT.ok;
    }
    out = prepareOut(options.out);
  } catch (error) {
    if (!(error instanceof UsageError)) { throw error; }
    environment.printError(`${error.message}\n`);
    return EXIT.usage;
  }
  const { size } = options;
  const screen = new Screen(environment.terminal(options.color));
  screen.cutLine(`The key change of a Redshift Serverless namespace that holds ${size.text}`, 'bold');
  screen.paragraph('On the AWS simulator of this repository: no AWS account is used. Times are of the virtual clock, '
    + 'unless they say otherwise.', 0);
  const warehouse = await Warehouse.open();
  environment.onOpen?.(warehouse);
  try {
    const animationMs = environment.animationMs ?? DEFAULT_ANIMATION_MS;
    const { succeeded, timeline } = await runWalkthrough(warehouse, { size, screen, animationMs });
    writeFileSync(out, renderTimeline(timeline));
    printField(screen, 'real time', formatSeconds(performance.now() - startedAt));
    printField(screen, 'timeline', out);
    return succeeded ? EXIT.ok : EXIT.failed;
  } finally {
    await warehouse.world.stop();
  }
}

/** Makes the folder of the picture, and fails before the run if the picture cannot be written. */
function prepareOut(given: string): string {
  const path = resolve(given);
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new UsageError(`the folder of --out cannot be made: ${(error as Error).message}; name another path`);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    const example = `${given.replace(/\/+$/, '')}/timeline.svg`;
    throw new UsageError(`--out is a folder, got: ${given}; name a file, such as ${example}`);
  }
  return path;
}
