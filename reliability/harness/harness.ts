import { addExercised } from '../invariants/exercise';
import type { ScenarioReport, Violation } from '../invariants/violation';
import { scenarioOf } from '../scenario/generator';
import type { Scenario } from '../scenario/scenario';

/** `fast`: the handler's code on in-memory ports. `whole`: the shipped bundle over HTTP, in the simulated account. */
export type Harness = 'fast' | 'whole';

/** Runs one scenario in one of the harnesses. */
export type RunScenario = (scenario: Scenario) => Promise<ScenarioReport>;

/** What many scenarios have come to. */
export interface Totals {
  scenarios: number;
  hours: number;
  requests: number;
  updates: number;
  readonly exercised: Record<string, number>;
  readonly failures: { readonly seed: number; readonly violations: readonly Violation[] }[];
}

export const noTotals = (): Totals =>
  ({ scenarios: 0, hours: 0, requests: 0, updates: 0, exercised: {}, failures: [] });

/**
 * Runs the scenarios of these seeds, one after the other, and adds them to the totals. A scenario that throws is a
 * failure, too: an error of the simulation, or of the product.
 */
export async function runMany(
  run: RunScenario, seeds: Iterable<number>, totals: Totals, onProgress: () => Promise<void> | void = () => undefined,
): Promise<Totals> {
  for (const seed of seeds) {
    try {
      const { violations, hours, requests, updates, exercised } = await run(scenarioOf(seed));
      totals.hours += hours;
      totals.requests += requests;
      totals.updates += updates;
      addExercised(totals.exercised, exercised);
      if (violations.length > 0) { totals.failures.push({ seed, violations }); }
    } catch (error) {
      const what = `the simulation itself failed: ${String(error)}`;
      totals.failures.push({ seed, violations: [{ invariant: 'viii', what, atS: 0 }] });
    }
    totals.scenarios += 1;
    await onProgress();
  }
  return totals;
}

export function* seedsFrom(first: number, count: number, step = 1): Generator<number> {
  for (let index = 0; index < count; index += 1) { yield first + index * step; }
}
