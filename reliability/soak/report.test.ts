import { summary } from './report';
import { sum } from './workers';
import { noTotals, runMany, seedsFrom, type Totals } from '../harness/harness';
import { InvariantChecker } from '../invariants/invariant-checker';
import type { ScenarioReport } from '../invariants/violation';

/** A harness in which the scenarios of every third seed break an invariant, or throw. */
function harnessOf(failing: 'violates' | 'throws') {
  let runs = 0;
  return async (): Promise<ScenarioReport> => {
    const checker = new InvariantChecker(() => 0);
    checker.met('fault: lost');
    runs += 1;
    if (runs % 3 === 0 && failing === 'throws') { throw new Error('the simulation is broken'); }
    if (runs % 3 === 0) { checker.violate('vi', 'planted'); }
    const { violations, trace, exercise: { all: exercised } } = checker;
    return { violations, trace, hours: 1, requests: 2, updates: 3, exercised };
  };
}

test.each(['violates', 'throws'] as const)('a scenario that %s is a failure of the run', async (failing) => {
  const totals = await runMany(harnessOf(failing), seedsFrom(1, 6), noTotals());
  expect(totals.scenarios).toBe(6);
  expect(totals.failures.map(({ seed }) => seed)).toEqual([3, 6]);
});

test('the totals of the workers are added up, failures included', async () => {
  const all: Totals[] = [];
  for (const first of [1, 101]) { all.push(await runMany(harnessOf('violates'), seedsFrom(first, 3), noTotals())); }
  const exercised = { 'fault: lost': 6 };
  expect(sum(all)).toMatchObject({ scenarios: 6, hours: 6, requests: 12, updates: 18, exercised });
  expect(sum(all).failures.map(({ seed }) => seed)).toEqual([3, 103]);
});

test('the summary names each failure, the command that replays it, and what was exercised', async () => {
  const totals = await runMany(harnessOf('violates'), seedsFrom(1, 3), noTotals());
  const text = summary(totals, 'fast', 1, 1000);
  expect(text).toContain('1 with violations');
  expect(text).toContain('seed 3: (vi) after 0 s: planted');
  expect(text).toContain('npm run soak -- --seed 3 --trace --fast');
  expect(text).toContain('exercised: fault: lost 3');
});
