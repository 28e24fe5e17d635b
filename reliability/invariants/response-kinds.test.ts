import { kindOfResponse, RESPONSE_KINDS } from './response-kinds';
import { reasons } from '../../src/handler/reconcile/reasons';

test('every reason has a kind', () => {
  expect([...RESPONSE_KINDS].sort()).toEqual(Object.keys(reasons).sort());
});

test.each(RESPONSE_KINDS.map((kind) => ({ kind })))('the kind of a response is recognised: $kind', ({ kind }) => {
  const render = reasons[kind as keyof typeof reasons] as (...values: unknown[]) => string;
  const values = Array.from({ length: Math.max(0, render.length - 1) }, (_, index) => `value-${index}`);
  // The last value may be a choice between fixed texts; what is none of its choices gives no text.
  const texts = ['value', 'deploy', 'continue', 'either', true, false].map((last) => render(...values, last))
    .filter((text) => !text.includes('undefined'));
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) { expect(kindOfResponse(JSON.stringify({ Reason: text }))).toBe(kind); }
});

test('a short reason is none of the others', () => {
  expect(kindOfResponse(JSON.stringify({ Reason: 'something; else' }))).toBe('other');
});

test('a reason that quotes another one is itself, and any other text is none of them', () => {
  const { refused, updateDenied } = reasons as unknown as Readonly<Record<string, (...values: string[]) => string>>;
  const quoting = updateDenied!('warehouse', refused!('warehouse', 'key', 'no', 'deploy'), 'deploy');
  expect(kindOfResponse(JSON.stringify({ Reason: quoting }))).toBe('updateDenied');
  expect(kindOfResponse(JSON.stringify({ Reason: 'because' }))).toBe('other');
});
