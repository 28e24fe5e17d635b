import { renderTable } from '../../../cli/terminal/table';

test('columns take what they need, and the widest of the flexible ones wraps', () => {
  const head = ['id', 'text', 'next'];
  const rows = [['a', 'short', 'a text that is much too long for the room that there is'], ['b', '', 'x']];
  const lines = renderTable({ head, rows, width: 44 }).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(44);
  expect(lines.slice(0, 3)).toEqual([
    ' id │ text  │ next', ' a  │ short │ a text that is much too long', '    │       │ for the room that there is',
  ]);
});

test('colors do not count as width', () => {
  const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
  const plain = renderTable({ head: ['a', 'b'], rows: [['yes', 'x']], width: 40 });
  const colored = renderTable({ head: ['a', 'b'], rows: [[red('yes'), 'x']], width: 40 });
  // eslint-disable-next-line no-control-regex
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(plain);
});
