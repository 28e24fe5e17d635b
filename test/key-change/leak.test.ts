import { ALIAS, asked, at, event, fail, known, minutes, NEW, RESPONSE_URL, refused, REQUEST_ID, state, unheard, wish, world, type World } from './support';
import { jsonLog, type Log } from '../../src/key-change/log';
import { receive } from '../../src/key-change/receive';
import type { State, Step } from '../../src/key-change/state';
import { takeStep } from '../../src/key-change/steps';

// The pre-signed URL is a secret: whoever has it can answer CloudFormation. Whatever goes wrong, it may be seen in two
// places only: the waiter's input, and the PUT of the answer. A port may throw it back at us.

const SECRET = /X-Amz|SECRET|cloudformation-custom-resource-response/;
const quoting = (): never => fail(`cannot do that with ${JSON.stringify({ url: RESPONSE_URL })}`);
const odd = (): never => { throw { url: RESPONSE_URL } as unknown as Error; };

const faults: [string, Partial<World>][] = [
  ['nothing', {}],
  ['the namespace: denied', { namespace: () => ({ kind: 'denied', message: 'no' }) }],
  ['the namespace: unreadable', { namespace: () => ({ kind: 'unreadable', message: 'no' }) }],
  ['the namespace: not found', { namespace: () => ({ kind: 'not-found' }) }],
  ['the namespace: deleting', { namespace: () => ({ kind: 'read', value: { status: 'DELETING' } }) }],
  ['the namespace: on the new key', { namespace: () => ({ kind: 'read', value: { status: 'AVAILABLE', keyArn: NEW } }) }],
  ['the key: denied', { key: () => ({ kind: 'denied', message: 'no' }) }],
  ['the key: unusable', { key: () => ({ kind: 'read', value: { kind: 'unusable', reason: 'no' } }) }],
  ['the ask: busy', { outcome: () => refused('busy') }],
  ['the ask: invalid', { outcome: () => refused('invalid') }],
  ['the ask: unknown', { outcome: () => unheard }],
  ['the list: denied', { executions: () => ({ kind: 'denied', message: 'no' }) }],
  ['the mailbox: refuses', { put: () => 403 }],
  ['the mailbox: throws the URL', { put: quoting }],
  ['the mailbox: throws something that is no error', { put: odd }],
  ['the stack: unreadable', { stack: () => 'unreadable' }],
  ['the stack: rolls back', { stack: () => 'rolling-back' }],
  ['the start: throws its input', { start: quoting }],
  ['the start: throws something that is no error', { start: odd }],
];

/** A world whose every line of log is caught as it would be written. */
function tapped(over: Partial<World>): { readonly w: World; readonly seen: unknown[]; readonly ports: World['ports'] } {
  const w = world(over);
  const seen: unknown[] = [];
  const log: Log = jsonLog((line) => seen.push(line), () => w.now);
  return { w, seen, ports: { ...w.ports, log } };
}

/** What Lambda would log, and Step Functions would keep, of what was thrown. */
const shown = (error: unknown): unknown => (error instanceof Error ? [error.name, error.message, error.stack, { ...error }, error.cause] : error);

const events: [string, unknown][] = [
  ['Create', event({ RequestType: 'Create', PhysicalResourceId: undefined })],
  ['Update', event()],
  ['Delete', event({ RequestType: 'Delete' })],
  ['not understood', event({}, { Window: RESPONSE_URL, KmsKeyId: [RESPONSE_URL] })],
  ['of an unknown type', event({ RequestType: RESPONSE_URL })],
  ['a handover and a past that are the URL', event({ OldResourceProperties: { KmsKeyId: RESPONSE_URL, Windows: RESPONSE_URL } }, { Handover: RESPONSE_URL })],
  ['a Delete that is not understood', event({ RequestType: 'Delete', ResourceProperties: RESPONSE_URL })],
  ['nobody to answer', event({ RequestId: undefined })],
  ['everything is the URL', Object.fromEntries(Object.keys(event()).map((key) => [key, [RESPONSE_URL]]))],
];

describe.each(events)('an event, %s', (_event, given) => {
  test.each(faults)('and what goes wrong is %s', async (_fault, over) => {
    const { w, seen, ports } = tapped(over);
    const firstSeen = new Map();
    for (let delivery = 0; delivery < 3; delivery += 1) {
      await receive(ports, given, firstSeen).catch((error: unknown) => seen.push(shown(error)));
      w.now += minutes(2);
    }
    seen.push(w.puts.map(({ body }) => body), w.started.map(({ name, waiterArn }) => [name, waiterArn]));
    expect(JSON.stringify(seen)).not.toMatch(SECRET);
    expect(seen.length).toBeGreaterThan(2);
  });
});

const states: [string, Partial<State>][] = [
  ['nothing known', {}],
  ['wished by alias, created with another key', { wish: wish({ key: ALIAS, createdWith: NEW }) }],
  ['a Delete', { wish: wish({ request: { ...wish().request, type: 'Delete' } }) }],
  ['about to ask', { known: known({ ask: 'sending', asks: 1, keyArn: NEW }), next: { action: 'ask' } }],
  ['the ask went astray, and the state machine keeps the input', { known: asked('sending', 0), askUnheard: { Cause: RESPONSE_URL } }],
  ['it runs', { known: asked('accepted', 0, { ran: true }) }],
  ['it runs, and the window hands over', { wish: wish({ windows: 2 }), known: asked('accepted', 0, { ran: true }) }],
  ['more windows and a new key', { wish: wish({ windows: 2, previous: { windows: 1, key: ALIAS } }) }],
  ['about to answer with a handover', { next: { action: 'answer', answer: { status: 'SUCCESS', reason: 'done', keyArn: NEW, handover: '{}' }, watch: false } }],
  ['about to answer SUCCESS', { next: { action: 'answer', answer: { status: 'SUCCESS', reason: 'done', keyArn: NEW }, watch: false } }],
  ['about to answer FAILED', { next: { action: 'answer', answer: { status: 'FAILED', reason: 'no' }, watch: true } }],
  ['answered', { known: asked('accepted', 0, { ran: true, answered: true }) }],
];

describe.each<Step['step']>(['look', 'ask', 'answer'])('the step %s', (step) => {
  test.each(faults)('from any state, and what goes wrong is %s', async (_fault, over) => {
    for (const [name, from] of states) {
      const { w, seen, ports } = tapped(over);
      w.now = at(minutes(55));
      const after = await takeStep(ports, { step, state: state(from) }).catch((error: unknown) => void seen.push(shown(error)));
      // The state goes back into the state machine, which has the URL in its place already; it must not be anywhere else.
      if (after) { seen.push({ ...after, wish: { ...after.wish, request: { ...after.wish.request, responseUrl: '' } } }); }
      seen.push(w.puts.map(({ body }) => body));
      expect(`${name}: ${JSON.stringify(seen)}`).not.toMatch(SECRET);
    }
  });
});

test('where it has to be, it is', async () => {
  const w = world();
  await receive(w.ports, event(), new Map());
  await receive(w.ports, event({ ResourceProperties: {} }), new Map());
  expect(w.started[0].input).toContain(RESPONSE_URL);
  expect(w.started[0].name).toContain(REQUEST_ID);
  expect(w.puts[0].url).toBe(RESPONSE_URL);
});
