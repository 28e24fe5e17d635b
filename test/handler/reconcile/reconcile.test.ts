import { wordsOf } from './cases';
import { reconcileThrottled, reconcileUpdate } from '../../../src/handler/reconcile/after-update';
import type { Observation, UpdateOutcome } from '../../../src/handler/reconcile/observation';
import { reconcile } from '../../../src/handler/reconcile/reconcile';
import {
  accepted, at, available, denied, holds, hours, inStack, minutes, modifying, NEW, notFound, OLD, outcomeUnknown,
  progress as progressOf, refused, request as requestOf, seconds, THIRD, usable,
} from '../support';

/** What is observed, and what becomes of an update, if one follows: `accepted` by default. */
interface Step {
  readonly at: number;
  readonly observed: Observation;
  readonly update?: UpdateOutcome | 'dies' | 'throttled';
}

/** The next actions, step by step. The outcome of an update comes in the same moment. */
function decisionsIn(steps: readonly Step[]): string[] {
  let progress = progressOf();
  return steps.flatMap(({ at: now, observed, update = accepted }) => {
    const decision = reconcile(requestOf(), progress, observed, at(now));
    if (decision.next.action !== 'update' || update === 'dies') {
      progress = { ...decision.progress, responded: progress.responded || decision.next.action === 'respond' };
      return [wordsOf(decision.next)];
    }
    const [outcome, after] = update === 'throttled'
      ? [update, reconcileThrottled(decision.progress)]
      : [update.kind, reconcileUpdate(requestOf(), decision.progress, update, at(now))];
    progress = after.progress;
    return [wordsOf(decision.next), `${outcome}: ${wordsOf(after.next)}`];
  });
}

describe('from the first observation to the response', () => {
  test('the plain change: update, runs, ends, confirmed', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: available(OLD, usable()) },
      { at: seconds(11), observed: available(OLD) },
      { at: seconds(21), observed: modifying() },
      { at: minutes(15), observed: modifying(NEW) },
      { at: minutes(16), observed: available(NEW) },
      { at: minutes(16) + seconds(2), observed: available(NEW) },
    ])).toEqual(['update', 'accepted: wait 12 s', 'wait 12 s', 'wait 12 s', 'wait 14 s', 'wait 2 s', 'SUCCESS']);
  });

  test('a redeployment meets the change that the failed deployment started: picked up, not restarted', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: modifying(OLD, usable()) },
      { at: minutes(20), observed: modifying(OLD) },
      { at: minutes(30), observed: available(NEW) },
      { at: minutes(30) + seconds(2), observed: available(NEW) },
    ])).toEqual(['wait 12 s', 'wait 21 s', 'wait 2 s', 'SUCCESS']);
  });

  test('Conflict twice, then accepted', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: available(OLD, usable()), update: refused('busy') },
      { at: seconds(16), observed: available(OLD, usable()), update: refused('busy') },
      { at: seconds(31), observed: available(OLD, usable()) },
      { at: seconds(41), observed: modifying() },
    ])).toEqual([
      'update', 'refused: wait 15 s', 'update', 'refused: wait 15 s', 'update', 'accepted: wait 12 s',
      'wait 12 s',
    ]);
  });

  test('a new role: the observation is denied, then the update, then neither', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: denied() },
      { at: seconds(30), observed: available(OLD, usable()), update: refused('denied') },
      { at: minutes(4), observed: available(OLD, usable()), update: refused('denied') },
      { at: minutes(5), observed: available(OLD, usable()) },
    ])).toEqual([
      'wait 12 s', 'update', 'refused: wait 15 s', 'update', 'refused: wait 15 s', 'update',
      'accepted: wait 12 s',
    ]);
  });

  test('every update is denied: FAILED when that has lasted five minutes', () => {
    const denial = (after: number): Step =>
      ({ at: after, observed: available(OLD, usable()), update: refused('denied') });
    const steps = [seconds(1), minutes(3), minutes(5), minutes(5) + seconds(1)].map(denial);
    expect(decisionsIn(steps).slice(-4)).toEqual(['update', 'refused: wait 15 s', 'update', 'refused: FAILED']);
  });

  test('the function dies during the update, twice: two updates, each given the start deadline, then FAILED', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: available(OLD, usable()), update: 'dies' },
      { at: minutes(2), observed: available(OLD) },
      { at: minutes(12) - 1, observed: available(OLD) },
      { at: minutes(12), observed: available(OLD), update: 'dies' },
      { at: minutes(13), observed: available(OLD) },
      { at: minutes(23) - 1, observed: available(OLD) },
      { at: minutes(23), observed: available(OLD) },
    ])).toEqual(['update', 'wait 12 s', 'wait 12 s', 'update', 'wait 12 s', 'wait 12 s', 'FAILED, watch']);
  });

  test('the function dies during the update, which arrives late: MODIFYING is taken for its change', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: available(OLD, usable()), update: 'dies' },
      { at: minutes(2), observed: available(OLD) },
      { at: minutes(3), observed: modifying() },
      { at: minutes(4), observed: available(NEW) },
      { at: minutes(4) + seconds(2), observed: available(NEW) },
    ])).toEqual(['update', 'wait 12 s', 'wait 12 s', 'wait 2 s', 'SUCCESS']);
  });

  test('Lambda throttles the call for the update: it does not count', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: available(OLD, usable()), update: 'throttled' },
      { at: seconds(16), observed: available(OLD, usable()), update: 'throttled' },
      { at: seconds(31), observed: available(OLD, usable()) },
    ])).toEqual(['update', 'throttled: wait 15 s', 'update', 'throttled: wait 15 s', 'update', 'accepted: wait 12 s']);
  });

  test('the second update meets a Conflict: the first one runs after all, and is waited for', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: available(OLD, usable()), update: outcomeUnknown },
      { at: seconds(11), observed: available(OLD) },
      { at: minutes(11), observed: available(OLD), update: refused('busy') },
      { at: minutes(12), observed: modifying() },
      { at: minutes(20), observed: available(NEW) },
      { at: minutes(21), observed: available(NEW) },
    ])).toEqual([
      'update', 'unknown: wait 12 s', 'wait 12 s', 'update', 'refused: wait 15 s', 'wait 12 s', 'wait 2 s',
      'SUCCESS',
    ]);
  });

  test('deleted between the observation and the update: FAILED on the second observation', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: available(OLD, usable()), update: refused('not-found') },
      { at: seconds(16), observed: notFound() },
      { at: seconds(18), observed: inStack('forward', notFound(), holds()) },
    ])).toEqual(['update', 'refused: wait 15 s', 'wait 2 s', 'FAILED']);
  });

  test('one wrong "not found" decides nothing', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: notFound() },
      { at: seconds(3), observed: available(OLD, usable()) },
      { at: seconds(15), observed: notFound() },
      { at: seconds(17), observed: modifying() },
    ])).toEqual(['wait 2 s', 'update', 'accepted: wait 12 s', 'wait 2 s', 'wait 12 s']);
  });

  test('longer than the window: FAILED, then watched to its end', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: available(OLD, usable()) },
      { at: minutes(54), observed: modifying() },
      { at: minutes(55), observed: modifying() },
      { at: hours(3), observed: modifying() },
      { at: hours(4), observed: available(NEW) },
      { at: hours(4) + seconds(2), observed: available(NEW) },
    ])).toEqual([
      'update', 'accepted: wait 12 s', 'wait 60 s', 'FAILED, watch', 'wait 212 s', 'wait 2 s', 'ended: desired-key',
    ]);
  });

  test('another party moves the namespace to a third key during the confirmation: the newest state counts', () => {
    expect(decisionsIn([
      { at: seconds(1), observed: available(NEW) },
      { at: minutes(2), observed: modifying(NEW, usable()) },
      { at: minutes(4), observed: available(THIRD, usable()) },
    ])).toEqual(['wait 120 s', 'wait 12 s', 'update', 'accepted: wait 12 s']);
  });
});
