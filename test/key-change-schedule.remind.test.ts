import {
  App, CfnParameter, Duration, Stack, aws_cloudwatch_actions as actions, aws_kms as kms, aws_sns as sns,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { synth, warehouse } from './private/checks/support';
import { newStack, only, synthNamespace } from './templates';
import { KeyChangeSchedule, KeyPeriod, NamespaceEncryption, type KeyChangeReminderOptions } from '../src';

const yearly = KeyChangeSchedule.every(KeyPeriod.months(12), { since: '2026-01-15', generation: 1 });
const SCHEDULE = 'AWS::Scheduler::Schedule';
const ALARM = 'AWS::CloudWatch::Alarm';

function reminded(options: KeyChangeReminderOptions, active = 1, stack = newStack()): Stack {
  const encryption = NamespaceEncryption.keyGenerations({ active });
  yearly.remind(warehouse(stack, { encryption }), options);
  return stack;
}

/** The warnings of a synthesis, without the path and the id. */
const warnings = (stack: Stack) => synth(stack).texts.map((text) => text.replace(/ \[ack: .*\]$/, ''));

describe('at synth', () => {
  test.each<{ name: string; active?: number; options: KeyChangeReminderOptions; want: string[] }>([
    { name: 'long before', options: { asOf: '2026-12-15' }, want: [] },
    {
      name: '30 days before',
      options: { asOf: '2026-12-16' },
      want: ["the key of namespace 'warehouse' is to be changed by 2027-01-15 (days left: 30), got: active key "
        + 'generation 1 as of 2026-12-16; give active: 2 and deploy'],
    },
    {
      name: 'on the due date',
      options: { asOf: '2027-01-15T23:59:00Z' },
      want: ["the key of namespace 'warehouse' is to be changed by 2027-01-15 (days left: 0), got: active key "
        + 'generation 1 as of 2027-01-15; give active: 2 and deploy'],
    },
    {
      name: 'overdue',
      options: { asOf: '2027-01-16' },
      want: ["the key of namespace 'warehouse' should have been changed by 2027-01-15 (days late: 1), got: active key "
        + 'generation 1 as of 2027-01-16; give active: 2 and deploy'],
    },
    {
      name: 'overdue for three years',
      options: { asOf: '2029-01-16' },
      want: ["the key of namespace 'warehouse' should have been changed by 2027-01-15 (days late: 732), got: active "
        + 'key generation 1 as of 2029-01-16; give active: 4 and deploy'],
    },
    { name: 'changed', active: 2, options: { asOf: '2027-01-16' }, want: [] },
    { name: 'changed early', active: 2, options: { asOf: '2026-12-20' }, want: [] },
    {
      name: 'changed more often than the schedule says',
      active: 3,
      options: { asOf: '2026-12-20' },
      want: ["the schedule of namespace 'warehouse' is behind its key, which is never reminded of then, got: active "
        + 'key generation 3, and 1 in the schedule as of 2026-12-20; begin the schedule anew with since: '
        + "'<date of the last key change>' and generation: 3"],
    },
    { name: 'no early warning', options: { asOf: '2027-01-15', warnAhead: Duration.days(0) }, want: [] },
    {
      name: 'overdue without an early warning',
      options: { asOf: '2027-01-16', warnAhead: Duration.days(0) },
      want: [expect.stringContaining('days late: 1')],
    },
    { name: 'a week before, not yet', options: { asOf: '2027-01-07', warnAhead: Duration.days(7) }, want: [] },
    {
      name: 'a week before',
      options: { asOf: '2027-01-08', warnAhead: Duration.days(7) },
      want: [expect.stringContaining('days left: 7')],
    },
    {
      name: 'a week of grace',
      options: { asOf: '2027-01-22', grace: Duration.days(7) },
      want: [expect.stringContaining('by 2027-01-22 (days left: 0)')],
    },
    {
      name: 'after a week of grace',
      options: { asOf: '2027-01-23', grace: Duration.days(7) },
      want: [expect.stringContaining('by 2027-01-22 (days late: 1)')],
    },
  ])('$name', ({ active, options, want }) => expect(warnings(reminded(options, active))).toEqual(want));

  test('the remedy that a warning names silences it', () => {
    const late = synth(reminded({ asOf: '2029-01-16' })).texts[0];
    const active = Number(/give active: (\d+)/.exec(late)![1]);
    expect(synth(reminded({ asOf: '2029-01-16' }, active)).texts).toEqual([]);
    const behind = KeyChangeSchedule.every(KeyPeriod.months(12), { since: '2026-12-01', generation: 3 });
    const stack = newStack();
    behind.remind(
      warehouse(stack, { encryption: NamespaceEncryption.keyGenerations({ active: 3 }) }), { asOf: '2026-12-20' });
    expect(synth(stack).texts).toEqual([]);
  });
});

describe('in the stack', () => {
  const template = (options: Partial<KeyChangeReminderOptions> = {}) =>
    Template.fromStack(reminded({ asOf: '2026-06-01', ...options }, 2));

  test('the function inspects the namespace once a day', () => {
    const [, { Properties }] = only(template({ grace: Duration.days(7) }), SCHEDULE);
    expect(Properties).toMatchObject({
      ScheduleExpression: expect.stringMatching(/^cron\(\d+ 0 \* \* \? \*\)$/),
      ScheduleExpressionTimezone: 'Etc/UTC',
      Target: {
        Arn: { 'Fn::GetAtt': [expect.stringMatching(/^RedshiftNamespaceKeyChangeFunction/), 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600 },
      },
    });
    const [, parts] = (Properties.Target.Input as unknown as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
    const input = parts.map((part) => typeof part === 'string' ? part : 'TOKEN').join('');
    expect(JSON.parse(input)).toEqual({
      inspect: {
        namespaceName: 'warehouse',
        stackId: 'TOKEN',
        calendar: [{ since: '2026-01-15', generation: 1, months: 12 }],
        graceDays: 7,
        keys: [{ generation: 1, arn: 'TOKEN' }, { generation: 2, arn: 'TOKEN' }],
      },
    });
  });

  test('only the date of a template differs from day to day: nothing in the template does', () => {
    expect(template({ asOf: '2026-07-01' }).toJSON()).toEqual(template().toJSON());
  });

  test('the alarm is on the daily metric, and says where nothing is known', () => {
    template().hasResourceProperties(ALARM, {
      Namespace: 'RedshiftRotatableNamespace',
      MetricName: 'KeyChangeOverdue',
      Dimensions: [{ Name: 'Namespace', Value: 'warehouse' }],
      Statistic: 'Maximum',
      Period: 86400,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'missing',
      AlarmActions: Match.absent(),
    });
  });

  test('the alarm takes actions', () => {
    const stack = newStack();
    const alarm = yearly.remind(warehouse(stack), { asOf: '2026-06-01' });
    alarm.addAlarmAction(new actions.SnsAction(new sns.Topic(stack, 'Topic')));
    const [, { Properties }] = only(Template.fromStack(stack), ALARM);
    expect(Properties.AlarmActions).toHaveLength(1);
  });

  test.each(['cn-north-1', 'us-gov-west-1'])('names no partition of its own in %s', (region) => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region } });
    expect(JSON.stringify(Template.fromStack(reminded({ asOf: '2026-06-01' }, 1, stack)).toJSON()))
      .not.toContain('arn:aws:');
  });

  test('nothing of it without a reminder', () => {
    const without = synthNamespace().toJSON().Resources as Record<string, { Type: string }>;
    const withReminder = Template.fromStack(reminded({ asOf: '2026-06-01' })).toJSON().Resources as
      Record<string, { Type: string }>;
    const added = Object.entries(withReminder).filter(([id]) => !(id in without)).map(([, { Type }]) => Type);
    expect(added.sort()).toEqual([ALARM, 'AWS::IAM::Policy', 'AWS::IAM::Role', SCHEDULE]);
    for (const [id, resource] of Object.entries(without)) { expect(withReminder[id]).toEqual(resource); }
  });
});

describe('refused', () => {
  test('two schedules for one namespace', () => {
    const namespace = warehouse(newStack());
    yearly.remind(namespace, { asOf: '2026-06-01' });
    expect(() => yearly.remind(namespace, { asOf: '2026-06-01' })).toThrow(
      "'Stack/Warehouse' must have one schedule, got: a second KeyChangeSchedule.remind; remove one of them. To change "
      + 'the period, continue the first one: KeyChangeSchedule.every(…, { …, after })');
  });

  test('a key that has no number', () => {
    const stack = newStack();
    const encryption = NamespaceEncryption.customerManagedKey(new kms.Key(stack, 'Key'));
    expect(() => yearly.remind(warehouse(stack, { encryption }), { asOf: '2026-06-01' })).toThrow(
      "KeyChangeSchedule.remind of 'Stack/Warehouse' must have key generations to count, got: another encryption; give "
      + 'NamespaceEncryption.keyGenerations(…)');
  });

  const token = Duration.days(new CfnParameter(new Stack(new App()), 'N', { type: 'Number' }).valueAsNumber);
  test.each<{ name: string; options: Partial<KeyChangeReminderOptions>; want: string }>([
    { name: 'no date', options: { asOf: undefined }, want: 'asOf must be given, got: undefined' },
    { name: 'a date before the schedule', options: { asOf: '2025-01-01' }, want: 'asOf must not be before' },
    {
      name: 'a warning too early',
      options: { warnAhead: Duration.days(91) },
      want: 'warnAhead must be 0 to 90 whole days, got: 91 days; give a Duration in that range, or leave it out',
    },
    { name: 'a warning by the hour', options: { warnAhead: Duration.hours(6) }, want: 'got: 6 hours' },
    { name: 'too much grace', options: { grace: Duration.days(365) }, want: 'grace must be 0 to 90 whole days' },
    { name: 'a token', options: { grace: token }, want: 'grace must be known at synth, got: a token' },
  ])('$name', ({ options, want }) => {
    const namespace = warehouse(newStack());
    expect(() => yearly.remind(namespace, { asOf: '2026-06-01', ...options })).toThrow(want);
    expect(namespace.node.tryFindChild('KeyChangeReminder')).toBeUndefined();
  });
});
