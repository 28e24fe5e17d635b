import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Gear } from '../lives/live';

export interface SoakArguments {
  readonly lives: number;
  readonly seed: number;
  readonly gear: Gear;
  readonly workers: number;
  /** tells the life of the first seed, line by line */
  readonly story: boolean;
  readonly help: boolean;
}

export const USAGE = `usage: npm run soak -- [--lives N] [--seed S] [--fast] [--workers W] [--story]

  --lives N    how many lives (default 1000)
  --seed S     the first seed; the others follow it (default: the time)
  --fast       the handler's code on in-memory transports, instead of the shipped bundle over HTTP
  --workers W  processes at the same time (default: one a core for fast lives, two for whole ones)
  --story      one life only, told line by line`;

/** @throws on an unknown option, or a number that is none */
export function soakArguments(argv: readonly string[], now: number): SoakArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      lives: { type: 'string' }, seed: { type: 'string' }, workers: { type: 'string' }, fast: { type: 'boolean' }, story: { type: 'boolean' }, help: { type: 'boolean' },
    },
  });
  const story = values.story ?? false;
  const gear = values.fast ? 'fast' : 'whole';
  return {
    lives: story ? 1 : whole('lives', values.lives, 1000),
    seed: whole('seed', values.seed, Math.floor(now / 1000) % 1_000_000_000),
    gear,
    workers: whole('workers', values.workers, availableParallelism() * (gear === 'fast' ? 1 : 2)),
    story,
    help: values.help ?? false,
  };
}

function whole(name: string, given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given);
  if (!Number.isInteger(value) || value < 1) { throw new Error(`--${name} must be a whole number from 1, got: ${given}`); }
  return value;
}
