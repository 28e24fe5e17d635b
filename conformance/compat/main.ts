/** Compiles, tests and synthesizes with the oldest CDK of the peer range, and with the newest on npm. */
import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { copyLibrary, JEST_CONFIG, PEERS } from './copy';
import { manifest, ROOT, temporaryFolder } from '../package/artifacts';
import { Report } from '../package/report';
import { run } from '../package/shell';

/** The tests of the public API, which lie directly in test/. */
const TESTS = readdirSync(path.join(ROOT, 'test'))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file}`);
/** Tests of what the oldest CDK does not have. */
const NEWEST_TESTS = ['conformance/compat/newest'];
/** The examples in TypeScript. */
const EXAMPLES = readdirSync(path.join(ROOT, 'examples'))
  .filter((name) => existsSync(path.join(ROOT, 'examples', name, 'app.ts')));
/** Context values that the examples require, and the CDK's own validation of the template, where the CDK has it. */
const CONTEXT = JSON.stringify({
  'keyId': 'k-1',
  'alarmEmail': 'you@example.com',
  'cdk-redshift-rotatable-namespace:asOf': '2026-01-20',
  '@aws-cdk/core:validateAgainstDefaultRules': true,
});
const TSC = modulePath('typescript', 'bin', 'tsc');
const JEST = modulePath('jest', 'bin', 'jest.js');
const TSX = modulePath('tsx', 'dist', 'cli.mjs');

async function main(): Promise<void> {
  const report = new Report('The ends of the peer range');
  const folder = temporaryFolder('compat');
  const oldest = PEERS.map((peer) => `${peer}@${oldestVersion(peer)}`);
  try {
    await check(report, 'oldest', { folder: path.join(folder, 'oldest'), peers: oldest, tests: TESTS });
    await check(report, 'newest', {
      folder: path.join(folder, 'newest'),
      peers: ['aws-cdk-lib@2', 'constructs@10'],
      tests: [...TESTS, ...NEWEST_TESTS],
    });
  } finally {
    report.close();
  }
}

interface End {
  readonly folder: string;
  readonly peers: readonly string[];
  readonly tests: readonly string[];
}

async function check(report: Report, end: string, { folder, peers, tests }: End): Promise<void> {
  const versions = await report.check(end, `${peers.join(' and ')} install`, async () => copyLibrary(folder, peers));
  if (versions === undefined) { return; }
  const subject = `${end} (${versions})`;
  const node = async (...args: string[]) =>
    run({ command: process.execPath, args, cwd: folder, env: { CDK_VALIDATION: 'false' } });

  await report.check(subject, 'the library compiles', async () => node(TSC, '--noEmit', '-p', 'tsconfig.json'));
  await report.check(subject, 'its tests pass', async () => node(JEST, '--config', JEST_CONFIG, '--ci', ...tests));
  for (const example of EXAMPLES) {
    await report.check(subject, `examples/${example} synthesizes`, async () => {
      await run({
        command: process.execPath,
        args: [TSX, 'app.ts'],
        cwd: path.join(folder, 'examples', example),
        env: { CDK_OUTDIR: path.join(folder, `${example}.out`), CDK_CONTEXT_JSON: CONTEXT },
      });
    });
  }
}

/** The oldest release that a peer range `^x.y.z` permits. */
function oldestVersion(peer: string): string {
  const range = manifest.peerDependencies[peer];
  const version = /^\^(\d+\.\d+\.\d+)$/.exec(range ?? '')?.[1];
  if (version === undefined) {
    throw new Error(`the peer range of ${peer} must look like ^1.2.3, got: ${range}; `
      + 'correct it in .projenrc.ts, or change conformance/compat/main.ts');
  }
  return version;
}

function modulePath(...file: string[]): string {
  return path.join(ROOT, 'node_modules', ...file);
}

main().catch((error: Error) => {
  console.error(`test:compat: ${error.message}`);
  process.exitCode = 1;
});
