import * as fc from 'fast-check';
import { farLagSeconds } from '../../../src/handler/reconcile/estimated-interval';
import { CONFIRM_SECONDS, secondsToNextObservation } from '../../../src/handler/reconcile/poll-interval';
import { hours, minutes, seconds } from '../support';

describe('the poll interval', () => {
  test.each([
    ['just started', 0, 12],
    ['the clock went back', -minutes(5), 12],
    ['one minute', minutes(1), 12],
    ['the last with the shortest interval', seconds(799), 12],
    ['from then on it grows', seconds(800), 13],
    ['fifteen minutes, 8 TB', minutes(15), 15],
    ['one hour', hours(1), 69],
    ['the last below the longest interval', seconds(30_149), 599],
    ['never longer than ten minutes', seconds(30_150), 600],
    ['two days', hours(48), 600],
  ])('without an estimate, %s', (_name, elapsed, expected) => {
    expect(secondsToNextObservation(elapsed)).toBe(expected);
  });

  test.each([
    ['just started: no sooner and no later', 0, hours(1), 12],
    ['far from the end, up to a twentieth', minutes(30), hours(1), 87],
    ['the last that is far, not beyond what is near', minutes(48) - seconds(60), hours(1), 60],
    ['near the end, as without an estimate', minutes(48), hours(1), 54],
    ['far, and an interval that would be shorter than usual', minutes(48) - seconds(5), hours(1), 54],
    ['later than estimated, as without an estimate', hours(2), hours(1), 141],
    ['never longer than ten minutes, however far the end', hours(10), hours(1000), 600],
    ['the clock went back', -minutes(5), hours(1), 12],
    ['an estimate of nothing', minutes(30), 0, 33],
  ])('with a size that the user has given, %s', (_name, elapsed, typical, expected) => {
    expect(secondsToNextObservation(elapsed, { typicalSeconds: typical / 1000 })).toBe(expected);
  });

  // 8 TB are estimated to take 900 s, 32 TB an hour.
  test.each([
    ['just started', 0, 900, 17],
    ['the clock went back', -minutes(5), 900, 17],
    ['a fifth of the estimate, 8 TB: within 20 s', seconds(180), 900, 17],
    ['the last that is far, not beyond what is near', seconds(847), 900, 8],
    ['near the end, 8 TB: within 10 s', seconds(855), 900, 7],
    ['later than estimated, but near', seconds(944), 900, 7],
    ['later than near: within 3 %', seconds(945), 900, 25],
    ['just started, 32 TB', 0, 3600, 7],
    ['much less than estimated: within a quarter', seconds(400), 3600, 97],
    ['much less than estimated, but not beyond a fifth', seconds(700), 3600, 20],
    ['a fifth of the estimate: within 3 %', seconds(720), 3600, 18],
    ['half of the estimate: within 3 %', minutes(30), 3600, 51],
    ['near the end: within 1 %', minutes(60), 3600, 33],
    ['five times the estimate: within 3 %', hours(5), 3600, 537],
    ['never longer than ten minutes', hours(30), 3600, 600],
    ['an estimate of nothing, as it is for little data', seconds(30), 0, 7],
  ])('with an estimate, %s', (_name, elapsed, estimated, expected) => {
    expect(secondsToNextObservation(elapsed, { estimatedSeconds: estimated, typicalSeconds: 7 })).toBe(expected);
  });

  test('an observation is confirmed sooner than any poll interval', () => {
    expect(CONFIRM_SECONDS).toBeLessThan(secondsToNextObservation(0));
  });
});

/** From the end of a change of this length to CloudFormation, and how often the namespace was observed meanwhile. */
function observe(length: number, estimated: number | undefined, shorter: (n: number) => number) {
  let [elapsed, count] = [0, 0];
  while (elapsed < length) {
    const interval = secondsToNextObservation(elapsed * 1000, { estimatedSeconds: estimated });
    elapsed += Math.max(1, interval * (1 - shorter(count)));
    count += 1;
  }
  // A confirming observation, the response, and their calls.
  return { lag: elapsed - length + 3, count };
}

describe('how late CloudFormation learns of the end', () => {
  const estimates = fc.integer({ min: 1, max: 48 * 3600 });
  const shares = fc.array(fc.double({ min: 0, max: 0.1, noNaN: true }), { minLength: 1, maxLength: 50 });
  const holds = (
    factors: [number, number], most: (length: number, estimated: number) => number,
  ) => fc.assert(fc.property(
    estimates, fc.double({ min: factors[0], max: factors[1], noNaN: true }), shares, (estimated, factor, shorter) => {
      const length = Math.max(1, estimated * factor);
      const { lag } = observe(length, estimated, (n) => shorter[n % shorter.length]);
      // No interval is longer than ten minutes, and a wait is in whole seconds.
      return lag <= most(length, estimated) + 1;
    },
  ), { numRuns: 2000 });

  test('within 1 % of the change, or 10 s, where the estimate is right', () => {
    holds([0.96, 1.04], (length) => Math.max(10, 0.01 * length));
  });

  test('within 3 % of the change, where the estimate is wrong by up to a factor of five', () => {
    holds([0.2, 5], (length, estimated) => Math.max(farLagSeconds(estimated), 0.03 * length));
  });

  test('within a quarter of the change, where it ends still sooner', () => {
    holds([0, 0.2], (length, estimated) => Math.max(farLagSeconds(estimated), 0.25 * length + 3));
  });

  test('within 2 % of the change, or 15 s, without an estimate', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 8 * 3600 }), (length) =>
      observe(length, undefined, () => 0).lag <= Math.max(15, 0.02 * length) + 1));
  });

  // The bound of 3 % is below ten seconds for a change of less than 333 s, a fifth of 28 minutes.
  test.each([
    [60, 10], [450, 10], [600, 600 / 45], [900, 20], [1500, 20], [1667, 10], [1800, 10], [3600, 10],
  ])('an estimate of %i s: where 3 %% are less, within %d s', (estimated, want) => {
    expect(farLagSeconds(estimated)).toBeCloseTo(want, 5);
  });

  test.each([[900, 60], [3600, 95]])('%i s, as estimated: at most %i observations', (length, most) => {
    expect(observe(length, length, () => 0.05).count).toBeLessThanOrEqual(most);
  });
});
