import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { Environment } from './environment';

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** An event as the interpreter tells it. */
export interface InterpreterEvent {
  readonly type: string;
  readonly timestamp: number;
  readonly state?: { readonly name: string; readonly type: string };
  readonly Error?: string;
}

/** The interpreter's class, as far as it is used here. */
export type StateMachineClass = new (definition: Json, options: { readonly validationOptions: { readonly noValidate: boolean } }) => {
  run(input: Json, options: {
    readonly overrides: { readonly taskResourceLocalHandlers: Readonly<Record<string, (input: unknown) => Promise<unknown>>> };
    readonly context: Readonly<Record<string, unknown>>;
  }): { readonly abort: () => void; readonly result: Promise<unknown>; readonly eventLogs: AsyncGenerator<InterpreterEvent> };
};

const FILE = require.resolve('aws-local-stepfunctions');
const PARAMETERS = ['require', 'module', 'exports', 'setTimeout', 'clearTimeout', 'Date', 'Math', 'Promise'];

let compiled: ((...args: unknown[]) => void) | undefined;

/**
 * The interpreter, its file as published, on virtual time. It takes its timers, its dates and its random numbers from
 * globals, so these are shadowed. Each of its timers ends as late as it is told.
 */
export function loadInterpreter(env: Environment, lateMs: () => number): StateMachineClass {
  const fromFile = createRequire(FILE);
  const module = { exports: {} as { StateMachine?: StateMachineClass } };
  const require = (request: string): unknown => (request.startsWith('@aws-sdk/')
    // Tasks are carried out by the simulated Lambda: the SDK would only cost time to load.
    ? {}
    : fromFile(request));
  compiled ??= new Function(...PARAMETERS, fs.readFileSync(FILE, 'utf8')) as (...args: unknown[]) => void;
  const seeded = Object.create(Math, { random: { value: env.random.next } }) as Math;
  const setTimeout: typeof env.clock.setTimeout = (run, ms = 0, ...args) => env.clock.setTimeout(run, ms + lateMs(), ...args);
  compiled(require, module, module.exports, setTimeout, env.clock.clearTimeout, env.clock.Date, seeded, PromiseWithResolvers);
  if (!module.exports.StateMachine) { throw new Error(`${FILE} exports no StateMachine`); }
  return module.exports.StateMachine;
}

/** Node 20 has no `Promise.withResolvers`. */
class PromiseWithResolvers<T> extends Promise<T> {
  public static withResolvers<V>(): { promise: Promise<V>; resolve: (value: V) => void; reject: (reason: unknown) => void } {
    let resolve: (value: V) => void = () => undefined;
    let reject: (reason: unknown) => void = () => undefined;
    const promise = new Promise<V>((fulfil, refuse) => { resolve = fulfil; reject = refuse; });
    return { promise, resolve, reject };
  }
}

/** AWS lets a Task run for 99999999 seconds unless its definition says less; the interpreter, for 60. */
export function withServiceDefaults(definition: Json): Json {
  if (Array.isArray(definition)) { return definition.map(withServiceDefaults); }
  if (typeof definition !== 'object' || definition === null) { return definition; }
  const copy = Object.fromEntries(Object.entries(definition).map(([name, value]) => [name, name === 'Parameters' || name === 'Result' ? value : withServiceDefaults(value)]));
  const unbounded = copy.Type === 'Task' && copy.TimeoutSeconds === undefined && copy.TimeoutSecondsPath === undefined;
  return unbounded ? { ...copy, TimeoutSeconds: 99_999_999 } : copy;
}
