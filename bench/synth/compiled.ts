import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const REPOSITORY = join(__dirname, '..', '..');

/** A program that synthesizes, as JavaScript like the published package: no user's synthesis compiles this library. */
export interface CompiledChild {
  readonly file: string;
  remove(): void;
}

export function compiledChild(): CompiledChild {
  // Below the repository, where aws-cdk-lib is found.
  const outdir = join(REPOSITORY, 'node_modules', '.cache', `bench-synth-${process.pid}`);
  mkdirSync(outdir, { recursive: true });
  const sources = readdirSync(join(REPOSITORY, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('src', file));
  const entryPoints = [...sources, 'bench/synth/apps.ts', 'bench/synth/child.ts']
    .map((file) => join(REPOSITORY, file));
  buildSync({
    entryPoints,
    outdir,
    outbase: REPOSITORY,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  symlinkSync(join(REPOSITORY, 'assets'), join(outdir, 'assets'));
  return {
    file: join(outdir, 'bench', 'synth', 'child.js'),
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  };
}
