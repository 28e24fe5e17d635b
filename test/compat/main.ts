/**
 * Compiles, tests and synthesises with the oldest releases of the peer range, and with the newest on npm.
 *
 * Each in a copy of its own: everything comes from node_modules, but for the CDK.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { manifest, ROOT, temporaryFolder } from '../package/artifacts';
import { Report } from '../package/report';
import { run } from '../package/shell';

const PEERS = ['aws-cdk-lib', 'constructs'];
/** What the tests below stand for is what a user of the library touches. */
const TESTS = ['test/rotatable-namespace.test.ts', 'test/namespace-key-change.test.ts'];
const EXAMPLES = ['quick-start', 'bring-your-own-key', 'fleet'];
/** What the examples ask for, and the CDK's own validation of the template, where it has one. */
const CONTEXT = JSON.stringify({ 'keyId': 'k-1', 'alarmEmail': 'you@example.com', '@aws-cdk/core:validateAgainstDefaultRules': true });

async function main(): Promise<void> {
  const report = new Report('The ends of the peer range');
  const folder = temporaryFolder('compat');
  try {
    await check(report, 'oldest', path.join(folder, 'oldest'), PEERS.map((peer) => `${peer}@${oldest(peer)}`));
    await check(report, 'newest', path.join(folder, 'newest'), ['aws-cdk-lib@2', 'constructs@10']);
  } finally {
    report.close();
  }
}

async function check(report: Report, end: string, folder: string, peers: readonly string[]): Promise<void> {
  const versions = await report.check(end, `${peers.join(' and ')} install`, async () => prepare(folder, peers));
  if (versions === undefined) { return; }
  const subject = `${end} (${versions})`;
  const node = async (...args: string[]) => run({ command: process.execPath, args, cwd: folder, env: { CDK_VALIDATION: 'false' } });
  const bin = (...file: string[]) => path.join(ROOT, 'node_modules', ...file);

  await report.check(subject, 'the library compiles', async () => node(bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'));
  await report.check(subject, 'its tests pass', async () => node(bin('jest', 'bin', 'jest.js'), '--config', 'jest.compat.json', '--ci', ...TESTS));
  for (const example of EXAMPLES) {
    await report.check(subject, `examples/${example} synthesises`, async () => {
      await run({
        command: process.execPath,
        args: [bin('tsx', 'dist', 'cli.mjs'), 'app.ts'],
        cwd: path.join(folder, 'examples', example),
        env: { CDK_OUTDIR: path.join(folder, `${example}.out`), CDK_CONTEXT_JSON: CONTEXT },
      });
    });
  }
}

/** @returns the versions that were installed */
async function prepare(folder: string, peers: readonly string[]): Promise<string> {
  for (const part of ['src', 'test', 'examples', 'assets', 'tsconfig.json', 'package.json']) {
    if (!existsSync(path.join(ROOT, part))) { throw new Error(`there must be ${part}, got: nothing; run 'npx projen bundle' and 'npx projen compile'`); }
    cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }
  // No coverage: only a part of the tests runs.
  const { transform, testTimeout } = v.parse(JEST, JSON.parse(readFileSync(path.join(ROOT, 'jest.config.json'), 'utf8')));
  writeFileSync(path.join(folder, 'jest.compat.json'), JSON.stringify({ rootDir: '.', transform, testTimeout, watchman: false }));

  const own = path.join(folder, 'peers');
  mkdirSync(own);
  writeFileSync(path.join(own, 'package.json'), JSON.stringify({ name: 'peers', private: true }));
  await run({ command: 'npm', args: ['install', '--no-audit', '--no-fund', ...peers], cwd: own });
  linkModules(path.join(ROOT, 'node_modules'), path.join(own, 'node_modules'), path.join(folder, 'node_modules'));
  return PEERS.map((peer) => `${peer} ${installed(path.join(own, 'node_modules', peer))}`).join(', ');
}

/** The peers from their own installation, and everything else from this repository. */
function linkModules(everything: string, own: string, target: string): void {
  mkdirSync(target);
  for (const name of readdirSync(everything)) {
    symlinkSync(path.join(PEERS.includes(name) ? own : everything, name), path.join(target, name));
  }
}

const JEST = v.object({ transform: v.record(v.string(), v.unknown()), testTimeout: v.number() });
const PACKAGE = v.object({ version: v.string() });
const installed = (folder: string) => v.parse(PACKAGE, JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))).version;

/** The oldest release that a peer range `^x.y.z` permits. */
function oldest(peer: string): string {
  const range = manifest.peerDependencies[peer];
  const version = /^\^(\d+\.\d+\.\d+)$/.exec(range ?? '')?.[1];
  if (version === undefined) { throw new Error(`the peer range of ${peer} must look like ^1.2.3, got: ${range}; correct it in .projenrc.ts, or this script`); }
  return version;
}

main().catch((error: Error) => {
  console.error(`test:compat: ${error.message}`);
  process.exitCode = 1;
});
