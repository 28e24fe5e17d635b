import { App, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { ALIAS, changedIds, KEY, only, synthNamespace } from './templates';
import {
  KeyChangeSchedule, KeyPeriod, NamespaceEncryption, type KeyChangeScheduleOptions, type KeyGenerationsAtOptions,
  type KeyGenerationsOptions,
} from '../src';

const yearly = (options: Partial<KeyChangeScheduleOptions> = {}) =>
  KeyChangeSchedule.every(KeyPeriod.months(12), { since: '2026-01-15', generation: 1, ...options });
const numberToken = new CfnParameter(new Stack(), 'N', { type: 'Number' }).valueAsNumber;
const textToken = Lazy.string({ produce: () => '2027-01-20' });
const durationToken = Duration.days(numberToken);
const WEEK = { createAhead: Duration.days(7) };

describe('the key generations of a date', () => {
  test.each<{ asOf: string; more?: Partial<KeyGenerationsAtOptions>; want: KeyGenerationsOptions }>([
    { asOf: '2026-01-15', want: { active: 1, newest: 1, oldest: 1 } },
    { asOf: '2027-01-14', want: { active: 1, newest: 1, oldest: 1 } },
    { asOf: '2027-01-15', want: { active: 2, newest: 2, oldest: 1 } },
    { asOf: '2027-01-14T23:30:00-05:00', want: { active: 2, newest: 2, oldest: 1 } },
    { asOf: '2027-01-15T00:30:00+01:00', want: { active: 1, newest: 1, oldest: 1 } },
    { asOf: '2031-06-01', want: { active: 6, newest: 6, oldest: 1 } },
    { asOf: '2031-06-01', more: { keep: 2 }, want: { active: 6, newest: 6, oldest: 5 } },
    { asOf: '2027-06-01', more: { keep: 5 }, want: { active: 2, newest: 2, oldest: 1 } },
    { asOf: '2027-01-07', more: WEEK, want: { active: 1, newest: 1, oldest: 1 } },
    { asOf: '2027-01-08', more: WEEK, want: { active: 1, newest: 2, oldest: 1 } },
    { asOf: '2027-01-15', more: WEEK, want: { active: 2, newest: 2, oldest: 1 } },
    { asOf: '2030-01-08', more: { ...WEEK, keep: 2 }, want: { active: 4, newest: 5, oldest: 3 } },
  ])('$asOf $more', ({ asOf, more, want }) => expect(yearly().at({ asOf, ...more })).toEqual(want));

  test('are counted from the anchor, on the last day where a month is shorter', () => {
    const leap = KeyChangeSchedule.every(KeyPeriod.years(1), { since: '2028-02-29', generation: 7 });
    const at = (asOf: string) => leap.at({ asOf }).active;
    expect(['2029-02-27', '2029-02-28', '2032-02-28', '2032-02-29'].map(at)).toEqual([7, 8, 10, 11]);
  });

  test('are counted in days', () => {
    const days = KeyChangeSchedule.every(KeyPeriod.days(90), { since: '2026-01-01', generation: 1 });
    expect(['2026-03-31', '2026-04-01'].map((asOf) => days.at({ asOf }).active)).toEqual([1, 2]);
  });

  test('make the template that the numbers make, and the same date makes the same template', () => {
    const of = (encryption: NamespaceEncryption) => synthNamespace({ encryption });
    const byDate = () => of(NamespaceEncryption.keyGenerations(yearly().at({ asOf: '2027-01-20', ...WEEK })));
    expect(byDate().toJSON()).toEqual(byDate().toJSON());
    expect(byDate().toJSON()).toEqual(of(NamespaceEncryption.keyGenerations({ active: 2 })).toJSON());
  });

  test('from the early key to the change: the window and the alias alone', () => {
    const of = (asOf: string) =>
      synthNamespace({ encryption: NamespaceEncryption.keyGenerations(yearly().at({ asOf, ...WEEK })) });
    const [before, early, due] = [of('2027-01-07'), of('2027-01-08'), of('2027-01-15')];
    expect(Object.keys(early.findResources(KEY))).toHaveLength(2);
    expect(changedIds(early, due)).toEqual([only(due, ALIAS)[0], expect.stringContaining('Window1')]);
    expect(changedIds(before, early).filter((id) => !/Window1|KeyGeneration2/.test(id))).toEqual([]);
  });
});

describe('another period', () => {
  const first = yearly();
  const faster = KeyChangeSchedule.every(KeyPeriod.months(6), { since: '2028-03-01', generation: 3, after: first });

  test('continues where the schedule stands', () => {
    const at = (asOf: string) => faster.at({ asOf }).active;
    expect(at('2027-01-14')).toBe(1);
    expect(at('2028-02-29')).toBe(3);
    expect(at('2028-03-01')).toBe(3);
    expect(at('2028-08-31')).toBe(3);
    expect(at('2028-09-01')).toBe(4);
  });

  test('may change the key on its first day, and the next key comes early then too', () => {
    const now = KeyChangeSchedule.every(KeyPeriod.months(6), { since: '2028-03-01', generation: 4, after: first });
    expect(now.at({ asOf: '2028-02-23', ...WEEK })).toEqual({ active: 3, newest: 4, oldest: 1 });
    expect(now.at({ asOf: '2028-03-01', ...WEEK })).toEqual({ active: 4, newest: 4, oldest: 1 });
  });

  test.each<{ name: string; options: KeyChangeScheduleOptions; want: string }>([
    {
      name: 'falls',
      options: { since: '2028-03-01', generation: 2 },
      want: 'the generation of a schedule must never fall, and the one before is at 3 on 2028-03-01, '
        + 'got: generation 2; give 3, or 4 to change the key on that day',
    },
    {
      name: 'jumps',
      options: { since: '2028-03-01', generation: 5 },
      want: 'the generation of a schedule must not leave a generation out, and the one before is at 3 on 2028-03-01, '
        + 'got: generation 5',
    },
    {
      name: 'begins on the same day',
      options: { since: '2026-01-15', generation: 1 },
      want: 'since must be after the first day of the schedule that it continues (2026-01-15), got: 2026-01-15; '
        + 'give a later date, or leave after out',
    },
    {
      name: 'begins before',
      options: { since: '2025-01-15', generation: 1 },
      want: 'since must be after the first day of the schedule that it continues (2026-01-15), got: 2025-01-15',
    },
  ])('refused: it $name', ({ options, want }) => {
    expect(() => KeyChangeSchedule.every(KeyPeriod.months(6), { ...options, after: first })).toThrow(want);
  });

  test('the remedy of a generation that falls is accepted', () => {
    for (const generation of [3, 4]) {
      const options = { since: '2028-03-01', generation, after: first };
      expect(KeyChangeSchedule.every(KeyPeriod.months(6), options).at({ asOf: '2028-03-01' }).active).toBe(generation);
    }
  });
});

const given = (value: unknown): string => value as string;

describe('refused', () => {
  const DATE = "give a date such as '2027-01-20'";
  test.each<{ name: string; asOf: string; want: string }>([
    {
      name: 'nothing',
      asOf: given(undefined),
      want: 'asOf must be given, got: undefined; give the date that the template is for: '
        + "KeyChangeSchedule.asOfContext(scope), or a text such as '2027-01-20'; the clock is never read",
    },
    { name: 'null', asOf: given(null), want: 'asOf must be given, got: null' },
    { name: 'an empty text', asOf: '', want: "asOf must be given, got: ''" },
    {
      name: 'a Date',
      asOf: given(new Date(0)),
      want: `asOf must be a text that is known at synth, got: ${String(new Date(0))} (a object); ${DATE}`,
    },
    { name: 'a number', asOf: given(20270120), want: 'got: 20270120 (a number)' },
    { name: 'a token', asOf: textToken, want: `asOf must be a text that is known at synth, got: a token; ${DATE}` },
    {
      name: 'a word',
      asOf: 'today',
      want: 'asOf must be a date (YYYY-MM-DD, in UTC) or an instant with its zone (2027-01-20T09:30:00Z), '
        + `got: 'today'; ${DATE}`,
    },
    { name: 'another order', asOf: '20-01-2027', want: "got: '20-01-2027'" },
    { name: 'no such day', asOf: '2027-02-29', want: "got: '2027-02-29' (that month has 28 days)" },
    { name: 'no such month', asOf: '2027-13-01', want: "got: '2027-13-01' (there is no month 13)" },
    { name: 'no zone', asOf: '2027-01-20T09:30:00', want: "got: '2027-01-20T09:30:00' (a time without a zone)" },
    { name: 'no such hour', asOf: '2027-01-20T25:00:00Z', want: "got: '2027-01-20T25:00:00Z';" },
    {
      name: 'before the epoch',
      asOf: '1969-12-31',
      want: "asOf must be from 1970-01-01 to 2199-12-31, got: '1969-12-31'; correct the year",
    },
    { name: 'beyond every cron expression', asOf: '2200-01-01', want: "got: '2200-01-01'; correct the year" },
    {
      name: 'before the schedule',
      asOf: '2026-01-14',
      want: "asOf must not be before the schedule starts (since: '2026-01-15'), got: 2026-01-14; give a later date, "
        + 'or an earlier since',
    },
  ])('asOf: $name', ({ asOf, want }) => expect(() => yearly().at({ asOf })).toThrow(want));

  test('asOf: no options at all', () => {
    expect(() => yearly().at(undefined as unknown as KeyGenerationsAtOptions)).toThrow('asOf must be given');
  });

  test.each<{ name: string; options: Partial<KeyGenerationsAtOptions>; want: string }>([
    {
      name: 'no time ahead',
      options: { createAhead: Duration.days(0) },
      want: 'createAhead must be 1 to 90 whole days, got: 0 days; give a Duration in that range, or leave it out',
    },
    { name: 'half a day', options: { createAhead: Duration.hours(12) }, want: 'got: 12 hours' },
    { name: 'too long ahead', options: { createAhead: Duration.days(91) }, want: 'got: 91 days' },
    {
      name: 'a token ahead',
      options: { createAhead: durationToken },
      want: 'createAhead must be known at synth, got: a token; give a Duration of days',
    },
    {
      name: 'one key kept',
      options: { keep: 1 },
      want: 'keep must be a whole number from 2 to 50: the key of a generation and the one before, which a rollback '
        + 'returns to, got: 1; give a number in that range, or leave it out to keep every key',
    },
    { name: 'keys in part', options: { keep: 2.5 }, want: 'got: 2.5' },
    { name: 'more keys than a template has', options: { keep: 51 }, want: 'from 2 to 50' },
    { name: 'the same with one ahead', options: { keep: 50, ...WEEK }, want: 'from 2 to 49' },
    { name: 'a token of keys', options: { keep: numberToken }, want: 'got: a token' },
  ])('$name', ({ options, want }) => {
    expect(() => yearly().at({ asOf: '2027-01-20', ...options })).toThrow(want);
  });

  test('the key ahead of the one that is due', () => {
    const monthly = KeyChangeSchedule.every(KeyPeriod.months(1), { since: '2026-01-15', generation: 1 });
    expect(() => monthly.at({ asOf: '2026-02-20', createAhead: Duration.days(28) })).toThrow(
      'createAhead must be shorter than the period of 1 month, got: 28 days; give a shorter Duration, or leave it out');
    expect(monthly.at({ asOf: '2026-02-20', createAhead: Duration.days(27) })).toMatchObject({ active: 2, newest: 3 });
    const weekly = KeyChangeSchedule.every(KeyPeriod.days(7), { since: '2026-01-15', generation: 1 });
    expect(() => weekly.at({ asOf: '2026-02-20', ...WEEK })).toThrow('shorter than the period of 7 days');
  });

  test('more keys than a template can have, such as a generation that is a year', () => {
    const want = 'the schedule has come to key generation 2026 as of 2026-02-01, and a template can have at most 50 '
      + 'keys, got: generations 1 to 2026; give keep, such as keep: 5, and count generations from 1, one for each key '
      + 'change';
    const mistaken = yearly({ generation: 2026 });
    expect(() => mistaken.at({ asOf: '2026-02-01' })).toThrow(want);
    expect(mistaken.at({ asOf: '2026-02-01', keep: 5 })).toEqual({ active: 2026, newest: 2026, oldest: 2022 });
    const old = () => yearly({ since: '1975-01-15' }).at({ asOf: '2025-02-01' });
    expect(old).toThrow('key generation 51');
  });

  test.each<{ name: string; make: () => unknown; want: string }>([
    {
      name: 'no period',
      make: () => KeyChangeSchedule.every(12 as unknown as KeyPeriod, { since: '2026-01-15', generation: 1 }),
      want: 'KeyChangeSchedule.every must have a period, got: 12; give one such as KeyPeriod.months(12)',
    },
    {
      name: 'no options',
      make: () => KeyChangeSchedule.every(KeyPeriod.months(12), undefined as unknown as KeyChangeScheduleOptions),
      want: 'since must be given, got: undefined; give the day of the last key change',
    },
    { name: 'since no date', make: () => yearly({ since: 'January' }), want: 'since must be a date (YYYY-MM-DD' },
    { name: 'since before the epoch', make: () => yearly({ since: '1960-01-01' }), want: 'since must be from 1970' },
    {
      name: 'no generation',
      make: () => yearly({ generation: undefined }),
      want: 'generation must be given, got: undefined; give the number of the key generation that the namespace shall '
        + 'be on from 2026-01-15 on',
    },
    {
      name: 'generation 0',
      make: () => yearly({ generation: 0 }),
      want: 'the generation of a schedule must be a whole number of at least 1, got: 0',
    },
  ])('$name', ({ make, want }) => expect(make).toThrow(want));
});

describe('the date in the context', () => {
  const KEY_NAME = 'cdk-redshift-rotatable-namespace:asOf';
  const scope = (value?: unknown) => new Stack(new App({ context: { [KEY_NAME]: value } }), 'Stack');

  test('is under a name of its own', () => {
    expect(KeyChangeSchedule.AS_OF_CONTEXT_KEY).toBe(KEY_NAME);
    expect(KeyChangeSchedule.asOfContext(scope('2027-01-20'))).toBe('2027-01-20');
  });

  test('is required', () => {
    expect(() => KeyChangeSchedule.asOfContext(scope())).toThrow(`the context value '${KEY_NAME}' must be given, got: `
      + `undefined; run the CDK CLI with -c ${KEY_NAME}=$(date -u +%F), or put a date into the context of cdk.json`);
  });

  test('must be a date', () => {
    expect(() => KeyChangeSchedule.asOfContext(scope('now'))).toThrow(
      `the context value '${KEY_NAME}' must be a date (YYYY-MM-DD, in UTC)`);
  });
});
