import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as v from 'valibot';

export const ROOT = path.join(__dirname, '..', '..');
export const DIST = path.join(ROOT, 'dist');

const MANIFEST = v.object({
  name: v.string(),
  version: v.string(),
  peerDependencies: v.record(v.string(), v.string()),
});

export const manifest = v.parse(MANIFEST, JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));

/**
 * The one file of a folder of dist/ that has this ending.
 *
 * @throws if there is none, or more than one
 */
export function artifact(folder: string, ending: string): string {
  const directory = path.join(DIST, folder);
  const found = existsSync(directory)
    ? readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending))
    : [];
  const [file, ...others] = found;
  if (file === undefined || others.length > 0) {
    const given = found.length === 0 ? 'none' : found.join(', ');
    throw new Error(`dist/${folder} must hold one file *${ending}, got: ${given}; run 'npm run package:all'`);
  }
  return path.join(directory, file);
}

/**
 * The npm package in dist/.
 *
 * @throws if it differs from what was compiled last
 */
export function npmPackage(): string {
  const tarball = artifact('js', '.tgz');
  const unpacked = mkdtempSync(path.join(os.tmpdir(), 'rotatable-namespace-npm-'));
  try {
    tar(['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
    const same = (file: string) => existsSync(path.join(ROOT, file))
      && readFileSync(path.join(ROOT, file)).equals(readFileSync(path.join(unpacked, file)));
    // npm rewrites package.json.
    const stale = [...packedFiles(tarball).keys()].filter((file) => file !== 'package.json' && !same(file));
    if (stale.length > 0) {
      throw new Error('dist/ must hold the packages of the library that was compiled last, '
        + `got: other contents of ${stale.slice(0, 5).join(', ')}; run 'npm run package:all'`);
    }
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
  return tarball;
}

/** The files of an npm package, without the folder `package/`, with their sizes in bytes. */
export function packedFiles(tarball: string): Map<string, number> {
  const lines = tar(['-tvzf', tarball]).trimEnd().split('\n').map((line) => line.split(/\s+/));
  return new Map(lines.map(([, , size, , , ...name]) => [name.join(' ').replace(/^package\//, ''), Number(size)]));
}

/** A new empty folder. It is removed when the process ends, unless the process fails. */
export function temporaryFolder(purpose: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `rotatable-namespace-${purpose}-`));
  process.on('exit', (code) => {
    if (code === 0) {
      rmSync(folder, { recursive: true, force: true });
    } else {
      console.log(`kept: ${folder}`);
    }
  });
  return folder;
}

function tar(args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('tar', args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  if (status !== 0) { throw new Error(`'tar ${args.join(' ')}' failed: ${error?.message ?? stderr}`); }
  return stdout;
}
