import { formatDay, parseDay } from '../../src/calendar/utc-day';
import type { Inspection } from '../../src/handler/inspection';
import { compareWithSchedule } from '../../src/handler/key-schedule';

const arn = (generation: number) => `arn:aws:kms:eu-west-1:111122223333:key/${generation}`;
const keysUpTo = (newest: number) =>
  Array.from({ length: newest }, (_, index) => ({ generation: index + 1, arn: arn(index + 1) }));

/** Yearly since 2026-01-15, with two keys in the template. */
const inspection = (over: Partial<Inspection> = {}): Inspection => ({
  namespaceName: 'warehouse',
  stackId: 'stack',
  calendar: [{ since: '2026-01-15', generation: 1, months: 12 }],
  graceDays: 0,
  keys: keysUpTo(2),
  ...over,
});

interface Case {
  readonly name: string;
  readonly inspect?: Partial<Inspection>;
  readonly key: string | undefined;
  readonly today: string;
  readonly want: { generation?: number; overdue?: [generation: number, due: string, daysLate: number] };
}

test.each<Case>([
  { name: 'on time', key: arn(1), today: '2026-06-01', want: { generation: 1 } },
  { name: 'on the due date', key: arn(1), today: '2027-01-15', want: { generation: 1 } },
  {
    name: 'the day after',
    key: arn(1),
    today: '2027-01-16',
    want: { generation: 1, overdue: [2, '2027-01-15', 1] },
  },
  {
    name: 'on the last day of grace',
    inspect: { graceDays: 7 },
    key: arn(1),
    today: '2027-01-22',
    want: { generation: 1 },
  },
  {
    name: 'after the grace',
    inspect: { graceDays: 7 },
    key: arn(1),
    today: '2027-01-23',
    want: { generation: 1, overdue: [2, '2027-01-15', 1] },
  },
  { name: 'changed', key: arn(2), today: '2027-01-16', want: { generation: 2 } },
  { name: 'changed before the date', key: arn(2), today: '2026-12-01', want: { generation: 2 } },
  {
    name: 'two years missed: the first date counts, and the template lacks the key',
    key: arn(1),
    today: '2028-01-16',
    want: { generation: 1, overdue: [3, '2027-01-15', 366] },
  },
  {
    name: 'back on the key before',
    inspect: { keys: keysUpTo(3) },
    key: arn(2),
    today: '2028-02-01',
    want: { generation: 2, overdue: [3, '2028-01-15', 17] },
  },
  {
    name: 'a key that is not of the template',
    key: arn(77),
    today: '2027-01-16',
    want: { overdue: [2, '2027-01-15', 1] },
  },
  { name: 'a key that AWS owns', key: undefined, today: '2026-01-16', want: { overdue: [1, '2026-01-15', 1] } },
  { name: 'a key that is not of the template, on the first day', key: arn(77), today: '2026-01-15', want: {} },
  { name: 'before the schedule', key: arn(1), today: '2025-12-31', want: { generation: 1 } },
  {
    name: 'another period',
    inspect: {
      calendar: [
        { since: '2026-01-15', generation: 1, months: 12 }, { since: '2026-07-01', generation: 1, days: 30 },
      ],
    },
    key: arn(1),
    today: '2026-08-01',
    want: { generation: 1, overdue: [2, '2026-07-31', 1] },
  },
])('$name', ({ inspect, key, today, want }) => {
  const { generation, overdue } = compareWithSchedule(inspection(inspect), key, parseDay(today)!);
  expect(generation).toBe(want.generation);
  expect(overdue && [overdue.generation, formatDay(overdue.due), overdue.daysLate]).toEqual(want.overdue);
});

test('names the key that the namespace should be on, where the template has it', () => {
  const overdueKey = (newest: number) =>
    compareWithSchedule(inspection({ keys: keysUpTo(newest) }), arn(1), parseDay('2027-02-01')!).overdue?.keyArn;
  expect(overdueKey(2)).toBe(arn(2));
  expect(overdueKey(1)).toBeUndefined();
});
