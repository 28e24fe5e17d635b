import * as fc from 'fast-check';
import { dueDay, type ScheduleAnchor } from '../../../src/calendar/key-calendar';
import { daysInMonth, formatDay, toDate, toDay, type UtcDay } from '../../../src/calendar/utc-day';
import { dueCrons, type CronDays, type MonthlyAnchor } from '../../../src/private/schedule/due-crons';

const anchorOf = (since: string, months: number): MonthlyAnchor => ({ since, generation: 1, months });

/** Whether a cron expression fires on a day, as the User Guide of EventBridge Scheduler explains the fields. */
function fires(crons: readonly CronDays[], on: UtcDay): boolean {
  const { year, month, day } = toDate(on);
  return crons.some((cron) => {
    const [first, step] = cron.year.split('/').map(Number);
    return (cron.year === '*' || (year >= first && (year - first) % step === 0))
      && (cron.month === '*' || cron.month.split(',').map(Number).includes(month))
      && (cron.day === 'L' ? day === daysInMonth(year, month) : day === Number(cron.day));
  });
}

/** Every day of forty years from the first due day on. A 29 February, and a century without one, are among them. */
function firings(anchor: ScheduleAnchor, crons: readonly CronDays[]): UtcDay[] {
  const first = dueDay(anchor, 1) - 100;
  return Array.from({ length: 40 * 366 }, (_, index) => first + index).filter((day) => fires(crons, day));
}

const within = (days: readonly UtcDay[], from: UtcDay, to: UtcDay) => days.filter((day) => day >= from && day <= to);

const anyAnchor = fc.record({
  year: fc.integer({ min: 1996, max: 2080 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 31 }),
  months: fc.integer({ min: 1, max: 119 }),
}).map(({ year, month, day, months }) =>
  anchorOf(formatDay(toDay({ year, month, day: Math.min(day, daysInMonth(year, month)) })), months));

test('the expressions fire on the due days and on no other', () => {
  fc.assert(fc.property(anyAnchor, (anchor) => {
    const first = dueDay(anchor, 1);
    const last = first + 40 * 365 - 110;
    const due = Array.from({ length: 500 }, (_, n) => dueDay(anchor, n + 1));
    const fired = firings(anchor, dueCrons(anchor));
    expect(within(fired, first, last).map(formatDay)).toEqual(within(due, first, last).map(formatDay));
  }), { numRuns: 25 });
});

test('the earlier ones fire so many days before, or one day later', () => {
  const ahead = fc.integer({ min: 1, max: 90 });
  fc.assert(fc.property(anyAnchor.filter(({ months }) => months > 3), ahead, (anchor, days) => {
    const first = dueDay(anchor, 1) - days;
    const last = first + 40 * 365 - 110;
    const wanted = within(Array.from({ length: 200 }, (_, n) => dueDay(anchor, n + 1) - days), first, last);
    const fired = within(firings(anchor, dueCrons(anchor, days)), first, last + 1);
    for (const day of wanted) { expect(fired.includes(day) || fired.includes(day + 1)).toBe(true); }
    expect(fired.length - wanted.length).toBeLessThanOrEqual(1);
  }), { numRuns: 25 });
});

test.each<{ name: string; since: string; months: number; before?: number; want: CronDays[] }>([
  { name: 'a year', since: '2026-01-15', months: 12, want: [{ day: '15', month: '1', year: '*' }] },
  { name: 'half a year', since: '2026-01-15', months: 6, want: [{ day: '15', month: '1,7', year: '*' }] },
  { name: 'a quarter', since: '2026-02-01', months: 3, want: [{ day: '1', month: '2,5,8,11', year: '*' }] },
  { name: 'a month', since: '2026-01-28', months: 1, want: [{ day: '28', month: '*', year: '*' }] },
  { name: 'two years', since: '2026-01-15', months: 24, want: [{ day: '15', month: '1', year: '2028/2' }] },
  {
    name: 'a year and a half',
    since: '2026-01-15',
    months: 18,
    want: [{ day: '15', month: '7', year: '2027/3' }, { day: '15', month: '1', year: '2029/3' }],
  },
  { name: 'the end of each month', since: '2026-01-31', months: 1, want: [{ day: 'L', month: '*', year: '*' }] },
  {
    name: 'the thirtieth',
    since: '2026-01-30',
    months: 1,
    want: [
      { day: 'L', month: '2,4,6,9,11', year: '*' }, { day: '30', month: '1,3,5,7,8,10,12', year: '*' },
    ],
  },
  { name: 'a leap day', since: '2028-02-29', months: 12, want: [{ day: 'L', month: '2', year: '*' }] },
  { name: '28 February', since: '2027-02-28', months: 12, want: [{ day: '28', month: '2', year: '*' }] },
  { name: 'a week ahead', since: '2026-01-15', months: 12, before: 7, want: [{ day: '8', month: '1', year: '*' }] },
  {
    name: 'a week ahead, in the year before',
    since: '2026-01-05',
    months: 24,
    before: 7,
    want: [{ day: '29', month: '12', year: '2027/2' }],
  },
  {
    name: 'a week ahead, beyond 29 February',
    since: '2026-03-03',
    months: 12,
    before: 7,
    want: [{ day: '25', month: '2', year: '*' }],
  },
  {
    name: 'a week ahead, on the last of February',
    since: '2026-03-07',
    months: 12,
    before: 7,
    want: [{ day: 'L', month: '2', year: '*' }],
  },
])('$name', ({ since, months, before, want }) => {
  expect(dueCrons(anchorOf(since, months), before)).toEqual(want);
});
