import { noTotals, runMany, seedsFrom, type RunScenario } from '../harness/harness';
import type { FaultProfile } from '../scenario/fault-profile';

/** What a probe is started with. */
export interface ProbeOptions {
  readonly maximumScenarios: number;
  /** seeds that are tried first */
  readonly seeds: readonly number[];
  /** rates that replace those of the drawn scenario */
  readonly faults: Partial<FaultProfile>;
}

/** Runs in a copy of the project that holds a mutant: scenarios until an invariant breaks. Prints one line of JSON. */
export async function probe(run: RunScenario): Promise<void> {
  const { maximumScenarios, seeds, faults } = JSON.parse(process.argv[2] ?? '') as ProbeOptions;
  const runWithFaults: RunScenario = (scenario) => run({ ...scenario, faults: { ...scenario.faults, ...faults } });
  const totals = noTotals();
  for (const seed of [...seeds, ...seedsFrom(1, maximumScenarios)]) {
    await runMany(runWithFaults, [seed], totals);
    if (totals.failures.length > 0) { break; }
  }
  process.stdout.write(`${JSON.stringify({ scenarios: totals.scenarios, failure: totals.failures[0] })}\n`);
  process.exit(0);
}
