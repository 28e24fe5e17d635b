import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readArguments, USAGE, type DemoArguments } from './arguments';
import { formatSeconds } from './duration';
import { say } from './report';
import { tellStory } from './story';
import { Screen, type Terminal } from './terminal';
import { renderTimeline } from './timeline-svg';
import { UsageError } from './usage-error';
import { Warehouse } from './warehouse';

/** What surrounds a run. */
export interface Surroundings {
  /** real milliseconds that a key change takes on a terminal. @default 4000 */
  readonly paceMs?: number;
  terminal(colorWanted: boolean): Terminal;
  /** for messages about what went wrong */
  complain(text: string): void;
  /** Told of the running account, so that an interruption can clean up. */
  onOpen?(warehouse: Warehouse): void;
}

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

const DEFAULT_PACE_MS = 4000;

/** Runs the demo. Resolves to its exit code, and never rejects because of what was asked for. */
export async function runDemo(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const began = performance.now();
  let wishes: DemoArguments;
  let out: string;
  try {
    wishes = readArguments(args);
    if (wishes.help) {
      surroundings.terminal(false).write(USAGE);
      return EXIT.ok;
    }
    out = prepare(wishes.out);
  } catch (error) {
    if (!(error instanceof UsageError)) { throw error; }
    surroundings.complain(`${error.message}\n`);
    return EXIT.usage;
  }
  const screen = new Screen(surroundings.terminal(wishes.color));
  screen.cutLine(`The key change of a Redshift Serverless namespace that holds ${wishes.size.text}`, 'bold');
  screen.paragraph('on the local AWS of this repository: no AWS account is used. Times are of the virtual clock, unless they say otherwise.', 0);
  const warehouse = await Warehouse.open();
  surroundings.onOpen?.(warehouse);
  try {
    const { succeeded, timeline } = await tellStory(warehouse, { size: wishes.size, screen, paceMs: surroundings.paceMs ?? DEFAULT_PACE_MS });
    writeFileSync(out, renderTimeline(timeline));
    say(screen, 'real time', formatSeconds(performance.now() - began));
    say(screen, 'timeline', out);
    return succeeded ? EXIT.ok : EXIT.failed;
  } finally {
    await warehouse.world.stop();
  }
}

/** Makes the picture's folder, and finds out early if there can be no picture. */
function prepare(given: string): string {
  const path = resolve(given);
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new UsageError(`the folder of --out cannot be made: ${(error as Error).message}; name another path`);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) { throw new UsageError(`--out is a folder, got: ${given}; name a file, such as ${given.replace(/\/+$/, '')}/timeline.svg`); }
  return path;
}
