import { addMonths, parseDay, toDate, type UtcDay } from './utc-day';

/**
 * Where a schedule starts to count: on this day this key generation is due, and each period later the next one.
 * Either months or days are given.
 */
export interface ScheduleAnchor {
  /** YYYY-MM-DD, a day in UTC */
  readonly since: string;
  readonly generation: number;
  readonly months?: number;
  readonly days?: number;
}

/** A key generation, and the day on which the namespace shall be on it. */
export interface DueGeneration {
  readonly day: UtcDay;
  readonly generation: number;
}

/** A schedule: its anchors, the oldest first. From the day of an anchor on, the ones before it count no more. */
export type KeyCalendar = readonly ScheduleAnchor[];

export const sinceOf = ({ since }: ScheduleAnchor): UtcDay => parseDay(since)!;

/** The n-th due day, computed from the anchor: from month end to month end nothing is lost. */
export const dueDay = (anchor: ScheduleAnchor, n: number): UtcDay => {
  const since = sinceOf(anchor);
  return anchor.months === undefined ? since + n * anchor.days! : addMonths(since, n * anchor.months);
};

/** How many due days of an anchor have come, its own day apart. */
function periodsBy(anchor: ScheduleAnchor, day: UtcDay): number {
  const since = sinceOf(anchor);
  if (anchor.months === undefined) { return Math.floor((day - since) / anchor.days!); }
  const [from, to] = [toDate(since), toDate(day)];
  const n = Math.floor(((to.year - from.year) * 12 + to.month - from.month) / anchor.months);
  return dueDay(anchor, n) > day ? n - 1 : n;
}

/** The anchor that counts on a day; undefined = the schedule has not started. */
const anchorOn = (calendar: KeyCalendar, day: UtcDay): ScheduleAnchor | undefined =>
  calendar.filter((anchor) => sinceOf(anchor) <= day).at(-1);

/** The key generation that the namespace shall be on; undefined = the schedule has not started. */
export function generationOn(calendar: KeyCalendar, day: UtcDay): number | undefined {
  const anchor = anchorOn(calendar, day);
  return anchor && anchor.generation + periodsBy(anchor, day);
}

/** The first day on which a later key generation is due than on the day that is given. */
export function nextDue(calendar: KeyCalendar, day: UtcDay): DueGeneration {
  const generation = generationOn(calendar, day) ?? 0;
  return dueOf(calendar, generation + 1);
}

/** The day on which a key generation, or a later one, is due. */
export function dueOf(calendar: KeyCalendar, generation: number): DueGeneration {
  for (const [index, anchor] of calendar.entries()) {
    const next: ScheduleAnchor | undefined = calendar[index + 1];
    if (generation <= anchor.generation) { return { day: sinceOf(anchor), generation: anchor.generation }; }
    const day = dueDay(anchor, generation - anchor.generation);
    if (next === undefined || day < sinceOf(next)) { return { day, generation }; }
  }
  throw new Error('a schedule must have an anchor');
}
