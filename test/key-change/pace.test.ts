import { hours, minutes, seconds } from './support';
import { CONFIRM_SECONDS, secondsToNextLook } from '../../src/key-change/pace';

describe('the pace of the looks', () => {
  test.each([
    ['just begun', 0, 12],
    ['the clock went back', -minutes(5), 12],
    ['one minute', minutes(1), 12],
    ['the last that still gets the shortest wait', seconds(799), 12],
    ['from then on it grows', seconds(800), 13],
    ['fifteen minutes, 8 TB', minutes(15), 15],
    ['one hour', hours(1), 69],
    ['the last that is below the longest wait', seconds(30_149), 599],
    ['never longer than ten minutes', seconds(30_150), 600],
    ['two days', hours(48), 600],
  ])('without an estimate, %s', (_name, elapsed, expected) => expect(secondsToNextLook(elapsed)).toBe(expected));

  test.each([
    ['just begun: no sooner and no later', 0, hours(1), 12],
    ['far from the end, up to a twentieth', minutes(30), hours(1), 87],
    ['the last that is far, not beyond what is near', minutes(48) - seconds(60), hours(1), 60],
    ['near the end, as without an estimate', minutes(48), hours(1), 54],
    ['far, and a jump that would be shorter than usual', minutes(48) - seconds(5), hours(1), 54],
    ['later than estimated, as without an estimate', hours(2), hours(1), 141],
    ['never longer than ten minutes, however far the end', hours(10), hours(1000), 600],
    ['the clock went back', -minutes(5), hours(1), 12],
    ['an estimate of nothing', minutes(30), 0, 33],
  ])('with an estimate, %s', (_name, elapsed, typical, expected) => expect(secondsToNextLook(elapsed, typical / 1000)).toBe(expected));

  test('two looks that confirm each other are closer than any others', () => expect(CONFIRM_SECONDS).toBeLessThan(secondsToNextLook(0)));
});
