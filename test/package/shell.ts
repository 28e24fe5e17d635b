import { spawn, spawnSync } from 'node:child_process';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** added to this process's own */
  readonly env?: Readonly<Record<string, string>>;
  /** @default 600 */
  readonly timeoutSeconds?: number;
}

/** A command that has failed: what was run, where, how it ended, and the end of what it printed. */
export class CommandError extends Error {
  constructor(command: Command, how: string, output: string) {
    super(`'${[command.command, ...command.args].join(' ')}' in ${command.cwd} ${how}; the end of its output:\n${tail(output)}`);
    this.name = 'CommandError';
  }
}

/**
 * Runs a command to its end.
 *
 * @returns its standard output
 * @throws CommandError if it cannot be started, ends with another code than 0, or takes too long
 */
export async function run(command: Command): Promise<string> {
  const timeout = (command.timeoutSeconds ?? 600) * 1000;
  return new Promise((resolve, reject) => {
    const child = spawn(command.command, command.args, {
      cwd: command.cwd,
      env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', ...command.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
    });
    let [output, everything] = ['', ''];
    child.stdout.on('data', (data: Buffer) => { output += data.toString(); everything += data.toString(); });
    child.stderr.on('data', (data: Buffer) => { everything += data.toString(); });
    child.on('error', (error) => { reject(new CommandError(command, `could not be started: ${error.message}`, everything)); });
    child.on('close', (code, signal) => {
      if (code === 0) { resolve(output); return; }
      const how = signal ? `was ended by ${signal} (it may take ${timeout / 1000} s at most)` : `ended with code ${code}`;
      reject(new CommandError(command, how, everything));
    });
  });
}

/** Whether a command can be run here, by asking for its version. */
export function isHere(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function tail(text: string, lines = 40): string {
  return text.trimEnd().split('\n').slice(-lines).map((line) => `    ${line}`).join('\n');
}
