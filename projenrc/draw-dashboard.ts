/**
 * Draws the layout of the dashboard: docs/dashboard.svg, from the body that examples/operations synthesises. With
 * --check, fails if the drawing is out of date.
 *
 * The grid of CloudWatch, the title of each widget, and what it shows. Values are not drawn: there are none.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { element, line, rect, text } from '../cli/picture/svg';
import { OperationsStack } from '../examples/operations/operations-stack';

const DRAWING = path.join(__dirname, '..', 'docs', 'dashboard.svg');

/** Pixels of a column and of a row of the grid, and between two widgets. */
const GRID = { column: 50, row: 40, gap: 5, margin: 15 } as const;
const COLUMNS = 24;
const SIZE = { title: 15, text: 12, small: 10 } as const;
const COLORS = {
  page: '#f0f4f8', widget: '#ffffff', border: '#bcccdc', axis: '#9fb3c8', ink: '#1f2933', quiet: '#52606d',
} as const;
/** Distinct also for people who cannot distinguish red from green. */
const LINES = ['#2f6db5', '#e07b00', '#0b7285', '#a61e4d'] as const;

const AXIS = v.optional(v.object({ label: v.optional(v.string()) }));
const WIDGET = v.object({
  type: v.picklist(['text', 'metric', 'alarm']),
  x: v.number(),
  y: v.number(),
  width: v.number(),
  height: v.number(),
  properties: v.object({
    title: v.optional(v.string()),
    markdown: v.optional(v.string()),
    view: v.optional(v.string()),
    metrics: v.optional(v.array(v.array(v.unknown()))),
    alarms: v.optional(v.array(v.string())),
    yAxis: v.optional(v.object({ left: AXIS, right: AXIS })),
  }),
});
const BODY = v.object({ widgets: v.array(WIDGET) });
type Widget = v.InferOutput<typeof WIDGET>;

const ALARM = v.object({ Properties: v.object({ MetricName: v.string() }) });
const DASHBOARD = v.object({
  Properties: v.object({ DashboardBody: v.object({ 'Fn::Join': v.tuple([v.literal(''), v.array(v.unknown())]) }) }),
});
const OPTIONS = v.object({ label: v.optional(v.string()), stat: v.optional(v.string()) });

/** The widgets that the template has; an alarm is shown by the metric that it is about. */
function widgetsOf(template: Template): Widget[] {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const parts = v.parse(DASHBOARD, dashboard).Properties.DashboardBody['Fn::Join'][1];
  const alarms = template.findResources('AWS::CloudWatch::Alarm');
  const shown = (part: unknown): string => {
    if (typeof part === 'string') { return part; }
    const [logicalId] = /(?<=")[A-Za-z0-9]+(?=","Arn")/.exec(JSON.stringify(part)) ?? [];
    return logicalId === undefined ? 'region' : v.parse(ALARM, alarms[logicalId]).Properties.MetricName;
  };
  return v.parse(BODY, JSON.parse(parts.map(shown).join(''))).widgets;
}

const place = ({ x, y, width, height }: Widget) => ({
  left: GRID.margin + x * GRID.column + GRID.gap,
  top: GRID.margin + y * GRID.row + GRID.gap,
  width: width * GRID.column - 2 * GRID.gap,
  height: height * GRID.row - 2 * GRID.gap,
});
type Place = ReturnType<typeof place>;

function drawWidget(widget: Widget): string {
  const at = place(widget);
  const { left, top, width, height } = at;
  const { title } = widget.properties;
  return element('g', {}, [
    rect(left, top, width, height, { rx: 6, fill: COLORS.widget, stroke: COLORS.border }),
    text(left + 12, top + 24, title ?? '', { 'font-size': SIZE.title, 'font-weight': 'bold' }),
    ...contents(widget, at),
  ].join('\n'));
}

function contents({ type, properties }: Widget, at: Place): string[] {
  const { markdown = '', metrics = [], alarms = [], view, yAxis } = properties;
  if (type === 'text') {
    const plain = markdown.replace(/\*\*/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    return [text(at.left + 12, at.top + 20, plain, { 'font-size': SIZE.text })];
  }
  if (type === 'alarm') { return drawAlarms(alarms, at); }
  const lines = metrics.map(readMetric);
  return view === 'singleValue' ? drawNumbers(lines, at) : drawGraph(lines, yAxis ?? {}, at);
}

interface Line { readonly label: string; readonly source: string }

/** `[namespace, metric, dimension, value, options]` */
function readMetric(metric: readonly unknown[]): Line {
  const { label, stat } = v.parse(OPTIONS, metric.at(-1));
  const [namespace, name] = v.parse(v.tupleWithRest([v.string(), v.string()], v.unknown()), metric);
  const of = namespace.startsWith('AWS/') ? `${namespace} ${name}` : name;
  return { label: label ?? name, source: `${of}, ${(stat ?? 'Average').toLowerCase()}` };
}

function drawNumbers(lines: readonly Line[], { left, top, width }: Place): string[] {
  const step = (width - 24) / lines.length;
  return lines.flatMap(({ label, source }, index) => [
    text(left + 12 + index * step, top + 74, '–', { 'font-size': 34, 'fill': LINES[index % LINES.length] }),
    text(left + 12 + index * step, top + 100, label, { 'font-size': SIZE.text }),
    text(left + 12 + index * step, top + 118, source, { 'font-size': SIZE.small, 'fill': COLORS.quiet }),
  ]);
}

function drawGraph(lines: readonly Line[], yAxis: NonNullable<Widget['properties']['yAxis']>, at: Place): string[] {
  const legend = at.top + at.height - 12 - (lines.length - 1) * 19;
  const plot = { left: at.left + 14, right: at.left + at.width - 14, top: at.top + 56, bottom: legend - 26 };
  const axis = { 'stroke': COLORS.axis, 'stroke-width': 1 };
  const named = (x: number, label: string | undefined, anchor: string) => label === undefined ? [] : [
    text(x, plot.top - 8, label, { 'font-size': SIZE.small, 'fill': COLORS.quiet, 'text-anchor': anchor }),
  ];
  return [
    line(plot.left, plot.top, plot.left, plot.bottom, axis),
    line(plot.left, plot.bottom, plot.right, plot.bottom, axis),
    ...yAxis.right?.label === undefined ? [] : [line(plot.right, plot.top, plot.right, plot.bottom, axis)],
    ...named(plot.left, yAxis.left?.label, 'start'),
    ...named(plot.right, yAxis.right?.label, 'end'),
    ...lines.flatMap(({ label, source }, index) => {
      const y = legend + index * 19;
      return [
        rect(plot.left, y - 9, 10, 10, { rx: 2, fill: LINES[index % LINES.length] }),
        text(plot.left + 17, y, label, { 'font-size': SIZE.text }),
        text(plot.right, y, source, { 'font-size': SIZE.small, 'fill': COLORS.quiet, 'text-anchor': 'end' }),
      ];
    }),
  ];
}

function drawAlarms(alarms: readonly string[], { left, top, width }: Place): string[] {
  const step = (width - 24) / Math.max(alarms.length, 1);
  return alarms.flatMap((alarm, index) => {
    const x = left + 12 + index * step;
    return [
      rect(x, top + 40, step - 12, 46, { rx: 4, fill: COLORS.page, stroke: COLORS.border }),
      text(x + 12, top + 68, alarm, { 'font-size': SIZE.text }),
    ];
  });
}

/** docs/dashboard.svg, as it has to be. */
export function drawing(): string {
  const props = { asOf: '2026-01-20', pipelineName: 'warehouse' };
  const stack = new OperationsStack(new App({ analyticsReporting: false }), 'Operations', props);
  const widgets = widgetsOf(Template.fromStack(stack));
  const width = 2 * GRID.margin + COLUMNS * GRID.column;
  const height = 2 * GRID.margin + Math.max(...widgets.map((widget) => widget.y + widget.height)) * GRID.row;
  const titles = widgets.map(({ properties: { title } }) => title).filter((title) => title !== undefined);
  return `${element('svg', {
    'xmlns': 'http://www.w3.org/2000/svg',
    'viewBox': `0 0 ${width} ${height}`,
    width,
    height,
    'font-family': "'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif",
    'fill': COLORS.ink,
    'role': 'img',
    'aria-label': `Layout of the dashboard: ${titles.join(', ')}`,
  }, ['', rect(0, 0, width, height, { rx: 10, fill: COLORS.page }), ...widgets.map(drawWidget), ''].join('\n'))}\n`;
}

function main(): void {
  if (!process.argv.includes('--check')) {
    writeFileSync(DRAWING, drawing());
  } else if (!existsSync(DRAWING) || readFileSync(DRAWING, 'utf8') !== drawing()) {
    throw new Error("docs/dashboard.svg does not show today's dashboard; run 'npx projen dashboard:draw'");
  }
}

if (require.main === module) { main(); }
