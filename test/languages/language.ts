import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { ROOT } from '../package/artifacts';

/**
 * The release that the apps of all languages are synthesised with, so that their templates can be compared.
 * Not the one that we build with: that one's checksum is missing from Go's checksum database.
 */
export const CDK_VERSION = '2.263.0';

/** What a refused attempt has raised. */
export interface Refusal {
  /** name of the attempt, the same in all languages */
  readonly attempt: string;
  /** the language's own type of exception */
  readonly type: string;
  readonly message: string;
}

/** Where an app was prepared, and how it and the attempts are started there. */
export interface PreparedApp {
  synthesise(env: Readonly<Record<string, string>>): Promise<void>;
  /** @returns what the program of attempts has printed: one JSON object a line */
  attempt(env: Readonly<Record<string, string>>): Promise<string>;
}

export interface Language {
  readonly name: string;
  /** the type of exception that wrong input raises */
  readonly exception: string;
  /** @returns what this machine lacks, and what to do; undefined = nothing */
  missing(): string | undefined;
  /** Installs the package that was just made, in a folder of its own. */
  prepare(folder: string): Promise<PreparedApp>;
}

const REFUSAL = v.object({ attempt: v.string(), type: v.string(), message: v.string() });

export function parseRefusals(output: string): Refusal[] {
  // Maven sets the colours of the terminal before the first line.
  return output.split('\n').map((line) => line.slice(line.indexOf('{"attempt"'))).filter((line) => line.startsWith('{"attempt"'))
    .map((line) => v.parse(REFUSAL, JSON.parse(line)));
}

export const example = (name: string): string => path.join(ROOT, 'examples', name);
export const refusals = (...file: string[]): string => path.join(__dirname, 'refusals', ...file);

/** Replaces text in a file. */
export function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) { throw new Error(`${path.relative(ROOT, file)} must hold '${from}', got: no such text`); }
  writeFileSync(file, text.replaceAll(from, to));
}

/** Every file below a folder, read. */
export function readAll(folder: string, ending: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending)).sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
}
