import type { Result } from './results';
import { resultsWith } from './support';
import { mostLagSeconds, targetsOf } from './targets';

const reachedOf = (results: readonly Result[]) => targetsOf(results).map(({ reached }) => reached);

test('all reached', () => {
  expect(reachedOf(resultsWith(40, 10))).toEqual(Array(9).fill(true));
});

test('each can be missed', () => {
  expect(reachedOf(resultsWith(102, 10.1, 9)))
    .toEqual([true, false, false, false, false, false, false, false, true]);
});

test('a deployment that failed misses its lag', () => {
  const results = resultsWith(40, 1).map((result): Result => ('sizeTB' in result && result.sizeTB === 64
    ? { ...result, outcome: 'ROLLBACK_FAILED', lagSeconds: null }
    : result));
  expect(reachedOf(results).slice(0, 3)).toEqual([false, false, true]);
});

test.each([[1, 10], [8, 10], [32, 36], [1024, 1152]])('%i TB: %i s of lag are allowed', (size, most) => {
  expect(mostLagSeconds(size)).toBeCloseTo(most);
});

test('the figure names both ratios', () => {
  expect(targetsOf(resultsWith(40, 1))[3].figure).toBe('40 of 400, 10.0 % (at its best: 40 of 400, 10.0 %)');
});
