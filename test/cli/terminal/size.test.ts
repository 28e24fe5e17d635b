import { MINUTE } from '../../../cli/terminal/duration';
import { estimateMs, parseSize } from '../../../cli/terminal/size';
import { UsageError } from '../../../cli/terminal/usage-error';

test.each([
  ['6TB', 6 * 2 ** 40, '6 TB'],
  ['500GB', 500 * 2 ** 30, '500 GB'],
  ['1PB', 2 ** 50, '1 PB'],
  ['24TiB', 24 * 2 ** 40, '24 TiB'],
  [' 1.5 tb ', 1.5 * 2 ** 40, '1.5 TB'],
  ['800MB', 800 * 2 ** 20, '800 MB'],
  ['007GB', 7 * 2 ** 30, '7 GB'],
])('%s', (given, bytes, text) => {
  expect(parseSize(given)).toEqual({ bytes, text });
});

test.each([
  '', '24', 'TB', 'lots', '-6TB', '6 EB', '6TBs', '6,5TB', '1e3TB', 'NaNTB', '.5TB', 'InfinityTB',
  `${'9'.repeat(400)}TB`,
])('%p is not valid', (given) => {
  expect(() => parseSize(given)).toThrow(new UsageError(
    `the size is not valid, got: ${JSON.stringify(given)}; `
    + 'give a number and its unit, such as 6TB, 500GB, 1PB or 24TiB'));
});

test('nothing and too much are refused', () => {
  expect(() => parseSize('0TB')).toThrow('the size must be more than 0, got: "0TB"');
  expect(() => parseSize('17PB')).toThrow('the size must be at most 16PB, got: "17PB"');
  expect(parseSize('16PB').text).toBe('16 PB');
});

test('15 minutes per 8 TB, and a minute at least', () => {
  expect(estimateMs(parseSize('24TB'))).toBe(45 * MINUTE);
  expect(estimateMs(parseSize('8TiB'))).toBe(15 * MINUTE);
  expect(estimateMs(parseSize('1GB'))).toBe(MINUTE);
});
