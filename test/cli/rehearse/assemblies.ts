/** Apps of the tests, synthesized into folders of their own, and the program run in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, type Environment } from 'aws-cdk-lib';
import { run } from '../../../cli/program';

export const STACK = 'Warehouse';

const folders: string[] = [];

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rehearse-test-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) { rmSync(folder, { recursive: true, force: true }); }
}

/** The folder of an app with one stack. */
export function assemblyOf(build: (stack: Stack, app: App) => void, env?: Environment): string {
  const outdir = newFolder();
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false });
  build(new Stack(app, STACK, { env }), app);
  app.synth();
  return outdir;
}

export interface Outcome { readonly code: number; readonly out: string; readonly err: string }

/** Runs the program inside of this process. */
export async function runHere(...args: readonly string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const before = process.exitCode;
  const into = (add: (text: string) => void) => (text: unknown) => { add(String(text)); return true; };
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation(into((text) => { out += text; }));
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation(into((text) => { err += text; }));
  try {
    process.exitCode = undefined;
    return { code: await run(args), out, err };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
    process.exitCode = before;
  }
}

/** The JSON of a rehearsal, run inside of this process. */
export async function rehearseHere(...args: readonly string[]): Promise<Outcome & { readonly report: Report }> {
  const outcome = await runHere('rehearse', '--json', '--out', newFolder(), ...args);
  return { ...outcome, report: JSON.parse(outcome.out) as Report };
}

interface Ending {
  readonly outcome: string;
  readonly status: string;
  readonly reason?: string;
  readonly next: string;
  readonly seconds: number;
  readonly namespaces: readonly {
    readonly name: string; readonly status: string; readonly keyName: string; readonly key: string | null;
  }[];
  readonly failures: readonly { readonly logicalId: string; readonly reason: string }[];
  readonly recovery?: { readonly action: string; readonly status: string };
}

/** What the tests read of docs/schemas/rehearsal.schema.json. */
export interface Report extends Ending {
  readonly endsWell: boolean;
  readonly account: string;
  readonly region: string;
  readonly updates: readonly { readonly input: Readonly<Record<string, unknown>>; readonly by: string }[];
  readonly keyChangeTimeout: readonly { readonly pace: string; readonly enough: boolean }[];
  readonly waiting: readonly { readonly logicalId: string; readonly outcome: string }[];
  readonly everyFailure: readonly (Ending & {
    readonly failAt?: string; readonly cancelAtMinutes?: number; readonly endsWell: boolean;
  })[];
  readonly takenAsGiven: readonly { readonly place: string; readonly what: string }[];
  readonly usage: { readonly invocations: number; readonly dollars: number; readonly newKeys: number };
  readonly error?: { readonly message: string; readonly places: readonly { readonly place: string }[] };
}
