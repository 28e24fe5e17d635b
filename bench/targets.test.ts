import type { Result } from './results';
import { resultsWith } from './support';
import { mostLagSeconds, targetsOf } from './targets';

const reachedOf = (results: readonly Result[]) => targetsOf(results).map(({ reached }) => reached);

test('all reached', () => {
  expect(reachedOf(resultsWith(40, 15))).toEqual([true, true, true, true, true, true]);
});

test('each can be missed', () => {
  expect(reachedOf(resultsWith(101, 15.1, 9))).toEqual([true, false, false, false, false, true]);
});

test('a deployment that failed misses its lag', () => {
  const results = resultsWith(40, 1).map((result): Result => ('sizeTB' in result && result.sizeTB === 64
    ? { ...result, outcome: 'ROLLBACK_FAILED', lagSeconds: null }
    : result));
  expect(reachedOf(results).slice(0, 2)).toEqual([false, false]);
});

test.each([[1, 15], [8, 18], [32, 72], [1024, 2304]])('%i TB: %i s of lag are allowed', (size, most) => {
  expect(mostLagSeconds(size)).toBeCloseTo(most);
});

test('the figure names both ratios', () => {
  expect(targetsOf(resultsWith(40, 1))[2].figure).toBe('40 of 400, 10.0 % (at its best: 40 of 400, 10.0 %)');
});
