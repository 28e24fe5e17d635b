import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync, type BuildOptions } from 'esbuild';
import type { Mutant, Replacement } from './mutant';
import { WITHOUT_CHECKS } from './mutants';
import type { ProbeOptions } from './probe';
import type { Harness } from '../harness/harness';
import type { Violation } from '../invariants/violation';
import type { FaultProfile } from '../scenario/fault-profile';

const ROOT = join(__dirname, '..', '..');
const COPIED = ['src', 'simulator', 'reliability', 'test', 'assets', 'package.json', 'tsconfig.json'];
/** A mutant has to be caught within this many scenarios. */
const MAXIMUM_SCENARIOS = { fast: 10_000, whole: 150 } as const;
const TIMEOUT_MS = 15 * 60_000;

export interface ProbeResult {
  readonly scenarios: number;
  /** the first scenario that broke an invariant */
  readonly failure?: { readonly seed: number; readonly violations: readonly Violation[] };
}

/**
 * Breaks a copy of the project, and runs scenarios on it until an invariant breaks that the unbroken project does not
 * break in the same scenario.
 */
export async function probeMutant(mutant: Mutant): Promise<ProbeResult> {
  const { harness, faults = {}, seeds = [], withoutChecks } = mutant;
  const maximum = MAXIMUM_SCENARIOS[harness];
  const replacements = withoutChecks ? [mutant, WITHOUT_CHECKS] : [mutant];
  let first = 1;
  let given = seeds;
  for (;;) {
    const left = maximum - first + 1;
    const result = await probeCopy(harness, { maximumScenarios: left, first, faults, seeds: given }, replacements);
    const { failure } = result;
    const scenarios = first - 1 + result.scenarios;
    if (!failure || !await failsUnbroken(harness, faults, failure.seed)) { return { scenarios, failure }; }
    first = failure.seed + 1;
    given = [];
  }
}

async function failsUnbroken(harness: Harness, faults: Partial<FaultProfile>, seed: number): Promise<boolean> {
  const { failure } = await probeCopy(harness, { maximumScenarios: 1, first: seed, faults, seeds: [] }, []);
  return failure !== undefined;
}

/** Runs scenarios on an unbroken copy. None of them may break an invariant. */
export const probeOriginal = (
  harness: Harness, faults: Partial<FaultProfile>, maximumScenarios: number,
): Promise<ProbeResult> => probeCopy(harness, { maximumScenarios, first: 1, faults, seeds: [] }, []);

async function probeCopy(
  harness: Harness, options: ProbeOptions, replacements: readonly Replacement[],
): Promise<ProbeResult> {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    for (const part of COPIED) { cpSync(join(ROOT, part), join(folder, part), { recursive: true }); }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const replacement of replacements) { replace(folder, replacement); }
    const command = harness === 'fast' ? prepareFast(folder) : prepareWhole(folder);
    const { stdout } = await promisify(execFile)(
      'node', [...command, JSON.stringify(options)], { cwd: folder, timeout: TIMEOUT_MS },
    );
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ProbeResult;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws where the text to replace is missing or not unique: then the mutant is out of date */
function replace(folder: string, { file, from, to }: Replacement): void {
  const path = join(folder, file);
  const parts = readFileSync(path, 'utf8').split(from);
  if (parts.length !== 2) {
    throw new Error(`'${from}' must be in ${file} once, got: ${parts.length - 1} times; `
      + 'update reliability/mutants/mutants.ts');
  }
  writeFileSync(path, parts.join(to));
}

function prepareFast(folder: string): string[] {
  const outfile = join(folder, 'probe.js');
  const tsconfig = join(folder, 'test', 'tsconfig.json');
  bundle(folder, 'reliability/mutants/fast-probe.ts', { outfile, packages: 'external', tsconfig });
  return [outfile];
}

function prepareWhole(folder: string): string[] {
  bundle(folder, 'src/handler/lambda.ts', { outfile: join(folder, 'assets/handler/lambda/index.js') });
  return ['--import', 'tsx', join(folder, 'reliability', 'mutants', 'whole-probe.ts')];
}

function bundle(folder: string, entry: string, more: BuildOptions): void {
  buildSync({
    entryPoints: [join(folder, entry)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    absWorkingDir: folder,
    ...more,
  });
}
