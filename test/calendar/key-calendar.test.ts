import * as fc from 'fast-check';
import { Temporal } from './temporal';
import {
  dueDay, dueOf, generationOn, nextDue, type KeyCalendar, type ScheduleAnchor,
} from '../../src/calendar/key-calendar';
import { formatDay, parseDay } from '../../src/calendar/utc-day';
import { scaled } from '../scale';

const day = (text: string) => parseDay(text)!;
const since = fc.record({
  year: fc.integer({ min: 1970, max: 2199 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 31 }),
}).map((fields) => Temporal.PlainDate.from(fields).toString());
const anchor: fc.Arbitrary<ScheduleAnchor> = fc.record({
  since,
  generation: fc.integer({ min: 1, max: 9 }),
  period: fc.oneof(
    fc.integer({ min: 1, max: 119 }).map((months) => ({ months })),
    fc.integer({ min: 1, max: 3651 }).map((days) => ({ days })),
  ),
}).map(({ period, ...rest }) => ({ ...rest, ...period }));

const dueByTemporal = ({ since: from, months, days }: ScheduleAnchor, n: number): string => {
  const period = months === undefined ? { days: days! * n } : { months: months * n };
  return Temporal.PlainDate.from(from).add(period).toString();
};

test('the n-th due day is counted from the anchor', () => {
  fc.assert(fc.property(anchor, fc.integer({ min: 0, max: 400 }), (one, n) => {
    expect(formatDay(dueDay(one, n))).toBe(dueByTemporal(one, n));
  }));
});

test('a generation is due from its day to the day before the next one', () => {
  fc.assert(fc.property(anchor, fc.integer({ min: 0, max: 200 }), fc.nat(), (one, n, random) => {
    const [from, to] = [day(dueByTemporal(one, n)), day(dueByTemporal(one, n + 1))];
    const between = from + (random % (to - from));
    const calendar = [one];
    expect(generationOn(calendar, between)).toBe(one.generation + n);
    expect(nextDue(calendar, between)).toEqual({ day: to, generation: one.generation + n + 1 });
    expect(dueOf(calendar, one.generation + n)).toEqual({ day: from, generation: one.generation + n });
    expect(generationOn(calendar, from - 1)).toBe(n === 0 ? undefined : one.generation + n - 1);
  }));
});

test('a generation never falls, whatever the periods', () => {
  const later = fc.record({ after: fc.integer({ min: 1, max: 3000 }), step: fc.constantFrom(0, 1), next: anchor });
  fc.assert(fc.property(anchor, fc.array(later, { maxLength: 4 }), (first, more) => {
    const calendar: ScheduleAnchor[] = [first];
    for (const { after, step, next } of more) {
      const from = day(calendar.at(-1)!.since) + after;
      calendar.push({ ...next, since: formatDay(from), generation: generationOn(calendar, from)! + step });
    }
    let last = 0;
    for (let at = day(first.since); at < day(calendar.at(-1)!.since) + 4000; at += 13) {
      const now = generationOn(calendar, at)!;
      expect(now).toBeGreaterThanOrEqual(last);
      const next = nextDue(calendar, at);
      expect(next.day).toBeGreaterThan(at);
      expect(generationOn(calendar, next.day)).toBe(next.generation);
      expect(generationOn(calendar, next.day - 1)).toBe(now);
      last = now;
    }
  }), { numRuns: scaled(10, 50) });
});

/** Every six months until 2028, yearly from then on. */
const CHANGED: KeyCalendar = [
  { since: '2026-01-31', generation: 1, months: 6 },
  { since: '2028-03-01', generation: 5, months: 12 },
];

test.each<{ date: string; generation: number | undefined; next: string }>([
  { date: '2026-01-30', generation: undefined, next: '2026-01-31' },
  { date: '2026-01-31', generation: 1, next: '2026-07-31' },
  { date: '2027-07-30', generation: 3, next: '2027-07-31' },
  { date: '2028-02-29', generation: 5, next: '2029-03-01' },
  { date: '2028-03-01', generation: 5, next: '2029-03-01' },
  { date: '2029-03-01', generation: 6, next: '2030-03-01' },
])('on $date: generation $generation, the next on $next', ({ date, generation, next }) => {
  expect(generationOn(CHANGED, day(date))).toBe(generation);
  expect(formatDay(nextDue(CHANGED, day(date)).day)).toBe(next);
});

test.each<{ name: string; anchor: ScheduleAnchor; want: string[] }>([
  {
    name: 'a leap day',
    anchor: { since: '2024-02-29', generation: 1, months: 12 },
    want: ['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'],
  },
  {
    name: 'the end of a month',
    anchor: { since: '2026-01-31', generation: 1, months: 1 },
    want: ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'],
  },
  { name: 'days', anchor: { since: '2026-12-31', generation: 1, days: 90 }, want: ['2026-12-31', '2027-03-31'] },
])('$name', ({ anchor: one, want }) => {
  expect(want.map((_, n) => formatDay(dueDay(one, n)))).toEqual(want);
});

test('a schedule without an anchor is a mistake of the program', () => {
  expect(() => dueOf([], 1)).toThrow('a schedule must have an anchor');
});
