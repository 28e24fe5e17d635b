import { spawnSync } from 'node:child_process';

/** Measures inside of the new process, so that the start of Node is not in it. */
const PROGRAM = 'const begun = process.hrtime.bigint(); require(process.argv[1]); process.stdout.write(String(Number(process.hrtime.bigint() - begun) / 1e6)); process.exit(0);';

/** Milliseconds to load a module in a fresh process. */
export function loadMilliseconds(file: string): number {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', PROGRAM, file], {
    encoding: 'utf8', timeout: 120_000, env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1' },
  });
  if (status !== 0) { throw new Error(`${file} could not be loaded (${signal ?? status}): ${stderr}`); }
  return Number(stdout);
}
