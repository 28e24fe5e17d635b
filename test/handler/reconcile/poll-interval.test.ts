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
  ])('with an estimate, %s', (_name, elapsed, typical, expected) => {
    expect(secondsToNextObservation(elapsed, typical / 1000)).toBe(expected);
  });

  test('an observation is confirmed sooner than any poll interval', () => {
    expect(CONFIRM_SECONDS).toBeLessThan(secondsToNextObservation(0));
  });
});
