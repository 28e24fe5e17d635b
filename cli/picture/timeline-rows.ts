import { line, rect, text, widthOf } from './svg';
import type { Bar } from './timeline-bars';
import type { Row } from './timeline-row';
import { xOf, type PlacedPanel } from './timeline-scale';
import { COLORS, keyColor, LIGHT, PADDING, SIZES } from './timeline-style';

const THINNEST = 3;

export function rowTitle(row: Row, top: number): string[] {
  const middle = top + SIZES.row / 2;
  return [
    line(24, top, SIZES.right, top, { stroke: COLORS.grid }),
    text(24, middle - 2, row.title, { 'font-size': SIZES.text, 'fill': COLORS.ink }),
    text(24, middle + 12, row.detail, { 'font-size': SIZES.small, 'fill': COLORS.faint }),
  ];
}

/** The bars of one resource, in every panel. */
export function rowBars(row: Row, panels: readonly PlacedPanel[], top: number): string[] {
  return panels.flatMap((panel) => {
    const inside = row.bars.filter((bar) => isInside(bar, panel));
    if (inside.length === 0 && panel.kind === 'change') { return [notTouched(panel, top)]; }
    const placed = inside.map((bar) => placedBar(bar, panel));
    return placed.flatMap((bar, index) => {
      const leftLimit = placed[index - 1]?.right ?? panel.left;
      const rightLimit = placed[index + 1]?.left ?? panel.right;
      return drawBar(row, bar, leftLimit, rightLimit, top);
    });
  });
}

function isInside(bar: Bar, panel: PlacedPanel): boolean {
  return (bar.to > panel.from && bar.from < panel.to) || (bar.from === bar.to && bar.from === panel.from);
}

function notTouched({ left, right }: PlacedPanel, top: number): string {
  return text((left + right) / 2, top + SIZES.row / 2 + 4, 'not touched', {
    'font-size': SIZES.small, 'fill': COLORS.faint, 'font-style': 'italic', 'text-anchor': 'middle',
  });
}

interface PlacedBar extends Bar { readonly left: number; readonly right: number }

function placedBar(bar: Bar, panel: PlacedPanel): PlacedBar {
  const left = Math.min(xOf(panel, bar.from), panel.right - THINNEST);
  return { ...bar, left, right: Math.max(left + THINNEST, xOf(panel, bar.to)) };
}

/** Draws the label into the bar, after it or before it, where there is room. */
function drawBar(row: Row, bar: PlacedBar, leftLimit: number, rightLimit: number, top: number): string[] {
  const y = top + (SIZES.row - SIZES.bar) / 2;
  const complete = row.generation === undefined ? COLORS.complete : keyColor(`generation ${row.generation}`);
  const fill = { complete, failed: COLORS.failed, running: COLORS.running }[bar.outcome];
  const drawn = rect(bar.left, y, bar.right - bar.left, SIZES.bar, { fill, rx: 2 });
  const baseline = y + SIZES.bar / 2 + 4;
  const size = { 'font-size': SIZES.small };
  const inside = { ...size, 'fill': LIGHT, 'text-anchor': 'middle', 'font-weight': 'bold' };
  const outside = { ...size, fill: bar.outcome === 'failed' ? COLORS.failed : COLORS.ink };
  for (const label of [bar.text, bar.short]) {
    const width = widthOf(label, SIZES.small) + 2 * PADDING;
    if (bar.right - bar.left >= width) { return [drawn, text((bar.left + bar.right) / 2, baseline, label, inside)]; }
    if (rightLimit - bar.right >= width) { return [drawn, text(bar.right + PADDING, baseline, label, outside)]; }
    if (bar.left - leftLimit >= width) {
      return [drawn, text(bar.left - PADDING, baseline, label, { ...outside, 'text-anchor': 'end' })];
    }
  }
  return [drawn];
}
