import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { ROOT } from '../package/artifacts';
import { run } from '../package/shell';

export const PEERS = ['aws-cdk-lib', 'constructs'];
export const JEST_CONFIG = 'jest.compat.json';
/** What the library and the tests of its API consist of. */
const PARTS = [
  'src', 'test', 'simulator', 'examples', 'assets', 'conformance/compat/newest', 'tsconfig.json', 'package.json',
];

const JEST = v.object({ transform: v.record(v.string(), v.unknown()), testTimeout: v.number() });
const PACKAGE = v.object({ version: v.string() });

/**
 * Copies the library into a folder, with other releases of the peers. All other modules are those of this repository.
 *
 * @returns the versions of the peers
 */
export async function copyLibrary(folder: string, peers: readonly string[]): Promise<string> {
  for (const part of PARTS) {
    if (!existsSync(path.join(ROOT, part))) {
      throw new Error(`${part} must exist, got: no such file; run 'npx projen bundle' and 'npx projen compile'`);
    }
    cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }
  // No coverage, since only a part of the tests runs.
  const { transform, testTimeout } = v.parse(JEST, readJson(path.join(ROOT, 'jest.config.json')));
  const config = { rootDir: '.', transform, testTimeout, watchman: false };
  writeFileSync(path.join(folder, JEST_CONFIG), JSON.stringify(config));

  const own = path.join(folder, 'peers');
  mkdirSync(own);
  writeFileSync(path.join(own, 'package.json'), JSON.stringify({ name: 'peers', private: true }));
  await run({ command: 'npm', args: ['install', '--no-audit', '--no-fund', ...peers], cwd: own });
  linkModules(path.join(own, 'node_modules'), path.join(folder, 'node_modules'));
  return PEERS.map((peer) => `${peer} ${installedVersion(path.join(own, 'node_modules', peer))}`).join(', ');
}

function linkModules(peers: string, target: string): void {
  const others = path.join(ROOT, 'node_modules');
  mkdirSync(target);
  for (const name of readdirSync(others)) {
    symlinkSync(path.join(PEERS.includes(name) ? peers : others, name), path.join(target, name));
  }
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const installedVersion = (folder: string): string =>
  v.parse(PACKAGE, readJson(path.join(folder, 'package.json'))).version;
