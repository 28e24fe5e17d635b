import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { samples } from './samples';
import { reasons } from '../../src/key-change/reasons';
import { shown } from '../../src/private/guards/messages';

const docs = readFileSync(join(__dirname, '..', '..', 'docs', 'guards.md'), 'utf8');
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234';
const LEVELS = { error: 'Error', warning: 'Warning', info: 'Information' };

const sections = new Map(docs.split(/^### /m).slice(1).map((section) => [section.split('\n')[0], section]));
const atDeploy = new Map([
  ['towardsAwsOwned', reasons.towardsAwsOwned('warehouse', KEY)],
  ['createdWithMissing (deployment)', reasons.createdWithMissing('warehouse', KEY)],
  ['staysUp', reasons.staysUp('warehouse', KEY)],
]);

test('docs/guards.md lists every message, and no other', () => {
  expect([...sections.keys()].sort()).toEqual([...Object.keys(samples), ...atDeploy.keys()].sort());
});

describe.each(Object.entries(samples))('%s', (name, { id, level, text }) => {
  const section = sections.get(name);

  test('word for word as the document has it, with cause, example and remedy', () => {
    expect(section).toContain(`\n${LEVELS[level]}, \`${id}\`\n`);
    expect(section).toContain(`\`\`\`text\n${text}\n\`\`\``);
    for (const part of ['Cause', 'Example', 'Remedy']) { expect(section).toMatch(new RegExp(`^- \\*\\*${part}\\*\\*: \\S`, 'm')); }
  });

  test('its id is its name', () => expect(id).toBe(`cdk-redshift-rotatable-namespace:${name}`));

  test('lower case, no final full stop, what to do', () => {
    expect(text).not.toMatch(/^[A-Z][a-z]+ /);
    expect(text).not.toMatch(/\.$/);
    expect(text).toMatch(/; /);
    // What only asks or looks has been given nothing.
    if (level === 'error') { expect(text).toMatch(/, got: /); }
  });
});

test.each([...atDeploy])('the deployment says, word for word: %s', (name, text) => {
  expect(sections.get(name)).toContain(`\`\`\`text\n${text}\n\`\`\``);
});

test.each<[unknown, string]>([
  [undefined, 'none'],
  [null, 'none'],
  ['', "''"],
  ['text', "'text'"],
  [{ Ref: 'Key' }, '{"Ref":"Key"}'],
  ['x'.repeat(400), `'${'x'.repeat(299)}…`],
])('shown(%j)', (value, text) => expect(shown(value)).toBe(text));
