import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INVARIANTS } from './violation';

/** Rows `| i | text |` of the section "Invariants" of docs/reliability.md. */
function documented(): [string, string][] {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'reliability.md'), 'utf8');
  const section = page.split(/^## /m).find((each) => each.startsWith('Invariants')) ?? '';
  return [...section.matchAll(/^\| ([ivx]+) \| (.+) \|$/gm)].map(([, number, text]) => [number!, text!]);
}

test('docs/reliability.md shows the invariants that the code checks', () => {
  expect(documented()).toEqual(Object.entries(INVARIANTS));
});

test('reliability/README.md names each invariant', () => {
  const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
  const numbers = [...readme.matchAll(/^\| ([ivx]+) \|/gm)].map(([, number]) => number);
  expect(numbers).toEqual(Object.keys(INVARIANTS));
});
