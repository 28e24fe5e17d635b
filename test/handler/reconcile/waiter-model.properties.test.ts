import * as fc from 'fast-check';
import { gapSequences, mildSequences } from './arbitraries';
import { always, handsOver, must, observationsOf, showSeed, updatesOf } from './properties';
import { inTurn, runChain, runWaiter, type Conditions, type ConditionsAt, type Step } from './waiter-model';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  accepted, ALIAS, holds, minutes, NEW, OLD, outcomeUnknown, refused, request as requestOf, seconds, usable,
} from '../support';

beforeAll(() => showSeed('waiter-model.properties'));

describe('an execution stays far below the 25,000 events of Step Functions', () => {
  // A task through a Lambda ARN makes five events, a choice two, a wait two.
  const eventsOf = (steps: Step[]) => steps.reduce((sum, { next }) => sum + 7 + (next.action === 'wait' ? 2 : 0), 0);

  test('under any conditions', always((steps) => must(eventsOf(steps) < 10_000, eventsOf(steps))));

  test.each<[string, Conditions['update']]>([
    ['Conflict', refused('busy')],
    ['not found', refused('not-found')],
    ['denied', refused('denied')],
    ['throttled by Lambda', 'throttled'],
    ['unknown', outcomeUnknown],
    ['a function that dies', 'dies'],
    ['accepted, and nothing happens', accepted],
  ])('every update has the same outcome: %s', (_name, update) => {
    const namespace = { status: 'AVAILABLE', keyArn: OLD };
    const steps = runWaiter(requestOf(), () =>
      ({ namespace, key: usable(NEW), stack: 'forward', holding: holds(), update, delay: 0 }));
    expect(eventsOf(steps)).toBeLessThan(5_000);
  });
});

test('some chains end in their first window, and in others four windows hand over to each other', () => {
  const lengths = new Set<number>();
  fc.assert(fc.property(mildSequences, gapSequences, (conditions, gaps) => {
    const windows = runChain(requestOf({ windows: 4 }), inTurn(conditions), gaps);
    lengths.add(windows.filter((steps) => steps.some(handsOver)).length);
  }), { numRuns: 200 });
  expect([...lengths]).toEqual(expect.arrayContaining([0, 3]));
});

/** Without faults, a change that starts with the update and takes this long. */
function changeOf(length: number): ConditionsAt {
  let updatedAt = Infinity;
  return (now, steps) => {
    updatedAt = Math.min(updatedAt, ...steps.filter(({ outcome }) => outcome !== undefined).map((step) => step.now));
    const status = now >= updatedAt && now < updatedAt + length ? 'MODIFYING' : 'AVAILABLE';
    const keyArn = now < updatedAt + length ? OLD : NEW;
    const holding = holds({ windows: 4 });
    return { namespace: { status, keyArn }, key: usable(NEW), stack: 'forward', holding, update: accepted, delay: 0 };
  };
}

test.each([[1, 54], [2, 108], [4, 216]])(
  'without faults, %i windows: a change that takes any time within them succeeds, with one update',
  (windows, longest) => {
    const lengths = fc.integer({ min: 0, max: minutes(longest) });
    fc.assert(fc.property(lengths, fc.constantFrom(NEW, ALIAS), (length, desiredKey) => {
      const chain = runChain(requestOf({ desiredKey, windows }), changeOf(length), Array(windows).fill(seconds(7)));
      for (const steps of chain) {
        const { next } = steps.at(-1)!;
        must(next.action === 'respond' && next.response.status === 'SUCCESS' && next.response.keyArn === NEW, next);
        must(observationsOf(steps).length < 500, steps.length);
      }
      must(chain.length === windows && updatesOf(chain[0]).length === 1, chain.length);
      must(updatesOf(chain.flat()).length === 1, updatesOf(chain.flat()));

      const isDone = ({ next }: Step) =>
        next.action === 'respond' && next.response.reason === `namespace warehouse is on ${NEW}`;
      const done = chain.flat().find(isDone);
      must(done !== undefined, chain.at(-1)!.at(-1));
      const late = done.now - updatesOf(chain[0])[0].now - length;
      // By 15 seconds or 2 % of its length, or by the quiet period where it was too short to be observed.
      const latest = done.after.changeStarted ? Math.max(seconds(15), length * 0.02) : QUIET_PERIOD_MS + seconds(4);
      must(late <= latest, { late, length });
      // The windows after it confirm the key in moments.
      must(chain.at(-1)!.at(-1)!.now - done.now <= (windows - 1) * seconds(7 + 1 + 2), done);
    }));
  },
);
