import type { SoakArguments } from './arguments';
import { runFast } from '../harness/fast/fast-harness';
import { removeApps, runWhole } from '../harness/whole/whole-harness';
import { scenarioOf } from '../scenario/generator';
import { minimise } from '../scenario/minimise';

/**
 * Prints the scenario of one seed and its trace. Where it breaks an invariant in the fast harness, prints the simplest
 * scenario that breaks the same one, too.
 *
 * @returns the exit code
 */
export async function replay({ harness, seed }: SoakArguments): Promise<number> {
  const scenario = scenarioOf(seed);
  console.log(JSON.stringify(scenario, undefined, 2));
  const { trace, violations } = await (harness === 'fast' ? runFast : runWhole)(scenario);
  console.log(trace.join('\n'));
  await removeApps();
  const [first] = violations;
  if (!first) { return 0; }
  if (harness === 'fast') {
    const simplest = await minimise(scenario, first.invariant, runFast);
    console.log(`\nthe simplest scenario that breaks (${first.invariant}):\n${JSON.stringify(simplest, undefined, 2)}`);
    console.log((await runFast(simplest)).trace.join('\n'));
  }
  return 1;
}
