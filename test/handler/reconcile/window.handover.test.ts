import { check, type Case } from './cases';
import { WINDOW_SECONDS } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { reconcile } from '../../../src/handler/reconcile/reconcile';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  at, available, denied, inStack, inStatus, minutes, modifying, NEW, OLD, progress, request, seconds, STACK_ID,
  unreadable, updated, usable,
} from '../support';

const WINDOW = seconds(WINDOW_SECONDS);
/** The second of three windows. */
const inChain: Partial<KeyChangeRequest> = { window: 2, windows: 3 };

describe('the window ends, and another one follows', () => {
  const started = updated('accepted', seconds(5), { changeStarted: true });
  const twoMinutesLater = WINDOW + minutes(2);
  test.each<Case>([
    {
      name: 'MODIFYING after our update, the stack goes forward -> hands over',
      request: inChain,
      progress: started,
      observed: inStack('forward', modifying()),
      at: WINDOW,
      want: 'SUCCESS',
      wantReason: /^the key change of namespace warehouse goes on; window 2 of 3 hands over to the next one$/,
    },
    {
      name: 'one ms before the end -> not yet',
      request: inChain,
      progress: started,
      observed: inStack('forward', modifying()),
      at: WINDOW - 1,
      want: 'wait 1 s',
    },
    {
      name: 'updated, and AVAILABLE on the old key still -> hands over',
      request: inChain,
      progress: updated('accepted', minutes(50)),
      observed: inStack('forward', available(OLD)),
      at: WINDOW,
      want: 'SUCCESS',
      wantReason: 'hands over',
    },
    {
      name: 'updated, and its outcome is unknown -> hands over',
      request: inChain,
      progress: updated('unknown', minutes(50)),
      observed: inStack('forward', available(OLD)),
      at: WINDOW,
      want: 'SUCCESS',
      wantReason: 'hands over',
    },
    {
      name: 'a second update would be due -> hands over, and sends no update',
      request: inChain,
      progress: updated('unknown', seconds(5), { onOtherKeySince: minutes(40) }),
      observed: inStack('forward', available(OLD)),
      at: WINDOW,
      want: 'SUCCESS',
      wantReason: 'hands over',
      wantProgress: { updatesSent: 1 },
    },
    {
      name: 'the function died during the update -> hands over',
      request: inChain,
      progress: updated('sending', 0, { updateSentAt: undefined }),
      observed: inStack('forward', unreadable()),
      at: WINDOW,
      want: 'SUCCESS',
      wantReason: 'hands over',
      wantProgress: { update: 'unknown' },
    },
    {
      name: 'updated, and the observation is denied -> hands over',
      request: inChain,
      progress: started,
      observed: inStack('forward', denied()),
      at: WINDOW,
      want: 'SUCCESS',
      wantReason: 'hands over',
    },
    {
      name: 'MODIFYING with an earlier change -> hands over',
      request: inChain,
      progress: progress({ keyArn: NEW }),
      observed: inStack('forward', modifying()),
      at: WINDOW,
      want: 'SUCCESS',
      wantReason: 'hands over',
    },
    {
      name: 'the first window of two -> hands over',
      request: { window: 1, windows: 2 },
      progress: started,
      observed: inStack('forward', modifying()),
      at: WINDOW,
      want: 'SUCCESS',
      wantReason: 'window 1 of 2 hands over',
    },
    {
      name: 'the last window -> FAILED, and the change is watched',
      request: { window: 3, windows: 3 },
      progress: started,
      observed: inStack('forward', modifying()),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: /still runs after 55 minutes.*deploy again when the change has ended/,
    },
    {
      name: 'the last window, in a rollback -> FAILED, with the command for a rollback',
      request: { window: 3, windows: 3 },
      progress: started,
      observed: inStack('rolling-back', modifying()),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: /watched for 48 hours\. When it has ended, run aws cloudformation continue-update-rollback$/,
    },
    {
      name: 'the last window, the stack unreadable -> FAILED at once: there is no window to hand over to',
      request: { window: 3, windows: 3 },
      progress: started,
      observed: inStack('unreadable', modifying()),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: 'deploy again (in a rollback: run aws cloudformation continue-update-rollback)',
    },
    {
      name: 'a window beyond the last -> FAILED',
      request: { window: 4, windows: 3 },
      progress: started,
      observed: inStack('forward', modifying()),
      at: WINDOW,
      want: 'FAILED, watch',
    },

    {
      name: 'the stack rolls back -> FAILED: a rollback may call no other window, and continue-update-rollback '
        + 'calls this one again',
      request: inChain,
      progress: started,
      observed: inStack('rolling-back', modifying()),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: /still runs after 55 minutes.*When it has ended, run aws cloudformation continue-update-rollback$/,
    },
    {
      name: 'the stack rolls back, MODIFYING with an earlier change -> FAILED, with the command for a rollback, '
        + 'and no watch',
      request: inChain,
      observed: inStack('rolling-back', modifying(OLD, usable())),
      at: WINDOW,
      want: 'FAILED',
      wantReason: new RegExp(
        'it is MODIFYING, with an earlier key change or something else; this rollback changed nothing\\. When the '
        + 'namespace is AVAILABLE, run aws cloudformation continue-update-rollback$',
      ),
    },

    {
      name: 'the stack is unreadable -> wait 15 s for its status',
      request: inChain,
      progress: started,
      observed: inStack('unreadable', modifying()),
      at: WINDOW,
      want: 'wait 15 s',
    },
    {
      name: 'the stack has not been observed yet, because the end came in between -> wait for its status, never '
        + 'FAILED',
      request: inChain,
      progress: started,
      observed: modifying(),
      at: WINDOW,
      want: 'wait 15 s',
    },
    {
      name: 'the stack is unreadable for one ms less than 2 min -> wait',
      request: inChain,
      progress: started,
      observed: inStack('unreadable', modifying()),
      at: twoMinutesLater - 1,
      want: 'wait 15 s',
    },
    {
      name: 'the stack is unreadable for 2 min -> FAILED, and the change is watched',
      request: inChain,
      progress: started,
      observed: inStack('unreadable', modifying()),
      at: twoMinutesLater,
      want: 'FAILED, watch',
      wantReason: 'deploy again (in a rollback: run aws cloudformation continue-update-rollback)',
    },
    {
      name: 'the stack was unreadable, and goes forward -> hands over',
      request: inChain,
      progress: started,
      observed: inStack('forward', modifying()),
      at: twoMinutesLater,
      want: 'SUCCESS',
      wantReason: 'hands over',
    },
    {
      name: 'the stack was unreadable, and rolls back -> FAILED',
      request: inChain,
      progress: started,
      observed: inStack('rolling-back', modifying()),
      at: twoMinutesLater - 1,
      want: 'FAILED, watch',
    },

    {
      name: 'no update sent, refused each time -> FAILED: nothing runs that could be handed over',
      request: inChain,
      progress: progress({
        update: 'refused', updateSentAt: minutes(54), keyArn: NEW, refusal: 'ConflictException: busy',
      }),
      observed: inStack('forward', available(OLD, usable())),
      at: WINDOW,
      want: 'FAILED',
      wantReason: /ConflictException: busy/,
    },
    {
      name: 'no update sent, the namespace unreadable -> FAILED',
      request: inChain,
      observed: inStack('forward', unreadable('InternalServerException: oops')),
      at: WINDOW,
      want: 'FAILED',
      wantReason: 'InternalServerException: oops',
    },
    {
      name: 'an unknown status, no update sent -> FAILED',
      request: inChain,
      observed: inStack('forward', inStatus('RESHARDING', OLD)),
      at: WINDOW,
      want: 'FAILED',
      wantReason: /it is RESHARDING, with/,
    },
    {
      name: 'ended on another key -> FAILED at once, watched, not handed over',
      request: inChain,
      progress: updated('accepted', seconds(5), { changeStarted: true, onOtherKeySince: WINDOW - QUIET_PERIOD_MS }),
      observed: inStack('forward', available(OLD)),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: /ended the key change/,
    },
    {
      name: 'DELETING, first observation -> hands over: the next window confirms it',
      request: inChain,
      progress: started,
      observed: inStack('forward', inStatus('DELETING', OLD)),
      at: WINDOW,
      want: 'SUCCESS',
      wantReason: 'hands over',
    },
    {
      name: 'DELETING, second observation -> FAILED at once, watched, not handed over',
      request: inChain,
      progress: { ...started, deletingSince: at(WINDOW - seconds(2)) },
      observed: inStack('forward', inStatus('DELETING', OLD)),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: 'is being deleted',
    },
    {
      name: 'confirmed on the new key -> SUCCESS, as in any window',
      request: inChain,
      progress: updated('accepted', seconds(5), { changeStarted: true, onDesiredKeySince: WINDOW - seconds(2) }),
      observed: inStack('forward', available(NEW)),
      at: WINDOW,
      want: 'SUCCESS',
      wantReason: `namespace warehouse is on ${NEW}`,
    },
  ])('$name', check);

  test('the progress is what is handed over', () => {
    const { next } = reconcile(request(inChain), started, inStack('forward', modifying()), at(WINDOW));
    const handover: unknown = next.action === 'respond' && JSON.parse(next.response.handover!);
    expect(handover).toEqual({
      namespaceName: 'warehouse',
      desiredKey: NEW,
      stackId: STACK_ID,
      at: at(WINDOW),
      confirmed: false,
      update: 'accepted',
      updatesSent: 1,
      updateSentAt: at(seconds(5)),
      changeStarted: true,
      keyArn: NEW,
    });
    expect(next).toMatchObject({ response: { keyArn: NEW }, watch: false });
  });
});
