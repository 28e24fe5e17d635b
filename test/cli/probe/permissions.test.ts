import { App, Stack } from 'aws-cdk-lib';
import { actionList, KEY_ACTIONS, rolePolicy } from '../../../cli/probe/permissions';
import type { Attempt } from '../../../cli/probe/role-attempts';
import { neededActions } from '../../../cli/probe/role-questions';
import { keyChangeStatements } from '../../../src/private/provider/permissions';

test('the actions that are tried are those that the function of the construct has', () => {
  const granted = keyChangeStatements(new Stack(new App(), 'Stack')).flatMap(({ actions }) => actions)
    .filter((action) => action.startsWith('kms:'));
  expect([...KEY_ACTIONS].sort()).toEqual(granted.sort());
});

test('a list of actions names each service once', () => {
  expect(actionList(['kms:A', 'iam:B', 'kms:C'])).toBe('kms:A, C; iam:B');
});

interface Statement {
  readonly Action: readonly string[]; readonly Resource: unknown; readonly Condition?: unknown;
}
const NAMES = { namespaceArn: 'namespace', oldKey: 'old', newKey: 'new' };
const statementsOf = (more: Partial<Parameters<typeof rolePolicy>[0]>): readonly Statement[] =>
  (JSON.parse(rolePolicy({ ...NAMES, ...more })) as { Statement: Statement[] }).Statement;
const onKey = (key: string, statements: readonly Statement[]) =>
  statements.find(({ Resource }) => Resource === key)?.Action;

describe('the policy of a role', () => {
  test('lacks exactly one action on one key', () => {
    const statements = statementsOf({ lacking: { key: 'new', actions: ['kms:Decrypt'] } });
    expect(onKey('old', statements)).toEqual(KEY_ACTIONS);
    expect(onKey('new', statements)).toEqual(KEY_ACTIONS.filter((action) => action !== 'kms:Decrypt'));
  });

  test('has no statement on a key on which it may do nothing', () => {
    const statements = statementsOf({ lacking: { key: 'old', actions: KEY_ACTIONS } });
    expect(onKey('old', statements)).toBeUndefined();
    expect(onKey('new', statements)).toEqual(KEY_ACTIONS);
  });

  test('demands a tag for the update alone', () => {
    const conditions = statementsOf({ tag: { key: 'a', value: 'b' } })
      .filter(({ Condition }) => Condition !== undefined);
    expect(conditions).toMatchObject([{
      Action: ['redshift-serverless:UpdateNamespace'],
      Resource: 'namespace',
      Condition: { StringEquals: { 'aws:ResourceTag/a': 'b' } },
    }]);
  });
});

interface Case {
  readonly name: string;
  readonly withoutAny: Attempt['outcome'];
  readonly without: Readonly<Record<string, Attempt['outcome']>>;
  readonly want: readonly string[] | null;
  readonly text: string;
}
test.each<Case>([
  {
    name: 'a role without any',
    withoutAny: 'changed',
    without: {},
    want: [],
    text: 'none; a role without any changes the key',
  },
  {
    name: 'one of two',
    withoutAny: 'refused',
    without: { A: 'refused', B: 'changed' },
    want: ['A'],
    text: 'refused without A; possible without B',
  },
  {
    name: 'accepted and not carried out',
    withoutAny: 'not changed',
    without: { A: 'not changed', B: 'refused' },
    want: ['A', 'B'],
    text: 'refused without B; accepted, but not carried out, without A',
  },
  {
    name: 'either of two is enough',
    withoutAny: 'refused',
    without: { A: 'changed', B: 'changed' },
    want: null,
    text: 'a role without any cannot change the key, but no single action is needed',
  },
])('the needed actions: $name', ({ withoutAny, without, want, text }) => {
  const side = {
    withoutAny: { outcome: withoutAny },
    without: Object.entries(without).map(([action, outcome]) => ({ action, attempt: { outcome } })),
  };
  expect(neededActions(side)).toEqual({ value: want, text });
});
