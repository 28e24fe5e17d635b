import { check, type Case } from './cases';
import { WATCH_SECONDS } from '../../../src/contract';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  available, denied, hours, inStack, inStatus, minutes, modifying, NEW, notFound, OLD, seconds, unreadable, updated,
} from '../support';

const WATCH = seconds(WATCH_SECONDS);

describe('after the response', () => {
  const watching = (over: Partial<Progress> = {}) =>
    updated('accepted', seconds(5), { changeStarted: true, responded: true, ...over });
  test.each<Case>([
    {
      name: 'MODIFYING -> watch further',
      progress: watching(),
      observed: modifying(),
      at: hours(1),
      want: 'wait 68 s',
    },
    {
      name: 'MODIFYING for ten hours -> observations are 10 min apart',
      progress: watching(),
      observed: modifying(),
      at: hours(10),
      want: 'wait 600 s',
    },
    {
      name: 'confirmed on the new key -> end, and report it',
      progress: watching({ onDesiredKeySince: hours(1) }),
      observed: available(NEW),
      at: hours(2),
      want: 'ended: desired-key',
      wantReason: `the watch over a key change has ended: namespace warehouse is on ${NEW}`,
    },
    {
      name: 'first observation on the new key -> confirm in 2 s',
      progress: watching(),
      observed: available(NEW),
      at: hours(2),
      want: 'wait 2 s',
    },
    {
      name: 'ended on the old key -> end, and report it',
      progress: watching({ onOtherKeySince: hours(1) }),
      observed: available(OLD),
      at: hours(2),
      want: 'ended: other-key',
      wantReason: /has ended, and it is on .*key\/old: the service or a newer request has moved it there$/,
    },
    {
      name: 'gone, first observation -> confirm in 2 s',
      progress: watching(),
      observed: inStack('forward', notFound()),
      at: hours(2),
      want: 'wait 2 s',
    },
    {
      name: 'gone, second observation -> end, and report it',
      progress: watching({ absentSince: hours(1) }),
      observed: inStack('forward', notFound()),
      at: hours(2),
      want: 'ended: deleted',
      wantReason: /was deleted/,
    },
    {
      name: 'a second update would be due -> wait, never update',
      progress: updated('unknown', seconds(5), { responded: true, onOtherKeySince: minutes(40) }),
      observed: available(OLD),
      at: hours(1),
      want: 'wait 68 s',
      wantProgress: { updatesSent: 1, update: 'unknown' },
    },
    {
      name: 'unreadable -> watch further',
      progress: watching(),
      observed: unreadable(),
      at: hours(2),
      want: 'wait 140 s',
    },
    {
      name: 'denied for hours -> watch further',
      progress: watching({ observationDeniedSince: hours(1) }),
      observed: denied(),
      at: hours(2),
      want: 'wait 140 s',
    },
    {
      name: 'ended on the old key, less than a quiet period ago -> may be a stale read',
      progress: watching({ onOtherKeySince: hours(2) }),
      observed: available(OLD),
      at: hours(2) + QUIET_PERIOD_MS - 1,
      want: 'wait 1 s',
    },
    {
      name: 'DELETING -> watch further, until it is gone',
      progress: watching({ deletingSince: hours(1) }),
      observed: inStack('forward', inStatus('DELETING', OLD)),
      at: hours(2),
      want: 'wait 140 s',
    },
    {
      name: 'INACCESSIBLE_KMS_KEY -> watch further: the key may be enabled again',
      progress: watching({ inaccessibleSince: hours(1) }),
      observed: inStatus('INACCESSIBLE_KMS_KEY', OLD),
      at: hours(2),
      want: 'wait 140 s',
    },
    {
      name: 'accepted, and it has not started by the start deadline -> watch further: it may still start',
      progress: updated('accepted', 0, { responded: true, onOtherKeySince: 0 }),
      observed: available(OLD),
      at: hours(1),
      want: 'wait 69 s',
    },
    {
      name: 'accepted, and it starts late -> that is remembered',
      progress: updated('accepted', 0, { responded: true, onOtherKeySince: 0 }),
      observed: modifying(),
      at: hours(1),
      want: 'wait 69 s',
      wantProgress: { changeStarted: true },
    },
    {
      name: 'never observed MODIFYING, on the new key -> end once the quiet period is over',
      progress: updated('accepted', hours(1), { responded: true, onDesiredKeySince: hours(1) + seconds(5) }),
      observed: available(NEW),
      at: hours(1) + QUIET_PERIOD_MS,
      want: 'ended: desired-key',
    },
    {
      name: 'two days, and it has not started -> end, and report that',
      progress: updated('accepted', 0, { responded: true, onOtherKeySince: 0 }),
      observed: available(OLD),
      at: WATCH,
      want: 'give up',
      wantReason: 'was watched for 48 hours, and its key change has not started',
    },
    {
      name: 'one ms before two days -> watch further',
      progress: watching(),
      observed: modifying(),
      at: WATCH - 1,
      want: 'wait 600 s',
    },
    {
      name: 'two days -> end, and report that it has not ended',
      progress: watching(),
      observed: modifying(),
      at: WATCH,
      want: 'give up',
      wantReason: 'was watched for 48 hours, and its key change has not ended',
    },
    {
      name: 'two days, and confirmed on the new key just now -> that is reported',
      progress: watching({ onDesiredKeySince: hours(1) }),
      observed: available(NEW),
      at: WATCH,
      want: 'ended: desired-key',
      wantReason: NEW,
    },
  ])('$name', check);
});
