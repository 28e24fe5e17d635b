import { check, type Case } from './cases';
import { WATCH_SECONDS } from '../../../src/contract';
import type { Progress } from '../../../src/handler/reconcile/progress';
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
      want: 'end',
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
      want: 'end',
      wantReason: /ended the key change/,
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
      want: 'end',
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
      name: 'DELETING, second observation -> end, and report it',
      progress: watching({ unavailableSince: hours(1) }),
      observed: inStack('forward', inStatus('DELETING', OLD)),
      at: hours(2),
      want: 'end',
      wantReason: /is being deleted/,
    },
    {
      name: 'gone, in a rollback -> end, and report it',
      progress: watching({ absentSince: hours(1) }),
      observed: inStack('rolling-back', notFound()),
      at: hours(2),
      want: 'end',
      wantReason: /does not exist: this rollback has nothing to change/,
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
      want: 'end',
      wantReason: 'was watched for 48 hours, and its key change has not ended',
    },
    {
      name: 'two days, and confirmed on the new key just now -> that is reported',
      progress: watching({ onDesiredKeySince: hours(1) }),
      observed: available(NEW),
      at: WATCH,
      want: 'end',
      wantReason: NEW,
    },
  ])('$name', check);
});
