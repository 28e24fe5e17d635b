import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { manifest, ROOT } from './artifacts';
import { run } from './shell';

const PEERS = ['aws-cdk-lib', 'constructs'];
/** What a user must not need, since the bundle is shipped. */
const BUNDLERS = ['esbuild', 'webpack', 'rollup', 'typescript', '@aws-sdk'];

/**
 * Installs the package next to the newest CDK.
 *
 * @returns the versions that were installed
 */
export async function install(folder: string, tarball: string): Promise<string> {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }));
  const packages = ['aws-cdk-lib@2', 'constructs@10', tarball];
  await run({ command: 'npm', args: ['install', '--no-audit', '--no-fund', ...packages], cwd: folder });
  return PEERS.map((peer) => `${peer} ${installedVersion(folder, peer)}`).join(', ');
}

/** @throws if a bundler or an AWS SDK was installed with the package */
export function assertNoBundler(folder: string): void {
  const found = BUNDLERS.filter((name) => existsSync(path.join(folder, 'node_modules', name)));
  if (found.length > 0) {
    throw new Error(`the package must bring no bundler, got: ${found.join(', ')}; move it to devDeps in .projenrc.ts`);
  }
}

/** Synthesizes the README's example in plain JavaScript, without any other program on the PATH. */
export async function synthesize(folder: string): Promise<void> {
  const { outputText } = ts.transpileModule(readmeExample(), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  writeFileSync(path.join(folder, 'app.js'), outputText);
  const noPrograms = path.join(folder, 'no-programs');
  mkdirSync(noPrograms);
  const out = path.join(folder, 'cdk.out');
  const env = { CDK_OUTDIR: out, PATH: noPrograms };
  await run({ command: process.execPath, args: ['app.js'], cwd: folder, env });
  assertAssembly(out);
}

/** Rehearses the creation of the example's stack with the program of the package. */
export async function rehearse(folder: string): Promise<void> {
  const args = ['rehearse', '--app', 'cdk.out', '--out', 'rehearsal'];
  await run({ command: path.join(folder, 'node_modules', '.bin', manifest.name), args, cwd: folder });
  if (!existsSync(path.join(folder, 'rehearsal', 'rehearsal.html'))) {
    throw new Error('rehearse must write its page to rehearsal/rehearsal.html, got: none');
  }
}

function assertAssembly(out: string): void {
  const files = readdirSync(out);
  const templates = files.filter((file) => file.endsWith('.template.json'))
    .map((file) => readFileSync(path.join(out, file), 'utf8'));
  if (!templates.some((template) => template.includes('AWS::RedshiftServerless::Namespace'))) {
    throw new Error(`the README's example must make a namespace, got: ${templates.length} templates without one`);
  }
  const assets = files.filter((file) => file.startsWith('asset.'));
  if (!assets.some((asset) => existsSync(path.join(out, asset, 'index.js')))) {
    throw new Error('the assembly must hold the Lambda bundle, got: no asset with an index.js');
  }
}

/** The first TypeScript example of the README, which is a whole app. */
function readmeExample(): string {
  const example = /^```ts[^\n]*\n(.*?)^```$/ms.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))?.[1];
  if (example === undefined || !example.includes('new App(') || !example.includes(`from '${manifest.name}'`)) {
    throw new Error(`the first example of README.md must be a whole app that imports '${manifest.name}', `
      + `got: ${example ?? 'none'}`);
  }
  return example;
}

function installedVersion(folder: string, name: string): string {
  const file = path.join(folder, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
