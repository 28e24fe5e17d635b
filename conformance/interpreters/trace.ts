import { SCENARIO } from './scenario';
import type { World } from '../../test/stories/world';

/** What happened in a run, as far as it must not depend on the interpreter. */
export interface Trace {
  readonly outcomes: unknown[];
  readonly executions: readonly { readonly name: string; readonly status: string; readonly steps: readonly string[] }[];
  readonly calls: unknown[];
  readonly liveKey?: string;
}

/** Runs the scenario. */
export async function traceOf(world: World): Promise<Trace> {
  const outcomes: unknown[] = [];
  for (const step of SCENARIO) { outcomes.push(await step.run(world)); }
  // Executions end a moment after the deployment.
  await world.aws.clock.advance(60_000);
  return anonymous({
    outcomes,
    executions: world.aws.stepFunctions.executions.map(({ name, status, events }) => ({
      name,
      status,
      steps: events
        .filter(({ type }) => type === 'StateEntered' || type === 'StateExited')
        .map(({ type, state }) => `${type} ${state?.name} (${state?.type})`),
    })),
    calls: world.aws.calls.map(({ service, operation, principal, input, outcome }) =>
      ({ service, operation, principal, input, outcome })),
    liveKey: world.liveKey(),
  });
}

/**
 * Numbers random ids in the order of their appearance, and removes URLs and times. A cold start moves the times by a
 * fraction of a second.
 */
function anonymous(trace: Trace): Trace {
  const ids = new Map<string, string>();
  const text = JSON.stringify(trace)
    .replace(/(At\\*":)\d+/g, '$10')
    .replace(/http:\/\/127[^"\\]*/g, '(URL)')
    // The second in the name of an execution.
    .replace(/-[0-9a-z]{7}(?=-[0-9a-f]{8}-)/g, '-(second)')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      ids.set(id, ids.get(id) ?? `id ${ids.size + 1}`);
      return ids.get(id)!;
    });
  return JSON.parse(text) as Trace;
}
