import { line, text, widthOf } from './svg';
import type { Timeline } from './timeline';
import { xOf, type PlacedPanel } from './timeline-scale';
import { COLORS, PADDING, SIZES, type Lanes } from './timeline-style';

const LABEL = 'UpdateNamespace';

/** A line where each update was sent, from the row of its window down to the bands. */
export function updateMarks(timeline: Timeline, panels: readonly PlacedPanel[], lanes: Lanes): string[] {
  const sender = Math.max(0, timeline.rows.findIndex(({ sendsUpdates }) => sendsUpdates));
  const top = lanes.rows + sender * SIZES.row + SIZES.row / 2;
  const label = timeline.updateLabel ?? LABEL;
  const width = widthOf(label, SIZES.text) + PADDING;
  let labelledUntil = 0;
  return timeline.updatesSent.flatMap((at) => {
    const panel = panels.find(({ from, to }) => at >= from && at <= to);
    if (!panel) { return []; }
    const x = xOf(panel, at);
    const mark = line(x, top, x, lanes.bandsEnd, {
      'stroke': COLORS.update, 'stroke-width': 1.5, 'stroke-dasharray': '4 3',
    });
    if (x < labelledUntil) { return [mark]; }
    labelledUntil = x + width;
    return [mark, drawLabel(label, x, x + width > SIZES.right, lanes)];
  });
}

function drawLabel(label: string, x: number, isLeftOfMark: boolean, lanes: Lanes): string {
  return text(x + (isLeftOfMark ? -PADDING : PADDING), lanes.bands - 8, label, {
    'font-size': SIZES.text, 'fill': COLORS.update, ...(isLeftOfMark && { 'text-anchor': 'end' }),
  });
}
