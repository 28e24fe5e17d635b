import type { Scheduler } from './scheduler';
import type { AslDefinition, AslState } from '../../../src/private/waiter-definition';

/** How a Task's function ended. */
export type TaskResult = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };
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
export interface AslEnd { readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT'; readonly state: string }

/** Interprets the waiter's own definition: as much of the language as it uses. What it does not know, it refuses. */
export async function interpret(
  scheduler: Scheduler, definition: AslDefinition, input: unknown, runTask: RunTask, delay: () => number,
): Promise<AslEnd> {
  const end = scheduler.now + definition.TimeoutSeconds * 1000;
  let name = definition.StartAt;
  let data = input;
  for (;;) {
    if (scheduler.now > end) { return { status: 'TIMED_OUT', state: name }; }
    const state = definition.States[name] as State | undefined;
    if (!state) { throw new Error(`no state ${name}`); }
    switch (state.Type) {
      case 'Succeed': return { status: 'SUCCEEDED', state: name };
      case 'Fail': return { status: 'FAILED', state: name };
      case 'Wait':
        await scheduler.sleep(Math.min(Number(at(data, state.SecondsPath!)) * 1000 + delay(), Math.max(0, end - scheduler.now) + 1));
        name = state.Next!;
        break;
      case 'Choice':
        name = state.Choices!.find(({ Variable, StringEquals }) => at(data, Variable) === StringEquals)?.Next ?? state.Default!;
        break;
      case 'Task': {
        const result = await attempt(scheduler, state, data, runTask);
        if (result.ok) {
          data = result.value;
          name = state.Next!;
          break;
        }
        const caught = state.Catch?.find((catcher) => matches(catcher.ErrorEquals, result.error));
        if (!caught) { return { status: 'FAILED', state: name }; }
        data = { ...(data as object), [caught.ResultPath.replace('$.', '')]: { Error: result.error } };
        name = caught.Next;
        break;
      }
      default: throw new Error(`the light interpreter does not know the state type ${state.Type}`);
    }
  }
}

async function attempt(scheduler: Scheduler, state: State, data: unknown, runTask: RunTask): Promise<TaskResult> {
  const input = Object.fromEntries(Object.entries(state.Parameters ?? {})
    .map(([key, value]) => (key.endsWith('.$') ? [key.slice(0, -2), at(data, value)] : [key, value])));
  const tried = new Map<Retrier, number>();
  for (;;) {
    const result = await runTask(input);
    if (result.ok) { return result; }
    const retrier = state.Retry?.find((each) => matches(each.ErrorEquals, result.error));
    const count = retrier ? tried.get(retrier) ?? 0 : 0;
    if (!retrier || count >= retrier.MaxAttempts) { return result; }
    tried.set(retrier, count + 1);
    await scheduler.sleep(Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** count, retrier.MaxDelaySeconds ?? Infinity) * 1000);
  }
}

const matches = (names: readonly string[], error: string): boolean => names.includes('States.ALL') || names.includes(error);

function at(data: unknown, path: string): unknown {
  return path === '$' ? data : path.replace('$.', '').split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], data);
}
