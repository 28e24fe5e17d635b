import { rect, text, widthOf } from './svg';
import type { Band, Timeline } from './timeline';
import { xOf, type PlacedPanel } from './timeline-scale';
import { COLORS, keyColor, LIGHT, PADDING, SIZES, statusColor, type Lanes } from './timeline-style';
import { formatDuration } from '../terminal/duration';

/** The status of the namespace, and the key that it is on. */
export function namespaceBands(timeline: Timeline, panels: readonly PlacedPanel[], lanes: Lanes): string[] {
  const second = lanes.bands + SIZES.band + 6;
  return [
    laneLabel('status', lanes.bands),
    laneLabel('KMS key', second),
    ...panels.flatMap((panel) => [
      ...timeline.status.flatMap((band) => drawBand(band, panel, lanes.bands, statusColor(band.value), COLORS.ink)),
      ...timeline.keys.flatMap((band) => drawBand(band, panel, second, keyColor(band.value), LIGHT)),
    ]),
  ];
}

function laneLabel(label: string, top: number): string {
  return text(24, top + SIZES.band / 2 + 5, label, { 'font-size': SIZES.text, 'fill': COLORS.ink });
}

function drawBand(band: Band, panel: PlacedPanel, top: number, fill: string, ink: string): string[] {
  if (band.to <= panel.from || band.from >= panel.to) { return []; }
  const left = xOf(panel, band.from);
  const right = xOf(panel, band.to);
  const drawn = rect(left, top, right - left, SIZES.band, { fill, stroke: COLORS.page });
  const label = labelsOf(band, panel).find((each) => widthOf(each, SIZES.text) + PADDING <= right - left);
  if (label === undefined) { return [drawn]; }
  return [drawn, text((left + right) / 2, top + SIZES.band / 2 + 5, label, {
    'font-size': SIZES.text, 'fill': ink, 'text-anchor': 'middle', 'font-weight': 'bold',
  })];
}

/** The longest label first. The duration is shown only where the panel shows the whole band. */
function labelsOf(band: Band, panel: PlacedPanel): string[] {
  const isWhole = band.from >= panel.from && band.to <= panel.to;
  return band.value === 'MODIFYING' && isWhole
    ? [`MODIFYING for ${formatDuration(band.to - band.from)}`, 'MODIFYING']
    : [band.value, band.value.replace('generation', 'gen.')];
}
