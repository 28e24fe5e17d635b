import { check, type Case } from './cases';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { QUIET_PERIOD_MS, START_DEADLINE_MS } from '../../../src/handler/reconcile/timing';
import {
  ALIAS, at, available, minutes, modifying, NEW, OLD, seconds, THIRD, unreadable, updated, usable,
} from '../support';

describe('the update was accepted', () => {
  const started: Partial<Progress> = { changeStarted: true };
  test.each<Case>([
    {
      name: 'MODIFYING -> it runs; the next observation comes soon',
      progress: updated('accepted', seconds(5)),
      observed: modifying(),
      at: seconds(20),
      want: 'wait 12 s',
      wantProgress: { changeStarted: true },
    },
    {
      name: 'MODIFYING, the new key is shown already -> it still runs',
      progress: updated('accepted', seconds(5), started),
      observed: modifying(NEW),
      at: seconds(20),
      want: 'wait 12 s',
    },
    {
      name: 'MODIFYING for 45 min -> observations are 50 s apart',
      progress: updated('accepted', seconds(5), started),
      observed: modifying(),
      at: minutes(45),
      want: 'wait 50 s',
    },
    {
      name: 'started, AVAILABLE on the new key, first observation -> confirm in 2 s',
      progress: updated('accepted', seconds(5), started),
      observed: available(NEW),
      at: seconds(60),
      want: 'wait 2 s',
    },
    {
      name: 'started, AVAILABLE on the new key, second observation -> SUCCESS: no quiet period',
      progress: updated('accepted', seconds(5), { ...started, onDesiredKeySince: seconds(60) }),
      observed: available(NEW),
      at: seconds(62),
      want: 'SUCCESS',
      wantReason: `namespace warehouse is on ${NEW}`,
    },
    {
      name: 'started, AVAILABLE on the new key, then MODIFYING again -> the previous observation no longer counts',
      progress: updated('accepted', seconds(5), { ...started, onDesiredKeySince: seconds(60) }),
      observed: modifying(NEW),
      at: seconds(62),
      want: 'wait 12 s',
      wantProgress: { onDesiredKeySince: undefined },
    },
    {
      name: 'never observed MODIFYING, AVAILABLE on the new key -> wait for the quiet period after the update',
      progress: updated('accepted', seconds(5)),
      observed: available(NEW),
      at: seconds(15),
      want: 'wait 110 s',
    },
    {
      name: 'never observed MODIFYING, AVAILABLE on the new key on two observations, one ms before the quiet '
        + 'period after the update ends -> wait',
      progress: updated('accepted', seconds(5), { onDesiredKeySince: seconds(15) }),
      observed: available(NEW),
      at: seconds(5) + QUIET_PERIOD_MS - 1,
      want: 'wait 2 s',
    },
    {
      name: 'never observed MODIFYING, AVAILABLE on the new key on two observations, after the quiet period -> '
        + 'SUCCESS',
      progress: updated('accepted', seconds(5), { onDesiredKeySince: seconds(15) }),
      observed: available(NEW),
      at: seconds(5) + QUIET_PERIOD_MS,
      want: 'SUCCESS',
    },

    {
      name: 'started, AVAILABLE on the old key, first observation -> may be a stale read: wait for the quiet period',
      progress: updated('accepted', seconds(5), started),
      observed: available(OLD),
      at: minutes(6),
      want: 'wait 120 s',
      wantProgress: { onOtherKeySince: at(minutes(6)) },
    },
    {
      name: 'started, AVAILABLE on the old key on two observations, one ms less than a quiet period apart -> wait',
      progress: updated('accepted', seconds(5), { ...started, onOtherKeySince: minutes(6) }),
      observed: available(OLD),
      at: minutes(6) + QUIET_PERIOD_MS - 1,
      want: 'wait 1 s',
    },
    {
      name: 'started, AVAILABLE on the old key on two observations a quiet period apart -> FAILED, watched',
      progress: updated('accepted', seconds(5), { ...started, onOtherKeySince: minutes(6) }),
      observed: available(OLD),
      at: minutes(6) + QUIET_PERIOD_MS,
      want: 'FAILED, watch',
      wantReason: new RegExp(
        'ended the key change of namespace warehouse without moving it to .*key/new: it is on .*key/old; '
        + 'check that both keys are enabled',
      ),
    },
    {
      name: 'started, AVAILABLE on a third key on two observations a quiet period apart -> FAILED, watched, naming '
        + 'that key',
      progress: updated('accepted', seconds(5), { ...started, onOtherKeySince: minutes(6) }),
      observed: available(THIRD),
      at: minutes(6) + QUIET_PERIOD_MS,
      want: 'FAILED, watch',
      wantReason: 'it is on arn:aws:kms:eu-central-1:111122223333:key/third',
    },
    {
      name: 'started, back on the AWS-owned key -> FAILED, watched, naming it',
      progress: updated('accepted', seconds(5), { ...started, onOtherKeySince: minutes(6) }),
      observed: available(undefined),
      at: minutes(6) + QUIET_PERIOD_MS,
      want: 'FAILED, watch',
      wantReason: 'it is on the AWS-owned key',
    },

    {
      name: 'AVAILABLE on the old key right after the update -> a stale read: wait',
      progress: updated('accepted', seconds(5)),
      observed: available(OLD),
      at: seconds(15),
      want: 'wait 12 s',
      wantProgress: { onOtherKeySince: at(seconds(15)) },
    },
    {
      name: 'never started, AVAILABLE on the old key until one ms before the start deadline -> wait',
      progress: updated('accepted', seconds(5), { onOtherKeySince: seconds(15) }),
      observed: available(OLD),
      at: seconds(15) + START_DEADLINE_MS - 1,
      want: 'wait 12 s',
    },
    {
      name: 'never started: the start deadline counts from the update, where the old key has been observed for longer',
      progress: updated('accepted', minutes(5), { onOtherKeySince: minutes(1) }),
      observed: available(OLD),
      at: minutes(5) + START_DEADLINE_MS - 1,
      want: 'wait 12 s',
    },
    {
      name: 'never started, AVAILABLE on the old key until the start deadline -> FAILED, watched',
      progress: updated('accepted', seconds(5), { onOtherKeySince: seconds(15) }),
      observed: available(OLD),
      at: seconds(15) + START_DEADLINE_MS,
      want: 'FAILED, watch',
      wantReason: /accepted the key change .* but did not start it within ten minutes/,
    },
    {
      name: 'never started, the start deadline has passed, but unreadable a moment ago -> the start deadline '
        + 'counts again',
      progress: updated('accepted', seconds(5)),
      observed: available(OLD),
      at: minutes(20),
      want: 'wait 20 s',
    },

    {
      name: 'unreadable -> wait',
      progress: updated('accepted', seconds(5), started),
      observed: unreadable(),
      at: minutes(5),
      want: 'wait 12 s',
      wantProgress: { update: 'accepted', changeStarted: true },
    },
    {
      name: 'an alias that has moved since the update -> the key that the update named counts',
      request: { desiredKey: ALIAS },
      progress: updated('accepted', seconds(5), { ...started, onDesiredKeySince: minutes(5) }),
      observed: available(NEW, usable(THIRD)),
      at: minutes(6),
      want: 'SUCCESS',
      wantReason: NEW,
    },
  ])('$name', check);
});

describe('the outcome of the update is unknown', () => {
  test.each<Case>([
    {
      name: 'the function died during the update -> the outcome is unknown from now on, and no second update',
      progress: updated('sending', 0, { updateSentAt: undefined }),
      observed: available(OLD),
      at: minutes(3),
      want: 'wait 12 s',
      wantProgress: {
        update: 'unknown', updatesSent: 1, updateSentAt: at(minutes(3)), onOtherKeySince: at(minutes(3)),
      },
    },
    {
      name: 'the function died during the update, MODIFYING -> it was carried out',
      progress: updated('sending', 0, { updateSentAt: undefined }),
      observed: modifying(),
      at: minutes(3),
      want: 'wait 12 s',
      wantProgress: { update: 'unknown', changeStarted: true },
    },
    {
      name: 'the function died during the update, unreadable -> the outcome is unknown',
      progress: updated('sending', 0, { updateSentAt: undefined }),
      observed: unreadable(),
      at: minutes(3),
      want: 'wait 12 s',
      wantProgress: { update: 'unknown' },
    },
    {
      name: 'MODIFYING -> it was carried out',
      progress: updated('unknown', seconds(5)),
      observed: modifying(),
      at: seconds(20),
      want: 'wait 12 s',
      wantProgress: { changeStarted: true },
    },
    {
      name: 'AVAILABLE on the old key until one ms before the start deadline -> wait',
      progress: updated('unknown', seconds(5), { onOtherKeySince: seconds(15) }),
      observed: available(OLD),
      at: seconds(15) + START_DEADLINE_MS - 1,
      want: 'wait 12 s',
    },
    {
      name: 'AVAILABLE on the old key until the start deadline -> update once more',
      progress: updated('unknown', seconds(5), { onOtherKeySince: seconds(15) }),
      observed: available(OLD),
      at: seconds(15) + START_DEADLINE_MS,
      want: 'update',
      wantProgress: { update: 'sending', updatesSent: 2, onOtherKeySince: undefined },
    },
    {
      name: 'AVAILABLE on the old key until the start deadline, in a window that must not change a key -> FAILED, '
        + 'watched',
      request: { type: 'Create', window: 2, windows: 2 },
      progress: updated('unknown', seconds(5), { onOtherKeySince: seconds(15) }),
      observed: available(OLD),
      at: seconds(15) + START_DEADLINE_MS,
      want: 'FAILED, watch',
      wantProgress: { updatesSent: 1 },
    },
    {
      name: 'the same in a Create that may change the key -> update once more',
      request: { type: 'Create', window: 2, windows: 2, changeKeyOnCreate: true },
      progress: updated('unknown', seconds(5), { onOtherKeySince: seconds(15) }),
      observed: available(OLD),
      at: seconds(15) + START_DEADLINE_MS,
      want: 'update',
      wantProgress: { updatesSent: 2 },
    },
    {
      name: 'two updates sent, AVAILABLE on the old key until the start deadline -> FAILED, watched, never a third '
        + 'update',
      progress: updated('unknown', minutes(11), { updatesSent: 2, onOtherKeySince: minutes(11) }),
      observed: available(OLD),
      at: minutes(11) + START_DEADLINE_MS,
      want: 'FAILED, watch',
      wantReason: /^two updates were sent to move namespace warehouse .*answered neither/,
    },
    {
      name: 'two updates sent, the second accepted, never started -> FAILED, watched',
      progress: updated('accepted', minutes(11), { updatesSent: 2, onOtherKeySince: minutes(11) }),
      observed: available(OLD),
      at: minutes(11) + START_DEADLINE_MS,
      want: 'FAILED, watch',
      wantReason: /did not start it/,
    },
    {
      name: 'started, then AVAILABLE on the old key on two observations a quiet period apart -> FAILED, watched, no '
        + 'second update',
      progress: updated('unknown', seconds(5), { changeStarted: true, onOtherKeySince: minutes(6) }),
      observed: available(OLD),
      at: minutes(6) + QUIET_PERIOD_MS,
      want: 'FAILED, watch',
      wantReason: /ended the key change/,
    },
    {
      name: 'AVAILABLE on the new key -> wait for the quiet period after the update',
      progress: updated('unknown', seconds(5), { onDesiredKeySince: seconds(15) }),
      observed: available(NEW),
      at: seconds(5) + QUIET_PERIOD_MS - 1,
      want: 'wait 2 s',
    },
    {
      name: 'AVAILABLE on the new key, after the quiet period -> SUCCESS',
      progress: updated('unknown', seconds(5), { onDesiredKeySince: seconds(15) }),
      observed: available(NEW),
      at: seconds(5) + QUIET_PERIOD_MS,
      want: 'SUCCESS',
    },
  ])('$name', check);
});
