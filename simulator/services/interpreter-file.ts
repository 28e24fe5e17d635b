import { join } from 'node:path';

/** Set where this code is bundled: the name of the interpreter's file beside the bundle. */
declare const BUNDLED_INTERPRETER: string | undefined;

/** The published file of the interpreter. */
export function interpreterFile(): string {
  return typeof BUNDLED_INTERPRETER === 'string'
    ? join(__dirname, BUNDLED_INTERPRETER)
    : require.resolve('aws-local-stepfunctions');
}
