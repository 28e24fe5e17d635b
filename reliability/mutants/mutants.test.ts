import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTANTS, WITHOUT_CHECKS } from './mutants';

const ROOT = join(__dirname, '..', '..');

test.each([...MUTANTS, { name: 'without checks', ...WITHOUT_CHECKS }])(
  'the text that a mutant replaces is in its file once: $name', ({ file, from }) => {
    expect(readFileSync(join(ROOT, file), 'utf8').split(from)).toHaveLength(2);
  },
);
