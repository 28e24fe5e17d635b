import { check, type Case } from './cases';
import { DENIED_MS } from '../../../src/handler/reconcile/timing';
import {
  at, available, denied, inStack, minutes, modifying, NEW, OLD, progress, seconds, unreadable, updated, usable,
} from '../support';

describe('permission is denied', () => {
  test.each<Case>([
    {
      name: 'first denial -> wait: new permissions take minutes to act',
      observed: denied(),
      at: seconds(1),
      want: 'wait 12 s',
      wantProgress: { observationDeniedSince: at(seconds(1)) },
    },
    {
      name: 'denied for one ms less than 5 min -> wait',
      progress: progress({ observationDeniedSince: seconds(1) }),
      observed: denied(),
      at: seconds(1) + DENIED_MS - 1,
      want: 'wait 12 s',
    },
    {
      name: 'denied for 5 min -> FAILED with what the service said and the remedy',
      progress: progress({ observationDeniedSince: seconds(1) }),
      observed: denied('AccessDeniedException: no GetNamespace'),
      at: seconds(1) + DENIED_MS,
      want: 'FAILED',
      wantReason: new RegExp(
        '^permission to read namespace warehouse, its key or its stack was denied for more than five minutes: '
        + 'AccessDeniedException: no GetNamespace; check service control policies .*, and deploy '
        + 'again \\(in a rollback: ',
      ),
    },
    {
      name: 'a denial is never taken for not found',
      observed: denied('ResourceNotFoundException'),
      at: seconds(1),
      want: 'wait 12 s',
    },
    {
      name: 'permitted again -> the denial is forgotten',
      progress: progress({ observationDeniedSince: seconds(1) }),
      observed: modifying(OLD, usable()),
      at: minutes(2),
      want: 'wait 12 s',
      wantProgress: { observationDeniedSince: undefined },
    },
    {
      name: 'unreadable in between -> the denial is not forgotten',
      progress: progress({ observationDeniedSince: seconds(1) }),
      observed: unreadable(),
      at: minutes(2),
      want: 'wait 12 s',
      wantProgress: { observationDeniedSince: at(seconds(1)) },
    },
    {
      name: 'denied for longer than it counts, and now unreadable -> wait: whether it lasts is unknown',
      progress: progress({ observationDeniedSince: seconds(1) }),
      observed: unreadable(),
      at: minutes(7),
      want: 'wait 12 s',
      wantProgress: { observationDeniedSince: at(seconds(1)) },
    },
    {
      name: 'the update was denied, the observation is permitted -> update again, and the denial of updates '
        + 'continues',
      progress: progress({ update: 'refused', updateSentAt: seconds(5), updateDeniedSince: seconds(5), keyArn: NEW }),
      observed: available(OLD, usable()),
      at: seconds(20),
      want: 'update',
      wantProgress: { updateDeniedSince: at(seconds(5)), observationDeniedSince: undefined },
    },
    {
      name: 'updates were denied for 5 min, and another party moved the namespace -> the key that it is on counts',
      progress: progress({
        update: 'refused',
        updateSentAt: minutes(6),
        updateDeniedSince: seconds(5),
        onDesiredKeySince: minutes(8),
        keyArn: NEW,
      }),
      observed: available(NEW),
      at: minutes(9),
      want: 'SUCCESS',
      wantReason: NEW,
    },
    {
      name: 'updates have been denied for 5 min, an observation for the first time -> wait: the two are counted '
        + 'apart',
      progress: progress({ update: 'refused', updateSentAt: seconds(5), updateDeniedSince: seconds(5), keyArn: NEW }),
      observed: denied(),
      at: minutes(6),
      want: 'wait 12 s',
      wantProgress: { updateDeniedSince: at(seconds(5)), observationDeniedSince: at(minutes(6)) },
    },
    {
      name: 'denied while the change runs -> wait',
      progress: updated('accepted', seconds(5), { changeStarted: true }),
      observed: denied(),
      at: minutes(3),
      want: 'wait 12 s',
    },
    ...(['accepted', 'unknown', 'sending'] as const).map((update): Case => ({
      name: `denied for 5 min after an update that is ${update} -> wait: it may have been carried out`,
      progress: updated(update, seconds(5), { observationDeniedSince: seconds(10) }),
      observed: denied(),
      at: minutes(40),
      want: update === 'sending' ? 'wait 12 s' : 'wait 44 s',
    })),
    {
      name: 'denied for 5 min after an update that was refused -> FAILED',
      progress: progress({ update: 'refused', updateSentAt: seconds(5), observationDeniedSince: seconds(10) }),
      observed: denied(),
      at: minutes(40),
      want: 'FAILED',
      wantReason: /^permission to read namespace warehouse/,
    },
    {
      name: 'denied for 5 min in a rollback -> FAILED',
      progress: progress({ observationDeniedSince: seconds(1) }),
      observed: inStack('rolling-back', denied()),
      at: minutes(6),
      want: 'FAILED',
    },
  ])('$name', check);
});
