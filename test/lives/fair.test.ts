import { isFairUpdate, isFairWeather, type Found, type Wanted } from './fair';
import { lifeOf } from './generator';
import { AWS_OWNED } from './ledger';
import { isCalm, type Life } from './life';

const stack: Wanted = { name: 'warehouse', key: 'one', windows: 1 };
const found: Found = { truth: { status: 'AVAILABLE', keyArn: 'one' }, gibibytes: 1, failsNext: false, isDisturbed: false };

test.each<[string, boolean, Partial<Wanted>, Partial<Found>]>([
  ['another key', true, { key: 'two' }, {}],
  ['more windows alone', true, { windows: 2 }, {}],
  ['more windows and another key', false, { windows: 2, key: 'two' }, {}],
  ['another name', false, { name: 'other' }, {}],
  ['from a customer managed key to an AWS-owned one', false, { key: AWS_OWNED }, {}],
  ['from an AWS-owned key to another', true, { key: 'two' }, { truth: { status: 'AVAILABLE' } }],
  ['a namespace that is busy', false, { key: 'two' }, { truth: { status: 'MODIFYING', keyArn: 'one' } }],
  ['no namespace', false, { key: 'two' }, { truth: undefined }],
  ['somebody has touched it', false, { key: 'two' }, { isDisturbed: true }],
  ['the service will break the change off', false, { key: 'two' }, { failsNext: true }],
  ['as much data as a window waits for', true, { key: 'two' }, { gibibytes: 23 * 1024 }],
  ['more data than a window waits for', false, { key: 'two' }, { gibibytes: 24 * 1024 }],
])('whether an update has to succeed: %s', (_name, expected, next, more) => {
  expect(isFairUpdate(stack, { ...stack, ...next }, { ...found, ...more })).toBe(expected);
});

test('the weather is fair where no fault is drawn and permissions come in time', () => {
  const drawn = lifeOf(1);
  const calm = Object.fromEntries(Object.keys(drawn.chaos).map((rate) => [rate, 0])) as unknown as Life['chaos'];
  expect(isCalm(calm)).toBe(true);
  expect(isFairWeather({ ...drawn, chaos: calm, iamDelayS: 60 })).toBe(true);
  expect(isFairWeather({ ...drawn, chaos: calm, iamDelayS: 61 })).toBe(false);
  expect(isFairWeather({ ...drawn, chaos: { ...calm, lost: 1 }, iamDelayS: 0 })).toBe(false);
});
