import * as fc from 'fast-check';
import { spread } from '../../../src/handler/reconcile/spread';
import { request, responseTarget } from '../support';

const of = (requestId: string, namespaceName = 'warehouse') =>
  request({ namespaceName, responseTarget: responseTarget({ requestId }) });
const waitOf = (given: ReturnType<typeof of>, attempt: number, earliest: number | undefined, seconds: number) => {
  const next = spread(given, attempt, { action: 'wait', seconds, earliest });
  return next.action === 'wait' ? next.seconds : NaN;
};

test('a wait is between the earliest and the latest moment, in whole seconds, and the same each time', () => {
  fc.assert(fc.property(
    fc.uuid(), fc.nat(), fc.integer({ min: 1, max: 600 }), fc.nat(120), (id, attempt, earliest, more) => {
      const wait = waitOf(of(id), attempt, earliest, earliest + more);
      return Number.isInteger(wait) && wait >= earliest && wait <= earliest + more
        && wait === waitOf(of(id), attempt, earliest, earliest + more);
    },
  ));
});

test('every second of it is used, by attempts and by requests and by namespaces alike', () => {
  const all = (waits: number[]) => [...new Set(waits)].sort();
  const many = Array.from({ length: 60 }, (_, i) => i);
  expect(all(many.map((i) => waitOf(of('id'), i, 12, 15)))).toEqual([12, 13, 14, 15]);
  expect(all(many.map((i) => waitOf(of(`id-${i}`), 1, 12, 15)))).toEqual([12, 13, 14, 15]);
  expect(all(many.map((i) => waitOf(of('id', `namespace-${i}`), 1, 12, 15)))).toEqual([12, 13, 14, 15]);
});

test('a wait that has to be exact stays as it is', () => {
  expect(spread(of('id'), 1, { action: 'wait', seconds: 117 })).toEqual({ action: 'wait', seconds: 117 });
});

test.each([
  { action: 'update' } as const,
  { action: 'end', note: 'done' } as const,
])('$action: nothing to spread', (next) => expect(spread(of('id'), 1, next)).toBe(next));
