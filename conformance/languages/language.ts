import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { ROOT } from '../package/artifacts';

/** The programs that attempt invalid input, one for each language. */
export const REFUSALS = path.join(__dirname, 'refusals');

/** The exception of a refused attempt. */
export interface Refusal {
  /** name of the attempt, the same in all languages */
  readonly attempt: string;
  /** type of the exception in the language */
  readonly type: string;
  readonly message: string;
}

/** The example of a language, installed and compiled, and the program of attempts at invalid input. */
export interface PreparedApp {
  synthesize(env: Readonly<Record<string, string>>): Promise<void>;
  /** Synthesizes the example of operations, in the languages that have it. */
  synthesizeOperations?(env: Readonly<Record<string, string>>): Promise<void>;
  /** @returns the output of the attempts: one JSON object a line */
  attempt(env: Readonly<Record<string, string>>): Promise<string>;
  /** @returns the README in the package of the language */
  readme(): Promise<string>;
}

export interface Language {
  readonly name: string;
  /** type of the exception that invalid input raises */
  readonly exception: string;
  /** code of the language that the README in the package must hold */
  readonly readmeCode: RegExp;
  /** whether `CI=true` accepts a machine without the language */
  readonly mayBeMissing?: boolean;
  /** @returns what this machine lacks, and what to do; undefined = nothing */
  missing(): string | undefined;
  /** Installs the package from dist/ in an empty folder. The example is then on key generation 2. */
  prepare(folder: string): Promise<PreparedApp>;
}

const REFUSAL = v.object({ attempt: v.string(), type: v.string(), message: v.string() });

export function parseRefusals(output: string): Refusal[] {
  // Maven sets the colours of the terminal before the first line.
  return output.split('\n')
    .map((line) => line.slice(line.indexOf('{"attempt"')))
    .filter((line) => line.startsWith('{"attempt"'))
    .map((line) => v.parse(REFUSAL, JSON.parse(line)));
}

export const example = (name: string): string => path.join(ROOT, 'examples', name);
export const refusals = (...file: string[]): string => path.join(REFUSALS, ...file);

/** Replaces text in a file. */
export function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) { throw new Error(`${path.relative(ROOT, file)} must hold '${from}', got: no such text`); }
  writeFileSync(file, text.replaceAll(from, to));
}

/** The text of all files below a folder. */
export function readAll(folder: string, ending: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending)).sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
}
