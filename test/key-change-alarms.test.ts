import { App, Duration, Stack, aws_cloudwatch_actions as actions, aws_sns as sns } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ENV, newStack } from './templates';
import { KeyChangeAlarms, RotatableNamespace, type KeyChangeAlarmsOptions } from '../src';

const ALARM = 'AWS::CloudWatch::Alarm';

const alarmsOf = (options?: KeyChangeAlarmsOptions, stack = newStack()) =>
  new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' }).addAlarms('Alarms', options);
const templateOf = (construct: KeyChangeAlarms): Template => Template.fromStack(Stack.of(construct));

describe('the alarms', () => {
  const template = templateOf(alarmsOf({ overdue: true }));
  const common = {
    Namespace: 'RedshiftRotatableNamespace',
    Dimensions: [{ Name: 'Namespace', Value: 'warehouse' }],
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    EvaluationPeriods: 1,
    Threshold: 1,
    Period: 300,
  };

  test.each([
    ['KeyChangeFailed', 'Sum', 'notBreaching'],
    ['KeyChangeUnattended', 'Sum', 'notBreaching'],
    ['ResponseUndelivered', 'Sum', 'notBreaching'],
    // A value comes with each inspection, so the state stays until the next one.
    ['KeyChangeOverdue', 'Maximum', 'ignore'],
  ])('%s', (MetricName, Statistic, TreatMissingData) => {
    template.resourcePropertiesCountIs(ALARM, { ...common, MetricName, Statistic, TreatMissingData }, 1);
  });

  test('no other, and no action', () => {
    template.resourceCountIs(ALARM, 4);
    templateOf(alarmsOf()).resourceCountIs(ALARM, 3);
    for (const { Properties } of Object.values(template.findResources(ALARM))) {
      expect([...Properties.AlarmActions ?? [], ...Properties.OKActions ?? []]).toEqual([]);
    }
  });
});

test('thresholds, period and actions', () => {
  const stack = newStack();
  const [alarmTopic, okTopic] = ['Alarm', 'Ok'].map((id) => new sns.Topic(stack, id));
  const alarms = alarmsOf({
    actions: [new actions.SnsAction(alarmTopic)],
    okActions: [new actions.SnsAction(okTopic)],
    period: Duration.hours(1),
    failedThreshold: 2,
    unattendedThreshold: 3,
    responseUndeliveredThreshold: 4,
    overdue: true,
  }, stack);
  const template = templateOf(alarms);
  const thresholds = { KeyChangeFailed: 2, KeyChangeUnattended: 3, ResponseUndelivered: 4, KeyChangeOverdue: 1 };
  for (const [MetricName, Threshold] of Object.entries(thresholds)) {
    template.hasResourceProperties(ALARM, { MetricName, Threshold });
  }
  template.allResourcesProperties(ALARM, {
    Period: 3600,
    AlarmActions: [stack.resolve(alarmTopic.topicArn)],
    OKActions: [stack.resolve(okTopic.topicArn)],
  });
});

test('are handed out, one by one and all together', () => {
  const { failed, unattended, responseUndelivered, overdue, all } = alarmsOf({ overdue: true });
  expect(all).toEqual([failed, unattended, responseUndelivered, overdue]);
  expect(all.map(({ metric }) => (metric as { metricName?: string }).metricName))
    .toEqual(['KeyChangeFailed', 'KeyChangeUnattended', 'ResponseUndelivered', 'KeyChangeOverdue']);
  expect(alarmsOf().all).toHaveLength(3);
  expect(alarmsOf().overdue).toBeUndefined();
});

test('for a namespace that is imported', () => {
  const stack = new Stack(new App(), 'Monitoring', { env: ENV });
  const namespace = RotatableNamespace.fromNamespaceAttributes(stack, 'Theirs', {
    namespaceName: 'theirs', namespaceId: 'id-1',
  });
  const template = templateOf(new KeyChangeAlarms(stack, 'Alarms', { namespace }));
  template.allResourcesProperties(ALARM, { Dimensions: [{ Name: 'Namespace', Value: 'theirs' }] });
});

describe('out of range', () => {
  const PREFIX = "KeyChangeAlarms 'Stack/Warehouse/Alarms' cannot be created: ";
  const inRange = (property: string, got: number) =>
    `${PREFIX}${property} must be a whole number from 1 to 100, got: ${got}; give one in that range, or leave it out `
    + 'for 1';
  const period = (got: string) => `${PREFIX}period must be whole minutes, from 1 minute to 1 day, got: ${got}; give a `
    + 'Duration in that range, or leave it out for 5 minutes';

  test.each<{ options: KeyChangeAlarmsOptions; want: string }>([
    { options: { failedThreshold: 0 }, want: inRange('failedThreshold', 0) },
    { options: { failedThreshold: -1 }, want: inRange('failedThreshold', -1) },
    { options: { failedThreshold: 1.5 }, want: inRange('failedThreshold', 1.5) },
    { options: { failedThreshold: 101 }, want: inRange('failedThreshold', 101) },
    { options: { unattendedThreshold: NaN }, want: inRange('unattendedThreshold', NaN) },
    { options: { responseUndeliveredThreshold: Infinity }, want: inRange('responseUndeliveredThreshold', Infinity) },
    { options: { period: Duration.seconds(30) }, want: period('30 seconds') },
    { options: { period: Duration.seconds(90) }, want: period('1 minute 30 seconds') },
    { options: { period: Duration.days(2) }, want: period('2 days') },
  ])('$want', ({ options, want }) => expect(() => alarmsOf(options)).toThrow(want));

  test('the ends of each range are accepted', () => {
    for (const options of [
      { failedThreshold: 1, period: Duration.minutes(1) }, { failedThreshold: 100, period: Duration.days(1) },
    ]) {
      expect(() => alarmsOf(options)).not.toThrow();
    }
  });

  test('everything that is wrong is told at once', () => {
    const both = { failedThreshold: 0, unattendedThreshold: 0 };
    expect(() => alarmsOf(both)).toThrow(/failedThreshold[^]*unattendedThreshold/);
  });
});
