import { spawn, spawnSync } from 'node:child_process';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** added to the environment of this process */
  readonly env?: Readonly<Record<string, string>>;
  /** @default 600 */
  readonly timeoutSeconds?: number;
}

/** A command that has failed: the command, its folder, how it ended, and the end of its output. */
export class CommandError extends Error {
  constructor(command: Command, how: string, output: string) {
    const text = [command.command, ...command.args].join(' ');
    super(`'${text}' in ${command.cwd} ${how}; the end of its output:\n${tail(output)}`);
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
    const fail = (how: string) => { reject(new CommandError(command, how, combined)); };
    let [output, combined] = ['', ''];
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      combined += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => { combined += data.toString(); });
    child.on('error', (error) => { fail(`could not be started: ${error.message}`); });
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve(output);
      } else {
        fail(signal ? `was ended by ${signal} (the limit is ${timeout / 1000} s)` : `ended with code ${code}`);
      }
    });
  });
}

/** Whether this machine has a command. The arguments ask for its version. */
export function isInstalled(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function tail(text: string, lines = 40): string {
  return text.trimEnd().split('\n').slice(-lines).map((line) => `    ${line}`).join('\n');
}
