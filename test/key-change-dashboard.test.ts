import { App, Duration, Stack, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ENV, newStack, only } from './templates';
import { KeyChangeDashboard, KeyChangeWidgets, RotatableNamespace } from '../src';
import { METRIC_UNITS } from '../src/contract';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly title?: string; readonly metrics?: unknown[][]; readonly alarms?: unknown[] };
}

const namespaces = (stack: Stack, ...names: string[]) =>
  names.map((namespaceName) => new RotatableNamespace(stack, namespaceName, { namespaceName }));

/** The widgets as they stand in the template; a reference is its text. */
function widgetsOf(stack: Stack): Widget[] {
  const [, dashboard] = only(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard');
  const body: unknown = dashboard.Properties.DashboardBody;
  const parts = typeof body === 'string' ? [body] : (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  const text = parts
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replaceAll('"', "'")))
    .join('');
  return (JSON.parse(text) as { widgets: Widget[] }).widgets;
}

const titled = (widgets: readonly Widget[], title: string): Widget =>
  widgets.find(({ properties }) => properties.title === title)!;
/** `<metric> <namespace>` of each line of a widget. */
const linesOf = ({ properties: { metrics = [] } }: Widget): string[] =>
  metrics.map(([, metric, , namespace]) => `${String(metric)} ${String(namespace)}`);

describe('of one namespace, with alarms', () => {
  const stack = newStack();
  const [warehouse] = namespaces(stack, 'warehouse');
  const { all } = warehouse.addAlarms('Alarms');
  new KeyChangeDashboard(stack, 'Dashboard', { namespaces: [warehouse], alarms: all });
  const widgets = widgetsOf(stack);

  test('shows every metric of the function, and the size of the data', () => {
    const shown = widgets.flatMap(linesOf).map((line) => line.split(' ')[0]);
    expect(shown.sort()).toEqual([...Object.keys(METRIC_UNITS), 'DataStorage'].sort());
  });

  test('duration in seconds on the left, data of the service on the right', () => {
    const { properties } = titled(widgets, 'Duration and data');
    expect(properties).toMatchObject({
      metrics: [
        ['RedshiftRotatableNamespace', 'KeyChangeDuration', 'Namespace', 'warehouse', { stat: 'Maximum' }],
        ['AWS/Redshift-Serverless', 'DataStorage', 'Namespace', 'warehouse', { yAxis: 'right' }],
      ],
      yAxis: { left: { label: 'seconds' }, right: { label: 'data, probably MB' } },
    });
  });

  test('the state of the alarms', () => {
    expect(titled(widgets, 'Alarms').properties.alarms).toHaveLength(3);
  });

  test('no two widgets overlap, and each is within the 24 columns', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) => Array.from({ length: width * height }, (_, index) =>
      `${x + index % width},${y + Math.floor(index / width)}`));
    expect(new Set(cells).size).toBe(cells.length);
    expect(widgets.every(({ x, width }) => x + width <= 24)).toBe(true);
  });

  test('the last seven days', () => {
    const [, { Properties: properties }] = only(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard');
    expect(properties).not.toHaveProperty('DashboardName');
    expect(JSON.stringify(properties.DashboardBody)).toContain('-P7D');
  });
});

test('of a fleet: a line for each namespace', () => {
  const stack = newStack();
  const fleet = namespaces(stack, 'orders', 'payments', 'shipping');
  new KeyChangeDashboard(stack, 'Dashboard', { namespaces: fleet });
  const widgets = widgetsOf(stack);
  expect(linesOf(titled(widgets, 'Key generation')))
    .toEqual(['KeyGeneration orders', 'KeyGeneration payments', 'KeyGeneration shipping']);
  expect(linesOf(titled(widgets, 'Key changes'))).toHaveLength(3 * 3);
  expect(titled(widgets, 'Alarms')).toBeUndefined();
});

test('in another stack: no export, no dependency', () => {
  const stack = newStack();
  const monitoring = new Stack(stack.node.root as App, 'Monitoring', { env: ENV });
  new KeyChangeDashboard(monitoring, 'Dashboard', { namespaces: namespaces(stack, 'warehouse') });
  expect(widgetsOf(monitoring).length).toBeGreaterThan(3);
  expect(monitoring.dependencies).toEqual([]);
  expect(Template.fromStack(stack).toJSON()).not.toHaveProperty('Outputs');
});

test('of an imported namespace in another Region', () => {
  const stack = newStack();
  const theirs = new Stack(stack.node.root as App, 'Theirs', { env: { ...ENV, region: 'us-east-1' } });
  const namespace = RotatableNamespace.fromNamespaceAttributes(theirs, 'Theirs', {
    namespaceName: 'theirs', namespaceId: 'id-1',
  });
  new KeyChangeDashboard(stack, 'Dashboard', { namespaces: [namespace] });
  const metrics = widgetsOf(stack).flatMap(({ properties }) => properties.metrics ?? []);
  expect(metrics.length).toBeGreaterThan(0);
  for (const metric of metrics) { expect(metric.at(-1)).toMatchObject({ region: 'us-east-1' }); }
});

test('name and range of time', () => {
  const stack = newStack();
  const props = { namespaces: namespaces(stack, 'warehouse'), dashboardName: 'keys', timeRange: Duration.days(90) };
  const { dashboard } = new KeyChangeDashboard(stack, 'Dashboard', props);
  dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'mine' }));
  const [, { Properties: properties }] = only(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard');
  expect(properties.DashboardName).toBe('keys');
  expect(JSON.stringify(properties.DashboardBody)).toContain('-P90D');
});

test('widgets for a dashboard of your own', () => {
  const stack = newStack();
  const widgets = new KeyChangeWidgets({ namespaces: namespaces(stack, 'warehouse') });
  new cloudwatch.Dashboard(stack, 'Mine', { widgets: [widgets.currentKey(), widgets.keyChanges()] });
  expect(widgetsOf(stack).map(({ properties }) => properties.title)).toEqual([
    'Key generation', 'Age of the key in days', 'Key changes', 'Needs attention', 'Duration and data',
  ]);
  expect(widgets.alarms()).toEqual([]);
});

describe('refused', () => {
  const many = (stack: Stack, count: number) =>
    namespaces(stack, ...Array.from({ length: count }, (_, index) => `fleet-${index}`));
  const NONE = 'namespaces must be 1 to 100 namespaces, got: 0; give the namespaces to show';
  const MORE = 'namespaces must be 1 to 100 namespaces, got: 101; create several dashboards';

  test('no namespace', () => {
    expect(() => new KeyChangeDashboard(newStack(), 'Dashboard', { namespaces: [] }))
      .toThrow(`KeyChangeDashboard 'Stack/Dashboard' cannot be created: ${NONE}`);
    expect(() => new KeyChangeWidgets({ namespaces: [] })).toThrow(`KeyChangeWidgets cannot be created: ${NONE}`);
  });

  test('more than a graph can show', () => {
    const stack = newStack();
    const [, ...hundred] = many(stack, 101);
    expect(() => new KeyChangeWidgets({ namespaces: [...hundred, hundred[0]] })).toThrow(MORE);
    new KeyChangeDashboard(stack, 'Dashboard', { namespaces: hundred });
    const [most] = widgetsOf(stack).map((widget) => linesOf(widget).length).sort((a, b) => b - a);
    expect(most).toBeLessThanOrEqual(500);
  });
});
