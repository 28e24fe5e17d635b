/** Runs tasks at the same time: each of them takes one core, or waits. Fails when one of them fails. */
import { spawn } from 'node:child_process';

const run = (task: string): Promise<number> => new Promise((resolve) => {
  spawn('npx', ['projen', task], { stdio: 'inherit' }).on('close', (code) => { resolve(code ?? 1); });
});

void Promise.all(process.argv.slice(2).map(run)).then((codes) => { process.exitCode = Math.max(...codes); });
