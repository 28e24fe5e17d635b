import { at, event, fail, minutes, OLD, request, REQUEST_ID, seconds, updated, waiterState } from './support';
import { world } from './world';
import { SERVICE_TIMEOUT_SECONDS, WINDOW_SECONDS } from '../../src/contract';
import { parseEvent } from '../../src/handler/cloudformation-event';
import { onStep } from '../../src/handler/on-step';
import {
  executionName, executionPrefix, listedEnough, newerThan, type Execution,
} from '../../src/handler/reconcile/executions';

// Found by the simulation (docs/reliability.md): an event may reach the function minutes late, or its waiter may start
// late, after a rollback has sent a newer one. Its execution then starts last, although its request is the oldest.
// CloudFormation signs the ResponseURL when it sends the event, and the execution's name holds that time.

const OTHER_ID = '22222222-2222-4222-8222-222222222222';
const execution = (requestId: string, sentAt: number | undefined, startedAt: number): Execution =>
  ({ name: executionName('warehouse', requestId, sentAt), startedAt });
const own = (sentAt: number | undefined, startedAt: number) => execution(REQUEST_ID, sentAt, startedAt);
const other = (sentAt: number | undefined, startedAt: number) => execution(OTHER_ID, sentAt, startedAt);
const signed = (date: string) =>
  event({ ResponseURL: `https://s3.example/response?X-Amz-Algorithm=A&X-Amz-Date=${date}&X-Amz-Signature=S` });

test('the window of a late event ends so that CloudFormation has its response within its hour', async () => {
  const late = seconds(299);
  const w = world({ namespace: () => ({ kind: 'read', value: { status: 'MODIFYING', keyArn: OLD } }) });
  const parsed = parseEvent(signed('20260101T115501Z'), at(0));
  const given = parsed.kind === 'request' ? parsed.request : fail(parsed.kind);
  const observeAt = async (now: number) => {
    w.now = at(now);
    const progress = updated('accepted', 0, { changeStarted: true });
    return (await onStep(w.ports, { step: 'observe', state: waiterState({ request: given, progress }) })).next;
  };
  expect(await observeAt(seconds(WINDOW_SECONDS) - late - 1)).toMatchObject({ action: 'wait' });
  const response = { status: 'FAILED', reason: expect.stringContaining('still runs') };
  expect(await observeAt(seconds(WINDOW_SECONDS) - late)).toMatchObject({ action: 'respond', response });
  expect(given.sentAt).toBe(at(-late));
  expect(WINDOW_SECONDS).toBeLessThan(SERVICE_TIMEOUT_SECONDS);
});

test('the time when an event was sent is read from its ResponseURL, if it is there', () => {
  const parsed = parseEvent(signed('20260101T115730Z'), at(0));
  expect(parsed).toMatchObject({ request: { sentAt: at(-minutes(2.5)), arrivedAt: at(0) } });
  expect(parseEvent(event(), at(0))).toMatchObject({ kind: 'request', request: { sentAt: undefined } });
  expect(parseEvent(signed('yesterday'), at(0))).toMatchObject({ request: { sentAt: undefined } });
});

interface Case { readonly name: string; readonly own: Execution; readonly other: Execution; readonly isNewer: boolean }

test.each<Case>([
  {
    name: 'sent first, and started last',
    own: own(at(-minutes(3)), at(0)),
    other: other(at(-minutes(2)), at(-minutes(2))),
    isNewer: true,
  },
  {
    name: 'sent a second before, and started twenty seconds later',
    own: own(at(0), at(seconds(20))),
    other: other(at(seconds(1)), at(seconds(1))),
    isNewer: true,
  },
  {
    name: 'sent last, and started first',
    own: own(at(0), at(0)),
    other: other(at(-minutes(3)), at(minutes(1))),
    isNewer: false,
  },
  {
    name: 'sent in the same second, and started last',
    own: own(at(0), at(2)),
    other: other(at(999), at(1)),
    isNewer: false,
  },
  {
    name: 'sent in the same second, and started first',
    own: own(at(0), at(1)),
    other: other(at(0), at(2)),
    isNewer: true,
  },
  {
    name: 'the other one does not say when it was sent, and started first',
    own: own(at(-minutes(3)), at(0)),
    other: other(undefined, at(-minutes(2))),
    isNewer: false,
  },
  {
    name: 'the other one does not say when it was sent, and started last',
    own: own(at(-minutes(3)), at(-minutes(2))),
    other: other(undefined, at(0)),
    isNewer: true,
  },
  {
    name: 'this one does not say when it was sent, and started first',
    own: own(undefined, at(-minutes(2))),
    other: other(at(-minutes(5)), at(0)),
    isNewer: true,
  },
])('exactly one of two requests gives way: $name', ({ own: ours, other: theirs, isNewer }) => {
  const prefix = executionPrefix('warehouse');
  const both = [ours, theirs];
  expect(newerThan(ours.name, prefix, ours.startedAt, both)?.name).toBe(isNewer ? theirs.name : undefined);
  // Exactly one of them gives way.
  expect(newerThan(theirs.name, prefix, theirs.startedAt, both)?.name).toBe(isNewer ? undefined : ours.name);
});

test('the list is read back to the time when a request was sent', () => {
  const enough = listedEnough(at(0), at(-minutes(4)));
  expect(enough(own(undefined, at(0)))).toBe(false);
  expect(enough(other(undefined, at(-minutes(5))))).toBe(false);
  expect(enough(other(undefined, at(-minutes(5)) - 1))).toBe(true);
});

test('a late request ends as superseded, and sends no update', async () => {
  const sentAt = at(-minutes(3));
  const executions = [own(sentAt, at(0)), other(at(-minutes(2)), at(-minutes(2)))];
  const w = world({ executions: () => ({ kind: 'read', value: executions }) });
  const state = waiterState({ request: request({ sentAt }), next: { action: 'update' } });
  const after = await onStep(w.ports, { step: 'update', state });
  expect(w.updates).toEqual([]);
  const response = { status: 'FAILED', reason: expect.stringContaining('superseded by') };
  expect(after.next).toMatchObject({ action: 'respond', response });
});
