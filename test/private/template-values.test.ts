import { canonical, isRecord, same } from '../../src/private/template-values';

test.each<{ one: unknown; other: unknown; want: boolean }>([
  { one: { a: 1, b: [2] }, other: { b: ['2'], a: '1' }, want: true },
  { one: { a: undefined }, other: {}, want: true },
  { one: undefined, other: null, want: true },
  { one: '', other: undefined, want: false },
  { one: [1, 2], other: [2, 1], want: false },
])('same($one, $other) is $want', ({ one, other, want }) => expect(same(one, other)).toBe(want));

test('canonical: the same text, whatever the order of the keys', () => {
  expect(canonical({ b: 1, a: true })).toBe(canonical({ a: 'true', b: '1' }));
  expect(canonical(undefined)).toBe('');
});

test.each<{ value: unknown; want: boolean }>([
  { value: {}, want: true },
  { value: [], want: false },
  { value: null, want: false },
  { value: 'text', want: false },
])('isRecord($value) is $want', ({ value, want }) => expect(isRecord(value)).toBe(want));
