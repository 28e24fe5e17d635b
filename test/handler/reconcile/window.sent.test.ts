import { check, type Case } from './cases';
import { MAXIMUM_EVENT_AGE_SECONDS, WATCH_SECONDS, WINDOW_SECONDS } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { QUIET_PERIOD_MS, STACK_STATUS_MS } from '../../../src/handler/reconcile/timing';
import { at, available, hours, inStack, modifying, NEW, OLD, seconds, updated, usable } from '../support';

const WINDOW = seconds(WINDOW_SECONDS);
const started = updated('accepted', seconds(5), { changeStarted: true });
const sent = (sinceArrival: number): Partial<KeyChangeRequest> => ({ sentAt: at(sinceArrival) });
/** The event was 299 seconds late. */
const late = sent(-seconds(299));
const LATE_END = WINDOW - seconds(299);

describe("a window's hour counts from when CloudFormation sent the event", () => {
  test.each<Case>([
    {
      name: '299 s late: one ms before its end -> wait',
      request: late,
      progress: started,
      observed: modifying(),
      at: LATE_END - 1,
      want: 'wait 1 s',
    },
    {
      name: '299 s late: at its end -> FAILED, and the change is watched',
      request: late,
      progress: started,
      observed: modifying(),
      at: LATE_END,
      want: 'FAILED, watch',
    },
    {
      name: '299 s late: the wait is cut to its end',
      request: late,
      progress: started,
      observed: modifying(),
      at: LATE_END - seconds(20),
      want: 'wait 20 s',
    },
    {
      name: '299 s late: no update at its end',
      request: late,
      observed: available(OLD, usable()),
      at: LATE_END,
      want: 'FAILED',
      wantProgress: { updatesSent: 0 },
    },
    {
      name: '299 s late: the confirmation of the new key extends it by the quiet period',
      request: late,
      progress: started,
      observed: available(NEW),
      at: LATE_END + QUIET_PERIOD_MS - 1,
      want: 'wait 1 s',
    },
    {
      name: '299 s late: and by no more',
      request: late,
      progress: started,
      observed: available(NEW),
      at: LATE_END + QUIET_PERIOD_MS,
      want: 'FAILED, watch',
    },
    {
      name: '299 s late: the status of the stack is waited for until two minutes after its end',
      request: { ...late, windows: 2 },
      progress: started,
      observed: inStack('unreadable', modifying()),
      at: LATE_END + STACK_STATUS_MS - 1,
      want: 'wait 15 s',
    },
    {
      name: '299 s late: and no longer',
      request: { ...late, windows: 2 },
      progress: started,
      observed: inStack('unreadable', modifying()),
      at: LATE_END + STACK_STATUS_MS,
      want: 'FAILED, watch',
    },
    {
      name: '299 s late: hands over at its end',
      request: { ...late, windows: 2 },
      progress: started,
      observed: inStack('forward', modifying()),
      at: LATE_END,
      want: 'SUCCESS',
      wantReason: 'hands over',
    },
    {
      name: 'as late as an event can be',
      request: sent(-seconds(MAXIMUM_EVENT_AGE_SECONDS)),
      progress: started,
      observed: modifying(),
      at: WINDOW - seconds(MAXIMUM_EVENT_AGE_SECONDS),
      want: 'FAILED, watch',
    },
    {
      name: 'later than an event can be: the clocks differ, and the rest is not believed -> wait',
      request: sent(-hours(2)),
      progress: started,
      observed: modifying(),
      at: WINDOW - seconds(MAXIMUM_EVENT_AGE_SECONDS) - 1,
      want: 'wait 1 s',
    },
    {
      name: 'later than an event can be -> as late as it can be',
      request: sent(-hours(2)),
      progress: started,
      observed: modifying(),
      at: WINDOW - seconds(MAXIMUM_EVENT_AGE_SECONDS),
      want: 'FAILED, watch',
    },
    {
      name: 'sent after its arrival: the clocks differ -> it counts from the arrival',
      request: sent(seconds(30)),
      progress: started,
      observed: modifying(),
      at: WINDOW,
      want: 'FAILED, watch',
    },
    {
      name: 'not known when it was sent -> it counts from the arrival',
      progress: started,
      observed: modifying(),
      at: LATE_END,
      want: 'wait 56 s',
    },
    {
      name: 'two days of watching count from the arrival',
      request: late,
      progress: { ...started, responded: true },
      observed: modifying(),
      at: seconds(WATCH_SECONDS) - 1,
      want: 'wait 600 s',
    },
  ])('$name', check);
});
