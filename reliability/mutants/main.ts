import { parseArgs } from 'node:util';
import type { Mutant } from './mutant';
import { probeMutant, probeOriginal, type ProbeResult } from './mutant-runner';
import { FAST_SUBSET, MUTANTS } from './mutants';
import type { TestMutant } from './test-mutant';
import { TestBench } from './test-mutant-runner';
import { TEST_MUTANTS } from '../blinding/blinding';
import type { Harness } from '../harness/harness';
import { INVARIANTS } from '../invariants/violation';
import type { FaultProfile } from '../scenario/fault-profile';

const AT_ONCE = 2;
/** The unbroken product has to pass this many scenarios under the faults of each mutant. */
const ORIGINAL_SCENARIOS = { fast: 500, whole: 20 } as const;

interface Row {
  readonly name: string;
  readonly by: Harness | 'tests';
  readonly passed: boolean;
  readonly detail: string;
}

const USAGE = `usage: npm run test:mutants -- [--fast] [--net | --product] [part of a name]

  --fast     the subset that CI runs: everything that tests must notice, and mutants that few scenarios catch
  --net      only what tests must notice: the net made blind, and the product broken outside of the decisions
  --product  only the product, broken where scenarios must catch it`;

/** A test of the tests: what is broken on purpose is noticed, by an invariant or by a test. */
async function main(): Promise<number> {
  const { values, positionals: [filter = ''] } = parseArgs({
    allowPositionals: true,
    options: {
      fast: { type: 'boolean' }, net: { type: 'boolean' }, product: { type: 'boolean' }, help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const isNamed = ({ name }: { readonly name: string }) => name.includes(filter);
  const isIncluded = ({ name }: Mutant) => !values.fast || FAST_SUBSET.includes(name);
  const mutants = values.net ? [] : MUTANTS.filter(isNamed).filter(isIncluded);
  const testMutants = values.product ? [] : TEST_MUTANTS.filter(isNamed);
  const rows: Row[] = [];
  if (testMutants.length > 0) { rows.push(...await tryTestMutants(testMutants)); }
  if (mutants.length > 0) {
    console.log(`each mutant must break one of: ${Object.keys(INVARIANTS).join(', ')}\n`);
    rows.push(...await tryOriginals(mutants), ...await tryMutants(mutants));
  }
  const failed = rows.filter(({ passed }) => !passed);
  for (const { name, detail } of failed) { console.log(`✗ ${name}: ${detail}`); }
  console.log(`\n${rows.length - failed.length} passed, ${failed.length} failed`);
  return failed.length > 0 ? 1 : 0;
}

/** Runs the work that is left until there is none, at several places at once. */
async function inParallel<T>(waiting: T[], run: (next: T, place: number) => Promise<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  await Promise.all(Array.from({ length: AT_ONCE }, async (_, place) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      rows.push(shown(await run(next, place)));
    }
  }));
  return rows;
}

async function tryTestMutants(mutants: readonly TestMutant[]): Promise<Row[]> {
  const benches = Array.from({ length: AT_ONCE }, () => new TestBench());
  try {
    const paths = [...new Set(mutants.flatMap(({ tests }) => tests.filter((each) => each.includes('/'))))];
    const { numPassedTests, numFailedTests, failed } = await benches[0]!.jest(paths);
    const detail = `${numPassedTests} tests pass, ${numFailedTests} fail ${failed.join('; ')}`;
    const passed = numFailedTests === 0 && numPassedTests > 0;
    return [
      shown({ name: '(nothing broken)', by: 'tests', passed, detail }),
      ...await inParallel([...mutants], (mutant, place) => tryTestMutant(benches[place]!, mutant)),
    ];
  } finally {
    for (const bench of benches) { bench.remove(); }
  }
}

async function tryTestMutant(bench: TestBench, mutant: TestMutant): Promise<Row> {
  const { name } = mutant;
  try {
    const { numFailedTests, failed } = await bench.run(mutant);
    const detail = numFailedTests > 0 ? `noticed by ${numFailedTests}: ${failed[0]}` : 'noticed by no test';
    return { name, by: 'tests', passed: numFailedTests > 0, detail: detail.slice(0, 160) };
  } catch (error) {
    return { name, by: 'tests', passed: false, detail: String(error).slice(0, 400) };
  }
}

/** One after the other, because the bounds on real time are for one at a time. */
async function tryOriginals(mutants: readonly Mutant[]): Promise<Row[]> {
  const profiles = new Map(mutants.map(({ harness, faults = {} }) =>
    [JSON.stringify([harness, faults]), { harness, faults }]));
  const rows: Row[] = [];
  for (const { harness, faults } of profiles.values()) { rows.push(shown(await tryOriginal(harness, faults))); }
  return rows;
}

const tryMutants = (mutants: readonly Mutant[]): Promise<Row[]> => inParallel([...mutants], tryMutant);

async function tryOriginal(harness: Harness, faults: Partial<FaultProfile>): Promise<Row> {
  const { scenarios, failure } = await probeOriginal(harness, faults, ORIGINAL_SCENARIOS[harness]);
  const detail = failure ? `seed ${failure.seed}: ${failure.violations[0]!.what}` : `passed ${scenarios} scenarios`;
  return { name: `(the unbroken product) ${JSON.stringify(faults)}`, by: harness, passed: !failure, detail };
}

async function tryMutant(mutant: Mutant): Promise<Row> {
  const { name, harness } = mutant;
  try {
    return rowOf(mutant, await probeMutant(mutant));
  } catch (error) {
    return { name, by: harness, passed: false, detail: String(error).slice(0, 400) };
  }
}

function rowOf({ name, harness, breaks }: Mutant, { scenarios, failure }: ProbeResult): Row {
  const violations = failure?.violations ?? [];
  const caught = violations.find(({ invariant }) => breaks.includes(invariant));
  const first = caught ?? violations[0];
  const detail = first
    ? `by (${first.invariant}) in scenario ${scenarios}, seed ${failure!.seed}: ${first.what}`
    : `survived ${scenarios} scenarios`;
  return { name, by: harness, passed: caught !== undefined, detail: detail.slice(0, 160) };
}

function shown(row: Row): Row {
  console.log(`${row.passed ? '✓' : '✗'} ${row.name.padEnd(60)} ${row.by.padEnd(5)} ${row.detail}`);
  return row;
}

main().then((code) => { process.exitCode = code; }, (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
