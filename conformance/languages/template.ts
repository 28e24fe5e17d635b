import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A template without the hashes of assets, which differ between languages. */
export function readTemplate(assembly: string, stack: string): Json {
  const text = readFileSync(path.join(assembly, `${stack}.template.json`), 'utf8');
  return JSON.parse(text.replace(/\b[0-9a-f]{64}\b/g, '<asset hash>')) as Json;
}

/** @throws an error that names the first differences */
export function assertSameTemplate(actual: Json, expected: Json): void {
  const found = differences('', actual, expected);
  if (found.length === 0) { return; }
  const first = found.slice(0, 10).map((difference) => `    ${difference}`).join('\n');
  throw new Error(`the template must be that of TypeScript, got: ${found.length} differences:\n${first}`);
}

function differences(location: string, actual: Json | undefined, expected: Json | undefined): string[] {
  if (isDeepStrictEqual(actual, expected)) { return []; }
  if (isObject(actual) && isObject(expected)) {
    const keys = new Set([...Object.keys(actual), ...Object.keys(expected)]);
    return [...keys].flatMap((key) => differences(`${location}/${key}`, actual[key], expected[key]));
  }
  return [`${location}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
