import type { Scheduler } from './scheduler';
import type { AslDefinition, AslState } from '../../../src/private/provider/waiter-definition';

/** How the function of a Task ended. */
export type TaskResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };
export type RunTask = (input: unknown) => Promise<TaskResult>;

interface Retrier {
  readonly ErrorEquals: string[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts: number;
}
interface Catcher { readonly ErrorEquals: string[]; readonly ResultPath: string; readonly Next: string }
interface Choice { readonly Variable: string; readonly StringEquals: string; readonly Next: string }
interface State extends AslState {
  readonly Type: string;
  readonly Next?: string;
  readonly Parameters?: Readonly<Record<string, string>>;
  readonly Retry?: Retrier[];
  readonly Catch?: Catcher[];
  readonly Choices?: Choice[];
  readonly Default?: string;
  readonly SecondsPath?: string;
}

/** How an execution ended. */
export interface AslEnd { readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'; readonly state: string }

/**
 * Interprets the definition of the waiter: only the part of the Amazon States Language that it uses. A state of another
 * type is an error.
 *
 * @param lateMs by how much the next wait ends late
 * @param isStopped whether somebody has stopped the execution
 */
export async function interpret(
  scheduler: Scheduler, definition: AslDefinition, input: unknown, runTask: RunTask, lateMs: () => number,
  isStopped: () => boolean,
): Promise<AslEnd> {
  const end = scheduler.now + definition.TimeoutSeconds * 1000;
  let name = definition.StartAt;
  let data = input;
  for (;;) {
    if (isStopped()) { return { status: 'ABORTED', state: name }; }
    if (scheduler.now > end) { return { status: 'TIMED_OUT', state: name }; }
    const state = definition.States[name] as State | undefined;
    if (!state) { throw new Error(`no state ${name}`); }
    switch (state.Type) {
      case 'Succeed': return { status: 'SUCCEEDED', state: name };
      case 'Fail': return { status: 'FAILED', state: name };
      case 'Wait': {
        const ms = Number(valueAt(data, state.SecondsPath!)) * 1000 + lateMs();
        await scheduler.sleep(Math.min(ms, Math.max(0, end - scheduler.now) + 1));
        name = state.Next!;
        break;
      }
      case 'Choice':
        name = nextOf(state, data);
        break;
      case 'Task': {
        const result = await runWithRetries(scheduler, state, data, runTask);
        if (result.ok) {
          data = result.value;
          name = state.Next!;
          break;
        }
        const catcher = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, result.error));
        if (!catcher) { return { status: 'FAILED', state: name }; }
        data = { ...(data as object), [catcher.ResultPath.replace('$.', '')]: { Error: result.error } };
        name = catcher.Next;
        break;
      }
      default: throw new Error(`this interpreter does not know the state type ${state.Type}`);
    }
  }
}

async function runWithRetries(
  scheduler: Scheduler, state: State, data: unknown, runTask: RunTask,
): Promise<TaskResult> {
  const input = Object.fromEntries(Object.entries(state.Parameters ?? {})
    .map(([key, value]) => (key.endsWith('.$') ? [key.slice(0, -2), valueAt(data, value)] : [key, value])));
  const attempts = new Map<Retrier, number>();
  for (;;) {
    const result = await runTask(input);
    if (result.ok) { return result; }
    const retrier = state.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, result.error));
    const count = retrier ? attempts.get(retrier) ?? 0 : 0;
    if (!retrier || count >= retrier.MaxAttempts) { return result; }
    attempts.set(retrier, count + 1);
    const { IntervalSeconds, BackoffRate, MaxDelaySeconds = Infinity } = retrier;
    await scheduler.sleep(Math.min(IntervalSeconds * BackoffRate ** count, MaxDelaySeconds) * 1000);
  }
}

const nextOf = ({ Choices = [], Default }: State, data: unknown): string =>
  Choices.find(({ Variable, StringEquals }) => valueAt(data, Variable) === StringEquals)?.Next ?? Default!;

const matches = (names: readonly string[], error: string): boolean =>
  names.includes('States.ALL') || names.includes(error);

/** What a reference path (`$`, `$.next.action`) points to. */
function valueAt(data: unknown, path: string): unknown {
  if (path === '$') { return data; }
  return path.replace('$.', '').split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], data);
}
