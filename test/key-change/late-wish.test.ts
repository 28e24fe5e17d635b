import { at, event, minutes, seconds, state, wish, world, REQUEST_ID } from './support';
import { parseEvent } from '../../src/key-change/event';
import { executionName, executionPrefix, listedEnough, youngerThan } from '../../src/key-change/executions';
import { takeStep } from '../../src/key-change/steps';

// Found by the simulation (docs/reliability.md): an event may reach the function minutes late, after a rollback has sent a
// newer one. Its execution is then the youngest, though its wish is the oldest. When CloudFormation signed the ResponseURL
// tells when it sent the event.

const OWN = executionName('warehouse', REQUEST_ID);
const OTHER = `${executionPrefix('warehouse')}22222222-2222-4222-8222-222222222222`;
const signed = (date: string) => event({ ResponseURL: `https://s3.example/answer?X-Amz-Algorithm=A&X-Amz-Date=${date}&X-Amz-Signature=S` });

test('the time when an event was sent is read from its ResponseURL, where it says it', () => {
  expect(parseEvent(signed('20260101T115730Z'), at(0))).toMatchObject({ wish: { sentAt: at(-minutes(2.5)), arrivedAt: at(0) } });
  expect(parseEvent(event(), at(0))).toMatchObject({ kind: 'wish', wish: { sentAt: undefined } });
  expect(parseEvent(signed('yesterday'), at(0))).toMatchObject({ wish: { sentAt: undefined } });
});

test.each<[string, number | undefined, string | undefined]>([
  ['came late, after the other one began', at(-minutes(3)), OTHER],
  ['came late, but the other one had begun before it was sent', at(-minutes(1)), undefined],
  ['came in time', at(-seconds(10)), undefined],
  ['does not say when it was sent', undefined, undefined],
])('a wish that %s', (_name, sentAt, younger) => {
  const executions = [{ name: OWN, startedAt: at(0) }, { name: OTHER, startedAt: at(-minutes(2)) }];
  expect(youngerThan(OWN, executionPrefix('warehouse'), at(0), executions, sentAt)?.name).toBe(younger);
});

test.each([seconds(20), seconds(30)])('a wish that came in time, %i ms after it was sent, is as old as its execution', (late) => {
  const executions = [{ name: OWN, startedAt: at(0) }, { name: OTHER, startedAt: at(-seconds(10)) }];
  expect(youngerThan(OWN, executionPrefix('warehouse'), at(0), executions, at(-late))).toBeUndefined();
});

test('the list is read back to the time when a late wish was sent', () => {
  const enough = listedEnough(OWN, at(0), at(-minutes(4)));
  expect(enough({ name: OWN, startedAt: at(0) })).toBe(false);
  expect(enough({ name: OTHER, startedAt: at(-minutes(4.5)) })).toBe(false);
  expect(enough({ name: OTHER, startedAt: at(-minutes(5)) })).toBe(false);
  expect(enough({ name: OTHER, startedAt: at(-minutes(5.5)) })).toBe(true);
});

test('a late wish ends as superseded, and asks nothing', async () => {
  const w = world({ executions: () => ({ kind: 'read', value: [{ name: OWN, startedAt: at(0) }, { name: OTHER, startedAt: at(-minutes(2)) }] }) });
  const after = await takeStep(w.ports, { step: 'ask', state: state({ wish: wish({ sentAt: at(-minutes(3)) }), next: { action: 'ask' } }) });
  expect(w.asks).toEqual([]);
  expect(after.next).toMatchObject({ action: 'answer', answer: { status: 'FAILED', reason: expect.stringContaining('superseded by') } });
});
