import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Harness } from '../harness/harness';

export interface SoakArguments {
  readonly scenarios: number;
  readonly seed: number;
  readonly harness: Harness;
  readonly workers: number;
  /** run the scenario of the first seed alone, and print what happens line by line */
  readonly trace: boolean;
  readonly help: boolean;
}

export const USAGE = `usage: npm run soak -- [--scenarios N] [--seed S] [--fast] [--workers W] [--trace]

  --scenarios N  how many scenarios (default 1000)
  --seed S       the first seed; the others follow it (default: the time)
  --fast         the handler's code on in-memory ports, instead of the shipped bundle over HTTP
  --workers W    processes at the same time (default: one for each core with --fast, otherwise two)
  --trace        one scenario, printed line by line`;

/** @throws on an unknown option, or on a value that is not a whole number from 1 */
export function soakArguments(argv: readonly string[], now: number): SoakArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      scenarios: { type: 'string' },
      seed: { type: 'string' },
      workers: { type: 'string' },
      fast: { type: 'boolean' },
      trace: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const trace = values.trace ?? false;
  const harness = values.fast ? 'fast' : 'whole';
  return {
    scenarios: trace ? 1 : wholeNumber('scenarios', values.scenarios, 1000),
    seed: wholeNumber('seed', values.seed, Math.floor(now / 1000) % 1_000_000_000),
    harness,
    workers: wholeNumber('workers', values.workers, availableParallelism() * (harness === 'fast' ? 1 : 2)),
    trace,
    help: values.help ?? false,
  };
}

function wholeNumber(option: string, given: string | undefined, defaultValue: number): number {
  const value = given === undefined ? defaultValue : Number(given);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`--${option} must be a whole number from 1, got: ${given}`);
  }
  return value;
}
