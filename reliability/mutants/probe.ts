import { noTotals, runMany, seedsFrom, type RunScenario } from '../harness/harness';
import type { FaultProfile } from '../scenario/fault-profile';

/** What a probe is started with. */
export interface ProbeOptions {
  readonly maximumScenarios: number;
  /** the first seed of the others */
  readonly first: number;
  /** seeds that are tried first */
  readonly seeds: readonly number[];
  /** rates that replace those of the drawn scenario */
  readonly faults: Partial<FaultProfile>;
}

const MOST_VIOLATIONS = 20;

/** Runs in a copy of the project that holds a mutant: scenarios until an invariant breaks. Prints one line of JSON. */
export async function probe(run: RunScenario): Promise<void> {
  const { maximumScenarios, first, seeds, faults } = JSON.parse(process.argv[2] ?? '') as ProbeOptions;
  const runWithFaults: RunScenario = (scenario) => run({ ...scenario, faults: { ...scenario.faults, ...faults } });
  const totals = noTotals();
  for (const seed of [...seeds, ...seedsFrom(first, maximumScenarios)]) {
    await runMany(runWithFaults, [seed], totals);
    if (totals.failures.length > 0) { break; }
  }
  const [failed] = totals.failures;
  // A pipe takes 64 KB before the process may exit.
  const failure = failed && { ...failed, violations: failed.violations.slice(0, MOST_VIOLATIONS) };
  process.stdout.write(`${JSON.stringify({ scenarios: totals.scenarios, failure })}\n`);
  process.exit(0);
}
