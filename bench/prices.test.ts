import { costOf, PRICES } from './prices';

test('nothing costs nothing', () => expect(costOf([], 0)).toBe(0));

test('a million requests of a millisecond each, and their memory', () => {
  const one = costOf([{ milliseconds: 1, memoryMB: 1024 }], 0);
  expect(one * 1e6).toBeCloseTo(0.20 + 1000 * PRICES.lambdaGigabyteSecond, 6);
});

test('duration is billed in whole milliseconds, by the memory of the function', () => {
  expect(costOf([{ milliseconds: 999.2, memoryMB: 256 }], 0))
    .toBeCloseTo(PRICES.lambdaRequest + 0.25 * PRICES.lambdaGigabyteSecond, 12);
});

test('a thousand state transitions', () => expect(costOf([], 1000)).toBeCloseTo(0.025, 12));
