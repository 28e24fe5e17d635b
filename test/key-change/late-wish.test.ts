import { at, event, minutes, seconds, state, wish, world, REQUEST_ID } from './support';
import { parseEvent } from '../../src/key-change/event';
import { executionName, executionPrefix, listedEnough, youngerThan } from '../../src/key-change/executions';
import type { Execution } from '../../src/key-change/ports';
import { takeStep } from '../../src/key-change/steps';

// Found by the simulation (docs/reliability.md): an event may reach the function minutes late, or its waiter start late, after
// a rollback has sent a newer one. Its execution then starts last, though its wish is the oldest. When CloudFormation signed the
// ResponseURL tells when it sent the event, and the execution's name hands that on.

const OTHER_ID = '22222222-2222-4222-8222-222222222222';
const run = (requestId: string, sentAt: number | undefined, startedAt: number): Execution => ({ name: executionName('warehouse', requestId, sentAt), startedAt });
const signed = (date: string) => event({ ResponseURL: `https://s3.example/answer?X-Amz-Algorithm=A&X-Amz-Date=${date}&X-Amz-Signature=S` });

test('the time when an event was sent is read from its ResponseURL, where it says it', () => {
  expect(parseEvent(signed('20260101T115730Z'), at(0))).toMatchObject({ wish: { sentAt: at(-minutes(2.5)), arrivedAt: at(0) } });
  expect(parseEvent(event(), at(0))).toMatchObject({ kind: 'wish', wish: { sentAt: undefined } });
  expect(parseEvent(signed('yesterday'), at(0))).toMatchObject({ wish: { sentAt: undefined } });
});

test.each<[string, Execution, Execution, boolean]>([
  ['sent first, and started last', run(REQUEST_ID, at(-minutes(3)), at(0)), run(OTHER_ID, at(-minutes(2)), at(-minutes(2))), true],
  ['sent a second before, and started twenty seconds later', run(REQUEST_ID, at(0), at(seconds(20))), run(OTHER_ID, at(seconds(1)), at(seconds(1))), true],
  ['sent last, and started first', run(REQUEST_ID, at(0), at(0)), run(OTHER_ID, at(-minutes(3)), at(minutes(1))), false],
  ['sent in the same second, and started last', run(REQUEST_ID, at(0), at(2)), run(OTHER_ID, at(999), at(1)), false],
  ['sent in the same second, and started first', run(REQUEST_ID, at(0), at(1)), run(OTHER_ID, at(0), at(2)), true],
  ['the other one does not say when it was sent, and started first', run(REQUEST_ID, at(-minutes(3)), at(0)), run(OTHER_ID, undefined, at(-minutes(2))), false],
  ['the other one does not say when it was sent, and started last', run(REQUEST_ID, at(-minutes(3)), at(-minutes(2))), run(OTHER_ID, undefined, at(0)), true],
  ['this one does not say when it was sent, and started first', run(REQUEST_ID, undefined, at(-minutes(2))), run(OTHER_ID, at(-minutes(5)), at(0)), true],
])('exactly one of two wishes gives way: %s', (_name, own, other, isYounger) => {
  const prefix = executionPrefix('warehouse');
  expect(youngerThan(own.name, prefix, own.startedAt, [own, other])?.name).toBe(isYounger ? other.name : undefined);
  // Exactly one of them gives way.
  expect(youngerThan(other.name, prefix, other.startedAt, [own, other])?.name).toBe(isYounger ? undefined : own.name);
});

test('the list is read back to the time when a wish was sent', () => {
  const enough = listedEnough(at(0), at(-minutes(4)));
  expect(enough(run(REQUEST_ID, undefined, at(0)))).toBe(false);
  expect(enough(run(OTHER_ID, undefined, at(-minutes(5))))).toBe(false);
  expect(enough(run(OTHER_ID, undefined, at(-minutes(5)) - 1))).toBe(true);
});

test('a late wish ends as superseded, and asks nothing', async () => {
  const sentAt = at(-minutes(3));
  const w = world({ executions: () => ({ kind: 'read', value: [run(REQUEST_ID, sentAt, at(0)), run(OTHER_ID, at(-minutes(2)), at(-minutes(2)))] }) });
  const after = await takeStep(w.ports, { step: 'ask', state: state({ wish: wish({ sentAt }), next: { action: 'ask' } }) });
  expect(w.asks).toEqual([]);
  expect(after.next).toMatchObject({ action: 'answer', answer: { status: 'FAILED', reason: expect.stringContaining('superseded by') } });
});
