import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../e2e/support/processes';

export const ROOT = join(__dirname, '..', '..');
const EXAMPLES = join(ROOT, 'examples');
/** Templates of the programs in other languages are compared with these elsewhere. */
const TYPESCRIPT = 'npx tsx app.ts';

/** What the examples want to be given. */
export const CONTEXT: Readonly<Record<string, unknown>> = {
  'keyId': 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'alarmEmail': 'alarms@example.com',
  // As the CLI does it: findings are told by the path of the construct.
  'aws:cdk:enable-path-metadata': true,
};

/** Names of the examples whose app is written in TypeScript. */
export function examples(): string[] {
  return readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && appOf(entry.name) === TYPESCRIPT)
    .map(({ name }) => name)
    .sort();
}

function appOf(example: string): unknown {
  try {
    return (JSON.parse(readFileSync(join(EXAMPLES, example, 'cdk.json'), 'utf8')) as { app?: unknown }).app;
  } catch {
    return undefined;
  }
}

/** Newest release of the CDK that is known to work; the only one here that validates templates itself. */
const NEWEST_CDK = '2.276.0';

/**
 * A copy of the library and its examples beside the newest CDK, in a folder that git ignores.
 *
 * @returns the folder of the copy
 */
export async function besideNewestCdk(): Promise<string> {
  const folder = join(ROOT, '.cache', `cdk-${NEWEST_CDK}`);
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--silent', '--prefix', folder, `aws-cdk-lib@${NEWEST_CDK}`, 'constructs@10.5.1']);
  if (status !== 0) { throw new Error(`npm could not install aws-cdk-lib ${NEWEST_CDK}: ${stderr.slice(-500)}`); }
  for (const part of ['src', 'assets', 'examples']) {
    rmSync(join(folder, part), { recursive: true, force: true });
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  return folder;
}
