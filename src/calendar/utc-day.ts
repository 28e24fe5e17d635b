/** A day of the UTC calendar, as the number of days since 1970-01-01. */
export type UtcDay = number;

const DAY_MS = 24 * 3600 * 1000;

/** The last year in a cron expression. Source: docs/assumptions.md, SCHEDULER-2. */
export const LAST_YEAR = 2199;

/** A day by its place in the calendar. The month counts from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** `Date.UTC` takes the year 99 for 1999. */
export const toDay = ({ year, month, day }: CalendarDate): UtcDay =>
  new Date(0).setUTCFullYear(year, month - 1, day) / DAY_MS;

export const daysInMonth = (year: number, month: number): number =>
  toDay({ year, month: month + 1, day: 1 }) - toDay({ year, month, day: 1 });

export function toDate(day: UtcDay): CalendarDate {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The day on which an instant falls. */
export const dayOfInstant = (milliseconds: number): UtcDay => Math.floor(milliseconds / DAY_MS);

/** YYYY-MM-DD. */
export const formatDay = (day: UtcDay): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The same day of a later month, or the last day of that month where it is shorter. */
export function addMonths(from: UtcDay, months: number): UtcDay {
  const { year, month, day } = toDate(from);
  const index = month - 1 + months;
  const later = { year: year + Math.floor(index / 12), month: (index % 12) + 1 };
  return toDay({ ...later, day: Math.min(day, daysInMonth(later.year, later.month)) });
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const HOUR_AND_MINUTE = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const SECONDS = '(?::[0-5]\\d(?:\\.\\d+)?)?';
const INSTANT = new RegExp(`^(\\d{4}-\\d\\d-\\d\\d)T${HOUR_AND_MINUTE}${SECONDS}(?:Z|[+-]${HOUR_AND_MINUTE})$`);

/**
 * The UTC day of a date (`2027-01-20`) or of an instant in a zone (`2027-01-20T23:30:00-05:00`).
 *
 * @returns undefined where the text is neither, or names a day that the calendar does not have
 */
export function parseDay(text: string): UtcDay | undefined {
  const date = DATE.exec(INSTANT.exec(text)?.[1] ?? text);
  if (date === null) { return undefined; }
  const [year, month, day] = date.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) { return undefined; }
  if (DATE.test(text)) { return toDay({ year, month, day }); }
  return dayOfInstant(Date.parse(text));
}
