/**
 * Installs the npm package as a user does, next to the newest CDK and nothing else, and synthesises README's example.
 *
 * `npm run package:all` (or `npx projen package:js`) comes first.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { manifest, npmPackage, packedFiles, ROOT, temporaryFolder } from './artifacts';
import { Report } from './report';
import { run } from './shell';

const BUNDLE = 'assets/key-change/handler/index.js';
const NEEDED = ['package.json', '.jsii', 'README.md', 'LICENSE', 'lib/index.js', 'lib/index.d.ts', 'lib/key-change/contract.js', BUNDLE];
/** All that may be in it: a new folder of the project, or what a command leaves there, is not. */
const ALLOWED = /^(package\.json|\.jsii|README\.md|API\.md|LICENSE|assets\/key-change\/handler\/index\.js|lib\/(?!key-change\/(?!contract\.)).*\.(js|d\.ts))$/;
const MAX_KIBIBYTES = 512;
const MAX_BUNDLE_KIBIBYTES = 640;
/** What a consumer must not need: the bundle was made when the library was built. */
const BUNDLERS = ['esbuild', 'webpack', 'rollup', 'typescript', '@aws-sdk'];

async function main(): Promise<void> {
  const tarball = npmPackage();
  const report = new Report('The npm package');
  try {
    await report.check('content', 'holds what a user needs', () => { assertNeeded(tarball); });
    await report.check('content', 'holds no tests, sources or documents of the project', () => { assertNothingElse(tarball); });
    await report.check('content', `at most ${MAX_KIBIBYTES} KiB to download, ${MAX_BUNDLE_KIBIBYTES} KiB of Lambda`, () => { assertSizes(tarball); });

    const folder = temporaryFolder('package');
    const versions = await report.check('user', 'it installs next to the newest CDK', async () => install(folder, tarball));
    if (versions === undefined) { return; }
    await report.check('user', 'no bundler comes with it', () => { assertNoBundler(folder); });
    await report.check('user', `README's example synthesises (${versions})`, async () => synthesise(folder));
  } finally {
    report.close();
  }
}

function assertNeeded(tarball: string): void {
  const files = packedFiles(tarball);
  const missing = NEEDED.filter((file) => !files.has(file));
  if (missing.length > 0) { throw new Error(`the package must hold ${NEEDED.join(', ')}, got: all but ${missing.join(', ')}; see npmignore in .projenrc.ts, and run 'npm run package:all'`); }
}

function assertNothingElse(tarball: string): void {
  const unwanted = [...packedFiles(tarball).keys()].filter((file) => !ALLOWED.test(file));
  if (unwanted.length > 0) { throw new Error(`the package must hold nothing that only a developer needs, got: ${unwanted.join(', ')}; add it to npmignore in .projenrc.ts`); }
}

function assertSizes(tarball: string): void {
  const kibibytes = (bytes: number) => Math.ceil(bytes / 1024);
  const packed = kibibytes(readFileSync(tarball).length);
  const bundle = kibibytes(packedFiles(tarball).get(BUNDLE) ?? 0);
  if (packed > MAX_KIBIBYTES || bundle > MAX_BUNDLE_KIBIBYTES || bundle === 0) {
    throw new Error(`the package must be small, got: ${packed} KiB to download, ${bundle} KiB of Lambda; look at what was bundled, or raise the limits in test/package/main.ts`);
  }
}

/** @returns the versions that were installed */
async function install(folder: string, tarball: string): Promise<string> {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }));
  const peers = ['aws-cdk-lib', 'constructs'];
  await run({ command: 'npm', args: ['install', '--no-audit', '--no-fund', 'aws-cdk-lib@2', 'constructs@10', tarball], cwd: folder });
  const version = (peer: string) => (JSON.parse(readFileSync(path.join(folder, 'node_modules', peer, 'package.json'), 'utf8')) as { version: string }).version;
  return peers.map((peer) => `${peer} ${version(peer)}`).join(', ');
}

function assertNoBundler(folder: string): void {
  const found = BUNDLERS.filter((name) => existsSync(path.join(folder, 'node_modules', name)));
  if (found.length > 0) { throw new Error(`the package must bring no bundler, got: ${found.join(', ')}; move it to devDeps in .projenrc.ts`); }
}

/** In plain JavaScript, with nothing but node on the PATH. */
async function synthesise(folder: string): Promise<void> {
  const { outputText } = ts.transpileModule(readmeExample(), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  writeFileSync(path.join(folder, 'app.js'), outputText);
  const out = path.join(folder, 'cdk.out');
  mkdirSync(path.join(folder, 'no-programs'));
  await run({ command: process.execPath, args: ['app.js'], cwd: folder, env: { CDK_OUTDIR: out, PATH: path.join(folder, 'no-programs') } });
  const templates = readdirSync(out).filter((file) => file.endsWith('.template.json')).map((file) => readFileSync(path.join(out, file), 'utf8'));
  if (!templates.some((template) => template.includes('AWS::RedshiftServerless::Namespace'))) {
    throw new Error(`README's example must make a namespace, got: ${templates.length} templates without one`);
  }
  const assets = readdirSync(out).filter((file) => file.startsWith('asset.')).map((asset) => path.join(out, asset, 'index.js'));
  if (!assets.some((file) => existsSync(file))) { throw new Error('the assembly must hold the Lambda bundle, got: no asset with an index.js'); }
}

/** The first TypeScript example: a whole app. */
function readmeExample(): string {
  const example = /^```ts[^\n]*\n(.*?)^```$/ms.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))?.[1];
  if (example === undefined || !example.includes('new App(') || !example.includes(`from '${manifest.name}'`)) {
    throw new Error(`the first \`\`\`ts example of README.md must be a whole app that imports '${manifest.name}', got: ${example ?? 'none'}`);
  }
  return example;
}

main().catch((error: Error) => {
  console.error(`test:package: ${error.message}`);
  process.exitCode = 1;
});
