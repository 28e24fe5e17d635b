import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { accepted, ALIAS, ARRIVAL, at, known as knownAt, minutes, NEW, OLD, refused, seconds, THIRD, unheard, unusable, usable, wish as wishOf } from './support';
import { AWS_OWNED_KMS_KEY, WATCH_SECONDS, WINDOW_SECONDS } from '../../src/key-change/contract';
import { decide, decideAfterAsk, decideSuperseded, decideThrottled, MOST_ASKS, needsKey, QUIET_MS } from '../../src/key-change/decide';
import type { AskOutcome, KeySighting, NamespaceSighting, Sighting } from '../../src/key-change/sighting';
import { stateSchema, type Known, type Next, type Wish } from '../../src/key-change/state';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
fc.configureGlobal({ seed, numRuns: Number(process.env.FC_RUNS ?? 250) });
// To play a failed run again: FC_SEED=<seed> npx jest test/key-change/decide.properties
beforeAll(() => { process.stdout.write(`decide.properties: FC_SEED=${seed}\n`); });

const WINDOW_END = ARRIVAL + seconds(WINDOW_SECONDS);
const WATCH_END = ARRIVAL + seconds(WATCH_SECONDS);

/** What the world shows at a look, should it be asked. */
interface Weather {
  readonly look: NamespaceSighting | 'not-found' | 'denied' | 'unreadable';
  readonly key: KeySighting | 'denied' | 'unreadable';
  readonly ask: AskOutcome | 'dies' | 'throttled' | 'superseded';
  /** how much later than asked for the next look comes, in ms */
  readonly late: number;
}

const arn = fc.constantFrom<(string | undefined)[]>(OLD, NEW, THIRD, undefined);
const namespaceSighting: fc.Arbitrary<NamespaceSighting> = fc.record({
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant('AVAILABLE') },
    { weight: 4, arbitrary: fc.constant('MODIFYING') },
    { weight: 1, arbitrary: fc.constantFrom('RESHARDING', 'DELETING', 'INACCESSIBLE_KMS_KEY') },
  ),
  keyArn: arn,
});
const weather: fc.Arbitrary<Weather> = fc.record({
  look: fc.oneof(
    { weight: 12, arbitrary: namespaceSighting },
    { weight: 1, arbitrary: fc.constantFrom('not-found' as const, 'denied' as const, 'unreadable' as const) },
  ),
  key: fc.oneof(
    { weight: 12, arbitrary: fc.constant(usable(NEW)) },
    { weight: 1, arbitrary: fc.constantFrom<Weather['key'][]>(usable(THIRD), unusable(), { kind: 'unusable', reason: 'key not found' }, 'denied', 'unreadable') },
  ),
  ask: fc.constantFrom<Weather['ask'][]>(
    accepted, unheard, 'dies', 'throttled', 'superseded', refused('busy'), refused('busy'), refused('denied'), refused('invalid'), refused('not-found'),
  ),
  late: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 3000 }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: minutes(20) }) }),
});
/** Weather that stays for a while: two looks in a row must be likely to agree, or nothing ever gets confirmed. */
const days: fc.Arbitrary<Weather[]> = fc.array(fc.tuple(weather, fc.integer({ min: 1, max: 25 })), { minLength: 1, maxLength: 30 })
  .map((spells) => spells.flatMap(([spell, looks]) => Array<Weather>(looks).fill(spell)));
const wishes: fc.Arbitrary<Wish> = fc.record({
  key: fc.constantFrom(NEW, ALIAS, AWS_OWNED_KMS_KEY),
  windows: fc.constantFrom(1, 3),
}).map(wishOf);

/** What steps.ts makes of the weather: KMS is asked only where a decision needs it. */
function sight(wish: Wish, known: Known, { look, key }: Weather): Sighting {
  if (look === 'not-found') { return { kind: 'not-found' }; }
  if (typeof look === 'string') { return { kind: look, message: look }; }
  if (!needsKey(wish, known, look)) { return { kind: 'namespace', namespace: look }; }
  return typeof key === 'string' ? { kind: key, message: key } : { kind: 'namespace', namespace: look, key };
}

/** One thing that a waiter did, with what it knew before and after. */
interface Act {
  readonly now: number;
  readonly wish: Wish;
  readonly seen: Sighting;
  readonly before: Known;
  readonly after: Known;
  readonly next: Next;
  /** the outcome, if this act is what followed an ask */
  readonly outcome?: Weather['ask'];
}

/** Lives a waiter's life through the weather, as the state machine does. The last weather stays until the end. */
function live(wish: Wish, forecast: readonly Weather[]): Act[] {
  const acts: Act[] = [];
  let known = knownAt();
  let now = ARRIVAL + seconds(1);
  for (let i = 0; i < forecast.length + 2000; i += 1) {
    const today = forecast[Math.min(i, forecast.length - 1)];
    const seen = sight(wish, known, today);
    let { known: after, next } = decide(wish, known, seen, now);
    acts.push({ now, wish, seen, before: known, after, next });
    if (next.action === 'ask') {
      const before = after;
      if (today.ask === 'throttled') {
        ({ known: after, next } = decideThrottled(after));
      } else if (today.ask === 'dies') {
        next = { action: 'wait', seconds: 60 };
      } else {
        ({ known: after, next } = today.ask === 'superseded' ? decideSuperseded(after, 'younger', now) : decideAfterAsk(wish, after, today.ask, now));
      }
      acts.push({ now, wish, seen, before, after, next, outcome: today.ask });
    }
    known = after;
    if (next.action === 'end' || (next.action === 'answer' && !next.watch)) { return acts; }
    if (next.action === 'answer') {
      known = { ...known, answered: true };
      now += minutes(1);
    } else if (next.action === 'wait') {
      now += seconds(next.seconds) + today.late;
    }
  }
  throw new Error(`a waiter that never ends: ${JSON.stringify(acts.at(-1))}`);
}

const always = (rule: (acts: Act[]) => void) => () => fc.assert(fc.property(wishes, days, (wish, forecast) => rule(live(wish, forecast))));
/** `expect` is too slow for so many. */
function must(holds: unknown, shown: unknown): asserts holds {
  if (!holds) { throw new Error(JSON.stringify(shown, undefined, 2)); }
}
const looksOf = (acts: Act[]) => acts.filter(({ outcome }) => outcome === undefined);
const asksOf = (acts: Act[]) => acts.filter(({ outcome }) => outcome !== undefined);
const answersOf = (acts: Act[]) => acts.filter(({ next }) => next.action === 'answer');
const isOn = ({ wish, after }: Act, keyArn: string | undefined): boolean =>
  (wish.key === AWS_OWNED_KMS_KEY ? keyArn === undefined : keyArn !== undefined && (keyArn === wish.key || keyArn === after.keyArn));
const onWanted = (act: Act): boolean =>
  act.seen.kind === 'namespace' && act.seen.namespace.status === 'AVAILABLE' && isOn(act, act.seen.namespace.keyArn);
const mayBeCarriedOut = (outcome: Weather['ask']): boolean => outcome === 'dies' || (typeof outcome === 'object' && outcome.kind !== 'refused');

describe('whatever happens', () => {
  test('SUCCESS only where the namespace does not exist, or was just seen AVAILABLE on the wanted key, and at the look before as well', always((acts) => {
    const last = answersOf(acts)[0];
    if (last?.next.action !== 'answer' || last.next.answer.status !== 'SUCCESS' || last.seen.kind === 'not-found') { return; }
    const before = looksOf(acts).filter(({ now }) => now < last.now).at(-1);
    must(before !== undefined && onWanted(before) && onWanted(last), last);
    must(last.after.ran || last.now - Math.max(ARRIVAL, last.after.askedAt ?? 0) >= QUIET_MS, last);
  }));

  test('at most two asks that may have been carried out, at most one that was accepted, and none after it', always((acts) => {
    const asks = asksOf(acts);
    must(asks.filter(({ outcome }) => mayBeCarriedOut(outcome!)).length <= MOST_ASKS, asks);
    const yes = asks.findIndex(({ outcome }) => typeof outcome === 'object' && outcome.kind === 'accepted');
    must(yes < 0 || asks.length === yes + 1, asks);
  }));

  test('what is known never counts fewer asks than may have been carried out', always((acts) => {
    let sent = 0;
    for (const act of acts) {
      const { after, outcome } = act;
      sent += outcome !== undefined && mayBeCarriedOut(outcome) ? 1 : 0;
      must(after.ask === 'sending' || after.asks === sent, act);
      must(sent === 0 || !['none', 'refused'].includes(after.ask), act);
    }
  }));

  test('an ask only where it was just seen AVAILABLE on another key, the first one only for a usable key, none for the AWS-owned one', always((acts) => {
    for (const act of looksOf(acts).filter(({ next }) => next.action === 'ask')) {
      const { seen, wish, before, after } = act;
      must(seen.kind === 'namespace' && seen.namespace.status === 'AVAILABLE' && !isOn(act, seen.namespace.keyArn), act);
      must(wish.key !== AWS_OWNED_KMS_KEY && after.keyArn?.startsWith('arn:') && after.ask === 'sending', act);
      must(before.asks > 0 || (seen.kind === 'namespace' && seen.key?.kind === 'usable' && seen.key.keyArn === after.keyArn), act);
    }
  }));

  test('the second ask is for the same key as the first', always((acts) => {
    const keys = asksOf(acts).filter(({ outcome }) => mayBeCarriedOut(outcome!)).map(({ before }) => before.keyArn);
    must(new Set(keys).size <= 1, keys);
  }));

  test('no ask at or after the end of the window, and never one after an answer', always((acts) => {
    for (const act of looksOf(acts)) { must(act.next.action !== 'ask' || (act.now < WINDOW_END && !act.before.answered), act); }
    must(answersOf(acts).length <= 1, answersOf(acts));
  }));

  test('waits are whole seconds, at least one, at most five minutes; none goes beyond the end of the window', always((acts) => {
    for (const act of acts) {
      const { now, next, before, outcome } = act;
      if (next.action !== 'wait') { continue; }
      must(Number.isInteger(next.seconds) && next.seconds >= 1 && next.seconds <= 300, act);
      // A whole second has to be waited for a started one; and after an ask, the pause is at most 15 s.
      const beyond = now + seconds(next.seconds) - WINDOW_END;
      must(before.answered || now >= WINDOW_END || beyond < (outcome === undefined ? seconds(1) : seconds(15)), act);
    }
  }));

  test('at the first look at or after the end of the window, there is an answer', always((acts) => {
    const [answered] = answersOf(acts);
    const late = looksOf(acts).find(({ now }) => now >= WINDOW_END);
    must(answered !== undefined && (late === undefined || answered.now <= late.now), late);
  }));

  test('a change is watched only if it may run, and never past the first look after two days', always((acts) => {
    for (const act of acts) {
      must(act.next.action !== 'answer' || !act.next.watch || ['accepted', 'unknown'].includes(act.after.ask), act);
      must(act.now < WATCH_END || act.next.action === 'end', act);
    }
  }));

  test('no text says undefined, or ends in a full stop', always((acts) => {
    for (const act of acts) {
      const text = act.next.action === 'answer' ? act.next.answer.reason : act.next.action === 'end' ? act.next.note : 'x';
      must(!/undefined|NaN|null|\.$/.test(text), act);
    }
  }));

  test('the state survives the way through Step Functions', always((acts) => {
    for (const act of acts) {
      const sent: unknown = JSON.parse(JSON.stringify({ wish: act.wish, known: act.after, next: act.next }));
      must(isDeepStrictEqual(v.parse(stateSchema, sent), sent), act);
    }
  }));
});

describe('an execution stays far below the 25,000 events of Step Functions', () => {
  // A task through a Lambda ARN makes five events, a choice two, a wait two.
  const eventsOf = (acts: Act[]) => acts.reduce((sum, { next }) => sum + 7 + (next.action === 'wait' ? 2 : 0), 0);

  test('whatever the weather', always((acts) => must(eventsOf(acts) < 10_000, eventsOf(acts))));

  test.each<[string, Weather['ask']]>([
    ['Conflict', refused('busy')],
    ['not found', refused('not-found')],
    ['denied', refused('denied')],
    ['throttled by Lambda', 'throttled'],
    ['unheard', unheard],
    ['a function that dies', 'dies'],
    ['accepted, and nothing happens', accepted],
  ])('every ask meets the same: %s', (_name, ask) => {
    const acts = live(wishOf(), [{ look: { status: 'AVAILABLE', keyArn: OLD }, key: usable(NEW), ask, late: 0 }]);
    expect(eventsOf(acts)).toBeLessThan(5_000);
  });
});

test('a quiet world: a change that takes any time within the window succeeds, with one ask', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: minutes(54) }), fc.constantFrom(NEW, ALIAS), (length, key) => {
    const wish = wishOf({ key });
    let [known, now, asks, asked] = [knownAt(), at(seconds(1)), 0, Infinity];
    for (let looks = 0; looks < 500; looks += 1) {
      const namespace: NamespaceSighting = now < asked ? { status: 'AVAILABLE', keyArn: OLD }
        : now < asked + length ? { status: 'MODIFYING', keyArn: OLD } : { status: 'AVAILABLE', keyArn: NEW };
      const seen: Sighting = { kind: 'namespace', namespace, key: needsKey(wish, known, namespace) ? usable(NEW) : undefined };
      let { known: after, next } = decide(wish, known, seen, now);
      if (next.action === 'ask') {
        asks += 1;
        asked = now;
        ({ known: after, next } = decideAfterAsk(wish, after, accepted, now));
      }
      known = after;
      if (next.action === 'answer') {
        expect(next.answer).toEqual({ status: 'SUCCESS', reason: `namespace warehouse is on ${NEW}`, keyArn: NEW });
        expect(asks).toBe(1);
        // Noticed late by 1.5 % of its length at the most, or by Q where it was too short to be seen.
        expect(now - asked - length).toBeLessThanOrEqual(known.ran ? Math.max(seconds(10), length * 0.016) + seconds(4) : QUIET_MS + seconds(4));
        return;
      }
      if (next.action === 'wait') { now += seconds(next.seconds); }
    }
    throw new Error('never answered');
  }));
});
