import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import {
  aboutToUpdate, always, alwaysInChain, endOf, handsOver, isOn, mayBeCarriedOut, must, observationsOf, reasonOf,
  responsesOf, showSeed, stateOf, updatesOf, watchEndOf,
} from './properties';
import type { Step } from './waiter-model';
import { AWS_OWNED_KMS_KEY, FUNCTION_TIMEOUT_SECONDS } from '../../../src/contract';
import { MAXIMUM_UPDATES, QUIET_PERIOD_MS, STACK_STATUS_MS } from '../../../src/handler/reconcile/timing';
import { waiterStateSchema } from '../../../src/handler/waiter-state';
import { seconds } from '../support';

beforeAll(() => showSeed('reconcile.properties'));

const isWatched = ({ next }: Step): boolean => next.action === 'respond' && next.watch;

describe('the response', () => {
  test('SUCCESS only if handed over, confirmed before, or after two observations that agree', always((steps) => {
    const [last] = responsesOf(steps);
    const reason = reasonOf(last, 'SUCCESS');
    if (reason === undefined || handsOver(last)) { return; }
    const before = observationsOf(steps).filter(({ now }) => now < last.now).at(-1);
    // The window before has observed it twice.
    if (last.before.confirmed && stateOf(last) === 'desired') { return; }
    must(before !== undefined && stateOf(before) === stateOf(last) && stateOf(last) !== 'unsettled', [before, last]);
    if (/does not exist yet/.test(reason)) { return must(stateOf(last) === 'absent', last); }
    // On another key, unavailable or gone: left as it is, and only a rollback does that.
    must(stateOf(last) === 'desired' || last.observed.stack === 'rolling-back', last);
    const quietSince = Math.max(steps[0].now, last.after.updateSentAt ?? 0);
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
      const reason = last && reasonOf(last, 'SUCCESS');
      const isSettled = reason !== undefined && !/hands over|does not exist yet/.test(reason);
      must(!steps[0].before.confirmed || isSettled, steps[0]);
    }
  }));

  // Unless the desired key has just been observed, or the stack cannot be.
  test('it comes at the first observation at or after the end of the window',
    always((steps) => {
      for (const step of observationsOf(steps)) {
        const { now, request, observed, before, next } = step;
        if (now < endOf(request) || before.responded) { continue; }
        const isConfirmed = stateOf(step) === 'desired' && now < endOf(request) + QUIET_PERIOD_MS;
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
      const text = next.action === 'respond' ? next.response.reason : next.action === 'fail' ? next.note : 'x';
      must(!/undefined|NaN|null|\.$/.test(text), step);
      const hasHandover = next.action !== 'respond' || next.response.handover !== undefined;
      must(hasHandover || next.response.status === 'FAILED', step);
    }
  }));
});

describe('updates', () => {
  test('only of what CloudFormation holds in the same identity, or in a Create that may change the key',
    always((steps) => {
      for (const step of [...aboutToUpdate(steps), ...updatesOf(steps)]) {
        const { type, changeKeyOnCreate, heldIdentity, namespaceName, createdWith, namespaceId } = step.request;
        const isSame = isDeepStrictEqual({ ...heldIdentity }, { namespaceName, createdWith, namespaceId });
        must((type === 'Update' && isSame) || (type === 'Create' && changeKeyOnCreate), step);
      }
    }));

  // Unless the window before has sent one.
  test('going forward, none with more windows than the stack holds, or with an older generation',
    always((steps) => {
      for (const step of aboutToUpdate(steps)) {
        const { request: { type, windows, newestGeneration = Infinity }, stack, observed: { holding }, before } = step;
        if (stack === 'rolling-back' || before.updatesSent > 0) { continue; }
        must(holding !== undefined && holding !== 'unreadable', step);
        must(type === 'Create' || windows <= holding.windows, step);
        must(newestGeneration >= (holding.generation ?? 0), step);
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
      must(step.now < watchEndOf(step.request) || step.next.action === 'fail', step);
    }
  }));

  test('whatever fails after an update that may have been carried out is watched',
    always((steps) => {
      for (const step of responsesOf(steps)) {
        const isFailed = reasonOf(step, 'FAILED') !== undefined;
        must(!isFailed || !['accepted', 'unknown'].includes(step.after.update) || isWatched(step), step);
      }
    }));

  test('the state survives the way through Step Functions', always((steps) => {
    for (const { request, after, next } of steps) {
      const sent: unknown = JSON.parse(JSON.stringify({ request, progress: after, next }));
      must(isDeepStrictEqual(v.parse(waiterStateSchema, sent), sent), { request, after, next });
    }
  }));
});
