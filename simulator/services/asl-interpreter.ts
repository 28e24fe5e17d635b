import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { Environment } from './environment';
import { interpreterFile } from './interpreter-file';

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** An event of the interpreter. */
export interface InterpreterEvent {
  readonly type: string;
  readonly timestamp: number;
  readonly state?: { readonly name: string; readonly type: string };
  readonly Error?: string;
}

/** The part of the interpreter's class that is used here. */
export type StateMachineClass = new (
  definition: Json,
  options: { readonly validationOptions: { readonly noValidate: boolean } },
) => {
  run(
    input: Json,
    options: {
      readonly overrides: {
        readonly taskResourceLocalHandlers: Readonly<Record<string, (input: unknown) => Promise<unknown>>>;
      };
      readonly context: Readonly<Record<string, unknown>>;
    },
  ): {
    readonly abort: () => void;
    readonly result: Promise<unknown>;
    readonly eventLogs: AsyncGenerator<InterpreterEvent>;
  };
};

const PARAMETERS = ['require', 'module', 'exports', 'setTimeout', 'clearTimeout', 'Date', 'Math', 'Promise'];

let compiled: ((...args: unknown[]) => void) | undefined;

/**
 * Loads the published file of the interpreter on virtual time. The interpreter takes its timers, dates and random
 * numbers from globals, so these are shadowed. Each of its timers ends `lateMs` late.
 */
export function loadInterpreter(env: Environment, lateMs: () => number): StateMachineClass {
  const file = interpreterFile();
  const fromFile = createRequire(file);
  const module = { exports: {} as { StateMachine?: StateMachineClass } };
  const require = (request: string): unknown => (request.startsWith('@aws-sdk/')
    // The simulated Lambda carries out the Tasks, so the SDK is not loaded.
    ? {}
    : fromFile(request));
  compiled ??= new Function(...PARAMETERS, fs.readFileSync(file, 'utf8')) as (...args: unknown[]) => void;
  const seeded = Object.create(Math, { random: { value: env.random.next } }) as Math;
  const setTimeout: typeof env.clock.setTimeout = (run, ms = 0, ...args) =>
    env.clock.setTimeout(run, ms + lateMs(), ...args);
  compiled(
    require,
    module,
    module.exports,
    setTimeout,
    env.clock.clearTimeout,
    env.clock.Date,
    seeded,
    PromiseWithResolvers,
  );
  if (!module.exports.StateMachine) { throw new Error(`${file} exports no StateMachine`); }
  return module.exports.StateMachine;
}

/** Node 20 has no `Promise.withResolvers`. */
class PromiseWithResolvers<T> extends Promise<T> {
  public static withResolvers<V>(): {
    promise: Promise<V>;
    resolve: (value: V) => void;
    reject: (reason: unknown) => void;
  } {
    let resolve: (value: V) => void = () => undefined;
    let reject: (reason: unknown) => void = () => undefined;
    const promise = new Promise<V>((fulfil, fail) => { resolve = fulfil; reject = fail; });
    return { promise, resolve, reject };
  }
}

/** Without TimeoutSeconds, a Task may run for 99999999 seconds on AWS, but for 60 in the interpreter. */
export function withServiceDefaults(definition: Json): Json {
  if (Array.isArray(definition)) { return definition.map(withServiceDefaults); }
  if (typeof definition !== 'object' || definition === null) { return definition; }
  const copy = Object.fromEntries(
    Object.entries(definition).map(([name, value]) => [
      name,
      name === 'Parameters' || name === 'Result' ? value : withServiceDefaults(value),
    ]),
  );
  const unbounded = copy.Type === 'Task' && copy.TimeoutSeconds === undefined && copy.TimeoutSecondsPath === undefined;
  return unbounded ? { ...copy, TimeoutSeconds: 99_999_999 } : copy;
}
