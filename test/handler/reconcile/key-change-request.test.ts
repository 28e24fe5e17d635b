import { check, type Case } from './cases';
import { WINDOW_SECONDS } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  available, inStack, modifying, NEW, notFound, OLD, progress, seconds, unusable, updated, usable,
} from '../support';

const WINDOW = seconds(WINDOW_SECONDS);
/** More windows and a new key in one update. */
const windowsAdded: Partial<KeyChangeRequest> = { windows: 3, previous: { windows: 1, desiredKey: OLD } };

describe('more windows and a new key in one update', () => {
  const onOld = available(OLD, usable());
  test.each<Case>([
    {
      name: 'the stack goes forward -> FAILED, nothing touched',
      request: windowsAdded,
      observed: inStack('forward', onOld),
      at: seconds(1),
      want: 'FAILED',
      wantReason: new RegExp(
        '^keyChangeTimeout was raised \\(from 1 to 3 windows\\) in the same deployment as the key of '
        + 'namespace warehouse: a rollback would have only 1; deploy the longer keyChangeTimeout first, '
        + 'then the new key$',
      ),
      wantProgress: { update: 'none', updatesSent: 0 },
    },
    {
      name: 'the stack rolls back -> update: the rollback has the windows that it had',
      request: windowsAdded,
      observed: inStack('rolling-back', onOld),
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'the stack is unreadable -> wait',
      request: windowsAdded,
      observed: inStack('unreadable', onOld),
      at: seconds(1),
      want: 'wait 12 s',
      wantProgress: { updatesSent: 0 },
    },
    {
      name: 'the stack has not been observed -> wait',
      request: windowsAdded,
      observed: onOld,
      at: seconds(1),
      want: 'wait 12 s',
      wantProgress: { updatesSent: 0 },
    },
    {
      name: 'the stack is unreadable until the window ends -> FAILED, no update',
      request: windowsAdded,
      observed: inStack('unreadable', onOld),
      at: WINDOW,
      want: 'FAILED',
      wantReason: new RegExp(
        'within 55 minutes: cloudformation:DescribeStacks did not tell whether the stack goes forward or '
        + 'rolls back; check what denies it',
      ),
      wantProgress: { updatesSent: 0 },
    },
    {
      name: 'the same key -> update',
      request: { windows: 3, previous: { windows: 1, desiredKey: NEW } },
      observed: inStack('forward', onOld),
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'as many windows as before -> update',
      request: { windows: 3, previous: { windows: 3, desiredKey: OLD } },
      observed: inStack('forward', onOld),
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'fewer windows than before -> update',
      request: { windows: 1, previous: { windows: 3, desiredKey: OLD } },
      observed: inStack('forward', onOld),
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'nothing before: a Create -> update',
      request: { windows: 3 },
      observed: inStack('forward', onOld),
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'on the new key already -> nothing to reject',
      request: windowsAdded,
      progress: progress({ onDesiredKeySince: seconds(1) }),
      observed: inStack('forward', available(NEW)),
      at: QUIET_PERIOD_MS,
      want: 'SUCCESS',
    },
    {
      name: 'MODIFYING -> nothing to reject yet',
      request: windowsAdded,
      observed: inStack('forward', modifying(OLD, usable())),
      at: seconds(1),
      want: 'wait 12 s',
    },
    {
      name: 'no such namespace -> nothing to reject',
      request: windowsAdded,
      observed: inStack('forward', notFound()),
      at: seconds(1),
      want: 'SUCCESS',
    },
    {
      name: 'updated by the window before -> picked up, not rejected',
      request: windowsAdded,
      progress: updated('accepted', seconds(5)),
      observed: inStack('forward', available(OLD)),
      at: seconds(15),
      want: 'wait 12 s',
    },
    {
      name: 'the new key is unusable -> that is reported first',
      request: windowsAdded,
      observed: inStack('unreadable', available(OLD, unusable('key K is disabled; enable it'))),
      at: seconds(1),
      want: 'FAILED',
      wantReason: /^key K is disabled/,
    },
  ])('$name', check);
});
