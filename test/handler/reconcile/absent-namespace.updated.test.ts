import { check, type Case } from './cases';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import { inStack, minutes, notFound, seconds, updated } from '../support';

describe('an update may have been sent', () => {
  const since = (update: 'accepted' | 'unknown', over: Partial<Progress> = {}) =>
    updated(update, seconds(5), { absentSince: minutes(4), ...over });
  const started = since('accepted', { changeStarted: true });
  const gone = notFound();
  test.each<Case>([
    {
      name: 'it runs, first observation -> confirm in 2 s',
      progress: { ...started, absentSince: undefined },
      observed: inStack('forward', gone),
      at: minutes(5),
      want: 'wait 2 s',
    },
    {
      name: 'it runs, second observation -> FAILED, and the change is watched',
      progress: started,
      observed: inStack('forward', gone),
      at: minutes(5),
      want: 'FAILED, watch',
      wantReason: new RegExp(
        '^namespace warehouse was deleted while its key was being changed, and CloudFormation does not create it '
        + 'anew\\. Create it under the same name with kmsKeyId .*key/new .*; then deploy again$',
      ),
    },
    {
      name: 'its outcome is unknown, in the quiet period after it -> wait',
      progress: since('unknown', { updateSentAt: minutes(4) }),
      observed: inStack('forward', gone),
      at: minutes(4) + QUIET_PERIOD_MS - 1,
      want: 'wait 2 s',
    },
    {
      name: 'its outcome is unknown, after the quiet period -> FAILED, and the change is watched',
      progress: since('unknown', { updateSentAt: minutes(4) }),
      observed: inStack('forward', gone),
      at: minutes(4) + QUIET_PERIOD_MS,
      want: 'FAILED, watch',
      wantReason: /was deleted while its key was being changed/,
    },
    {
      name: 'the stack rolls back -> SUCCESS',
      progress: started,
      observed: inStack('rolling-back', gone),
      at: minutes(5),
      want: 'SUCCESS',
      wantReason: /this rollback has nothing to change/,
    },
    {
      name: 'the direction is unreadable -> wait',
      progress: started,
      observed: inStack('unreadable', gone),
      at: minutes(5),
      want: 'wait 12 s',
    },
    {
      name: 'sent by a Create that may change the key -> FAILED as well: nothing will create it',
      request: { type: 'Create', changeKeyOnCreate: true },
      progress: started,
      observed: inStack('forward', gone),
      at: minutes(5),
      want: 'FAILED, watch',
      wantReason: /was deleted while its key was being changed/,
    },
    {
      name: 'requested by alias -> FAILED, naming it',
      request: { desiredKey: 'alias/warehouse' },
      progress: started,
      observed: inStack('forward', gone),
      at: minutes(5),
      want: 'FAILED, watch',
      wantReason: 'with kmsKeyId alias/warehouse',
    },
  ])('$name', check);
});
