import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEST_MUTANTS } from './blinding';

const ROOT = join(__dirname, '..', '..');

test.each(TEST_MUTANTS)('the text that is replaced is in its file once: $name', ({ file, from, to }) => {
  expect(readFileSync(join(ROOT, file), 'utf8').split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
});

test('no two have the same name', () => {
  expect(new Set(TEST_MUTANTS.map(({ name }) => name)).size).toBe(TEST_MUTANTS.length);
});
