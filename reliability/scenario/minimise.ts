import type { FaultProfile } from './fault-profile';
import type { Scenario } from './scenario';
import type { RunScenario } from '../harness/harness';
import type { InvariantNumber } from '../invariants/violation';

/**
 * The simplest scenario that still breaks the invariant. Steps, disruptions and kinds of faults are left out, one at a
 * time, for as long as the invariant still breaks without them.
 */
export async function minimise(
  scenario: Scenario, invariant: InvariantNumber, run: RunScenario, tries = 200,
): Promise<Scenario> {
  let best = scenario;
  for (let left = tries; left > 0;) {
    let simpler: Scenario | undefined;
    for (const candidate of simplerThan(best)) {
      if (left <= 0) { break; }
      left -= 1;
      const { violations } = await run(candidate);
      if (violations.some((each) => each.invariant === invariant)) {
        simpler = candidate;
        break;
      }
    }
    if (!simpler) { return best; }
    best = simpler;
  }
  return best;
}

function* simplerThan(scenario: Scenario): Generator<Scenario> {
  const { steps, faults } = scenario;
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    yield { ...scenario, steps: steps.filter((_, other) => other !== index) };
  }
  for (const rate of Object.keys(faults) as (keyof FaultProfile)[]) {
    if (rate !== 'seed' && (faults[rate] ?? 0) > 0) { yield { ...scenario, faults: { ...faults, [rate]: 0 } }; }
  }
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'deploy' && step.disruption) {
      yield { ...scenario, steps: steps.with(index, { ...step, disruption: undefined }) };
    }
  }
  if (scenario.listLagS > 0) { yield { ...scenario, listLagS: 0 }; }
  if (scenario.iamDelayS > 0) { yield { ...scenario, iamDelayS: 0 }; }
  if (scenario.unknowns.staleReads > 0) {
    yield { ...scenario, unknowns: { ...scenario.unknowns, staleReads: 0 } };
  }
}
