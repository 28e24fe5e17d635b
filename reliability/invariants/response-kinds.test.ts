import { kindOfResponse, RESPONSE_KINDS } from './response-kinds';
import { reasons } from '../../src/handler/reconcile/reasons';

test.each(RESPONSE_KINDS.map((kind) => ({ kind })))('the kind of a response is recognised: $kind', ({ kind }) => {
  const render = reasons[kind as keyof typeof reasons] as (...values: unknown[]) => string;
  const text = render(...Array.from({ length: render.length }, (_, index) => `value-${index}`));
  expect(kindOfResponse(JSON.stringify({ Reason: text }))).toBe(kind);
});

test('a reason that quotes another one is itself, and any other text is none of them', () => {
  const { refused, updateDenied } = reasons as unknown as Readonly<Record<string, (...values: string[]) => string>>;
  const quoting = updateDenied!('warehouse', refused!('warehouse', 'key', 'no', 'deploy'), 'deploy');
  expect(kindOfResponse(JSON.stringify({ Reason: quoting }))).toBe('updateDenied');
  expect(kindOfResponse(JSON.stringify({ Reason: 'because' }))).toBe('other');
});
