import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SRC = join(__dirname, '..', '..', 'src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
/** Without comments: an example may name a partition. */
const codeOf = (file: string): string =>
  readFileSync(join(SRC, file), 'utf8').replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

test('no code assumes a partition: no ARN begins with arn:aws:', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => codeOf(file).includes('arn:aws:'))).toEqual([]);
});
