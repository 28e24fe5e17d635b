import {
  CfnParameter, Duration, Stack, aws_codepipeline as codepipeline, aws_scheduler as scheduler,
  aws_scheduler_targets as targets, aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { newStack } from './templates';
import { KeyChangeSchedule, KeyPeriod, type KeyChangeDueOptions } from '../src';

const every = (period: KeyPeriod, since = '2026-01-15') => KeyChangeSchedule.every(period, { since, generation: 1 });
const yearly = every(KeyPeriod.years(1));

/** Expression, description and physical order of the schedules that a target is invoked by. */
function schedulesOf(schedule: KeyChangeSchedule, options?: KeyChangeDueOptions): Record<string, string> {
  const stack = newStack();
  const arn = 'arn:aws:codepipeline:eu-west-1:111122223333:deploy';
  const pipeline = codepipeline.Pipeline.fromPipelineArn(stack, 'Pipeline', arn);
  schedule.onDue(stack, 'Plan', new targets.CodePipelineStartPipelineExecution(pipeline), options);
  const found = Template.fromStack(stack).findResources('AWS::Scheduler::Schedule');
  return Object.fromEntries(Object.entries(found).map(([id, { Properties }]) => {
    expect(Properties).toMatchObject({ ScheduleExpressionTimezone: 'Etc/UTC', State: 'ENABLED', Target: { Arn: arn } });
    expect(Properties).not.toHaveProperty('StartDate');
    return [id.replace(/^Plan(.*?)[0-9A-F]{8}$/, '$1'), Properties.ScheduleExpression as string];
  }));
}

test.each<{ name: string; schedule: KeyChangeSchedule; options?: KeyChangeDueOptions; want: Record<string, string> }>([
  { name: 'yearly', schedule: yearly, want: { Due: 'cron(0 0 15 1 ? *)' } },
  {
    name: 'yearly, with the next key a week ahead, at half past two',
    schedule: yearly,
    options: { createAhead: Duration.days(7), timeOfDay: Duration.minutes(150) },
    want: { Due: 'cron(30 2 15 1 ? *)', Ahead: 'cron(30 2 8 1 ? *)' },
  },
  { name: 'half-yearly', schedule: every(KeyPeriod.months(6)), want: { Due: 'cron(0 0 15 1,7 ? *)' } },
  { name: 'every two years', schedule: every(KeyPeriod.years(2)), want: { Due: 'cron(0 0 15 1 ? 2028/2)' } },
  {
    name: 'every 18 months: two expressions',
    schedule: every(KeyPeriod.months(18)),
    want: { Due: 'cron(0 0 15 7 ? 2027/3)', Due2: 'cron(0 0 15 1 ? 2029/3)' },
  },
  {
    name: 'the last day of a month',
    schedule: every(KeyPeriod.months(1), '2026-01-31'),
    want: { Due: 'cron(0 0 L * ? *)' },
  },
])('$name', ({ schedule, options, want }) => expect(schedulesOf(schedule, options)).toEqual(want));

test('a schedule that continues another one has the expressions of its own period', () => {
  const faster = KeyChangeSchedule.every(KeyPeriod.months(6), { since: '2028-03-01', generation: 3, after: yearly });
  expect(schedulesOf(faster)).toEqual({ Due: 'cron(0 0 1 3,9 ? *)' });
});

test('the target is any of aws-scheduler-targets, with one role for all its schedules', () => {
  const stack = newStack();
  const target = new targets.SqsSendMessage(new sqs.Queue(stack, 'Queue'));
  yearly.onDue(stack, 'KeyChangeDue', target, { createAhead: Duration.days(30) });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Scheduler::Schedule', 2);
  template.resourceCountIs('AWS::IAM::Role', 1);
});

test('the description says why it fires', () => {
  const stack = newStack();
  yearly.onDue(stack, 'Due', new targets.SqsSendMessage(new sqs.Queue(stack, 'Queue')), WEEK);
  const descriptions = Object.values(Template.fromStack(stack).findResources('AWS::Scheduler::Schedule'))
    .map(({ Properties }) => Properties.Description as string);
  expect(descriptions).toEqual([
    'A key change is due: every 1 year since 2026-01-15',
    'The next key is to be created, 7 days ahead: every 1 year since 2026-01-15',
  ]);
});

const WEEK = { createAhead: Duration.days(7) };
const token = Duration.hours(new CfnParameter(new Stack(), 'N', { type: 'Number' }).valueAsNumber);

test.each<{ name: string; schedule?: KeyChangeSchedule; options: KeyChangeDueOptions; want: string }>([
  {
    name: 'a period of days',
    schedule: every(KeyPeriod.days(90)),
    options: {},
    want: 'KeyChangeSchedule.onDue must have a period of months or years, since no constant cron expression says every '
      + '90 days, and EventBridge Scheduler refuses a rate that begins in the past, got: KeyPeriod.days(90); give '
      + 'KeyPeriod.months(…), or start the target by the event of KeyChangeSchedule.remind',
  },
  {
    name: 'no time of the day',
    options: { timeOfDay: Duration.hours(24) },
    want: 'timeOfDay must be whole minutes since midnight in UTC, less than 24 hours, got: 1 day; give a Duration such '
      + 'as Duration.hours(2), or leave it out',
  },
  { name: 'seconds', options: { timeOfDay: Duration.seconds(90) }, want: 'got: 1 minute 30 seconds' },
  {
    name: 'a token',
    options: { timeOfDay: token },
    want: 'timeOfDay must be known at synth, got: a token; give a Duration of hours',
  },
  { name: 'too long ahead', options: { createAhead: Duration.days(100) }, want: 'createAhead must be 1 to 90' },
  { name: 'a part of a day', options: { createAhead: Duration.hours(30) }, want: 'createAhead must be 1 to 90' },
])('refused: $name', ({ schedule = yearly, options, want }) => {
  expect(() => schedulesOf(schedule, options)).toThrow(want);
});

test.each([undefined, null, {}, 'arn:aws:sns:eu-west-1:111122223333:topic'])('refused: the target %p', (target) => {
  const stack = newStack();
  expect(() => yearly.onDue(stack, 'Due', target as scheduler.IScheduleTarget)).toThrow(
    `KeyChangeSchedule.onDue 'Stack/Due' must have a target, got: ${String(target)}; give one of `
    + 'aws-cdk-lib/aws-scheduler-targets, such as CodePipelineStartPipelineExecution');
  expect(stack.node.tryFindChild('Due')).toBeUndefined();
});
