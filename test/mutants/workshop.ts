import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { UNGUARDED, type Mutant } from './mutants';
import type { ProbeOptions } from './probe';
import type { Violation } from '../lives/violation';

const ROOT = join(__dirname, '..', '..');
/** So many lives must suffice. */
const MOST = { fast: 10_000, whole: 150 } as const;
const TIMEOUT_MS = 15 * 60_000;

export interface Finding {
  readonly lives: number;
  readonly failure?: { readonly seed: number; readonly violations: readonly Violation[] };
}

/** Breaks a copy of the project, and lets it live until something is caught. */
export async function probe(mutant: Mutant | undefined, gear = mutant?.gear ?? 'fast', most: number = MOST[gear], weather = mutant?.weather ?? {}): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    for (const part of ['src', 'test', 'assets', 'package.json', 'tsconfig.json']) { cpSync(join(ROOT, part), join(folder, part), { recursive: true }); }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    if (mutant) { patch(folder, mutant); }
    if (mutant?.unguarded) { patch(folder, UNGUARDED); }
    const program = gear === 'fast' ? bundle(folder, 'test/mutants/fast-probe.ts', 'probe.js') : join(folder, 'test', 'mutants', 'whole-probe.ts');
    if (gear === 'whole') { bundle(folder, 'src/key-change/handler.ts', 'assets/key-change/handler/index.js', true); }
    const options: ProbeOptions = { most, weather, seeds: mutant?.seeds ?? [] };
    const { stdout } = await promisify(execFile)('node', [...(gear === 'fast' ? [] : ['--import', 'tsx']), program, JSON.stringify(options)], { cwd: folder, timeout: TIMEOUT_MS });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Finding;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws where the text to break is not there, or not unique: then the mutant is out of date */
function patch(folder: string, { file, from, to }: Pick<Mutant, 'file' | 'from' | 'to'>): void {
  const path = join(folder, file);
  const parts = readFileSync(path, 'utf8').split(from);
  if (parts.length !== 2) { throw new Error(`'${from}' must stand in ${file} once, got: ${parts.length - 1} times; bring test/mutants/mutants.ts up to date`); }
  writeFileSync(path, parts.join(to));
}

function bundle(folder: string, entry: string, out: string, whole = false): string {
  const outfile = join(folder, out);
  buildSync({
    entryPoints: [join(folder, entry)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    outfile,
    logLevel: 'error',
    absWorkingDir: folder,
    ...(whole ? {} : { packages: 'external', tsconfig: join(folder, 'test', 'tsconfig.json') }),
  });
  return outfile;
}
