import { check, type Case } from './cases';
import { WATCH_SECONDS } from '../../../src/contract';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { available, hours, minutes, modifying, NEW, notFound, OLD, seconds, unreadable, updated } from '../support';

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
      name: 'gone -> end',
      progress: watching(),
      observed: notFound(),
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
