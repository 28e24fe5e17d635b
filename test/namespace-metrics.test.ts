import { Duration, Stack, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ENV, newStack } from './templates';
import { KeyChangeFailureKind, RotatableNamespace, type IRotatableNamespace } from '../src';
import { FAILURE_KINDS, METRIC_UNITS, type MetricName } from '../src/contract';

type Make = (namespace: IRotatableNamespace, props?: cloudwatch.MetricOptions) => cloudwatch.Metric;
interface Case { readonly name: MetricName; readonly make: Make; readonly statistic: string; readonly minutes: number }

const METHODS: readonly Case[] = [
  { name: 'KeyChangeStarted', make: (n, p) => n.metricKeyChangeStarted(p), statistic: 'Sum', minutes: 5 },
  { name: 'KeyChangeSucceeded', make: (n, p) => n.metricKeyChangeSucceeded(p), statistic: 'Sum', minutes: 5 },
  { name: 'KeyChangeFailed', make: (n, p) => n.metricKeyChangeFailed(p), statistic: 'Sum', minutes: 5 },
  { name: 'KeyChangeDuration', make: (n, p) => n.metricKeyChangeDuration(p), statistic: 'Maximum', minutes: 5 },
  { name: 'KeyChangeUnattended', make: (n, p) => n.metricKeyChangeUnattended(p), statistic: 'Sum', minutes: 5 },
  {
    name: 'KeyChangeUnattendedEnded',
    make: (n, p) => n.metricKeyChangeUnattendedEnded(p),
    statistic: 'Sum',
    minutes: 5,
  },
  { name: 'ResponseUndelivered', make: (n, p) => n.metricResponseUndelivered(p), statistic: 'Sum', minutes: 5 },
  { name: 'KeyGeneration', make: (n, p) => n.metricKeyGeneration(p), statistic: 'Maximum', minutes: 60 },
  { name: 'KeyAgeDays', make: (n, p) => n.metricKeyAgeDays(p), statistic: 'Maximum', minutes: 60 },
  { name: 'KeyChangeOverdue', make: (n, p) => n.metricKeyChangeOverdue(p), statistic: 'Maximum', minutes: 60 },
];

const inApp = (stack = newStack()): IRotatableNamespace =>
  new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
const imported = (stack = newStack()): IRotatableNamespace =>
  RotatableNamespace.fromNamespaceAttributes(stack, 'Theirs', { namespaceName: 'warehouse', namespaceId: 'id-1' });

test('there is a method for each metric of the function', () => {
  expect(METHODS.map(({ name }) => name).sort()).toEqual(Object.keys(METRIC_UNITS).sort());
});

const SOURCES = [{ what: 'of the app', create: inApp }, { what: 'imported', create: imported }];
describe.each(SOURCES)('$what', ({ create }) => {
  test.each(METHODS)('$name', ({ name, make, statistic, minutes }) => {
    const stack = newStack();
    const metric = make(create(stack));
    expect(metric).toMatchObject({
      namespace: 'RedshiftRotatableNamespace',
      metricName: name,
      statistic,
      dimensions: { Namespace: 'warehouse' },
      account: ENV.account,
      region: ENV.region,
    });
    expect(metric.period.toMinutes()).toBe(minutes);
  });

  test.each(METHODS)('what is given wins: $name', ({ make }) => {
    const given = { statistic: 'p90', period: Duration.hours(6), label: 'mine', color: '#123456' };
    const metric = make(create(), given);
    expect(metric).toMatchObject({ statistic: 'p90', label: 'mine', color: '#123456' });
    expect(metric.period.toHours()).toBe(6);
  });
});

test('metric(name) is the same metric', () => {
  for (const { name, make } of METHODS) {
    const namespace = inApp();
    expect(namespace.metric(name).toMetricConfig()).toEqual(make(namespace).toMetricConfig());
  }
});

test('a name that no metric has is refused, with all names', () => {
  expect(() => inApp().metric('KeyChangeFail')).toThrow(
    `metricName must be one of ${Object.keys(METRIC_UNITS).join(', ')}, got: 'KeyChangeFail'; give one of them`);
  // The remedy works.
  expect(inApp().metric('KeyChangeFailed').metricName).toBe('KeyChangeFailed');
});

describe('failed, by kind', () => {
  test('every kind that the function counts, and no other', () => {
    expect(Object.values(KeyChangeFailureKind).sort()).toEqual([...FAILURE_KINDS].sort());
  });

  test.each(Object.values(KeyChangeFailureKind))('%s is a second dimension', (kind) => {
    expect(inApp().metricKeyChangeFailedOfKind(kind, { label: 'mine' })).toMatchObject({
      metricName: 'KeyChangeFailed',
      statistic: 'Sum',
      label: 'mine',
      dimensions: { Namespace: 'warehouse', FailureKind: kind },
    });
  });
});

test('a stack without account and Region: an alarm takes those that it is deployed to', () => {
  const stack = new Stack();
  const metric = inApp(stack).metricKeyChangeFailed();
  expect(metric.account).toBeUndefined();
  new cloudwatch.Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 });
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 1);
});

test('an alarm names the namespace as text, so it waits for no key change, and needs no export elsewhere', () => {
  const stack = newStack();
  const other = new Stack(stack.node.root as Stack, 'Other', { env: ENV });
  const namespace = inApp(stack);
  for (const scope of [stack, other]) {
    const metric = namespace.metricKeyChangeFailed();
    new cloudwatch.Alarm(scope, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 });
  }
  for (const scope of [stack, other]) {
    Template.fromStack(scope).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Dimensions: [{ Name: 'Namespace', Value: 'warehouse' }],
    });
  }
  expect(other.dependencies).toEqual([]);
});
