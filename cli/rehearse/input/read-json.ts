import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { CannotRehearse } from './cannot-rehearse';

export type Json = Readonly<Record<string, unknown>>;

/** Far more than a template may have: CloudFormation takes 1 MB. */
const MAXIMUM_BYTES = 16 * 2 ** 20;

/** Reads a text file of a limited size. */
export function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAXIMUM_BYTES) {
      throw new CannotRehearse(
        `${path} is too large: it has ${size} bytes, and no file of an assembly needs more than ${MAXIMUM_BYTES}`,
      );
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof CannotRehearse) { throw error; }
    throw new CannotRehearse(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Reads a JSON object. */
export function readJson(path: string): Json {
  const text = readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CannotRehearse(`${path} is not valid JSON: ${(error as Error).message}; synthesize it again`);
  }
  if (!isRecord(value)) { throw new CannotRehearse(`${path} is not a JSON object; synthesize it again`); }
  return value;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A path of an assembly, which must not leave it, neither by `..` nor by a symbolic link. */
export function pathInside(root: string, folder: string, given: string): string {
  const path = resolve(folder, given);
  const real = realPath(path);
  for (const [from, to] of [[resolve(root), path], [realPath(root), real]]) {
    const way = relative(from, to);
    if (way.startsWith('..') || isAbsolute(way)) {
      throw new CannotRehearse(
        `the path ${JSON.stringify(given)} leads out of the assembly ${root}; synthesize it again`,
      );
    }
  }
  return path;
}

/** The path itself where there is nothing. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
