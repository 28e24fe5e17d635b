import { check, type Case } from './cases';
import { WINDOW_SECONDS } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  at, available, denied, hours, inStack, minutes, modifying, NEW, OLD, progress, seconds, unreadable, updated,
  usable,
} from '../support';

const WINDOW = seconds(WINDOW_SECONDS);
/** The second of three windows. */
const inChain: Partial<KeyChangeRequest> = { window: 2, windows: 3 };

describe('the window ends', () => {
  const started = updated('accepted', seconds(5), { changeStarted: true });
  test.each<Case>([
    {
      name: 'one ms before its end, MODIFYING -> one more observation, at its end',
      progress: started,
      observed: modifying(),
      at: WINDOW - 1,
      want: 'wait 1 s',
    },
    {
      name: '20 s before its end -> the wait is cut to 20 s',
      progress: started,
      observed: modifying(),
      at: WINDOW - seconds(20),
      want: 'wait 20 s',
    },
    {
      name: 'at its end, MODIFYING -> FAILED, and the change is watched',
      progress: started,
      observed: inStack('forward', modifying()),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: new RegExp(
        'still runs after 55 minutes; it goes on by itself and is watched for 48 hours\\. If the stack '
        + 'was deployed with --no-rollback, deploy again when the change has ended: it is picked up, not '
        + 'restarted\\. Otherwise the rollback changes the key back; deploy a longer keyChangeTimeout, '
        + 'then the key again$',
      ),
    },
    {
      name: 'at its end, MODIFYING since an update half an hour ago -> FAILED, and half an hour is reported',
      progress: updated('accepted', minutes(25), { changeStarted: true }),
      observed: modifying(),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: 'still runs after 30 minutes',
    },
    {
      name: 'at its end, unreadable after an update -> FAILED, and the change is watched',
      progress: started,
      observed: inStack('forward', unreadable()),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: new RegExp(
        '^an update of namespace warehouse to .*key/new was sent 55 minutes ago, and nothing tells whether the key '
        + 'change still runs: InternalServerException: oops; '
        + 'it goes on by itself and is watched for 48 hours\\. If the stack',
      ),
    },
    {
      name: 'at its end, denied for long after an update -> FAILED, watched, and the tag is not blamed',
      progress: { ...started, observationDeniedSince: at(minutes(1)) },
      observed: inStack('rolling-back', denied('AccessDeniedException: no')),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: /still runs: AccessDeniedException: no; .* When it has ended, run aws .*continue-update-rollback$/,
    },
    {
      name: 'at its end, the function died during the update -> FAILED, and it is watched',
      progress: updated('sending', 0, { updateSentAt: undefined }),
      observed: unreadable(),
      at: WINDOW,
      want: 'FAILED, watch',
    },
    {
      name: 'at its end, confirmed on the new key -> SUCCESS',
      progress: updated('accepted', seconds(5), { changeStarted: true, onDesiredKeySince: WINDOW - seconds(2) }),
      observed: available(NEW),
      at: WINDOW,
      want: 'SUCCESS',
    },
    {
      name: 'after its end, ended on the old key -> FAILED, and it is watched',
      progress: updated('accepted', seconds(5), { changeStarted: true, onOtherKeySince: WINDOW - QUIET_PERIOD_MS }),
      observed: available(OLD),
      at: WINDOW + 1,
      want: 'FAILED, watch',
      wantReason: /ended the key change/,
    },
    {
      name: 'at its end, still MODIFYING with something else -> FAILED, with no watch',
      observed: inStack('forward', modifying(OLD, usable())),
      at: WINDOW,
      want: 'FAILED',
      wantReason: new RegExp(
        'could not be changed to .*key/new within 55 minutes: it is MODIFYING, with an earlier key '
        + 'change or something else; this deployment changed nothing\\. Remove the cause, wait until the namespace is '
        + 'AVAILABLE, and deploy again$',
      ),
    },
    {
      name: 'at its end, refused each time -> FAILED, and no further update',
      progress: progress({
        update: 'refused', updateSentAt: minutes(54), keyArn: NEW, refusal: 'ConflictException: busy',
      }),
      observed: inStack('forward', available(OLD, usable())),
      at: WINDOW,
      want: 'FAILED',
      wantReason: new RegExp(
        'could not be changed to .*key/new within 55 minutes: ConflictException: busy; this deployment '
        + 'changed nothing',
      ),
      wantProgress: { updatesSent: 0, update: 'refused' },
    },
    {
      name: 'at its end, available for the first time -> FAILED, and no update that would go on unattended',
      observed: inStack('forward', available(OLD, usable())),
      at: WINDOW,
      want: 'FAILED',
      wantReason: /within 55 minutes: no update could be sent; this deployment changed nothing/,
      wantProgress: { updatesSent: 0 },
    },
    {
      name: 'one ms before its end, refused before -> one more update',
      progress: progress({ update: 'refused', updateSentAt: minutes(54), keyArn: NEW }),
      observed: available(OLD, usable()),
      at: WINDOW - 1,
      want: 'update',
    },
    {
      name: 'at its end, unreadable -> FAILED with what the service said',
      observed: unreadable('InternalServerException: oops'),
      at: WINDOW,
      want: 'FAILED',
      wantReason: /within 55 minutes: InternalServerException: oops/,
    },
    {
      name: 'at its end, denied a moment ago -> FAILED with what the service said',
      observed: denied('AccessDeniedException: no'),
      at: WINDOW,
      want: 'FAILED',
      wantReason: /within 55 minutes: AccessDeniedException: no/,
    },
    {
      name: 'at its end, a second update would be due -> FAILED, watched, and no update',
      progress: updated('unknown', seconds(5), { onOtherKeySince: minutes(40) }),
      observed: available(OLD),
      at: WINDOW,
      want: 'FAILED, watch',
      wantProgress: { updatesSent: 1 },
    },
    {
      name: 'long after its end, first observation -> FAILED',
      observed: modifying(OLD, usable()),
      at: hours(5),
      want: 'FAILED',
    },
  ])('$name', check);
});

describe('the new key is observed when the window ends: confirmed, not given up', () => {
  const started = updated('accepted', seconds(5), { changeStarted: true });
  const onDesiredKeySince = (since: number) => updated('accepted', minutes(54), { onDesiredKeySince: since });
  test.each<Case>([
    {
      name: 'first observation at its end, in the last window -> confirm in 2 s',
      progress: started,
      observed: inStack('forward', available(NEW)),
      at: WINDOW,
      want: 'wait 2 s',
      wantProgress: { onDesiredKeySince: at(WINDOW) },
    },
    {
      name: 'second observation, after its end -> SUCCESS',
      progress: updated('accepted', seconds(5), { changeStarted: true, onDesiredKeySince: WINDOW }),
      observed: inStack('forward', available(NEW)),
      at: WINDOW + seconds(2),
      want: 'SUCCESS',
      wantReason: `namespace warehouse is on ${NEW}`,
    },
    {
      name: 'first observation at its end, in a window before the last -> confirm, do not hand over',
      request: inChain,
      progress: started,
      observed: inStack('forward', available(NEW)),
      at: WINDOW,
      want: 'wait 2 s',
    },
    {
      name: 'first observation at its end, in a rollback -> confirm',
      request: inChain,
      progress: started,
      observed: inStack('rolling-back', available(NEW)),
      at: WINDOW,
      want: 'wait 2 s',
    },
    {
      name: 'updated a minute before its end, never observed MODIFYING -> the quiet period may end after the window',
      progress: onDesiredKeySince(WINDOW - seconds(30)),
      observed: available(NEW),
      at: WINDOW - seconds(20),
      want: 'wait 80 s',
    },
    {
      name: 'updated a minute before its end, one ms before the end of the quiet period -> wait',
      progress: onDesiredKeySince(WINDOW),
      observed: available(NEW),
      at: minutes(54) + QUIET_PERIOD_MS - 1,
      want: 'wait 2 s',
    },
    {
      name: 'updated a minute before its end, at the end of the quiet period -> SUCCESS',
      progress: onDesiredKeySince(WINDOW),
      observed: available(NEW),
      at: minutes(54) + QUIET_PERIOD_MS,
      want: 'SUCCESS',
    },
    {
      name: 'updated in the last ms of the window, one ms before the quiet period -> the wait is cut to the end '
        + 'of the extension',
      progress: updated('accepted', WINDOW - 1, { onDesiredKeySince: WINDOW }),
      observed: available(NEW),
      at: WINDOW + QUIET_PERIOD_MS - seconds(1) - 1,
      want: 'wait 2 s',
    },
    {
      name: 'the new key was observed, then another one -> the extension is over: FAILED',
      progress: onDesiredKeySince(WINDOW),
      observed: available(OLD),
      at: WINDOW + seconds(2),
      want: 'FAILED, watch',
      wantProgress: { onDesiredKeySince: undefined },
    },
    {
      name: 'the new key was observed, then MODIFYING -> the extension is over: handed over',
      request: inChain,
      progress: onDesiredKeySince(WINDOW),
      observed: inStack('forward', modifying(NEW)),
      at: WINDOW + seconds(2),
      want: 'SUCCESS',
      wantReason: 'hands over',
    },
    {
      name: 'the new key is observed for the first time when the extension has ended -> FAILED, and watched',
      progress: started,
      observed: available(NEW),
      at: WINDOW + QUIET_PERIOD_MS,
      want: 'FAILED, watch',
    },
    {
      name: 'the new key is observed for the first time one ms before the extension ends -> a last observation',
      progress: started,
      observed: available(NEW),
      at: WINDOW + QUIET_PERIOD_MS - 1,
      want: 'wait 1 s',
    },
  ])('$name', check);
});
