import type { Contender } from './contenders';
import { COLORS, FONT, OUTCOMES, SERIES, SIZES } from './plot-style';
import { isMeasurement, SIZES_TB, type Measurement, type Result } from './results';
import { mostLagSeconds } from './targets';
import { element, escapeXml, line, rect, text } from '../test/demo/svg';

type Scale = (value: number) => number;
type Named = Pick<Contender, 'id' | 'label'>;

/** One of the two diagrams. */
interface Chart {
  readonly title: string;
  readonly left: number;
  readonly right: number;
  readonly least: number;
  readonly most: number;
  readonly value: (measurement: Measurement) => number | null;
  readonly limit?: (sizeTB: number) => number;
}

const CHARTS: readonly Chart[] = [
  {
    title: 'Lag in seconds, of the deployments that knew of the end',
    left: 62,
    right: 590,
    least: 1,
    most: 10_000,
    // A logarithm has no zero; the simulator notices in steps of a tenth of a second.
    value: ({ lagSeconds }) => (lagSeconds === null ? null : Math.max(1, lagSeconds)),
    limit: mostLagSeconds,
  },
  { title: 'Lambda calls of the deployment, its rollback included', left: 672, right: 1180, least: 1, most: 10_000, value: ({ lambdaInvocations }) => lambdaInvocations || null },
];

/** Outcome, lag and Lambda calls by size, as an SVG picture. */
export function plotOf(results: readonly Result[], contenders: readonly Named[]): string {
  const measured = results.filter(isMeasurement);
  const title = 'Changing the KMS key of a namespace in a deployment, by size';
  const parts = [
    element('title', {}, escapeXml(title)),
    rect(0, 0, SIZES.width, SIZES.height, { fill: COLORS.page }),
    text(24, 36, title, { 'font-size': 20, 'font-weight': 'bold', 'fill': COLORS.ink }),
    text(24, 60, 'Simulated service at its typical pace, 15 minutes for each 8 TB; virtual clock. npm run bench', { 'font-size': SIZES.text, 'fill': COLORS.quiet }),
    ...matrix(measured, contenders),
    ...CHARTS.flatMap((chart) => drawChart(chart, measured, contenders)),
    ...legend(contenders),
  ];
  const attributes = {
    'xmlns': 'http://www.w3.org/2000/svg', 'viewBox': `0 0 ${SIZES.width} ${SIZES.height}`, 'width': SIZES.width, 'height': SIZES.height, 'font-family': FONT, 'role': 'img',
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('svg', attributes, `\n${parts.join('\n')}\n`)}\n`;
}

/** How each deployment ended. */
function matrix(measured: readonly Measurement[], contenders: readonly Named[]): string[] {
  const cell = (SIZES.width - 20 - SIZES.left) / SIZES_TB.length;
  const headings = SIZES_TB.map((size, column) => label(SIZES.left + (column + 0.5) * cell, SIZES.matrixTop + 4, `${size} TB`));
  const rows = contenders.flatMap(({ id, label: name }, index) => {
    const top = SIZES.matrixTop + 14 + index * SIZES.row;
    const cells = SIZES_TB.flatMap((size, column) => {
      const found = measured.find(({ contender, sizeTB }) => contender === id && sizeTB === size);
      if (!found) { return []; }
      const { fill, ink, text: word } = outcomeOf(found.outcome);
      const x = SIZES.left + column * cell;
      return [
        rect(x + 2, top + 2, cell - 4, SIZES.row - 4, { fill, rx: 3 }),
        text(x + cell / 2, top + 20, word, { 'font-size': SIZES.small, 'fill': ink, 'text-anchor': 'middle' }),
      ];
    });
    return [text(24, top + 20, name, { 'font-size': SIZES.text, 'fill': SERIES[index], 'font-weight': 'bold' }), ...cells];
  });
  return [...headings, ...rows];
}

function outcomeOf(outcome: string): typeof OUTCOMES[keyof typeof OUTCOMES] {
  if (outcome === 'COMPLETE') { return OUTCOMES.complete; }
  return outcome === 'COMPLETE_TOO_EARLY' ? OUTCOMES.early : OUTCOMES.failed;
}

function drawChart(chart: Chart, measured: readonly Measurement[], contenders: readonly Named[]): string[] {
  const { left, right, limit } = chart;
  const bottom = SIZES.chartTop + SIZES.chartHeight;
  const x = (size: number) => left + 20 + logarithmic(size, SIZES_TB[0], SIZES_TB[SIZES_TB.length - 1]) * (right - left - 40);
  const y = (value: number) => bottom - logarithmic(value, chart.least, chart.most) * SIZES.chartHeight;
  const decades = powersOfTen(chart.least, chart.most);
  return [
    text(left, SIZES.chartTop - 20, chart.title, { 'font-size': 15, 'font-weight': 'bold', 'fill': COLORS.ink }),
    rect(left, SIZES.chartTop, right - left, SIZES.chartHeight, { fill: COLORS.panel }),
    ...decades.flatMap((value) => [
      line(left, y(value), right, y(value), { stroke: COLORS.grid }),
      text(left - 8, y(value) + 4, value.toLocaleString('en-US'), { 'font-size': SIZES.small, 'fill': COLORS.quiet, 'text-anchor': 'end' }),
    ]),
    // 24 TB stands too near to 16 and 32 TB for a label of its own.
    ...SIZES_TB.flatMap((size) => [
      line(x(size), bottom, x(size), bottom + 5, { stroke: COLORS.quiet }),
      ...(size === 24 ? [] : [label(x(size), bottom + 20, size === 1024 ? '1,024 TB' : String(size))]),
    ]),
    ...(limit ? limitLine(limit, x, y) : []),
    ...contenders.flatMap(({ id }, index) => series(measured.filter(({ contender }) => contender === id), chart, SERIES[index], x, y)),
  ];
}

/** The line through the values of a contender; a hollow mark is a deployment that did not end well. */
function series(measured: readonly Measurement[], { value }: Chart, color: string, x: Scale, y: Scale): string[] {
  const points = measured.flatMap((each) => {
    const at = value(each);
    return at === null ? [] : [{ x: x(each.sizeTB), y: y(at), good: each.outcome === 'COMPLETE' }];
  });
  const path = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join(' ');
  return [
    ...(points.length > 1 ? [element('path', { 'd': path, 'fill': 'none', 'stroke': color, 'stroke-width': 2 })] : []),
    ...points.map((point) => element('circle', { 'cx': point.x, 'cy': point.y, 'r': 4.5, 'fill': point.good ? color : COLORS.page, 'stroke': color, 'stroke-width': 2 })),
  ];
}

function limitLine(limit: Scale, x: Scale, y: Scale): string[] {
  const path = SIZES_TB.map((size, index) => `${index === 0 ? 'M' : 'L'}${x(size).toFixed(1)} ${y(limit(size)).toFixed(1)}`).join(' ');
  return [
    element('path', { 'd': path, 'fill': 'none', 'stroke': COLORS.quiet, 'stroke-width': 1.5, 'stroke-dasharray': '6 4' }),
    text(x(128) - 10, y(limit(128)) - 12, 'limit: 15 s or 2 %', { 'font-size': SIZES.small, 'fill': COLORS.quiet, 'text-anchor': 'end' }),
  ];
}

function legend(contenders: readonly Named[]): string[] {
  const top = SIZES.height - 44;
  const width = 205;
  return [
    ...contenders.flatMap(({ label: name }, index) => [
      line(24 + index * width, top, 50 + index * width, top, { 'stroke': SERIES[index], 'stroke-width': 3 }),
      text(58 + index * width, top + 4, name, { 'font-size': SIZES.text, 'fill': COLORS.ink }),
    ]),
    text(24, top + 28, 'Hollow mark: the deployment failed, or ended while the change still ran. The L1 needs no Lambda calls.', { 'font-size': SIZES.small, 'fill': COLORS.quiet }),
  ];
}

const label = (x: number, y: number, content: string): string => text(x, y, content, { 'font-size': SIZES.small, 'fill': COLORS.quiet, 'text-anchor': 'middle' });

/** Where a value stands between two others, from 0 to 1. */
const logarithmic = (value: number, least: number, most: number): number => Math.log(value / least) / Math.log(most / least);

function powersOfTen(least: number, most: number): number[] {
  const powers: number[] = [];
  for (let value = least; value <= most; value *= 10) { powers.push(value); }
  return powers;
}
