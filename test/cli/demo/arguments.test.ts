import { readArguments } from '../../../cli/demo/arguments';
import { UsageError } from '../../../cli/terminal/usage-error';

test('defaults: 24 TB, out/timeline.svg, colors', () => {
  expect(readArguments([]))
    .toMatchObject({ size: { text: '24 TB' }, out: 'out/timeline.svg', color: true, help: false });
});

test('every option', () => {
  expect(readArguments(['--size=6TB', '--out', 'a b.svg', '--no-color']))
    .toMatchObject({ size: { text: '6 TB' }, out: 'a b.svg', color: false });
  expect(readArguments(['-h']).help).toBe(true);
});

test.each([
  [['--size'], "Option '--size <value>' argument missing"],
  [['--colour'], "Unknown option '--colour'"],
  [['6TB'], "Unexpected argument '6TB'"],
  [['--out='], '--out needs a path, got nothing'],
  [['--size', '--no-color'], "Option '--size' argument is ambiguous"],
])('%p: %s', (args, message) => {
  expect(() => readArguments(args)).toThrow(UsageError);
  expect(() => readArguments(args)).toThrow(message);
});
