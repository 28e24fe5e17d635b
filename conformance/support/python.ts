import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes';

/**
 * A set of pinned packages: `aws` (clients, ministack, moto) or `validators` (cfn-lint, checkov), which pin other
 * versions of the same packages.
 */
export type PackageSet = 'aws' | 'validators';

export interface Python {
  /** path of the interpreter; programs run as its modules */
  readonly interpreter: string;
}

const ROOT = join(__dirname, '..', '..');

/** This machine has no Python, or cannot install the packages. */
export class NoPython extends Error {}

/**
 * A virtual environment with pinned packages, in a folder that git ignores. It is made when it is first needed, and
 * again when the pins change.
 *
 * @throws NoPython if this machine cannot make it
 */
export async function python(set: PackageSet): Promise<Python> {
  const requirements = join(__dirname, 'python', `${set}.txt`);
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(ROOT, '.cache', 'python', `${set}-${hash}`);
  const made = join(folder, 'made');
  if (!existsSync(made)) {
    mkdirSync(join(ROOT, '.cache', 'python'), { recursive: true });
    const trial = `${folder}.${process.pid}`;
    rmSync(trial, { recursive: true, force: true });
    await must('python3', ['-m', 'venv', trial]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
    await must(join(trial, 'bin', 'python'), pip);
    writeFileSync(join(trial, 'made'), '');
    // The scripts of the environment still name the old folder, so programs run as modules. Another process may have
    // made the environment first.
    if (existsSync(made)) { rmSync(trial, { recursive: true }); } else { renameSync(trial, folder); }
  }
  return { interpreter: join(folder, 'bin', 'python') };
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const { status, stderr } = await run(command, args, { timeoutMs: 240_000 })
    .catch((error: Error) => ({ status: 1, stderr: error.message }));
  if (status !== 0) {
    const reason = stderr.trim().split('\n').at(-1) ?? '';
    throw new NoPython(`${command} ${args.slice(0, 3).join(' ')} failed: ${reason}`);
  }
}
