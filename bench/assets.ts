import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';
import { awsCustomResourceOverHttp, frameworkOverHttp } from './plain-http';

const REPOSITORY = resolve(__dirname, '..');
const folders = new Map<string, string>();
let root: string | undefined;

/** The AWS SDK is bundled in: a Lambda runtime brings it, the simulated one does not. */
const OPTIONS: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  nodePaths: [join(REPOSITORY, 'node_modules')],
  logLevel: 'error',
};

/** A function's code from a file of this repository, as an asset folder. */
export function bundled(name: string, entry: string): string {
  return once(name, (outdir) => {
    buildSync({ ...OPTIONS, entryPoints: [entry], outfile: join(outdir, 'index.js') });
  });
}

/** The folder that the simulated Lambda runs in place of a synthesized asset: the same code over plain HTTP. */
export function runnable(folder: string): string {
  if (existsSync(join(folder, 'framework.js'))) {
    return once('framework', (outdir) => {
      bundleSource(frameworkOverHttp(), folder, join(outdir, 'framework.js'));
    });
  }
  const index = readFileSync(join(folder, 'index.js'), 'utf8');
  if (!index.includes('PHYSICAL:RESOURCEID:')) { return folder; }
  return once('aws-custom-resource', (outdir) => {
    const sdk = 'module.exports = require("@aws-sdk/client-redshift-serverless");';
    bundleSource(sdk, REPOSITORY, join(outdir, 'sdk.js'));
    writeFileSync(join(outdir, 'index.js'), awsCustomResourceOverHttp(index));
  });
}

/** The provider framework, minified, with the AWS SDK's clients that it uses: as this library's own bundle is made. */
export function bundledFramework(runtime: string): string {
  const outdir = once('framework-minified', (folder) => {
    buildSync({
      ...OPTIONS,
      target: 'node24',
      minify: true,
      entryPoints: [join(runtime, 'framework.js')],
      outfile: join(folder, 'framework.js'),
    });
  });
  return join(outdir, 'framework.js');
}

/** Deletes every folder that was made here. */
export function removeAssets(): void {
  if (root !== undefined) { rmSync(root, { recursive: true, force: true }); }
  folders.clear();
  root = undefined;
}

function bundleSource(contents: string, resolveDir: string, outfile: string): void {
  buildSync({ ...OPTIONS, stdin: { contents, resolveDir, loader: 'js' }, outfile });
}

function once(name: string, make: (outdir: string) => void): string {
  const existing = folders.get(name);
  if (existing !== undefined) { return existing; }
  root ??= mkdtempSync(join(tmpdir(), 'rotatable-namespace-bench-'));
  const outdir = join(root, name);
  mkdirSync(outdir);
  make(outdir);
  folders.set(name, outdir);
  return outdir;
}
