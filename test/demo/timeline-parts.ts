import { formatDuration } from './duration';
import { line, rect, text, widthOf } from './svg';
import type { Band, Row, Timeline } from './timeline';
import type { Bar } from './timeline-bars';
import { xOf, type PlacedPanel } from './timeline-scale';
import { COLORS, keyColor, SIZES, statusColor } from './timeline-style';

/** Heights on the page, in pixels from its top. */
export interface Lanes {
  readonly rows: number;
  readonly rowsEnd: number;
  readonly bands: number;
  readonly bandsEnd: number;
}

const THINNEST = 3;
const PADDING = 6;
const LIGHT = '#ffffff';

/** The bars of one resource, in every panel. */
export function rowBars(row: Row, panels: readonly PlacedPanel[], top: number): string[] {
  return panels.flatMap((panel) => {
    const inside = row.bars.filter((bar) => bar.to > panel.from && bar.from < panel.to || bar.from === bar.to && bar.from === panel.from);
    if (inside.length === 0 && panel.kind === 'change') {
      const label = { 'font-size': SIZES.small, 'fill': COLORS.faint, 'font-style': 'italic', 'text-anchor': 'middle' };
      return [text((panel.left + panel.right) / 2, top + SIZES.row / 2 + 4, 'not touched', label)];
    }
    const placed = inside.map((bar) => placedBar(bar, panel));
    return placed.flatMap((bar, index) => drawBar(row, bar, placed[index - 1]?.right ?? panel.left, placed[index + 1]?.left ?? panel.right, top));
  });
}

interface PlacedBar extends Bar { readonly left: number; readonly right: number }

function placedBar(bar: Bar, panel: PlacedPanel): PlacedBar {
  const left = Math.min(xOf(panel, bar.from), panel.right - THINNEST);
  return { ...bar, left, right: Math.max(left + THINNEST, xOf(panel, bar.to)) };
}

/** The label goes into the bar, behind it or before it, wherever there is room. */
function drawBar(row: Row, bar: PlacedBar, leftLimit: number, rightLimit: number, top: number): string[] {
  const y = top + (SIZES.row - SIZES.bar) / 2;
  const complete = row.generation === undefined ? COLORS.complete : keyColor(`generation ${row.generation}`);
  const fill = { complete, failed: COLORS.failed, running: COLORS.running }[bar.outcome];
  const drawn = rect(bar.left, y, bar.right - bar.left, SIZES.bar, { fill, rx: 2 });
  const baseline = y + SIZES.bar / 2 + 4;
  const size = { 'font-size': SIZES.small };
  const outside = { ...size, fill: bar.outcome === 'failed' ? COLORS.failed : COLORS.ink };
  for (const label of [bar.text, bar.short]) {
    const width = widthOf(label, SIZES.small) + 2 * PADDING;
    if (bar.right - bar.left >= width) {
      return [drawn, text((bar.left + bar.right) / 2, baseline, label, { ...size, 'fill': LIGHT, 'text-anchor': 'middle', 'font-weight': 'bold' })];
    }
    if (rightLimit - bar.right >= width) { return [drawn, text(bar.right + PADDING, baseline, label, outside)]; }
    if (bar.left - leftLimit >= width) { return [drawn, text(bar.left - PADDING, baseline, label, { ...outside, 'text-anchor': 'end' })]; }
  }
  return [drawn];
}

export function rowTitle(row: Row, top: number): string[] {
  const middle = top + SIZES.row / 2;
  return [
    text(24, middle - 2, row.title, { 'font-size': SIZES.text, 'fill': COLORS.ink }),
    text(24, middle + 12, row.detail, { 'font-size': SIZES.small, 'fill': COLORS.faint }),
  ];
}

/** What the namespace says of itself, and which key it is on. */
export function namespaceBands(timeline: Timeline, panels: readonly PlacedPanel[], lanes: Lanes): string[] {
  const second = lanes.bands + SIZES.band + 6;
  const title = (label: string, top: number) => text(24, top + SIZES.band / 2 + 5, label, { 'font-size': SIZES.text, 'fill': COLORS.ink });
  return [
    title('status', lanes.bands),
    title('KMS key', second),
    ...panels.flatMap((panel) => [
      ...timeline.status.flatMap((band) => drawBand(band, panel, lanes.bands, statusColor(band.value), COLORS.ink)),
      ...timeline.keys.flatMap((band) => drawBand(band, panel, second, keyColor(band.value), LIGHT)),
    ]),
  ];
}

function drawBand(band: Band, panel: PlacedPanel, top: number, fill: string, ink: string): string[] {
  if (band.to <= panel.from || band.from >= panel.to) { return []; }
  const left = xOf(panel, band.from);
  const right = xOf(panel, band.to);
  const duration = formatDuration(band.to - band.from);
  // A band that goes on beyond this panel says its length in the panel where it is widest only.
  const whole = band.from >= panel.from && band.to <= panel.to;
  const labels = band.value === 'MODIFYING' && whole ? [`MODIFYING for ${duration}`, 'MODIFYING'] : [band.value, band.value.replace('generation', 'gen.')];
  const label = labels.find((each) => widthOf(each, SIZES.text) + PADDING <= right - left);
  const drawn = rect(left, top, right - left, SIZES.band, { fill, stroke: COLORS.page });
  if (label === undefined) { return [drawn]; }
  return [drawn, text((left + right) / 2, top + SIZES.band / 2 + 5, label, { 'font-size': SIZES.text, 'fill': ink, 'text-anchor': 'middle', 'font-weight': 'bold' })];
}

/** A line where UpdateNamespace was sent, from its row down to the bands. */
export function callMarks(timeline: Timeline, panels: readonly PlacedPanel[], lanes: Lanes): string[] {
  const caller = Math.max(0, timeline.rows.findIndex(({ calls }) => calls));
  const begin = lanes.rows + caller * SIZES.row + SIZES.row / 2;
  let free = 0;
  return timeline.asks.flatMap((at) => {
    const panel = panels.find(({ from, to }) => at >= from && at <= to);
    if (!panel) { return []; }
    const x = xOf(panel, at);
    const mark = line(x, begin, x, lanes.bandsEnd, { 'stroke': COLORS.call, 'stroke-width': 1.5, 'stroke-dasharray': '4 3' });
    if (x < free) { return [mark]; }
    const label = 'UpdateNamespace';
    const width = widthOf(label, SIZES.text) + PADDING;
    const before = x + width > SIZES.right;
    free = x + width;
    const anchor = before ? { 'text-anchor': 'end' } : {};
    return [mark, text(x + (before ? -PADDING : PADDING), lanes.bands - 8, label, { 'font-size': SIZES.text, 'fill': COLORS.call, ...anchor })];
  });
}

/** Only what is in the picture. */
export function legend(timeline: Timeline, y: number): string[] {
  const bars = timeline.rows.flatMap((row) => row.bars);
  const entries: [string, string][] = [
    ['complete', COLORS.complete],
    ...(bars.some(({ outcome }) => outcome === 'failed') ? [['failed', COLORS.failed] as [string, string]] : []),
    ...(bars.some(({ outcome }) => outcome === 'running') ? [['not ended', COLORS.running] as [string, string]] : []),
    ...distinct(timeline.status).map((value): [string, string] => [value, statusColor(value)]),
    ...distinct(timeline.keys).map((value): [string, string] => [`on key ${value}`, keyColor(value)]),
    ['UpdateNamespace is sent', COLORS.call],
  ];
  let x = 24;
  return entries.flatMap(([label, color]) => {
    const at = x;
    x += 22 + widthOf(label, SIZES.text) + 12;
    const swatch = color === COLORS.call
      ? line(at + 7, y - 12, at + 7, y + 3, { 'stroke': color, 'stroke-width': 1.5, 'stroke-dasharray': '4 3' })
      : rect(at, y - 11, 14, 14, { fill: color, rx: 2 });
    return [swatch, text(at + 22, y, label, { 'font-size': SIZES.text, 'fill': COLORS.quiet })];
  });
}

const distinct = (bands: readonly Band[]): string[] => [...new Set(bands.map(({ value }) => value))].sort();
