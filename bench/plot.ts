import type { Contender } from './contenders';
import { drawLagChart, drawCallsChart } from './plot-charts';
import { COLORS, FONT, OUTCOMES, SERIES, SIZES } from './plot-style';
import { isMeasurement, SIZES_TB, type Measurement, type Result } from './results';
import { element, escapeXml, line, rect, svgDocument, text } from '../cli/picture/svg';

type Named = Pick<Contender, 'id' | 'label'>;

/** Outcome, lag and Lambda calls by size, as an SVG picture. */
export function plotOf(results: readonly Result[], contenders: readonly Named[]): string {
  const measured = results.filter(isMeasurement);
  const ids = contenders.map(({ id }) => id);
  const { width, height } = SIZES;
  const title = 'Changing the KMS key of a namespace in a deployment, by size';
  const subtitle = 'Simulated service, with its typical 15 minutes for each 8 TB, on a virtual clock. npm run bench';
  const parts = [
    element('title', {}, escapeXml(title)),
    rect(0, 0, width, height, { fill: COLORS.page }),
    text(24, 36, title, { 'font-size': 20, 'font-weight': 'bold', 'fill': COLORS.ink }),
    text(24, 60, subtitle, { 'font-size': SIZES.text, 'fill': COLORS.quiet }),
    ...drawOutcomes(measured, contenders),
    ...drawLagChart(measured, ids),
    ...drawCallsChart(measured, ids),
    ...drawLegend(contenders),
  ];
  return svgDocument(width, height, FONT, parts);
}

/** How each deployment ended: a row for each contender, a column for each size. */
function drawOutcomes(measured: readonly Measurement[], contenders: readonly Named[]): string[] {
  const cell = (SIZES.width - 20 - SIZES.left) / SIZES_TB.length;
  const small = { 'font-size': SIZES.small, 'text-anchor': 'middle' };
  const headings = SIZES_TB.map((size, column) => {
    const x = SIZES.left + (column + 0.5) * cell;
    return text(x, SIZES.matrixTop + 4, `${size} TB`, { ...small, fill: COLORS.quiet });
  });
  const rows = contenders.flatMap(({ id, label }, index) => {
    const top = SIZES.matrixTop + 14 + index * SIZES.row;
    const cells = SIZES_TB.flatMap((size, column) => {
      const found = measured.find(({ contender, sizeTB }) => contender === id && sizeTB === size);
      if (!found) { return []; }
      const { fill, ink, text: word } = outcomeOf(found.outcome);
      const x = SIZES.left + column * cell;
      return [
        rect(x + 2, top + 2, cell - 4, SIZES.row - 4, { fill, rx: 3 }),
        text(x + cell / 2, top + 20, word, { ...small, fill: ink }),
      ];
    });
    const name = { 'font-size': SIZES.text, 'fill': SERIES[index], 'font-weight': 'bold' };
    return [text(24, top + 20, label, name), ...cells];
  });
  return [...headings, ...rows];
}

function outcomeOf(outcome: string): typeof OUTCOMES[keyof typeof OUTCOMES] {
  if (outcome === 'COMPLETE') { return OUTCOMES.complete; }
  return outcome === 'COMPLETE_TOO_EARLY' ? OUTCOMES.early : OUTCOMES.failed;
}

function drawLegend(contenders: readonly Named[]): string[] {
  const top = SIZES.height - 44;
  const width = 205;
  const note = 'Hollow mark: the deployment failed, or ended while the change still ran. The L1 needs no Lambda calls.';
  return [
    ...contenders.flatMap(({ label }, index) => [
      line(24 + index * width, top, 50 + index * width, top, { 'stroke': SERIES[index], 'stroke-width': 3 }),
      text(58 + index * width, top + 4, label, { 'font-size': SIZES.text, 'fill': COLORS.ink }),
    ]),
    text(24, top + 28, note, { 'font-size': SIZES.small, 'fill': COLORS.quiet }),
  ];
}
