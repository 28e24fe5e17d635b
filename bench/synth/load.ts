import { spawnSync } from 'node:child_process';

/** Measures inside of the new process, so that the start of Node is not counted. */
const PROGRAM = `
const before = process.cpuUsage();
require(process.argv[1]);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000));
process.exit(0);
`;

/** Processor time in milliseconds that a fresh process takes to load a module. */
export function loadMilliseconds(file: string): number {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', PROGRAM, file], {
    encoding: 'utf8', timeout: 120_000, env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1' },
  });
  if (status !== 0) { throw new Error(`${file} could not be loaded (${signal ?? status}): ${stderr}`); }
  return Number(stdout);
}
