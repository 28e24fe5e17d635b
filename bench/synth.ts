import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundledFramework, removeAssets } from './assets';
import { withSection } from './markdown';
import { KINDS, type Kind, type Synthesised } from './synth/apps';
import { compiledChild, type CompiledChild } from './synth/compiled';
import { loadMilliseconds } from './synth/load';
import { median, synthReport, synthTargets, type BundleFigures, type SynthRatio, type SynthResults } from './synth/results';

const REPOSITORY = join(__dirname, '..');
/** rounds for so many namespaces: few where each takes long */
const ROUNDS: readonly (readonly [namespaces: number, rounds: number])[] = [[1, 7], [10, 5], [100, 3]];
const LOADS = 11;

interface Taken extends Synthesised { readonly processMilliseconds: number }

const FRAMEWORK = join(dirname(require.resolve('aws-cdk-lib')), 'custom-resources', 'lib', 'provider-framework', 'runtime', 'framework.js');

function main(): void {
  const synth = synthRatios();
  const results: SynthResults = { synth, bundles: bundles() };
  writeFileSync(join(__dirname, 'synth-results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  const document = join(REPOSITORY, 'docs', 'benchmarks.md');
  const report = synthReport(results);
  writeFileSync(document, withSection(readFileSync(document, 'utf8'), 'bench:synth', report));
  process.stdout.write(`${report}\n`);
  if (synthTargets(results).some(({ reached }) => !reached)) { process.exitCode = 1; }
}

function synthRatios(): SynthRatio[] {
  const child = compiledChild();
  try {
    return ROUNDS.map(([namespaces, rounds]) => ratioOf(child, namespaces, rounds));
  } finally {
    child.remove();
  }
}

/** The kinds in turn, so that a slow moment of the machine hits both alike. */
function ratioOf(child: CompiledChild, namespaces: number, rounds: number): SynthRatio {
  const taken: Record<Kind, Taken[]> = { library: [], bare: [], alike: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of round % 2 === 0 ? KINDS : [...KINDS].reverse()) { taken[kind].push(take(child, kind, namespaces)); }
  }
  const both = (of: (made: readonly Taken[]) => number) => ({ library: of(taken.library), bare: of(taken.bare), alike: of(taken.alike) });
  const middle = (of: (made: Taken) => number) => both((made) => Math.round(median(made.map(of))));
  return {
    namespaces,
    resources: both(([first]) => first.resources),
    templateBytes: both(([first]) => first.bytes),
    processMilliseconds: middle((made) => made.processMilliseconds),
    synthMilliseconds: middle((made) => made.milliseconds),
  };
}

/** One app in a process of its own. */
function take(child: CompiledChild, kind: Kind, namespaces: number): Taken {
  const folder = mkdtempSync(join(tmpdir(), 'rotatable-namespace-bench-'));
  try {
    const begun = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, [child.file, kind, String(namespaces)], {
      encoding: 'utf8', cwd: REPOSITORY, env: { ...process.env, CDK_VALIDATION: 'false', TMPDIR: folder }, timeout: 120_000,
    });
    if (status !== 0) { throw new Error(`the synth of ${namespaces} namespaces ended with ${status}: ${stderr}`); }
    return { ...JSON.parse(stdout.split('\n').at(-1) ?? '') as Synthesised, processMilliseconds: performance.now() - begun };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Taken in turn, so that a slow moment of the machine hits all alike. */
function bundles(): BundleFigures[] {
  const files: readonly (readonly [name: string, file: string])[] = [
    ['this library (AWS SDK inside)', join(REPOSITORY, 'assets', 'key-change', 'handler', 'index.js')],
    ['provider framework, bundled with its AWS SDK clients in the same way', bundledFramework(dirname(FRAMEWORK))],
    ['provider framework as published, AWS SDK from node_modules', FRAMEWORK],
  ];
  const loads = new Map(files.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round < LOADS; round += 1) {
    for (const [name, file] of files) { loads.get(name)?.push(loadMilliseconds(file)); }
  }
  return files.map(([name, file]) => ({ name, bytes: statSync(file).size, loadMilliseconds: Math.round(median(loads.get(name) ?? []) * 10) / 10 }));
}

try {
  main();
} finally {
  removeAssets();
}
