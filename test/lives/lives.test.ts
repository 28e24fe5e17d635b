import { liveFast } from './fast/fast-life';
import { emptyTally, liveMany, seedsFrom, type Tally } from './live';
import { forgetApps, liveWhole } from './whole/whole-life';

// Some hundreds of lives. `npm run soak` lives any number; docs/reliability.md says what was lived so far.
// A seed that fails here is replayed with `npm run soak -- --seed <seed> --lives 1 --story` (and --fast).

const WHOLE = Number(process.env.WHOLE_LIVES ?? 60);
const FAST = Number(process.env.FAST_LIVES ?? 1500);

const failuresOf = ({ failures }: Tally): string[] =>
  failures.flatMap(({ seed, violations }) => violations.map(({ invariant, what }) => `seed ${seed}: (${invariant}) ${what}`));

test('fast lives break no invariant', async () => {
  const tally = await liveMany(liveFast, seedsFrom(1, FAST), emptyTally());
  expect(failuresOf(tally)).toEqual([]);
  // They are lives indeed: keys were asked to change.
  expect(tally.asks).toBeGreaterThan(FAST / 4);
}, 300_000);

test('whole lives break no invariant', async () => {
  try {
    const tally = await liveMany(liveWhole, seedsFrom(1, WHOLE), emptyTally());
    expect(failuresOf(tally)).toEqual([]);
    expect(tally.requests).toBeGreaterThan(WHOLE);
  } finally {
    await forgetApps();
  }
}, 300_000);

test('a seed is a life: the same one twice lives alike', async () => {
  const [first, second] = [await liveMany(liveFast, [7], emptyTally()), await liveMany(liveFast, [7], emptyTally())];
  expect(second).toEqual(first);
});
