import { CfnParameter, Stack } from 'aws-cdk-lib';
import { KeyPeriod } from '../src';

test.each<{ period: KeyPeriod; months?: number; days?: number; text: string }>([
  { period: KeyPeriod.months(12), months: 12, text: '12 months' },
  { period: KeyPeriod.months(1), months: 1, text: '1 month' },
  { period: KeyPeriod.months(119), months: 119, text: '119 months' },
  { period: KeyPeriod.years(2), months: 24, text: '2 years' },
  { period: KeyPeriod.years(1), months: 12, text: '1 year' },
  { period: KeyPeriod.years(9), months: 108, text: '9 years' },
  { period: KeyPeriod.days(90), days: 90, text: '90 days' },
  { period: KeyPeriod.days(3651), days: 3651, text: '3651 days' },
])('$text', ({ period, months, days, text }) => {
  expect([period._months, period._days]).toEqual([months, days]);
  expect(period.toString()).toBe(text);
});

const token = new CfnParameter(new Stack(), 'Months', { type: 'Number' }).valueAsNumber;
const REMEDY = '; give a period in that range';

test.each<{ name: string; make: () => KeyPeriod; want: string }>([
  {
    name: 'no months',
    make: () => KeyPeriod.months(0),
    want: `KeyPeriod.months must be a whole number from 1 to 119 (less than ten years), got: 0${REMEDY}`,
  },
  { name: 'months below zero', make: () => KeyPeriod.months(-12), want: `got: -12${REMEDY}` },
  { name: 'a part of a month', make: () => KeyPeriod.months(1.5), want: `got: 1.5${REMEDY}` },
  { name: 'no number', make: () => KeyPeriod.months(NaN), want: `got: NaN${REMEDY}` },
  { name: 'ten years of months', make: () => KeyPeriod.months(120), want: `got: 120${REMEDY}` },
  { name: 'a text', make: () => KeyPeriod.months('12' as unknown as number), want: `got: '12' (a string)${REMEDY}` },
  { name: 'nothing', make: () => KeyPeriod.months(undefined as unknown as number), want: "got: 'undefined'" },
  {
    name: 'a token',
    make: () => KeyPeriod.months(token),
    want: 'KeyPeriod.months must be known at synth, because it decides which keys are in the template, got: a token; '
      + 'give a number',
  },
  {
    name: 'ten years',
    make: () => KeyPeriod.years(10),
    want: `KeyPeriod.years must be a whole number from 1 to 9 (less than ten years), got: 10${REMEDY}`,
  },
  {
    name: 'ten years of days',
    make: () => KeyPeriod.days(3652),
    want: `KeyPeriod.days must be a whole number from 1 to 3651 (less than ten years), got: 3652${REMEDY}`,
  },
  { name: 'no days', make: () => KeyPeriod.days(0), want: `got: 0${REMEDY}` },
])('refused: $name', ({ make, want }) => expect(make).toThrow(want));
