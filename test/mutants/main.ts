import { MUTANTS, type Mutant } from './mutants';
import { probe, type Finding } from './workshop';
import type { Chaos } from '../lives/life';
import type { Gear } from '../lives/live';
import { INVARIANTS } from '../lives/violation';

const AT_ONCE = 2;
const HEALTHY_LIVES = { fast: 500, whole: 20 } as const;

interface Row { readonly mutant: string; readonly gear: string; readonly passed: boolean; readonly told: string }

/** A test of the tests: the product as it is must live, and each mutant must be caught by an invariant that speaks of it. */
async function main(): Promise<number> {
  const only = process.argv[2];
  const rows: Row[] = [];
  const show = (row: Row) => {
    rows.push(row);
    console.log(`${row.passed ? '✓' : '✗'} ${row.mutant.padEnd(52)} ${row.gear.padEnd(5)} ${row.told}`);
  };
  const waiting = MUTANTS.filter(({ name }) => only === undefined || name.includes(only));
  const weathers = new Map(waiting.map(({ gear, weather = {} }) => [JSON.stringify([gear, weather]), { gear, weather }]));
  for (const { gear, weather } of weathers.values()) { show(healthy(gear, weather, await probe(undefined, gear, HEALTHY_LIVES[gear], weather))); }
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) { show(await tried(mutant)); }
  }));
  const failed = rows.filter(({ passed }) => !passed).length;
  console.log(`\n${rows.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

const healthy = (gear: Gear, weather: Partial<Chaos>, { lives, failure }: Finding): Row =>
  ({ mutant: `(none: the product as it is) ${JSON.stringify(weather)}`, gear, passed: !failure, told: failure ? `seed ${failure.seed}: ${failure.violations[0]!.what}` : `lived ${lives} lives` });

async function tried(mutant: Mutant): Promise<Row> {
  const { name, gear, breaks } = mutant;
  try {
    const { lives, failure } = await probe(mutant);
    const caught = failure?.violations.filter(({ invariant }) => breaks.includes(invariant)) ?? [];
    const first = caught[0] ?? failure?.violations[0];
    const told = first ? `by (${first.invariant}) in life ${lives}, seed ${failure!.seed}: ${first.what}` : `survived ${lives} lives`;
    return { mutant: name, gear, passed: caught.length > 0, told: told.slice(0, 160) };
  } catch (error) {
    return { mutant: name, gear, passed: false, told: String(error).slice(0, 400) };
  }
}

console.log(`each mutant must break one of: ${Object.keys(INVARIANTS).join(', ')}\n`);
main().then((code) => { process.exitCode = code; }, (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
