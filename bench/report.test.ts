import { duration, reportOf } from './report';
import { CONTENDERS, resultsWith } from './support';

const report = reportOf(resultsWith(40, 2.25), CONTENDERS);

test('a row for each deployment', () => {
  expect(report).toContain('| 8 TB | 15 min | this library | COMPLETE | 2.3 s | 40 | 1 | 2 | $0.0012 |');
});

test('a deployment that failed has no lag', () => {
  expect(report).toContain('|  |  | Provider <defaults> | UPDATE_ROLLBACK_FAILED | – | 400 | 1 | 2 | 0 |');
});

test('what each contender is, and its footprint', () => {
  expect(report).toContain('- **this library**: ours\n');
  expect(report).toContain('| this library | 8 | 1 |');
});

test.each([
  [112.5, '1 min 53 s'], [900, '15 min'], [115_200, '32 h'], [6300, '1 h 45 min'], [0, '0 s'],
])('%d s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
