import { dueDay, sinceOf, type ScheduleAnchor } from '../../calendar/key-calendar';
import { daysInMonth, toDate, toDay, type CalendarDate, type UtcDay } from '../../calendar/utc-day';

/** An anchor whose period is one of months. */
export interface MonthlyAnchor extends ScheduleAnchor { readonly months: number }

/** Fields of a cron expression. The time of day is not among them. */
export interface CronDays {
  /** a number, or `L`: the last day of the month */
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** The shortest year and the longest, for what differs between them. */
const COMMON_YEAR = 2023;
const LEAP_YEAR = 2024;

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/**
 * The constant cron expressions that together are the due days of an anchor, or the days so many days before.
 *
 * In a period of months the months of the year recur: the same ones every year, or each one every so many years. A due
 * day at the end of a month is `L`. Where a 29 February lies between the earlier day and the due day, the earlier day
 * is one date in a leap year and the date before in any other; the expression has the later one.
 */
export function dueCrons(anchor: MonthlyAnchor, daysBefore = 0): CronDays[] {
  const divisor = greatestCommonDivisor(anchor.months, 12);
  const occurrences = 12 / divisor;
  const everyYears = anchor.months / divisor;
  const crons = Array.from({ length: occurrences }, (_, index) => {
    const due = toDate(dueDay(anchor, index + 1));
    return cronOf(due, toDate(sinceOf(anchor)).day, everyYears, daysBefore);
  });
  return merge(crons);
}

function cronOf(due: CalendarDate, anchorDay: number, everyYears: number, daysBefore: number): CronDays {
  const inYear = (year: number): UtcDay =>
    toDay({ year, month: due.month, day: Math.min(anchorDay, daysInMonth(year, due.month)) }) - daysBefore;
  const [common, leap] = [toDate(inYear(COMMON_YEAR)), toDate(inYear(LEAP_YEAR))];
  const year = due.year + leap.year - LEAP_YEAR;
  return {
    day: isLastOfMonth(common, leap) ? 'L' : String(leap.day),
    month: String(leap.month),
    year: everyYears === 1 ? '*' : `${year}/${everyYears}`,
  };
}

/** Also where only February's length decides: 28 February of a common year, and 29 February. */
const isLastOfMonth = (common: CalendarDate, leap: CalendarDate): boolean =>
  common.month === leap.month
  && common.day === daysInMonth(COMMON_YEAR, common.month) && leap.day === daysInMonth(LEAP_YEAR, leap.month);

/** One expression for all months that have the same day and the same years. */
function merge(crons: readonly CronDays[]): CronDays[] {
  const groups = new Map<string, { readonly day: string; readonly year: string; readonly months: number[] }>();
  for (const { day, month, year } of crons) {
    const key = `${day} ${year}`;
    const group = groups.get(key) ?? { day, year, months: [] };
    group.months.push(Number(month));
    groups.set(key, group);
  }
  return [...groups.values()].map(({ day, year, months }) => ({
    day,
    year,
    month: months.length === 12 ? '*' : months.sort((a, b) => a - b).join(','),
  }));
}
