/** Starts the program as a process, against the simulator's endpoint. */
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import type { LocalAws } from '../../simulator/local-aws';
import type { Caller, CallRecord } from '../../simulator/types';

const REPOSITORY = join(__dirname, '..', '..');

let bundled: string | undefined;

/** The program as one file below a package.json, as it lies in the package. Made once for a file of tests. */
function bundle(): string {
  if (bundled !== undefined) { return bundled; }
  const folder = mkdtempSync(join(tmpdir(), 'program-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'bin', 'main.js');
  buildSync({
    entryPoints: [join(REPOSITORY, 'cli', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@resvg/resvg-js', 'aws-cdk-lib', 'constructs'],
    logLevel: 'error',
  });
  copyFileSync(join(REPOSITORY, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  bundled = outfile;
  return outfile;
}

export interface Ended { readonly code: number | null; readonly out: string; readonly err: string }

const LONGEST_MS = 90_000;

/** A process of the program, with a HOME of its own. */
export class Program {
  public out = '';
  public err = '';
  public readonly ended: Promise<Ended>;
  public isRunning = true;
  private readonly child: ChildProcess;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    const home = mkdtempSync(join(tmpdir(), 'program-home-'));
    this.child = spawn(process.execPath, [bundle(), ...args], {
      cwd: REPOSITORY,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: home,
        AWS_EC2_METADATA_DISABLED: 'true',
        // The SDK's advice about old versions of Node.js.
        NODE_NO_WARNINGS: '1',
        ...env,
      },
    });
    this.child.stdout!.on('data', (chunk: Buffer) => { this.out += chunk.toString(); });
    this.child.stderr!.on('data', (chunk: Buffer) => { this.err += chunk.toString(); });
    // What hangs fails its test, and does not outlive it.
    const deadline = setTimeout(() => this.child.kill('SIGKILL'), LONGEST_MS);
    this.ended = new Promise((resolve) => this.child.once('close', (code) => {
      this.isRunning = false;
      clearTimeout(deadline);
      rmSync(home, { recursive: true, force: true });
      resolve({ code, out: this.out, err: this.err });
    }));
  }

  public interrupt(signal: NodeJS.Signals = 'SIGINT'): void {
    this.child.kill(signal);
  }

  public type(text: string): void {
    this.child.stdin!.write(text);
  }

  /** Waits in real time until the program has printed a text. */
  public async prints(text: string | RegExp): Promise<void> {
    const isThere = () => (typeof text === 'string' ? this.out.includes(text) : text.test(this.out));
    while (!isThere()) {
      if (!this.isRunning) { throw new Error(`it ended without ${text}:\n${this.out}\n${this.err}`); }
      await sleep(20);
    }
  }
}

/** The environment with which the program calls a simulated account as this caller. */
export function environmentOf(aws: LocalAws, caller: Caller): NodeJS.ProcessEnv {
  const { endpoint, region, credentials } = aws.sdkConfig(caller);
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}

/** A caller with exactly these permissions. */
export function operator(aws: LocalAws, actions: readonly string[], name = 'operator'): Caller {
  aws.iam.putRole(name, { policies: { inline: { Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] } } });
  return { principal: name, administrator: false };
}

/**
 * Virtual time stands still while a program reads, and passes by `stepMs` after each of its rounds: a call of one of
 * the operations is the sign of one.
 */
export async function passTime(
  aws: LocalAws, program: Program, operations: string | readonly string[], principal: string, stepMs: number,
): Promise<void> {
  const signs = [operations].flat();
  const isSign = (call: CallRecord) => call.principal === principal && signs.includes(call.operation);
  const rounds = () => aws.calls.filter(isSign).length;
  let passed = 0;
  while (program.isRunning) {
    if (rounds() > passed) {
      passed = rounds();
      await aws.clock.advance(stepMs);
    }
    await sleep(15);
  }
}
