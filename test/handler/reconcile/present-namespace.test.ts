import { check, type Case } from './cases';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { APART_MS, QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  ALIAS, at, available, inStack, inStatus, minutes, modifying, NEW, OLD, progress, seconds, THIRD, unreadable, unusable,
  usable,
} from '../support';

const toAwsOwnedKey: Partial<KeyChangeRequest> = { desiredKey: AWS_OWNED_KMS_KEY };

describe('no update sent yet', () => {
  test.each<Case>([
    {
      name: 'AVAILABLE on the old key, the new one usable -> update',
      observed: available(OLD, usable()),
      at: seconds(1),
      want: 'update',
      wantProgress: { update: 'sending', updatesSent: 1, keyArn: NEW, onOtherKeySince: undefined },
    },
    {
      name: 'AVAILABLE on the AWS-owned key that it was created with, the new one usable, twice -> update',
      progress: progress({ keylessSince: seconds(1) - APART_MS }),
      request: { createdWith: AWS_OWNED_KMS_KEY, aliasFollowsKey: false },
      observed: available(undefined, usable()),
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'AVAILABLE on the old key, the new one unusable -> FAILED, nothing touched',
      observed: inStack('forward', available(OLD, unusable('key K is disabled; enable it'))),
      at: seconds(1),
      want: 'FAILED',
      wantReason: /^key K is disabled; enable it; namespace warehouse was not touched$/,
    },
    {
      name: 'MODIFYING with something else -> wait, and it is not this change that runs',
      observed: modifying(OLD, usable()),
      at: seconds(30),
      want: 'wait 12 s',
      wantProgress: { changeStarted: false },
    },
    {
      name: 'MODIFYING with something else, the new key unusable -> wait: the key may be repaired meanwhile',
      observed: modifying(OLD, unusable()),
      at: seconds(30),
      want: 'wait 12 s',
    },
    {
      name: 'MODIFYING for half an hour with something else -> wait, longer now',
      observed: modifying(OLD, usable()),
      at: minutes(30),
      want: 'wait 33 s',
    },
    {
      name: 'an unknown status -> wait',
      observed: inStatus('RESHARDING', OLD, usable()),
      at: seconds(30),
      want: 'wait 12 s',
      wantProgress: { onOtherKeySince: undefined, onDesiredKeySince: undefined },
    },
    {
      name: 'an unknown status, on the desired key -> wait: done means AVAILABLE',
      progress: progress({ onDesiredKeySince: seconds(1) }),
      observed: inStatus('RESHARDING', NEW, usable()),
      at: minutes(20),
      want: 'wait 21 s',
      wantProgress: { onDesiredKeySince: undefined },
    },
    { name: 'unreadable -> wait', observed: unreadable(), at: seconds(1), want: 'wait 12 s' },
    {
      name: 'unreadable between two observations -> the previous observations no longer count',
      progress: progress({ onDesiredKeySince: seconds(1) }),
      observed: unreadable(),
      at: seconds(3),
      want: 'wait 12 s',
      wantProgress: { onDesiredKeySince: undefined, onOtherKeySince: undefined },
    },
    {
      name: 'unreadable between two observations on another key -> the previous observations no longer count',
      progress: progress({ onOtherKeySince: seconds(1) }),
      observed: unreadable(),
      at: seconds(3),
      want: 'wait 12 s',
      wantProgress: { onOtherKeySince: undefined },
    },
  ])('$name', check);
});

describe('on the desired key already', () => {
  test.each<Case>([
    {
      name: 'first observation -> wait for the quiet period after the first observation: an update of an '
        + 'earlier request may still arrive',
      observed: available(NEW),
      at: seconds(1),
      want: 'wait 120 s',
      wantProgress: { onDesiredKeySince: at(seconds(1)), startedAt: at(seconds(1)) },
    },
    {
      name: 'first observation on it, after the quiet period -> confirm in 2 s',
      progress: progress({ startedAt: 0 }),
      observed: available(NEW),
      at: QUIET_PERIOD_MS + seconds(5),
      want: 'wait 2 s',
    },
    {
      name: 'second observation, one ms before the end of the quiet period -> wait',
      progress: progress({ onDesiredKeySince: seconds(1) }),
      observed: available(NEW),
      at: QUIET_PERIOD_MS - 1,
      want: 'wait 2 s',
    },
    {
      name: 'second observation, at the end of the quiet period -> SUCCESS, no call',
      progress: progress({ onDesiredKeySince: seconds(1) }),
      observed: available(NEW),
      at: QUIET_PERIOD_MS,
      want: 'SUCCESS',
      wantReason: `namespace warehouse is on ${NEW}`,
    },
    {
      name: 'two observations in the same millisecond -> not two observations',
      progress: progress({ onDesiredKeySince: minutes(5) }),
      observed: available(NEW),
      at: minutes(5),
      want: 'wait 2 s',
    },
    {
      name: 'an observation on another key in between -> the count starts again, and the key is changed',
      progress: progress({ onDesiredKeySince: seconds(1) }),
      observed: available(OLD, usable()),
      at: QUIET_PERIOD_MS,
      want: 'update',
      wantProgress: { onDesiredKeySince: undefined },
    },
    {
      name: 'the desired key is disabled, but the namespace is on it -> still an observation that counts',
      request: { desiredKey: ALIAS },
      progress: progress({ startedAt: 0 }),
      observed: available(NEW, unusable()),
      at: minutes(5),
      want: 'wait 2 s',
      wantProgress: { onDesiredKeySince: at(minutes(5)) },
    },
    {
      name: 'requested by alias, which names the key that it is on -> SUCCESS with the key ARN',
      request: { desiredKey: ALIAS },
      progress: progress({ onDesiredKeySince: minutes(5), keyArn: NEW }),
      observed: available(NEW, usable()),
      at: minutes(6),
      want: 'SUCCESS',
      wantReason: NEW,
    },
    {
      name: 'requested by alias, which has moved to another key since the last observation -> update',
      request: { desiredKey: ALIAS },
      progress: progress({ onDesiredKeySince: minutes(5), keyArn: NEW }),
      observed: available(NEW, usable(THIRD)),
      at: minutes(6),
      want: 'update',
      wantProgress: { keyArn: THIRD },
    },
    {
      name: 'the AWS-owned key is desired, and the namespace is on it -> SUCCESS',
      request: toAwsOwnedKey,
      progress: progress({ onDesiredKeySince: seconds(1) }),
      observed: available(undefined),
      at: QUIET_PERIOD_MS,
      want: 'SUCCESS',
      wantReason: /^namespace warehouse is on the AWS-owned key/,
    },
    {
      name: 'the AWS-owned key is desired, MODIFYING -> wait',
      request: toAwsOwnedKey,
      observed: modifying(undefined),
      at: seconds(1),
      want: 'wait 12 s',
    },
    {
      name: 'an update was refused: the quiet period counts from it as well',
      progress: progress({ update: 'refused', updateSentAt: minutes(3), onDesiredKeySince: minutes(4), keyArn: NEW }),
      observed: available(NEW),
      at: minutes(5) - 1,
      want: 'wait 2 s',
    },
    {
      name: 'an update was refused, a quiet period ago -> SUCCESS',
      progress: progress({ update: 'refused', updateSentAt: minutes(3), onDesiredKeySince: minutes(4), keyArn: NEW }),
      observed: available(NEW),
      at: minutes(5),
      want: 'SUCCESS',
    },
  ])('$name', check);
});
