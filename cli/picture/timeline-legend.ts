import { line, rect, text, widthOf } from './svg';
import type { Band, Timeline } from './timeline';
import { COLORS, keyColor, SIZES, statusColor } from './timeline-style';

/** Explains the colors that are in the picture, and no others. */
export function legend(timeline: Timeline, y: number): string[] {
  let x = 24;
  return entriesOf(timeline).flatMap(([label, color]) => {
    const left = x;
    x += 22 + widthOf(label, SIZES.text) + 12;
    const sample = color === COLORS.update
      ? line(left + 7, y - 12, left + 7, y + 3, { 'stroke': color, 'stroke-width': 1.5, 'stroke-dasharray': '4 3' })
      : rect(left, y - 11, 14, 14, { fill: color, rx: 2 });
    return [sample, text(left + 22, y, label, { 'font-size': SIZES.text, 'fill': COLORS.quiet })];
  });
}

function entriesOf(timeline: Timeline): (readonly [label: string, color: string])[] {
  const outcomes = new Set(timeline.rows.flatMap(({ bars }) => bars.map(({ outcome }) => outcome)));
  return [
    ['complete', COLORS.complete],
    ...(outcomes.has('failed') ? [['failed', COLORS.failed] as const] : []),
    ...(outcomes.has('running') ? [['not ended', COLORS.running] as const] : []),
    ...distinct(timeline.status).map((value) => [value, statusColor(value)] as const),
    ...distinct(timeline.keys).map((value) => [`on key ${value}`, keyColor(value)] as const),
    [timeline.updateLabel ?? 'UpdateNamespace is sent', COLORS.update],
  ];
}

const distinct = (bands: readonly Band[]): string[] => [...new Set(bands.map(({ value }) => value))].sort();
