import { buildBroken } from './fast-build';
import { MUTANTS } from './mutants';
import type { RunScenario } from '../harness/harness';
import { INVARIANTS, type InvariantNumber } from '../invariants/violation';
import { scenarioOf } from '../scenario/generator';

// The whole net at once: a broken product in the fast harness, and the invariant that has to see it. Where any part of
// the net is blind, one of these is not caught. `npm run test:mutants` has all mutants, and the whole harness.

const MOST_SCENARIOS = 400;

/** The product broken so, in the fast harness. */
async function brokenHarness(name: string): Promise<RunScenario> {
  const mutant = MUTANTS.find((each) => each.name === name)!;
  const code = await buildBroken('reliability/harness/fast/fast-harness.ts', [mutant]);
  const module = { exports: {} as { readonly runFast: RunScenario } };
  new Function('require', 'module', 'exports', code)(require, module, module.exports);
  const { faults = {} } = mutant;
  return (scenario) => module.exports.runFast({ ...scenario, faults: { ...scenario.faults, ...faults } });
}

interface Case { readonly name: string; readonly invariant: InvariantNumber }
const CASES: readonly Case[] = [
  { invariant: 'i', name: 'responds again when the watch has ended' },
  { invariant: 'i', name: 'responds FAILED after one delivery' },
  { invariant: 'i', name: 'drops an event whose waiter could not be started' },
  { invariant: 'ii', name: 'responds as soon as it has sent an update' },
  { invariant: 'iii', name: 'sends an update to an AWS-owned key' },
  { invariant: 'v', name: 'sends an update while a change is running' },
  { invariant: 'v', name: 'lets a change of createdWith through' },
  { invariant: 'vi', name: 'one observation of no namespace is enough' },
  { invariant: 'vii', name: 'logs the ResponseURL' },
  { invariant: 'viii', name: 'watches without end' },
  { invariant: 'viii', name: 'throws once an observation was denied' },
  { invariant: 'viii', name: 'the state machine does not retry an observation' },
  { invariant: 'viii', name: 'gives up the start of the waiter after one try' },
  { invariant: 'viii', name: 'gives up a response after one PUT' },
  { invariant: 'ix', name: 'a rollback fails at its first observation' },
  { invariant: 'ix', name: 'ends as superseded where nothing is newer' },
  { invariant: 'x', name: 'a Create sends an update' },
  { invariant: 'xi', name: 'a Create sends an update' },
  { invariant: 'xii', name: 'a rollback refuses a namespace that is gone' },
  { invariant: 'xiii', name: 'lets a key generation leave the template' },
];

test.each(CASES)('($invariant) sees a product that $name', async ({ name, invariant }) => {
  const run = await brokenHarness(name);
  const seen = new Set<InvariantNumber>();
  for (let seed = 1; seed <= MOST_SCENARIOS && !seen.has(invariant); seed += 1) {
    for (const violation of (await run(scenarioOf(seed))).violations) { seen.add(violation.invariant); }
  }
  expect([...seen]).toContain(invariant);
});

test('each invariant but (iv), which the whole harness alone can see, has such a product', () => {
  const shown = new Set(CASES.map(({ invariant }) => invariant));
  expect(Object.keys(INVARIANTS).filter((each) => !shown.has(each as InvariantNumber))).toEqual(['iv']);
});
