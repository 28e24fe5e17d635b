import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/processes';

export const ROOT = join(__dirname, '..', '..');
const EXAMPLES = join(ROOT, 'examples');
/** The app of a TypeScript example. conformance/languages compares the templates of the other languages with these. */
const TYPESCRIPT = 'npx tsx app.ts';

/** Context values that the examples require. */
export const CONTEXT: Readonly<Record<string, unknown>> = {
  'keyId': 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'alarmEmail': 'alarms@example.com',
  'cdk-redshift-rotatable-namespace:asOf': '2026-01-20',
  // As the CLI sets it, so that findings name construct paths.
  'aws:cdk:enable-path-metadata': true,
};

/** Names of the examples in TypeScript. */
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

/** A newer release of the CDK than the one that the library is built with. Only the newer one validates templates. */
const NEWEST_CDK = '2.276.0';

/**
 * Copies the library and its examples next to the newest CDK, into a folder that git ignores.
 *
 * @returns the folder of the copy
 */
export async function besideNewestCdk(): Promise<string> {
  const folder = join(ROOT, '.cache', `cdk-${NEWEST_CDK}`);
  mkdirSync(folder, { recursive: true });
  const options = ['--no-save', '--no-audit', '--no-fund', '--silent', '--prefix', folder];
  const packages = [`aws-cdk-lib@${NEWEST_CDK}`, 'constructs@10.5.1'];
  const { status, stderr } = await run('npm', ['install', ...options, ...packages]);
  if (status !== 0) { throw new Error(`npm could not install aws-cdk-lib ${NEWEST_CDK}: ${stderr.slice(-500)}`); }
  for (const part of ['src', 'assets', 'examples']) {
    rmSync(join(folder, part), { recursive: true, force: true });
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  return folder;
}
