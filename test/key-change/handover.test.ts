import { asked, at, known, minutes, NEW, OLD, RESPONSE_URL, seconds, STACK_ID, wish } from './support';
import { handOver, takeOver } from '../../src/key-change/handover';
import { nothingKnown, type Known, type Wish } from '../../src/key-change/state';

const later = wish({ window: 2, windows: 3 });
const full = asked('accepted', seconds(5), { ran: true });
const given = (over: object = {}) => JSON.stringify({ ...JSON.parse(handOver(wish({ windows: 3 }), full, at(0), false)), ...over });
const without = (key: string) => given({ [key]: undefined });

describe('from one window to the next', () => {
  test.each<[string, Known]>([
    ['nothing asked', known()],
    ['refused', known({ ask: 'refused', askedAt: seconds(5), keyArn: NEW })],
    ['accepted', asked('accepted', seconds(5))],
    ['accepted, and it runs', full],
    ['unknown', asked('unknown', seconds(5))],
    ['unknown, twice', asked('unknown', seconds(5), { asks: 2 })],
  ])('%s: what is known stays known', (_name, before) => {
    const taken = takeOver(later, handOver(wish({ windows: 3 }), before, at(0), false), at(seconds(1)));
    expect(taken).toEqual({ ...before, confirmed: false });
  });

  test('confirmed', () => {
    expect(takeOver(later, handOver(later, full, at(0), true), at(seconds(1)))).toMatchObject({ confirmed: true });
  });

  test('what a dead function may have sent is unknown', () => {
    expect(takeOver(later, handOver(later, asked('sending', 0), at(0), false), at(0))).toMatchObject({ ask: 'unknown', asks: 1 });
  });

  test('looks in a row and denials are the affair of one window', () => {
    const before = asked('unknown', 0, { onWantedSince: 1, onOtherSince: 2, lookDeniedSince: 3, askDeniedSince: 4, refusal: 'no', answered: true });
    expect(takeOver(later, handOver(later, before, at(0), false), at(0))).toEqual({ ...nothingKnown, confirmed: false, ask: 'unknown', asks: 1, askedAt: at(0), ran: false, keyArn: NEW });
  });

  test('no secret is handed over', () => {
    expect(handOver(later, { ...full, refusal: RESPONSE_URL }, at(0), true)).not.toMatch(/SECRET|https:/);
  });
});

describe('what is worth nothing: the window begins with nothing known', () => {
  const elsewhere = { ...wish().request, stackId: STACK_ID.replace('guid', 'other') };
  test.each<[string, string | undefined, Partial<Wish>]>([
    ['nothing: the first window', undefined, {}],
    ['an empty text', '', {}],
    ['no JSON', 'oops', {}],
    ['half of a JSON text', given().slice(0, -5), {}],
    ['null', 'null', {}],
    ['a list', '[]', {}],
    ['an empty object: an answer that had nothing to hand over', '{}', {}],
    ['a time that is text', given({ at: 'now' }), {}],
    ['an ask that nobody knows', given({ ask: 'perhaps' }), {}],
    ['an ask that is being sent', given({ ask: 'sending' }), {}],
    ...['namespaceName', 'key', 'stackId', 'at', 'confirmed', 'ask', 'asks', 'ran'].map((key): [string, string, Partial<Wish>] => [`no ${key}`, without(key), {}]),
    ['another namespace', given(), { namespaceName: 'lakehouse' }],
    ['another key', given(), { key: OLD }],
    ['another stack', given(), { request: elsewhere }],
    ['more than ten minutes old: of another deployment', given(), { arrivedAt: at(minutes(10) + 1) }],
  ])('%s', (_name, handover, over) => {
    const other = { ...later, ...over };
    expect(takeOver(other, handover, other.arrivedAt)).toBe(nothingKnown);
  });

  test.each<[string, string, number]>([
    ['ten minutes old', given(), minutes(10)],
    ['from a clock that is ahead', given({ at: at(seconds(30)) }), 0],
    ['without what may be missing', given({ askedAt: undefined, keyArn: undefined }), 0],
    ['with what a later version adds', given({ more: 1 }), 0],
  ])('but not %s', (_name, handover, now) => expect(takeOver(later, handover, at(now))).toMatchObject({ ask: 'accepted', ran: true }));
});
