import { expectReason, wordsOf } from './cases';
import {
  needsStackAfterUpdate, reconcileSuperseded, reconcileThrottled, reconcileUpdate,
} from '../../../src/handler/reconcile/after-update';
import type { UpdateOutcome } from '../../../src/handler/reconcile/observation';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { DENIED_MS } from '../../../src/handler/reconcile/timing';
import {
  accepted, at, minutes, NEW, outcomeUnknown, progress as progressOf, refused, request, seconds, updated,
} from '../support';

const sending = progressOf({ update: 'sending', updatesSent: 1, keyArn: NEW });
const secondSending = progressOf({ update: 'sending', updatesSent: 2, updateSentAt: seconds(1), keyArn: NEW });
const NOW = minutes(3);

interface Case {
  readonly name: string;
  readonly progress: Progress;
  readonly outcome: UpdateOutcome;
  readonly want: string;
  readonly wantReason?: RegExp;
  readonly wantProgress: Partial<Progress>;
}

describe('after an update', () => {
  test.each<Case>([
    {
      name: 'accepted -> observe soon',
      progress: sending,
      outcome: accepted,
      want: 'wait 12 s',
      wantProgress: { update: 'accepted', updatesSent: 1, updateSentAt: at(NOW) },
    },
    {
      name: 'accepted after denials -> they are forgotten',
      progress: { ...sending, updateDeniedSince: at(0), refusal: 'no' },
      outcome: accepted,
      want: 'wait 12 s',
      wantProgress: { updateDeniedSince: undefined, refusal: undefined },
    },
    {
      name: 'unknown after denials -> they are forgotten',
      progress: { ...sending, updateDeniedSince: at(0), refusal: 'no' },
      outcome: outcomeUnknown,
      want: 'wait 12 s',
      wantProgress: { updateDeniedSince: undefined, refusal: undefined },
    },
    {
      name: 'unknown -> observe soon',
      progress: sending,
      outcome: outcomeUnknown,
      want: 'wait 12 s',
      wantProgress: { update: 'unknown', updatesSent: 1, updateSentAt: at(NOW) },
    },
    {
      name: 'the second accepted',
      progress: secondSending,
      outcome: accepted,
      want: 'wait 12 s',
      wantProgress: { update: 'accepted', updatesSent: 2 },
    },
    {
      name: 'busy -> not carried out, try again in 15 s',
      progress: sending,
      outcome: refused('busy'),
      want: 'wait 15 s',
      wantProgress: { update: 'refused', updatesSent: 0, refusal: 'busy, says the service' },
    },
    {
      name: 'the second was busy -> the first may still have been carried out',
      progress: secondSending,
      outcome: refused('busy'),
      want: 'wait 15 s',
      wantProgress: { update: 'unknown', updatesSent: 1, updateSentAt: at(NOW) },
    },
    {
      name: 'not found -> observe again in 15 s',
      progress: sending,
      outcome: refused('not-found'),
      want: 'wait 15 s',
      wantProgress: { update: 'refused', updatesSent: 0 },
    },
    {
      name: 'invalid -> FAILED with what the service said',
      progress: sending,
      outcome: refused('invalid', 'ValidationException: no such key'),
      want: 'FAILED',
      wantReason: new RegExp(
        '^Amazon Redshift Serverless refused to move namespace warehouse to .*key/new: '
        + 'ValidationException: no such key; remove the cause, and deploy again \\(in a rollback: ',
      ),
      wantProgress: { update: 'refused' },
    },
    {
      name: 'denied for the first time -> try again in 15 s',
      progress: sending,
      outcome: refused('denied'),
      want: 'wait 15 s',
      wantProgress: { update: 'refused', updateDeniedSince: at(NOW), refusal: 'denied, says the service' },
    },
    {
      name: 'denied for the first time, when observations have been denied for 5 min -> try again: the two are '
        + 'counted apart',
      progress: { ...sending, observationDeniedSince: at(NOW - DENIED_MS) },
      outcome: refused('denied'),
      want: 'wait 15 s',
      wantProgress: { updateDeniedSince: at(NOW) },
    },
    {
      name: 'denied for one ms less than 5 min -> try again',
      progress: { ...sending, updateDeniedSince: at(NOW - DENIED_MS + 1) },
      outcome: refused('denied'),
      want: 'wait 15 s',
      wantProgress: { updateDeniedSince: at(NOW - DENIED_MS + 1) },
    },
    {
      name: 'denied for 5 min -> FAILED with what the service said and the remedy',
      progress: { ...sending, updateDeniedSince: at(NOW - DENIED_MS) },
      outcome: refused('denied', 'the key is inaccessible'),
      want: 'FAILED',
      wantReason: new RegExp(
        '^permission to change the key of namespace warehouse was denied for more than five minutes: .*the key is '
        + 'inaccessible; check the key\'s policy, .*needs the tag '
        + 'cdk-redshift-rotatable-namespace:stack with the name of the stack, or its id in namespaceId\\. '
        + 'Then deploy again \\(in a rollback: ',
      ),
      wantProgress: {},
    },
    {
      name: 'the second invalid -> FAILED, and watched: the first may still have been carried out',
      progress: secondSending,
      outcome: refused('invalid'),
      want: 'FAILED, watch',
      wantProgress: { update: 'unknown', updatesSent: 1 },
    },
    {
      name: 'the second denied for 5 min -> FAILED, and watched: the first may still have been carried out',
      progress: { ...secondSending, updateDeniedSince: at(NOW - DENIED_MS) },
      outcome: refused('denied'),
      want: 'FAILED, watch',
      wantReason: /^a second update .* the first one may have been carried out, and is watched for 48 hours\. /,
      wantProgress: { update: 'unknown', updatesSent: 1 },
    },
    {
      name: 'busy after a denial -> the denial is over',
      progress: { ...sending, updateDeniedSince: at(0) },
      outcome: refused('busy'),
      want: 'wait 15 s',
      wantProgress: { updateDeniedSince: undefined },
    },
  ])('$name', ({ progress, outcome, want, wantReason, wantProgress }) => {
    expect(needsStackAfterUpdate(request(), progress, outcome, at(NOW))).toBe(want.startsWith('FAILED'));
    const decision = reconcileUpdate(request(), progress, outcome, at(NOW));
    expect(wordsOf(decision.next)).toBe(want);
    expect(decision.progress).toMatchObject(wantProgress);
    if (wantReason) { expectReason(decision.next, wantReason); }
  });
});

test.each([
  ['forward', /, and deploy again$/],
  ['rolling-back', /, and run aws cloudformation continue-update-rollback$/],
] as const)('refused for good, and the stack goes %s: the command that CloudFormation takes', (stack, want) => {
  expectReason(reconcileUpdate(request(), sending, refused('invalid'), at(NOW), stack).next, want);
});

describe('superseded', () => {
  test('FAILED, and nothing is sent', () => {
    const { progress, next } = reconcileSuperseded(sending, 'abc-newer', at(NOW));
    expect(wordsOf(next)).toBe('FAILED');
    expectReason(next, /^superseded by abc-newer.*the newest one wins$/);
    expect(progress).toMatchObject({ update: 'refused', updatesSent: 0 });
  });

  test('before a second update: the first may still have been carried out', () => {
    const { progress, next } = reconcileSuperseded(secondSending, 'newer', at(NOW));
    expect(progress).toMatchObject({ update: 'unknown', updatesSent: 1 });
    expect(wordsOf(next)).toBe('FAILED, watch');
  });
});

describe('throttled', () => {
  test.each<{ name: string; progress: Progress; wantProgress: Partial<Progress> }>([
    {
      name: 'the update never reached the function -> as if it was refused',
      progress: sending,
      wantProgress: { update: 'refused', updatesSent: 0 },
    },
    {
      name: 'the second update never reached the function -> the first may still have been carried out',
      progress: secondSending,
      wantProgress: { update: 'unknown', updatesSent: 1, updateSentAt: at(seconds(1)) },
    },
    {
      name: 'no update was being sent -> no progress',
      progress: updated('accepted', seconds(1)),
      wantProgress: { update: 'accepted', updatesSent: 1 },
    },
  ])('$name', ({ progress, wantProgress }) => {
    const decision = reconcileThrottled(progress);
    expect(wordsOf(decision.next)).toBe('wait 15 s');
    expect(decision.progress).toMatchObject(wantProgress);
  });
});
