import { formatDuration, MINUTE, moment, SECOND } from '../../../cli/terminal/duration';
import { at, START } from '../picture/support';

test.each([
  [0, '0 s'],
  [400, '0 s'],
  [59_600, '1 min'],
  [45 * MINUTE, '45 min'],
  [111 * MINUTE + 2 * SECOND, '1 h 51 min 2 s'],
  [1920 * MINUTE + 2 * SECOND, '32 h'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('a moment on a later day names the day', () => {
  expect(moment(at(3), START)).toBe('09:03:00');
  expect(moment(at(1920), START)).toBe('+1 d 17:00:00');
});
