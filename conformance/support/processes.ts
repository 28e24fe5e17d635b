import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Outcome { readonly status: number; readonly stdout: string; readonly stderr: string }
export interface RunOptions { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeoutMs?: number }

/** Child processes that still run, each the leader of its own process group. */
const running = new Set<ChildProcess>();

/**
 * Runs a program to its end. When the program fails, the status says so.
 *
 * @throws if the program cannot be started
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = start(command, args, options);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const deadline = setTimeout(() => { endGroup(child, 'SIGKILL'); }, options.timeoutMs ?? 300_000);
  try {
    const [status] = await once(child, 'close') as [number | null];
    return { status: status ?? 1, stdout: stdout(), stderr: stderr() };
  } finally {
    clearTimeout(deadline);
    running.delete(child);
  }
}

/** Starts a server; its output goes to a file. */
export function serve(
  command: string, args: readonly string[], logFile: string, options: RunOptions = {},
): ChildProcess {
  const child = start(command, args, options);
  const log = createWriteStream(logFile);
  child.stdout?.pipe(log);
  child.stderr?.pipe(log);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Ends every process group that was started here, and waits until it has ended. */
export async function endAll(): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const child of running) { endGroup(child, signal); }
    for (let tries = 0; tries < 30 && running.size > 0; tries += 1) { await sleep(100); }
  }
}

function start(command: string, args: readonly string[], { cwd, env }: RunOptions): ChildProcess {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, [...args], { cwd, env: env ?? process.env, stdio, detached: true });
  child.on('error', (error) => process.stderr.write(`${command}: ${error.message}\n`));
  running.add(child);
  return child;
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) { return; }
  // The group has the id of its leader.
  try { process.kill(-child.pid, signal); } catch { /* it has ended already */ }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const child of running) { endGroup(child, 'SIGKILL'); }
    process.exit(1);
  });
}
process.once('exit', () => { for (const child of running) { endGroup(child, 'SIGKILL'); } });
