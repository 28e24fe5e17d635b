import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { samples } from './samples';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import { reasons } from '../../../src/handler/reconcile/reasons';
import { shown } from '../../../src/private/diagnostics/diagnostics';

const docs = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'guards.md'), 'utf8');
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234';
const ALIAS_ARN = 'arn:aws:kms:eu-west-1:111122223333:alias/redshift-serverless/warehouse';
const LEVELS = { error: 'Error', warning: 'Warning', info: 'Information' };

const sections = new Map(docs.split(/^### /m).slice(1).map((section) => [section.split('\n')[0], section]));
const atDeployment = new Map([
  ['towardsAwsOwnedKey', reasons.towardsAwsOwnedKey('warehouse', KEY)],
  ['createdWithChanged', reasons.createdWithChanged('warehouse', AWS_OWNED_KMS_KEY, ALIAS_ARN, false)],
  ['createdWithMissing (deployment)', reasons.createdWithMissing('warehouse', KEY)],
  ['staysOnCustomerManagedKey', reasons.staysOnCustomerManagedKey('warehouse', KEY)],
]);

/** The message of a section. The document breaks its lines; a terminal does not. */
function messageIn(section: string | undefined): string | undefined {
  return /```text\n(.*?)\n```/s.exec(section ?? '')?.[1].split('\n').join(' ');
}

test('docs/guards.md lists every diagnostic, and no other', () => {
  expect([...sections.keys()].sort()).toEqual([...Object.keys(samples), ...atDeployment.keys()].sort());
});

describe.each(Object.entries(samples))('%s', (name, { id, level, text }) => {
  const section = sections.get(name);

  test('word for word as the document has it, with cause, example and remedy', () => {
    expect(section).toContain(`\n${LEVELS[level]}, \`${id}\`\n`);
    expect(messageIn(section)).toBe(text);
    for (const part of ['Cause', 'Example', 'Remedy']) {
      expect(section).toMatch(new RegExp(`^- \\*\\*${part}\\*\\*: \\S`, 'm'));
    }
  });

  test('its id is its name', () => expect(id).toBe(`cdk-redshift-rotatable-namespace:${name}`));

  test('lower case, no final full stop, what to do', () => {
    expect(text).not.toMatch(/^[A-Z][a-z]+ /);
    expect(text).not.toMatch(/\.$/);
    expect(text).toMatch(/; /);
    // A lookup has been given nothing.
    if (level === 'error') { expect(text).toMatch(/, got: /); }
  });
});

test.each([...atDeployment])('the deployment says, word for word: %s', (name, text) => {
  expect(messageIn(sections.get(name))).toBe(text);
});

test.each<{ value: unknown; want: string }>([
  { value: undefined, want: 'none' },
  { value: null, want: 'none' },
  { value: '', want: "''" },
  { value: 'text', want: "'text'" },
  { value: { Ref: 'Key' }, want: '{"Ref":"Key"}' },
  { value: 'x'.repeat(400), want: `'${'x'.repeat(299)}…` },
])('shown($value)', ({ value, want }) => expect(shown(value)).toBe(want));
