import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const ROOT = join(__dirname, '..', '..');
export const PROGRAM_FILE = 'cdk-redshift-rotatable-namespace.js';
/** The interpreter of state machines is loaded as a file of its own, on the virtual clock. */
const INTERPRETER_FILE = 'state-machine-interpreter.js';

const COMMON: BuildOptions = {
  bundle: true, platform: 'node', target: 'node20', minify: true, legalComments: 'none', absWorkingDir: ROOT,
};

/** Bundles the program, so that the package depends on its peers alone. Returns the path of the program. */
export async function bundleProgram(folder: string): Promise<string> {
  const outfile = join(folder, PROGRAM_FILE);
  await build({
    ...COMMON,
    entryPoints: ['cli/main.ts'],
    // The ES modules of the AWS SDK shake to a fraction of the size.
    mainFields: ['module', 'main'],
    // The first is optional, and a binary for each platform.
    external: ['@resvg/resvg-js', 'aws-local-stepfunctions', 'tsx'],
    define: { BUNDLED_INTERPRETER: JSON.stringify(INTERPRETER_FILE) },
    banner: { js: '#!/usr/bin/env node' },
    outfile,
  });
  await build({
    ...COMMON,
    entryPoints: [require.resolve('aws-local-stepfunctions')],
    external: ['@aws-sdk/*'],
    outfile: join(folder, INTERPRETER_FILE),
  });
  chmodSync(outfile, 0o755);
  return outfile;
}
