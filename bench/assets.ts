import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';

const REPOSITORY = resolve(__dirname, '..');
const made = new Map<string, string>();
let root: string | undefined;

/**
 * The answer of the CDK's own functions goes to `https` without a port; the simulator's response URLs are plain HTTP on
 * one. Nothing else of their code is touched.
 */
const PLAIN_REQUEST = '(options, done) => require("http").request({ ...options, port: new URL(process.env.AWS_ENDPOINT_URL).port }, done)';

const FRAMEWORK = `
const outbound = require('./outbound');
const request = ${PLAIN_REQUEST};
outbound.httpRequest = (options, body) => new Promise((resolve, reject) => {
  const sent = request(options, (response) => {
    response.resume();
    if (!response.statusCode || response.statusCode >= 400) { reject(new Error('Unsuccessful HTTP response: ' + response.statusCode)); } else { resolve(); }
  });
  sent.on('error', reject);
  sent.write(body);
  sent.end();
});
module.exports = require('./framework');
`;

const SINGLE_CALL = `
const builtin = require;
require = (name) => {
  if (name === '@aws-sdk/client-redshift-serverless') { return builtin('./sdk.js'); }
  return name === 'https' ? { ...builtin('https'), request: ${PLAIN_REQUEST} } : builtin(name);
};
`;

/** What a Lambda runtime brings and the simulated one does not, the AWS SDK, is bundled in. */
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
  return once(name, (outdir) => { buildSync({ ...OPTIONS, entryPoints: [entry], outfile: join(outdir, 'index.js') }); });
}

/** The folder that the simulated Lambda runs in place of a synthesised asset: its own code, its transport replaced. */
export function runnable(folder: string): string {
  if (existsSync(join(folder, 'framework.js'))) {
    return once('framework', (outdir) => {
      buildSync({ ...OPTIONS, stdin: { contents: FRAMEWORK, resolveDir: folder, loader: 'js' }, outfile: join(outdir, 'framework.js') });
    });
  }
  const index = readFileSync(join(folder, 'index.js'), 'utf8');
  if (!index.includes('PHYSICAL:RESOURCEID:')) { return folder; }
  return once('aws-custom-resource', (outdir) => {
    buildSync({ ...OPTIONS, stdin: { contents: 'module.exports = require("@aws-sdk/client-redshift-serverless");', resolveDir: REPOSITORY, loader: 'js' }, outfile: join(outdir, 'sdk.js') });
    writeFileSync(join(outdir, 'index.js'), SINGLE_CALL + index);
  });
}

/** The provider framework, minified, with the AWS SDK's clients that it uses: as this library's own bundle is made. */
export function bundledFramework(runtime: string): string {
  const outdir = once('framework-minified', (folder) => {
    buildSync({ ...OPTIONS, target: 'node24', minify: true, entryPoints: [join(runtime, 'framework.js')], outfile: join(folder, 'framework.js') });
  });
  return join(outdir, 'framework.js');
}

/** Deletes what was made. */
export function removeAssets(): void {
  if (root !== undefined) { rmSync(root, { recursive: true, force: true }); }
  made.clear();
  root = undefined;
}

function once(name: string, make: (outdir: string) => void): string {
  const known = made.get(name);
  if (known !== undefined) { return known; }
  root ??= mkdtempSync(join(tmpdir(), 'rotatable-namespace-bench-'));
  const outdir = join(root, name);
  mkdirSync(outdir);
  make(outdir);
  made.set(name, outdir);
  return outdir;
}
