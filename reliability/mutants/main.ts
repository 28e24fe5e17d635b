import type { Mutant } from './mutant';
import { probeMutant, probeOriginal, type ProbeResult } from './mutant-runner';
import { MUTANTS } from './mutants';
import type { Harness } from '../harness/harness';
import { INVARIANTS } from '../invariants/violation';
import type { FaultProfile } from '../scenario/fault-profile';

const AT_ONCE = 2;
/** The unbroken product has to pass this many scenarios under the faults of each mutant. */
const ORIGINAL_SCENARIOS = { fast: 500, whole: 20 } as const;

interface Row { readonly name: string; readonly harness: Harness; readonly passed: boolean; readonly detail: string }

/** A test of the tests: the unbroken product passes, and an invariant catches each mutant. */
async function main(): Promise<number> {
  console.log(`each mutant must break one of: ${Object.keys(INVARIANTS).join(', ')}\n`);
  const filter = process.argv[2] ?? '';
  const mutants = MUTANTS.filter(({ name }) => name.includes(filter));
  const rows = [...await tryOriginals(mutants), ...await tryMutants(mutants)];
  const failed = rows.filter(({ passed }) => !passed).length;
  console.log(`\n${rows.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

/** One after the other, because the bounds on real time are for one at a time. */
async function tryOriginals(mutants: readonly Mutant[]): Promise<Row[]> {
  const profiles = new Map(mutants.map(({ harness, faults = {} }) =>
    [JSON.stringify([harness, faults]), { harness, faults }]));
  const rows: Row[] = [];
  for (const { harness, faults } of profiles.values()) { rows.push(shown(await tryOriginal(harness, faults))); }
  return rows;
}

async function tryMutants(mutants: readonly Mutant[]): Promise<Row[]> {
  const waiting = [...mutants];
  const rows: Row[] = [];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) { rows.push(shown(await tryMutant(mutant))); }
  }));
  return rows;
}

async function tryOriginal(harness: Harness, faults: Partial<FaultProfile>): Promise<Row> {
  const { scenarios, failure } = await probeOriginal(harness, faults, ORIGINAL_SCENARIOS[harness]);
  const detail = failure ? `seed ${failure.seed}: ${failure.violations[0]!.what}` : `passed ${scenarios} scenarios`;
  return { name: `(the unbroken product) ${JSON.stringify(faults)}`, harness, passed: !failure, detail };
}

async function tryMutant(mutant: Mutant): Promise<Row> {
  const { name, harness } = mutant;
  try {
    return rowOf(mutant, await probeMutant(mutant));
  } catch (error) {
    return { name, harness, passed: false, detail: String(error).slice(0, 400) };
  }
}

function rowOf({ name, harness, breaks }: Mutant, { scenarios, failure }: ProbeResult): Row {
  const violations = failure?.violations ?? [];
  const caught = violations.find(({ invariant }) => breaks.includes(invariant));
  const first = caught ?? violations[0];
  const detail = first
    ? `by (${first.invariant}) in scenario ${scenarios}, seed ${failure!.seed}: ${first.what}`
    : `survived ${scenarios} scenarios`;
  return { name, harness, passed: caught !== undefined, detail: detail.slice(0, 160) };
}

function shown(row: Row): Row {
  console.log(`${row.passed ? '✓' : '✗'} ${row.name.padEnd(56)} ${row.harness.padEnd(5)} ${row.detail}`);
  return row;
}

main().then((code) => { process.exitCode = code; }, (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
