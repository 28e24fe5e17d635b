import type { Panel } from './timeline';
import { DAY, HOUR, MINUTE, tickLabel } from '../terminal/duration';

/** A panel and where it is on the page, in pixels. */
export interface PlacedPanel extends Panel { readonly left: number; readonly right: number }

export interface Tick { readonly x: number; readonly label?: string }

const STEPS_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440, 2880];
const GAP = 34;
/** Much happens in the minutes of the first deployment, and little in the hours after the second. */
const FIXED_WIDTH: Readonly<Partial<Record<Panel['kind'], number>>> = { create: 272, afterwards: 250 };
const LABEL_WIDTH = 36;
const LONG_LABEL_WIDTH = 74;

/** Places panels side by side. The panel of the change gets the room that the others leave. */
export function place(panels: readonly Panel[], left: number, right: number): PlacedPanel[] {
  const fixed = panels.map(({ kind }) => FIXED_WIDTH[kind] ?? 0);
  const flexible = panels.filter(({ kind }) => FIXED_WIDTH[kind] === undefined).length;
  const room = right - left - GAP * (panels.length - 1) - fixed.reduce((sum, each) => sum + each, 0);
  let x = left;
  return panels.map((panel, index) => {
    const width = fixed[index] || room / Math.max(1, flexible);
    const placed = { ...panel, left: x, right: x + width };
    x += width + GAP;
    return placed;
  });
}

/** Position of a moment, kept inside of the panel. */
export function xOf({ from, to, left, right }: PlacedPanel, at: number): number {
  const share = to > from ? (at - from) / (to - from) : 0;
  return left + Math.min(1, Math.max(0, share)) * (right - left);
}

/** Ticks at round minutes, with as many labels as there is room for. */
export function ticksOf(panel: PlacedPanel, since: number): Tick[] {
  const perMinute = (panel.right - panel.left) / Math.max(1, (panel.to - panel.from) / MINUTE);
  const overnight = Math.floor(panel.to / DAY) > Math.floor(since / DAY);
  const labelStep = stepFor((overnight ? LONG_LABEL_WIDTH : LABEL_WIDTH) + 16, perMinute);
  const minutes = STEPS_MINUTES.find((each) => each * perMinute >= 7 && labelStep % (each * MINUTE) === 0);
  const step = minutes === undefined ? labelStep : minutes * MINUTE;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(panel.from / step) * step; at <= panel.to; at += step) {
    ticks.push({ x: xOf(panel, at), ...(at % labelStep === 0 && { label: tickLabel(at, since) }) });
  }
  return ticks;
}

function stepFor(pixels: number, perMinute: number): number {
  const minutes = STEPS_MINUTES.find((each) => each * perMinute >= pixels) ?? STEPS_MINUTES.at(-1) ?? HOUR;
  return minutes * MINUTE;
}
