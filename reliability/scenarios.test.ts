import { runFast } from './harness/fast/fast-harness';
import { noTotals, runMany, seedsFrom, type Totals } from './harness/harness';
import { exercisedTooSeldom } from './scenario/least-exercised';
import { scaled } from '../test/scale';
import { removeApps, runWhole } from './harness/whole/whole-harness';

// 10 whole and 400 fast scenarios with `npm test`, 200 and 5,000 at full scale (test/scale.ts). `npm run soak` runs any
// number of them; docs/reliability.md says what was run so far.
// To replay a seed that fails here: `npm run soak -- --seed <seed> --trace` (with --fast for the fast harness).

const WHOLE = Number(process.env.WHOLE_SCENARIOS ?? scaled(10, 200));
const FAST = Number(process.env.FAST_SCENARIOS ?? scaled(400, 5000));

const failuresOf = ({ failures }: Totals): string[] => failures.flatMap(({ seed, violations }) =>
  violations.map(({ invariant, what }) => `seed ${seed}: (${invariant}) ${what}`));

test('the scenarios break no invariant in the fast harness', async () => {
  const totals = await runMany(runFast, seedsFrom(1, FAST), noTotals());
  expect(failuresOf(totals)).toEqual([]);
  // Keys were changed indeed.
  expect(totals.updates).toBeGreaterThan(FAST / 4);
  // Each disruption, fault, switch and kind of response has had an effect.
  expect(exercisedTooSeldom(totals.exercised, FAST)).toEqual({});
}, 300_000);

test('the scenarios break no invariant in the whole harness', async () => {
  try {
    const totals = await runMany(runWhole, seedsFrom(1, WHOLE), noTotals());
    expect(failuresOf(totals)).toEqual([]);
    expect(totals.requests).toBeGreaterThan(WHOLE);
    // The faults reach the function.
    const faults = Object.keys(totals.exercised).filter((what) => what.startsWith('fault: '));
    expect(faults.length).toBeGreaterThan(8);
  } finally {
    await removeApps();
  }
}, 300_000);

test('a seed always stands for the same scenario, with the same course', async () => {
  const first = await runMany(runFast, [7], noTotals());
  const second = await runMany(runFast, [7], noTotals());
  expect(second).toEqual(first);
});
