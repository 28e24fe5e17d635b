import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { accepted, ALIAS, minutes, NEW, OLD, refused, seconds, THIRD, unheard, unusable, usable, wish as wishOf } from './support';
import { AWS_OWNED_KMS_KEY, FUNCTION_TIMEOUT_SECONDS, WATCH_SECONDS, WINDOW_SECONDS } from '../../src/key-change/contract';
import { decide, decideAfterAsk, decideSuperseded, decideThrottled, MOST_ASKS, needsKey, needsStack, QUIET_MS } from '../../src/key-change/decide';
import { firstState } from '../../src/key-change/event';
import type { AskOutcome, KeySighting, NamespaceSighting, Sighting, StackSighting } from '../../src/key-change/sighting';
import { stateSchema, type Known, type Next, type Wish } from '../../src/key-change/state';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
fc.configureGlobal({ seed, numRuns: Number(process.env.FC_RUNS ?? 250) });
// To play a failed run again: FC_SEED=<seed> npx jest test/key-change/decide.properties
beforeAll(() => { process.stdout.write(`decide.properties: FC_SEED=${seed}\n`); });

const endOf = (wish: Wish): number => wish.arrivedAt + seconds(WINDOW_SECONDS);
const watchEndOf = (wish: Wish): number => wish.arrivedAt + seconds(WATCH_SECONDS);
/** How long a window waits for word of its stack. */
const STACK_MS = minutes(2);

/** What the world shows at a look, should it be asked. */
interface Weather {
  readonly look: NamespaceSighting | 'not-found' | 'denied' | 'unreadable';
  readonly key: KeySighting | 'denied' | 'unreadable';
  readonly stack: StackSighting;
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
const stack: fc.Arbitrary<StackSighting> = fc.constantFrom('forward', 'forward', 'forward', 'rolling-back', 'unreadable');
const mostly = (usual: number, seldom: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: usual }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: seldom }) });
const late = mostly(3000, minutes(20));
const weather: fc.Arbitrary<Weather> = fc.record({
  look: fc.oneof(
    { weight: 12, arbitrary: namespaceSighting },
    { weight: 1, arbitrary: fc.constantFrom('not-found' as const, 'denied' as const, 'unreadable' as const) },
  ),
  key: fc.oneof(
    { weight: 12, arbitrary: fc.constant(usable(NEW)) },
    { weight: 1, arbitrary: fc.constantFrom<Weather['key'][]>(usable(THIRD), unusable(), { kind: 'unusable', reason: 'key not found' }, 'denied', 'unreadable') },
  ),
  stack,
  ask: fc.constantFrom<Weather['ask'][]>(
    accepted, unheard, 'dies', 'throttled', 'superseded', refused('busy'), refused('busy'), refused('denied'), refused('invalid'), refused('not-found'),
  ),
  late,
});
/** Weather that ends no window before its time: chains of windows grow long in it. */
const drizzle: fc.Arbitrary<Weather> = fc.record({
  look: fc.oneof(
    { weight: 4, arbitrary: fc.constant<Weather['look']>({ status: 'AVAILABLE', keyArn: OLD }) },
    { weight: 4, arbitrary: fc.constant<Weather['look']>({ status: 'MODIFYING', keyArn: OLD }) },
    { weight: 1, arbitrary: fc.constantFrom<Weather['look'][]>({ status: 'AVAILABLE', keyArn: NEW }, { status: 'RESHARDING', keyArn: OLD }, 'unreadable') },
  ),
  key: fc.constant(usable(NEW)),
  stack: fc.constantFrom<StackSighting[]>('forward', 'forward', 'forward', 'forward', 'unreadable'),
  ask: fc.constantFrom<Weather['ask'][]>(accepted, unheard, 'dies', 'throttled', refused('busy')),
  late,
});
/** Weather that stays for a while: two looks in a row must be likely to agree, or nothing ever gets confirmed. */
const spellsOf = (arbitrary: fc.Arbitrary<Weather>): fc.Arbitrary<Weather[]> =>
  fc.array(fc.tuple(arbitrary, fc.integer({ min: 1, max: 25 })), { minLength: 1, maxLength: 30 })
    .map((spells) => spells.flatMap(([spell, looks]) => Array<Weather>(looks).fill(spell)));
const days = fc.oneof(spellsOf(weather), spellsOf(fc.oneof({ weight: 30, arbitrary: drizzle }, { weight: 1, arbitrary: weather })));
const wishes: fc.Arbitrary<Wish> = fc.record({
  key: fc.constantFrom(NEW, ALIAS, AWS_OWNED_KMS_KEY),
  windows: fc.constantFrom(1, 2, 4),
  createdWith: fc.constantFrom(undefined, AWS_OWNED_KMS_KEY),
  previous: fc.constantFrom(undefined, undefined, { windows: 1, key: OLD }, { windows: 4, key: OLD }, { windows: 1, key: NEW }),
}).map(wishOf);
/** From the decision of one window to the arrival of the next; CloudFormation needs moments, and Lambda five minutes at the worst. */
const gaps = fc.array(mostly(seconds(20), minutes(10)), { minLength: 3, maxLength: 3 });

/** What steps.ts makes of the weather: KMS and CloudFormation are asked only where a decision needs it. */
function sight(wish: Wish, known: Known, today: Weather, now: number): Sighting {
  const seen = sightNamespace(wish, known, today);
  return needsStack(wish, known, now) ? { ...seen, stack: today.stack } : seen;
}
function sightNamespace(wish: Wish, known: Known, { look, key }: Weather): Sighting {
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

/** The days of a waiter, one after the other. The last weather stays until the end. */
type Forecast = () => Weather;
function forecastOf(weathers: readonly Weather[]): Forecast {
  let day = 0;
  return () => weathers[Math.min(day++, weathers.length - 1)];
}

/** Lives a waiter's life through the weather, as the state machine does. */
function live(wish: Wish, forecast: Forecast, handover?: string): Act[] {
  const acts: Act[] = [];
  let { known } = firstState(wish, handover);
  let now = wish.arrivedAt + seconds(1);
  for (let i = 0; i < 3000; i += 1) {
    const today = forecast();
    const seen = sight(wish, known, today, now);
    let { known: after, next } = decide(wish, known, seen, now);
    acts.push({ now, wish, seen, before: known, after, next });
    if (next.action === 'ask') {
      const before = after;
      if (today.ask === 'throttled') {
        ({ known: after, next } = decideThrottled(after));
      } else if (today.ask === 'dies') {
        next = { action: 'wait', seconds: FUNCTION_TIMEOUT_SECONDS };
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

/** Lives through the windows of a chain, as CloudFormation calls them: the next one when the one before has succeeded. */
function liveChain(first: Wish, weathers: readonly Weather[], between: readonly number[]): Act[][] {
  const forecast = forecastOf(weathers);
  const windows: Act[][] = [];
  let [wish, handover]: [Wish, string | undefined] = [first, undefined];
  for (;;) {
    const acts = live(wish, forecast, handover);
    windows.push(acts);
    const { now, next } = acts.at(-1)!;
    if (next.action !== 'answer' || next.answer.status === 'FAILED' || wish.window === wish.windows) { return windows; }
    ({ handover } = next.answer);
    wish = { ...wish, window: wish.window + 1, arrivedAt: now + between[wish.window - 1] };
  }
}

const alwaysInChain = (rule: (windows: Act[][]) => void) => () =>
  fc.assert(fc.property(wishes, days, gaps, (wish, weathers, between) => rule(liveChain(wish, weathers, between))));
const always = (rule: (acts: Act[]) => void) => alwaysInChain((windows) => windows.forEach(rule));
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
/** On a customer managed key, while an AWS-owned one is wished for: there is no way back. */
const isUp = ({ wish, seen }: Act): boolean =>
  wish.key === AWS_OWNED_KMS_KEY && seen.kind === 'namespace' && seen.namespace.status === 'AVAILABLE' && seen.namespace.keyArn !== undefined;
const staysUp = (act: Act): boolean => isUp(act) && act.seen.stack === 'rolling-back';
const mayBeCarriedOut = (outcome: Weather['ask']): boolean => outcome === 'dies' || (typeof outcome === 'object' && outcome.kind !== 'refused');

const isHandedOver = ({ next }: Act): boolean => next.action === 'answer' && next.answer.status === 'SUCCESS' && next.answer.reason.includes('hands over');

describe('whatever happens', () => {
  test('SUCCESS only where the namespace does not exist, was just seen AVAILABLE on the wanted key, and at the look before as well, is handed over, or cannot go back', always((acts) => {
    const last = answersOf(acts)[0];
    if (last?.next.action !== 'answer' || last.next.answer.status !== 'SUCCESS' || last.seen.kind === 'not-found' || isHandedOver(last)) { return; }
    const before = looksOf(acts).filter(({ now }) => now < last.now).at(-1);
    must(before !== undefined && ((onWanted(before) && onWanted(last)) || (isUp(before) && staysUp(last))), last);
    must(last.after.ran || last.before.confirmed || last.now - Math.max(last.wish.arrivedAt, last.after.askedAt ?? 0) >= QUIET_MS, last);
  }));

  test('handed over only at the end of a window that is not the last, where the stack goes forward and a change may run', always((acts) => {
    for (const act of acts.filter(isHandedOver)) {
      const { now, wish, seen, after, next } = act;
      must(now >= endOf(wish) && wish.window < wish.windows && seen.stack === 'forward', act);
      must(['accepted', 'unknown'].includes(after.ask) || (seen.kind === 'namespace' && seen.namespace.status === 'MODIFYING'), act);
      must(next.action === 'answer' && !next.watch, act);
    }
  }));

  test('what is confirmed has been waited for by the window before', alwaysInChain((windows) => {
    for (const [i, acts] of windows.entries()) {
      const answer = windows[i - 1]?.at(-1);
      must(!acts[0].before.confirmed || (answer !== undefined && (onWanted(answer) || staysUp(answer)) && !isHandedOver(answer)), acts[0]);
    }
  }));

  test('nothing is asked where more windows and a new key come together, unless the stack rolls back or the window before has asked', always((acts) => {
    for (const act of looksOf(acts).filter(({ next }) => next.action === 'ask')) {
      const { wish, seen, before } = act;
      const isRaised = wish.previous !== undefined && wish.windows > wish.previous.windows && wish.previous.key !== wish.key;
      must(!isRaised || seen.stack === 'rolling-back' || before.asks > 0, act);
    }
  }));

  test('over the whole chain: at most two asks that may have been carried out, at most one that was accepted, and none after it', alwaysInChain((windows) => {
    const asks = asksOf(windows.flat());
    must(asks.filter(({ outcome }) => mayBeCarriedOut(outcome!)).length <= MOST_ASKS, asks);
    const yes = asks.findIndex(({ outcome }) => typeof outcome === 'object' && outcome.kind === 'accepted');
    must(yes < 0 || asks.length === yes + 1, asks);
  }));

  test('what is known never counts fewer asks than may have been carried out, over the whole chain', alwaysInChain((windows) => {
    let sent = 0;
    for (const act of windows.flat()) {
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

  test('the second ask is for the same key as the first, over the whole chain', alwaysInChain((windows) => {
    const keys = asksOf(windows.flat()).filter(({ outcome }) => mayBeCarriedOut(outcome!)).map(({ before }) => before.keyArn);
    must(new Set(keys).size <= 1, keys);
  }));

  test('no ask at or after the end of the window, and never one after an answer', always((acts) => {
    for (const act of looksOf(acts)) { must(act.next.action !== 'ask' || (act.now < endOf(act.wish) && !act.before.answered), act); }
    must(answersOf(acts).length <= 1, answersOf(acts));
  }));

  test('waits are whole seconds, at least one, at most ten minutes; none goes beyond the end of the window, or beyond Q after it where the wanted key is seen', always((acts) => {
    for (const act of acts) {
      const { now, wish, next, before, after, outcome } = act;
      if (next.action !== 'wait') { continue; }
      must(Number.isInteger(next.seconds) && next.seconds >= 1 && next.seconds <= 600, act);
      const end = endOf(wish) + (after.onWantedSince === undefined ? 0 : QUIET_MS);
      // A whole second has to be waited for a started one; after an ask, the pause is at most 15 s; a function dies in a minute.
      const beyond = now + seconds(next.seconds) - end;
      const pause = outcome === undefined ? 1 : outcome === 'dies' ? FUNCTION_TIMEOUT_SECONDS : 15;
      must(before.answered || now >= end || beyond < seconds(pause), act);
    }
  }));

  test('at the first look at or after the end of the window, there is an answer, unless the wanted key is just seen or the stack is not', always((acts) => {
    for (const act of looksOf(acts).filter(({ now, wish, before }) => now >= endOf(wish) && !before.answered)) {
      const { now, wish, seen, next } = act;
      const isConfirmed = onWanted(act) && now < endOf(wish) + QUIET_MS;
      const isUnsure = seen.stack === 'unreadable' && wish.window < wish.windows && now < endOf(wish) + STACK_MS;
      must(next.action === 'answer' || (next.action === 'wait' && next.seconds <= QUIET_MS / 1000 && (isConfirmed || isUnsure)), act);
    }
    must(answersOf(acts).length === 1, acts.at(-1));
  }));

  test('a change is watched only if it may run, and never past the first look after two days', always((acts) => {
    for (const act of acts) {
      must(act.next.action !== 'answer' || !act.next.watch || ['accepted', 'unknown'].includes(act.after.ask), act);
      must(act.now < watchEndOf(act.wish) || act.next.action === 'end', act);
    }
  }));

  test('no text says undefined, or ends in a full stop, and each SUCCESS has something to hand over', always((acts) => {
    for (const act of acts) {
      const text = act.next.action === 'answer' ? act.next.answer.reason : act.next.action === 'end' ? act.next.note : 'x';
      must(!/undefined|NaN|null|\.$/.test(text), act);
      must(act.next.action !== 'answer' || act.next.answer.status === 'FAILED' || act.next.answer.handover !== undefined, act);
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
    const acts = live(wishOf(), () => ({ look: { status: 'AVAILABLE', keyArn: OLD }, key: usable(NEW), stack: 'forward', ask, late: 0 }));
    expect(eventsOf(acts)).toBeLessThan(5_000);
  });
});

test('the weather is such that some chains end in their first window, and in others four windows hand over to each other', () => {
  const lengths = new Set<number>();
  fc.assert(fc.property(spellsOf(drizzle), gaps, (weathers, between) => {
    lengths.add(liveChain(wishOf({ windows: 4 }), weathers, between).filter((acts) => acts.some(isHandedOver)).length);
  }), { numRuns: 200 });
  expect([...lengths]).toEqual(expect.arrayContaining([0, 3]));
});

test.each([[1, 54], [2, 108], [4, 216]])('a quiet world, %i windows: a change that takes any time within them succeeds, with one ask', (windows, longest) => {
  fc.assert(fc.property(fc.integer({ min: 0, max: minutes(longest) }), fc.constantFrom(NEW, ALIAS), (length, key) => {
    let asks = 0;
    let asked = Infinity;
    let [wish, handover, ended]: [Wish, string | undefined, number | undefined] = [wishOf({ key, windows }), undefined, undefined];
    for (;;) {
      let { known } = firstState(wish, handover);
      let now = wish.arrivedAt + seconds(1);
      let answer: (Next & { action: 'answer' }) | undefined;
      for (let looks = 0; looks < 500 && answer === undefined; looks += 1) {
        const namespace: NamespaceSighting = now < asked ? { status: 'AVAILABLE', keyArn: OLD }
          : now < asked + length ? { status: 'MODIFYING', keyArn: OLD } : { status: 'AVAILABLE', keyArn: NEW };
        const seen: Sighting = {
          kind: 'namespace', namespace, key: needsKey(wish, known, namespace) ? usable(NEW) : undefined, stack: needsStack(wish, known, now) ? 'forward' : undefined,
        };
        let { known: after, next } = decide(wish, known, seen, now);
        if (next.action === 'ask') {
          asks += 1;
          asked = now;
          ({ known: after, next } = decideAfterAsk(wish, after, accepted, now));
        }
        known = after;
        if (next.action === 'answer') { answer = next; }
        if (next.action === 'wait') { now += seconds(next.seconds); }
      }
      must(answer?.answer.status === 'SUCCESS' && answer.answer.keyArn === NEW && asks === 1, answer);
      if (answer.answer.reason === `namespace warehouse is on ${NEW}` && ended === undefined) {
        ended = now;
        // Told late by 15 seconds or 2 % of its length at the most, or by Q where it was too short to be seen.
        must(now - asked - length <= (known.ran ? Math.max(seconds(15), length * 0.02) : QUIET_MS + seconds(4)), { now, asked, length });
      }
      if (wish.window === windows) {
        must(ended !== undefined && now - ended <= (windows - 1) * seconds(7 + 1 + 2), { now, ended });
        return;
      }
      ({ handover } = answer.answer);
      wish = { ...wish, window: wish.window + 1, arrivedAt: now + seconds(7) };
    }
  }));
});
