import { COLORS, SERIES, SIZES } from './plot-style';
import { SIZES_TB, type Measurement } from './results';
import { mostLagSeconds } from './targets';
import { element, line, rect, text } from '../cli/picture/svg';

type Scale = (value: number) => number;

/** A diagram by size; both axes are logarithmic. */
interface Chart {
  readonly title: string;
  readonly left: number;
  readonly right: number;
  readonly value: (measurement: Measurement) => number | null;
}

const LEAST = 1;
const MOST = 10_000;
const BOTTOM = SIZES.chartTop + SIZES.chartHeight;

const LAG: Chart = {
  title: 'Lag in seconds, where CloudFormation learned of the end',
  left: 62,
  right: 590,
  // A logarithm has no zero. The simulator's clock advances in steps of a tenth of a second.
  value: ({ lagSeconds }) => (lagSeconds === null ? null : Math.max(1, lagSeconds)),
};

const CALLS: Chart = {
  title: 'Lambda calls of the deployment, its rollback included',
  left: 672,
  right: 1180,
  value: ({ lambdaInvocations }) => lambdaInvocations || null,
};

export function drawLagChart(measured: readonly Measurement[], contenders: readonly string[]): string[] {
  return drawChart(LAG, measured, contenders, drawLagLimit());
}

export function drawCallsChart(measured: readonly Measurement[], contenders: readonly string[]): string[] {
  return drawChart(CALLS, measured, contenders);
}

function drawChart(
  chart: Chart, measured: readonly Measurement[], contenders: readonly string[], background: readonly string[] = [],
): string[] {
  const { title, left, right } = chart;
  const x = xScale(chart);
  const quiet = { 'font-size': SIZES.small, 'fill': COLORS.quiet };
  return [
    text(left, SIZES.chartTop - 20, title, { 'font-size': 15, 'font-weight': 'bold', 'fill': COLORS.ink }),
    rect(left, SIZES.chartTop, right - left, SIZES.chartHeight, { fill: COLORS.panel }),
    ...powersOfTen().flatMap((value) => [
      line(left, y(value), right, y(value), { stroke: COLORS.grid }),
      text(left - 8, y(value) + 4, value.toLocaleString('en-US'), { ...quiet, 'text-anchor': 'end' }),
    ]),
    // 24 TB is too close to 16 and 32 TB for a label.
    ...SIZES_TB.flatMap((size) => {
      const tick = line(x(size), BOTTOM, x(size), BOTTOM + 5, { stroke: COLORS.quiet });
      const label = size === 1024 ? '1,024 TB' : String(size);
      return size === 24 ? [tick] : [tick, text(x(size), BOTTOM + 20, label, { ...quiet, 'text-anchor': 'middle' })];
    }),
    ...background,
    ...contenders.flatMap((id, index) =>
      drawSeries(measured.filter(({ contender }) => contender === id), chart, SERIES[index])),
  ];
}

/** The line through the values of a contender; a hollow mark is a deployment that did not end well. */
function drawSeries(measured: readonly Measurement[], chart: Chart, color: string): string[] {
  const x = xScale(chart);
  const points = measured.flatMap((each) => {
    const value = chart.value(each);
    return value === null ? [] : [{ x: x(each.sizeTB), y: y(value), good: each.outcome === 'COMPLETE' }];
  });
  const stroke = { 'stroke': color, 'stroke-width': 2 };
  return [
    ...(points.length > 1 ? [element('path', { d: pathOf(points), fill: 'none', ...stroke })] : []),
    ...points.map((point) => {
      const fill = point.good ? color : COLORS.page;
      return element('circle', { cx: point.x, cy: point.y, r: 4.5, fill, ...stroke });
    }),
  ];
}

function drawLagLimit(): string[] {
  const x = xScale(LAG);
  const path = pathOf(SIZES_TB.map((size) => ({ x: x(size), y: y(mostLagSeconds(size)) })));
  const label = { 'font-size': SIZES.small, 'fill': COLORS.quiet, 'text-anchor': 'end' };
  return [
    element('path', {
      'd': path, 'fill': 'none', 'stroke': COLORS.quiet, 'stroke-width': 1.5, 'stroke-dasharray': '6 4',
    }),
    text(x(128) - 10, y(mostLagSeconds(128)) - 12, 'limit: 15 s or 2 %', label),
  ];
}

const pathOf = (points: readonly { readonly x: number; readonly y: number }[]): string =>
  points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join(' ');

const xScale = ({ left, right }: Chart): Scale => (size) =>
  left + 20 + logarithmic(size, SIZES_TB[0], SIZES_TB[SIZES_TB.length - 1]) * (right - left - 40);

const y: Scale = (value) => BOTTOM - logarithmic(value, LEAST, MOST) * SIZES.chartHeight;

/** Where a value is between two others, from 0 to 1. */
const logarithmic = (value: number, least: number, most: number): number =>
  Math.log(value / least) / Math.log(most / least);

function powersOfTen(): number[] {
  const powers: number[] = [];
  for (let value = LEAST; value <= MOST; value *= 10) { powers.push(value); }
  return powers;
}
