import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes';

/** Which pinned set of packages: `aws` (clients, ministack, moto) or `validators` (cfn-lint, checkov: they pin other versions). */
export type PackageSet = 'aws' | 'validators';

export interface Python {
  /** its interpreter; programs are run as modules of it */
  readonly interpreter: string;
}

const ROOT = join(__dirname, '..', '..', '..');

/** No Python here, or no packages. */
export class NoPython extends Error {}

/**
 * A virtual environment of this project's, with pinned packages; made when it is first needed, and again when the pins
 * change. It lies in a folder that git ignores.
 *
 * @throws NoPython where this machine cannot make it
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
    await must(join(trial, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]);
    writeFileSync(join(trial, 'made'), '');
    // The scripts of the environment still name the old folder: hence modules. Another program may have been faster.
    if (existsSync(made)) { rmSync(trial, { recursive: true }); } else { renameSync(trial, folder); }
  }
  return { interpreter: join(folder, 'bin', 'python') };
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const { status, stderr } = await run(command, args, { timeoutMs: 240_000 }).catch((error: Error) => ({ status: 1, stderr: error.message }));
  if (status !== 0) { throw new NoPython(`${command} ${args.slice(0, 3).join(' ')} failed: ${stderr.trim().split('\n').at(-1) ?? ''}`); }
}
