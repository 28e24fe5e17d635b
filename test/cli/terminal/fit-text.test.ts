import { wrap } from '../../../cli/terminal/fit-text';

test('a long word gets a line of its own', () => {
  expect(wrap('one two abcdefghijkl x', 8)).toEqual(['one two', 'abcdefghijkl', 'x']);
});
