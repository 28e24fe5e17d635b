import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KINDS, type Kind, type Synthesized } from './apps';
import { compiledChild, type CompiledChild } from './compiled';
import { loadMilliseconds } from './load';
import type { BundleFigures, Figures, SynthFigures } from './results';
import { bundledFramework } from '../assets';

const REPOSITORY = join(__dirname, '..', '..');
const NAMESPACES = [1, 10, 100];
const ROUNDS = 9;
const LOADS = 11;

/** What one run of the child came to. */
interface Run extends Synthesized { readonly processMilliseconds: number }

const FRAMEWORK = join(
  dirname(require.resolve('aws-cdk-lib')), 'custom-resources', 'lib', 'provider-framework', 'runtime', 'framework.js',
);

export function measureSynth(): SynthFigures[] {
  const child = compiledChild();
  try {
    return NAMESPACES.map((namespaces) => measureApps(child, namespaces));
  } finally {
    child.remove();
  }
}

/** Runs the kinds in turn, so that a slow moment of the machine affects all of them. */
function measureApps(child: CompiledChild, namespaces: number): SynthFigures {
  const runs = Array.from({ length: ROUNDS }, (_, round) => {
    const kinds = round % 2 === 0 ? KINDS : [...KINDS].reverse();
    return new Map(kinds.map((kind) => [kind, run(child, kind, namespaces)]));
  });
  /** Other processes of the machine only ever add to a figure, so the least one is the nearest to the truth. */
  const least = (of: (run: Run) => number): Figures => {
    const figure = (kind: Kind) => Math.round(Math.min(...runs.map((round) => of(round.get(kind)!))));
    return { library: figure('library'), plain: figure('plain'), sameSettings: figure('sameSettings') };
  };
  return {
    namespaces,
    resources: least(({ resources }) => resources),
    templateBytes: least(({ templateBytes }) => templateBytes),
    processMilliseconds: least(({ processMilliseconds }) => processMilliseconds),
    synthMilliseconds: least(({ synthMilliseconds }) => synthMilliseconds),
  };
}

/** Synthesizes one app in a process of its own. */
function run(child: CompiledChild, kind: Kind, namespaces: number): Run {
  const folder = mkdtempSync(join(tmpdir(), 'rotatable-namespace-bench-'));
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [child.file, kind, String(namespaces)], {
      encoding: 'utf8',
      cwd: REPOSITORY,
      env: { ...process.env, CDK_VALIDATION: 'false', TMPDIR: folder },
      timeout: 120_000,
    });
    if (status !== 0) { throw new Error(`the synthesis of ${namespaces} namespaces ended with ${status}: ${stderr}`); }
    return JSON.parse(stdout.split('\n').at(-1) ?? '') as Run;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads the bundles in turn, for the same reason. */
export function measureBundles(): BundleFigures[] {
  const files: readonly (readonly [name: string, file: string])[] = [
    ['this library (AWS SDK inside)', join(REPOSITORY, 'assets', 'handler', 'lambda', 'index.js')],
    ['provider framework, bundled with the AWS SDK in the same way', bundledFramework(dirname(FRAMEWORK))],
    ['provider framework as published, AWS SDK from node_modules', FRAMEWORK],
  ];
  const rounds = Array.from({ length: LOADS }, () => files.map(([, file]) => loadMilliseconds(file)));
  return files.map(([name, file], index) => ({
    name,
    bytes: statSync(file).size,
    loadMilliseconds: Math.round(Math.min(...rounds.map((loads) => loads[index])) * 10) / 10,
  }));
}
