import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync, type BuildOptions } from 'esbuild';
import { buildBroken, replaced } from './fast-build';
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
    if (harness === 'fast') {
      // Next to node_modules, where the bundle finds its packages.
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
      const outfile = join(folder, 'probe.js');
      await buildBroken('reliability/mutants/fast-probe.ts', replacements, outfile);
      return await run([outfile], options, folder);
    }
    for (const part of COPIED) { cpSync(join(ROOT, part), join(folder, part), { recursive: true }); }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const replacement of replacements) { replace(folder, replacement); }
    return await run(prepareWhole(folder), options, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(command: readonly string[], options: ProbeOptions, cwd: string): Promise<ProbeResult> {
  const { stdout } = await promisify(execFile)(
    'node', [...command, JSON.stringify(options)], { cwd, timeout: TIMEOUT_MS },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ProbeResult;
}

function replace(folder: string, replacement: Replacement): void {
  const path = join(folder, replacement.file);
  writeFileSync(path, replaced(readFileSync(path, 'utf8'), replacement));
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
