import * as fc from 'fast-check';
import { Temporal } from './temporal';
import {
  addMonths, dayOfInstant, daysInMonth, formatDay, parseDay, toDate, toDay, type CalendarDate,
} from '../../src/calendar/utc-day';

const plainDate = fc.record({
  year: fc.integer({ min: 1, max: 2400 }), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 31 }),
}).map((fields) => Temporal.PlainDate.from(fields));
const dayOf = ({ year, month, day }: CalendarDate) => toDay({ year, month, day });
const epoch = Temporal.PlainDate.from('1970-01-01');

test('a day is the number of days since 1970-01-01, and back', () => {
  fc.assert(fc.property(plainDate, (date) => {
    expect(dayOf(date)).toBe(date.since(epoch, { largestUnit: 'days' }).days);
    expect(toDate(dayOf(date))).toEqual({ year: date.year, month: date.month, day: date.day });
    expect(formatDay(dayOf(date))).toBe(date.toString());
    expect(parseDay(date.toString())).toBe(dayOf(date));
    expect(daysInMonth(date.year, date.month)).toBe(date.daysInMonth);
  }));
});

test('months are added as a calendar adds them', () => {
  fc.assert(fc.property(plainDate, fc.integer({ min: 0, max: 3000 }), (date, months) => {
    expect(addMonths(dayOf(date), months)).toBe(dayOf(date.add({ months })));
  }));
});

test('an instant in any zone falls on its UTC day', () => {
  const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
  fc.assert(fc.property(plainDate, fc.integer({ min: 0, max: 1439 }), offset, (date, minute, minutes) => {
    const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
    const sign = minutes < 0 ? '-' : '+';
    const zone = `${sign}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
    const text = `${date.toString()}T${two(minute / 60)}:${two(minute % 60)}:00${zone}`;
    const utc = Temporal.Instant.from(text).toZonedDateTimeISO('UTC').toPlainDate();
    expect(parseDay(text)).toBe(dayOf(utc));
  }));
});

test.each<{ text: string; want: string | undefined }>([
  { text: '2028-02-29', want: '2028-02-29' },
  { text: '2027-01-20T23:30:00-05:00', want: '2027-01-21' },
  { text: '2027-01-20T00:30:00.123+01:00', want: '2027-01-19' },
  { text: '2027-01-20T09:30Z', want: '2027-01-20' },
  { text: '2027-02-29', want: undefined },
  { text: '2100-02-29', want: undefined },
  { text: '2027-13-01', want: undefined },
  { text: '2027-00-01', want: undefined },
  { text: '2027-01-00', want: undefined },
  { text: '2027-1-2', want: undefined },
  { text: '20270120', want: undefined },
  { text: '2027-01-20T09:30:00', want: undefined },
  { text: '2027-01-20T24:00:00Z', want: undefined },
  { text: '2027-02-30T09:00:00Z', want: undefined },
  { text: '2027-01-20T09:30:00+0100', want: undefined },
  { text: '2027-01-20Z', want: undefined },
  { text: ' 2027-01-20', want: undefined },
  { text: 'today', want: undefined },
])("'$text' is $want", ({ text, want }) => {
  const day = parseDay(text);
  expect(day === undefined ? undefined : formatDay(day)).toBe(want);
});

test('an instant belongs to the day that has begun', () => {
  expect(dayOfInstant(Date.UTC(2027, 0, 20, 23, 59, 59, 999))).toBe(parseDay('2027-01-20'));
  expect(dayOfInstant(-1)).toBe(-1);
});
