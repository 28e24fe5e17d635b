import { CfnParameter, Duration, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { synth } from './private/checks/support';
import { expectRefused, KEY, newStack, synthNamespace } from './templates';
import { NamespaceEncryption, OldKeyProtection, RotatableNamespace, type KeyGenerationsOptions } from '../src';

interface Statement { readonly Sid?: string; readonly Effect: string }
type Key = { readonly Properties: { readonly KeyPolicy: { readonly Statement: Statement[] } } };

const PROTECTION = {
  Sid: 'OldKeyProtection',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
  Resource: '*',
  Condition: { NumericLessThan: { 'kms:TrailingDaysWithoutKeyUsage': '90' } },
};

const generations = (options: KeyGenerationsOptions) => ({ encryption: NamespaceEncryption.keyGenerations(options) });
const unusedFor = (time: Duration) => generations({ oldKeyProtection: OldKeyProtection.unusedFor(time) });
const policiesOf = (template: Template): Statement[][] =>
  (Object.values(template.findResources(KEY)) as Key[]).map(({ Properties }) => Properties.KeyPolicy.Statement);

describe('an unused key may go, a used one may not', () => {
  const options = { active: 2, newest: 3, oldKeyProtection: OldKeyProtection.unusedFor(Duration.days(90)) };

  test('the policy of each generation denies it, beside what the CDK permits', () => {
    const policies = policiesOf(synthNamespace(generations(options)));
    expect(policies).toHaveLength(3);
    for (const policy of policies) {
      expect(policy).toContainEqual(PROTECTION);
      expect(policy.filter(({ Effect }) => Effect === 'Allow')).toHaveLength(1);
    }
  });

  test("it is added to a policy of the user's own, whose document stays as it was", () => {
    const policy = new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({
        actions: ['kms:*'], resources: ['*'], principals: [new iam.AccountRootPrincipal()],
      })],
    });
    for (const statements of policiesOf(synthNamespace(generations({ ...options, policy })))) {
      expect(statements.map(({ Effect }) => Effect)).toEqual(['Allow', 'Deny']);
    }
    expect(policy.statementCount).toBe(1);
  });

  test('grants for other roles are statements beside it', () => {
    const stack = newStack();
    const namespace = new RotatableNamespace(stack, 'Warehouse', generations(options));
    namespace.grantDecrypt(new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(policiesOf(Template.fromStack(stack)).map((statements) => statements.map(({ Effect }) => Effect)))
      .toEqual(Array(3).fill(['Allow', 'Deny', 'Allow']));
  });

  test('without it the policies have no Deny', () => {
    const denials = policiesOf(synthNamespace()).flat().filter(({ Effect }) => Effect === 'Deny');
    expect(denials).toEqual([]);
  });

  test('it takes nothing from the synthesis: no error, no warning', () => {
    const stack = newStack();
    new RotatableNamespace(stack, 'Warehouse', generations({ ...options, newest: 2 }));
    expect(synth(stack)).toMatchObject({ errors: [], reported: [] });
  });

  test.each<{ time: Duration; days: string }>([
    { time: Duration.days(1), days: '1' },
    { time: Duration.hours(48), days: '2' },
    { time: Duration.days(400), days: '400' },
  ])('$days days', ({ time, days }) => {
    const [[, statement]] = policiesOf(synthNamespace(unusedFor(time)));
    expect(statement).toMatchObject({ Condition: { NumericLessThan: { 'kms:TrailingDaysWithoutKeyUsage': days } } });
  });
});

describe('refused', () => {
  const token = Duration.days(new CfnParameter(new Stack(), 'Days', { type: 'Number' }).valueAsNumber);
  const whole = 'OldKeyProtection.unusedFor() must be whole days, at least 1, since KMS counts whole days, got: ';
  test.each<{ name: string; time: Duration; want: string }>([
    { name: 'nothing', time: Duration.days(0), want: `${whole}0 days; give a Duration such as Duration.days(90)` },
    { name: 'half a day', time: Duration.hours(36), want: `${whole}1 day 12 hours` },
    { name: 'less than a day', time: Duration.minutes(90), want: `${whole}1 hour 30 minutes` },
    {
      name: 'a token',
      time: token,
      want: 'OldKeyProtection.unusedFor() must be known at synth, because it is written into the key policies, '
        + 'got: a token; give a Duration such as Duration.days(90)',
    },
  ])('$name', ({ time, want }) => expectRefused(unusedFor(time), want));

  test('together with a generation that is wrong, both are told', () => {
    const oldKeyProtection = OldKeyProtection.unusedFor(Duration.hours(1));
    expectRefused(generations({ active: 0, oldKeyProtection }), whole);
    expectRefused(generations({ active: 0, oldKeyProtection }), 'the active key generation must be a whole number');
  });
});
