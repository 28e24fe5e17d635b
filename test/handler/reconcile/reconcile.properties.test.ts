import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { gapSequences, mildSequences, requests, sequences } from './arbitraries';
import { inTurn, runChain, runWaiter, type Conditions, type ConditionsAt, type Step } from './waiter-model';
import { AWS_OWNED_KMS_KEY, FUNCTION_TIMEOUT_SECONDS, WATCH_SECONDS, WINDOW_SECONDS } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { MAXIMUM_UPDATES, QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import { waiterStateSchema } from '../../../src/handler/waiter-state';
import {
  accepted, ALIAS, minutes, NEW, OLD, outcomeUnknown, refused, request as requestOf, seconds, usable,
} from '../support';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
fc.configureGlobal({ seed, numRuns: Number(process.env.FC_RUNS ?? 250) });
// To repeat a failed run: FC_SEED=<seed> npx jest test/handler/reconcile/reconcile.properties
beforeAll(() => { process.stdout.write(`reconcile.properties: FC_SEED=${seed}\n`); });

const endOf = (request: KeyChangeRequest): number => request.arrivedAt + seconds(WINDOW_SECONDS);
/** How long after its end a window waits until the status of its stack can be read. */
const STACK_STATUS_MS = minutes(2);
const watchEndOf = (request: KeyChangeRequest): number => request.arrivedAt + seconds(WATCH_SECONDS);

const alwaysInChain = (rule: (windows: Step[][]) => void) => () =>
  fc.assert(fc.property(requests, sequences, gapSequences, (request, conditions, gaps) =>
    rule(runChain(request, inTurn(conditions), gaps))));
const always = (rule: (steps: Step[]) => void) => alwaysInChain((windows) => windows.forEach(rule));
/** `expect` is too slow for so many. */
function must(holds: unknown, shown: unknown): asserts holds {
  if (!holds) { throw new Error(JSON.stringify(shown, undefined, 2)); }
}

const observationsOf = (steps: Step[]) => steps.filter(({ outcome }) => outcome === undefined);
const updatesOf = (steps: Step[]) => steps.filter(({ outcome }) => outcome !== undefined);
const aboutToUpdate = (steps: Step[]) => observationsOf(steps).filter(({ next }) => next.action === 'update');
const responsesOf = (steps: Step[]) => steps.filter(({ next }) => next.action === 'respond');

function isOn({ request, after }: Step, keyArn: string | undefined): boolean {
  if (request.desiredKey === AWS_OWNED_KMS_KEY) { return keyArn === undefined; }
  return keyArn !== undefined && (keyArn === request.desiredKey || keyArn === after.keyArn);
}
const isAvailableOnDesiredKey = (step: Step): boolean => step.observed.kind === 'namespace'
  && step.observed.namespace.status === 'AVAILABLE' && isOn(step, step.observed.namespace.keyArn);
/** AVAILABLE on a customer managed key, while an AWS-owned one is desired: there is no way back. */
const cannotGoBack = ({ request, observed }: Step): boolean => request.desiredKey === AWS_OWNED_KMS_KEY
  && observed.kind === 'namespace' && observed.namespace.status === 'AVAILABLE'
  && observed.namespace.keyArn !== undefined;
const staysInRollback = (step: Step): boolean => cannotGoBack(step) && step.observed.stack === 'rolling-back';
const mayBeCarriedOut = (outcome: Conditions['update']): boolean =>
  outcome === 'dies' || (typeof outcome === 'object' && outcome.kind !== 'refused');
const handsOver = ({ next }: Step): boolean =>
  next.action === 'respond' && next.response.status === 'SUCCESS' && next.response.reason.includes('hands over');

describe('the response', () => {
  test('SUCCESS only if handed over, confirmed, not able to go back, or without a namespace', always((steps) => {
    const last = responsesOf(steps)[0];
    if (last?.next.action !== 'respond' || last.next.response.status !== 'SUCCESS') { return; }
    if (last.observed.kind === 'not-found' || handsOver(last)) { return; }
    const before = observationsOf(steps).filter(({ now }) => now < last.now).at(-1);
    const isConfirmed = before !== undefined && isAvailableOnDesiredKey(before) && isAvailableOnDesiredKey(last);
    must(isConfirmed || (before !== undefined && cannotGoBack(before) && staysInRollback(last)), last);
    const quietSince = Math.max(last.request.arrivedAt, last.after.updateSentAt ?? 0);
    must(last.after.changeStarted || last.before.confirmed || last.now - quietSince >= QUIET_PERIOD_MS, last);
  }));

  test('handed over only at the end of a window before the last, if the stack goes forward and a change may run',
    always((steps) => {
      for (const step of steps.filter(handsOver)) {
        const { now, request, observed, after, next } = step;
        must(now >= endOf(request) && request.window < request.windows && observed.stack === 'forward', step);
        const isModifying = observed.kind === 'namespace' && observed.namespace.status === 'MODIFYING';
        must(['accepted', 'unknown'].includes(after.update) || isModifying, step);
        must(next.action === 'respond' && !next.watch, step);
      }
    }));

  test('what is confirmed has been waited for by the window before', alwaysInChain((windows) => {
    for (const [i, steps] of windows.entries()) {
      const last = windows[i - 1]?.at(-1);
      const isSettled = last !== undefined && (isAvailableOnDesiredKey(last) || staysInRollback(last));
      must(!steps[0].before.confirmed || (isSettled && !handsOver(last)), steps[0]);
    }
  }));

  // Unless the desired key has just been observed, or the stack cannot be.
  test('it comes at the first observation at or after the end of the window',
    always((steps) => {
      for (const step of observationsOf(steps)) {
        const { now, request, observed, before, next } = step;
        if (now < endOf(request) || before.responded) { continue; }
        const isConfirmed = isAvailableOnDesiredKey(step) && now < endOf(request) + QUIET_PERIOD_MS;
        const isUnsure = observed.stack === 'unreadable' && request.window < request.windows
          && now < endOf(request) + STACK_STATUS_MS;
        const waitsShortly = next.action === 'wait' && next.seconds <= QUIET_PERIOD_MS / 1000;
        must(next.action === 'respond' || (waitsShortly && (isConfirmed || isUnsure)), step);
      }
      must(responsesOf(steps).length === 1, steps.at(-1));
    }));

  test('no text says undefined, or ends in a full stop, and each SUCCESS has a handover', always((steps) => {
    for (const step of steps) {
      const { next } = step;
      const text = next.action === 'respond' ? next.response.reason : next.action === 'end' ? next.note : 'x';
      must(!/undefined|NaN|null|\.$/.test(text), step);
      const hasHandover = next.action !== 'respond' || next.response.handover !== undefined;
      must(hasHandover || next.response.status === 'FAILED', step);
    }
  }));
});

describe('updates', () => {
  // Unless the window before has sent one.
  test('none where more windows and a new key come together, unless the stack rolls back',
    always((steps) => {
      for (const step of aboutToUpdate(steps)) {
        const { request: { previous, windows, desiredKey }, observed, before } = step;
        const addsWindows = previous !== undefined && windows > previous.windows && previous.desiredKey !== desiredKey;
        must(!addsWindows || observed.stack === 'rolling-back' || before.updatesSent > 0, step);
      }
    }));

  test('in a chain, at most two may have been carried out, at most one was accepted, and none follows that',
    alwaysInChain((windows) => {
      const updates = updatesOf(windows.flat());
      must(updates.filter(({ outcome }) => mayBeCarriedOut(outcome!)).length <= MAXIMUM_UPDATES, updates);
      const yes = updates.findIndex(({ outcome }) => typeof outcome === 'object' && outcome.kind === 'accepted');
      must(yes < 0 || updates.length === yes + 1, updates);
    }));

  test('in a chain, the progress never counts fewer than may have been carried out', alwaysInChain((windows) => {
    let sent = 0;
    for (const step of windows.flat()) {
      const { after, outcome } = step;
      sent += outcome !== undefined && mayBeCarriedOut(outcome) ? 1 : 0;
      must(after.update === 'sending' || after.updatesSent === sent, step);
      must(sent === 0 || !['none', 'refused'].includes(after.update), step);
    }
  }));

  test('only if AVAILABLE on another key, the first one only for a usable key, none for the AWS-owned one',
    always((steps) => {
      for (const step of aboutToUpdate(steps)) {
        const { observed, request, before, after } = step;
        must(observed.kind === 'namespace' && observed.namespace.status === 'AVAILABLE', step);
        must(!isOn(step, observed.namespace.keyArn), step);
        must(request.desiredKey !== AWS_OWNED_KMS_KEY && after.keyArn?.startsWith('arn:'), step);
        must(after.update === 'sending', step);
        const isUsable = observed.key?.kind === 'usable' && observed.key.keyArn === after.keyArn;
        must(before.updatesSent > 0 || isUsable, step);
      }
    }));

  test('in a chain, the second is for the same key as the first', alwaysInChain((windows) => {
    const sent = updatesOf(windows.flat()).filter(({ outcome }) => mayBeCarriedOut(outcome!));
    const keys = sent.map(({ before }) => before.keyArn);
    must(new Set(keys).size <= 1, keys);
  }));

  test('none at or after the end of the window, and none after a response', always((steps) => {
    for (const step of aboutToUpdate(steps)) { must(step.now < endOf(step.request) && !step.before.responded, step); }
    must(responsesOf(steps).length <= 1, responsesOf(steps));
  }));
});

describe('waits and watches', () => {
  // After a confirming observation, a wait may go beyond the end by the quiet period.
  test('waits are whole seconds, at most ten minutes, and none goes beyond the end of the window', always((steps) => {
    for (const step of steps) {
      const { now, request, next, before, after, outcome } = step;
      if (next.action !== 'wait') { continue; }
      must(Number.isInteger(next.seconds) && next.seconds >= 1 && next.seconds <= 600, step);
      const end = endOf(request) + (after.onDesiredKeySince === undefined ? 0 : QUIET_PERIOD_MS);
      // A started second is waited for as a whole one. After an update, the pause is at most 15 s, or the timeout.
      const beyond = now + seconds(next.seconds) - end;
      const pause = outcome === undefined ? 1 : outcome === 'dies' ? FUNCTION_TIMEOUT_SECONDS : 15;
      must(before.responded || now >= end || beyond < seconds(pause), step);
    }
  }));

  test('a change is watched only if it may run, and until the first observation after two days', always((steps) => {
    for (const step of steps) {
      const watches = step.next.action === 'respond' && step.next.watch;
      must(!watches || ['accepted', 'unknown'].includes(step.after.update), step);
      must(step.now < watchEndOf(step.request) || step.next.action === 'end', step);
    }
  }));

  test('the state survives the way through Step Functions', always((steps) => {
    for (const { request, after, next } of steps) {
      const sent: unknown = JSON.parse(JSON.stringify({ request, progress: after, next }));
      must(isDeepStrictEqual(v.parse(waiterStateSchema, sent), sent), { request, after, next });
    }
  }));
});

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
    const steps = runWaiter(requestOf(), () =>
      ({ namespace: { status: 'AVAILABLE', keyArn: OLD }, key: usable(NEW), stack: 'forward', update, delay: 0 }));
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
    return { namespace: { status, keyArn }, key: usable(NEW), stack: 'forward', update: accepted, delay: 0 };
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
