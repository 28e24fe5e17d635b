import { markdownList, markdownTable, targetTable, withSection } from './markdown';

test('text to the left, figures to the right', () => {
  expect(markdownTable(['a', 'b'], [['x|y', '1']])).toBe('| a | b |\n|---|---:|\n| x\\|y | 1 |');
});

test('a long definition is wrapped and indented', () => {
  const [first, second] = markdownList([['term', 'word '.repeat(30)]]).split('\n');
  expect(first).toMatch(/^- \*\*term\*\*: word/);
  expect(first.length).toBeLessThanOrEqual(120);
  expect(second).toMatch(/^ {2}word/);
});

test('a target that is missed stands out', () => {
  const table = targetTable([
    { text: 'a', figure: '1', reached: true }, { text: 'b', figure: '2', reached: false },
  ]);
  expect(table).toBe('| target | figure | reached |\n|---|---|---|\n| a | 1 | yes |\n| b | 2 | **no** |');
});

describe('a section', () => {
  const document = 'before\n<!-- bench: written by npm run bench -->\nold\n<!-- end of bench -->\nafter\n';

  test('is replaced, and nothing else', () => {
    const once = withSection(document, 'bench', 'new');
    expect(once).toBe(document.replace('old', 'new'));
    expect(withSection(once, 'bench', 'new')).toBe(once);
  });

  test('a document without the section is refused', () => {
    expect(() => withSection('nothing', 'bench', 'new')).toThrow('has no section bench');
  });
});
