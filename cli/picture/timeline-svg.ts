import { element, escapeXml, line, rect, svgDocument, text } from './svg';
import type { Timeline } from './timeline';
import { namespaceBands } from './timeline-bands';
import { legend } from './timeline-legend';
import { rowBars, rowTitle } from './timeline-rows';
import { place, ticksOf, type PlacedPanel } from './timeline-scale';
import { COLORS, FONT, SIZES, type Lanes } from './timeline-style';
import { updateMarks } from './timeline-updates';

const ROWS_TOP = 148;

/** The timeline as an SVG picture. */
export function renderTimeline(timeline: Timeline): string {
  const panels = place(timeline.panels, SIZES.left, SIZES.right);
  const rowsEnd = ROWS_TOP + timeline.rows.length * SIZES.row;
  const bands = rowsEnd + 60;
  const lanes: Lanes = { rows: ROWS_TOP, rowsEnd, bands, bandsEnd: bands + 2 * SIZES.band + 6 };
  const height = lanes.bandsEnd + 92;
  const parts = [
    element('title', {}, escapeXml(timeline.title)),
    element('desc', {}, escapeXml(timeline.subtitle)),
    rect(0, 0, SIZES.width, height, { fill: COLORS.page }),
    text(24, 36, timeline.title, {
      'font-size': 20, 'font-weight': 'bold', 'fill': timeline.failed ? COLORS.failed : COLORS.ink,
    }),
    text(24, 60, timeline.subtitle, { 'font-size': SIZES.text, 'fill': COLORS.quiet }),
    ...panels.flatMap((panel) => panelFrame(panel, lanes, panels[0].from)),
    laneTitle('CloudFormation', ROWS_TOP - 10),
    laneTitle('Redshift Serverless', bands - 8),
    text(24, lanes.bandsEnd + 26, timeline.clock ?? 'virtual time (UTC)', {
      'font-size': SIZES.small, 'fill': COLORS.quiet,
    }),
    ...timeline.rows.flatMap((row, index) => rowTitle(row, ROWS_TOP + index * SIZES.row)),
    ...updateMarks(timeline, panels, lanes),
    ...timeline.rows.flatMap((row, index) => rowBars(row, panels, ROWS_TOP + index * SIZES.row)),
    ...namespaceBands(timeline, panels, lanes),
    ...legend(timeline, height - 24),
  ];
  return svgDocument(SIZES.width, height, FONT, parts);
}

function laneTitle(title: string, baseline: number): string {
  return text(24, baseline, title, { 'font-size': SIZES.text, 'font-weight': 'bold', 'fill': COLORS.ink });
}

/** Background, heading, grid and axis of one panel. */
function panelFrame(panel: PlacedPanel, lanes: Lanes, since: number): string[] {
  const { left, right } = panel;
  const axis = lanes.bandsEnd + 8;
  const width = right - left;
  return [
    rect(left, lanes.rows, width, lanes.rowsEnd - lanes.rows, { fill: COLORS.panel }),
    rect(left, lanes.bands, width, lanes.bandsEnd - lanes.bands, { fill: COLORS.panel }),
    text(left, ROWS_TOP - 48, panel.title, { 'font-size': SIZES.text, 'font-weight': 'bold', 'fill': COLORS.ink }),
    text(left, ROWS_TOP - 30, panel.detail, { 'font-size': SIZES.text, 'fill': COLORS.quiet }),
    line(left, axis, right, axis, { stroke: COLORS.quiet }),
    ...ticksOf(panel, since).flatMap(({ x, label }) => label === undefined
      ? [line(x, axis, x, axis + 4, { stroke: COLORS.quiet })]
      : [
        line(x, lanes.rows, x, lanes.rowsEnd, { stroke: COLORS.grid }),
        line(x, lanes.bands, x, lanes.bandsEnd, { stroke: COLORS.grid }),
        line(x, axis, x, axis + 7, { stroke: COLORS.quiet }),
        text(x, axis + 22, label, {
          'font-size': SIZES.small, 'fill': COLORS.quiet, 'text-anchor': anchorOf(x, panel),
        }),
      ]),
  ];
}

/** Labels stay within their panel. */
function anchorOf(x: number, { left, right }: PlacedPanel): 'start' | 'middle' | 'end' {
  if (x - left < 18) { return 'start'; }
  return right - x < 18 ? 'end' : 'middle';
}
