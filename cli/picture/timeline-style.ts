/** Pixels. */
export const SIZES = { width: 1280, left: 252, right: 1250, row: 38, bar: 20, band: 32, text: 13, small: 11 } as const;

/** Between a label and what surrounds it. */
export const PADDING = 6;

export const FONT = "'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif";

export const COLORS = {
  page: '#ffffff',
  panel: '#f5f7fa',
  grid: '#e3e8ee',
  ink: '#1f2933',
  quiet: '#52606d',
  faint: '#616e7c',
  complete: '#627d98',
  running: '#9fb3c8',
  failed: '#c92a2a',
  update: '#862e9c',
} as const;

const STATUS_COLORS: Readonly<Record<string, string>> = {
  AVAILABLE: '#8fd19e', MODIFYING: '#ffd166', DELETING: '#ced4da', INACCESSIBLE_KMS_KEY: '#ff8787',
};
/** Text on a dark bar or band. */
export const LIGHT = '#ffffff';

/** Distinct also for people who cannot distinguish red from green. */
const KEY_COLORS = ['#2f6db5', '#e07b00', '#0b7285', '#a61e4d'];
const UNKNOWN = '#adb5bd';

export function statusColor(status: string): string {
  return STATUS_COLORS[status.toUpperCase()] ?? UNKNOWN;
}

/** Color of a band such as `generation 2`. Another name has a color that follows from its characters. */
export function keyColor(value: string): string {
  const generation = /^generation (\d+)$/.exec(value)?.[1];
  const number = generation === undefined
    ? [...value].reduce((sum, character) => sum + character.charCodeAt(0), 0)
    : Number(generation) - 1;
  return value === 'AWS-owned key' ? UNKNOWN : KEY_COLORS[number % KEY_COLORS.length];
}

/** Heights on the page, in pixels from its top. */
export interface Lanes {
  readonly rows: number;
  readonly rowsEnd: number;
  readonly bands: number;
  readonly bandsEnd: number;
}
