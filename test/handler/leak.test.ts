import {
  ALIAS, at, event, fail, minutes, NEW, outcomeUnknown, progress, refused, request, REQUEST_ID, RESPONSE_URL, updated,
  waiterState,
} from './support';
import { world, type World } from './world';
import { jsonLog, type Log } from '../../src/handler/log';
import { onEvent } from '../../src/handler/on-event';
import { onStep } from '../../src/handler/on-step';
import type { KeyChangeResponse } from '../../src/handler/reconcile/next-action';
import type { WaiterState, WaiterStep } from '../../src/handler/waiter-state';

// The pre-signed URL is a secret: whoever has it can respond to CloudFormation. Whatever fails, it may be in two places
// only: the waiter's input, and the PUT of the response. A port may throw it.

const SECRET = /X-Amz|SECRET|cloudformation-custom-resource-response/;
const throwsTheUrl = (): never => fail(`cannot do that with ${JSON.stringify({ url: RESPONSE_URL })}`);
const throwsNoError = (): never => { throw { url: RESPONSE_URL } as unknown as Error; };
const onNewKey: World['namespace'] = () => ({ kind: 'read', value: { status: 'AVAILABLE', keyArn: NEW } });

const faults: [string, Partial<World>][] = [
  ['nothing', {}],
  ['the namespace: denied', { namespace: () => ({ kind: 'denied', message: 'no' }) }],
  ['the namespace: unreadable', { namespace: () => ({ kind: 'unreadable', message: 'no' }) }],
  ['the namespace: not found', { namespace: () => ({ kind: 'not-found' }) }],
  ['the namespace: deleting', { namespace: () => ({ kind: 'read', value: { status: 'DELETING' } }) }],
  ['the namespace: on the new key', { namespace: onNewKey }],
  ['the key: denied', { key: () => ({ kind: 'denied', message: 'no' }) }],
  ['the key: unusable', { key: () => ({ kind: 'read', value: { kind: 'unusable', reason: 'no' } }) }],
  ['the update: busy', { updateOutcome: () => refused('busy') }],
  ['the update: invalid', { updateOutcome: () => refused('invalid') }],
  ['the update: unknown', { updateOutcome: () => outcomeUnknown }],
  ['the executions: denied', { executions: () => ({ kind: 'denied', message: 'no' }) }],
  ['the response: refused', { put: () => 403 }],
  ['the response: throws the URL', { put: throwsTheUrl }],
  ['the response: throws something that is no error', { put: throwsNoError }],
  ['the stack: unreadable', { stack: () => 'unreadable' }],
  ['the stack: rolls back', { stack: () => 'rolling-back' }],
  ['the resources of the stack: denied', { resources: () => ({ kind: 'denied', message: 'no' }) }],
  ['the start: throws its input', { startExecution: throwsTheUrl }],
  ['the start: throws something that is no error', { startExecution: throwsNoError }],
];

interface RecordedWorld { readonly w: World; readonly visible: unknown[]; readonly ports: World['ports'] }

/** A world that records every line of its log as it would be written. */
function recordedWorld(over: Partial<World>): RecordedWorld {
  const w = world(over);
  const visible: unknown[] = [];
  const log: Log = jsonLog((line) => visible.push(line), () => w.now);
  const send: World['ports']['events']['send'] = async (kind, detail) => {
    visible.push(kind, detail);
    return w.event();
  };
  return { w, visible, ports: { ...w.ports, log, events: { send } } };
}

/** What Lambda would log, and Step Functions would keep, of what was thrown. */
const thrown = (error: unknown): unknown =>
  (error instanceof Error ? [error.name, error.message, error.stack, { ...error }, error.cause] : error);

const urlInPrevious = { OldResourceProperties: { KmsKeyId: RESPONSE_URL, Windows: RESPONSE_URL } };
const events: [string, unknown][] = [
  ['Create', event({ RequestType: 'Create', PhysicalResourceId: undefined })],
  ['Update', event()],
  ['Delete', event({ RequestType: 'Delete' })],
  ['malformed', event({}, { Window: RESPONSE_URL, KmsKeyId: [RESPONSE_URL] })],
  ['of an unknown type', event({ RequestType: RESPONSE_URL })],
  ['a handover and previous properties that are the URL', event(urlInPrevious, { Handover: RESPONSE_URL })],
  ['a malformed Delete', event({ RequestType: 'Delete', ResourceProperties: RESPONSE_URL })],
  ['nowhere to respond', event({ RequestId: undefined })],
  ['everything is the URL', Object.fromEntries(Object.keys(event()).map((key) => [key, [RESPONSE_URL]]))],
];

describe.each(events)('an event, %s', (_event, given) => {
  test.each(faults)('and what fails is %s', async (_fault, over) => {
    const { w, visible, ports } = recordedWorld(over);
    const firstDeliveries = new Map();
    for (let delivery = 0; delivery < 3; delivery += 1) {
      await onEvent(ports, given, firstDeliveries).catch((error: unknown) => visible.push(thrown(error)));
      w.now += minutes(2);
    }
    visible.push(w.puts.map(({ body }) => body), w.started.map(({ name, waiterArn }) => [name, waiterArn]));
    expect(JSON.stringify(visible)).not.toMatch(SECRET);
    expect(visible.length).toBeGreaterThan(2);
  });
});

const toRespond = (response: KeyChangeResponse, watch = false): Partial<WaiterState> =>
  ({ next: { action: 'respond', response, watch } });
const running = updated('accepted', 0, { changeStarted: true });
const states: [string, Partial<WaiterState>][] = [
  ['no progress', {}],
  ['a Create', { request: request({ type: 'Create' }) }],
  ['an Update of another identity', { request: request({ heldIdentity: { namespaceName: 'lakehouse' } }) }],
  [
    'requested by alias, created with another key',
    { request: request({ desiredKey: ALIAS, createdWith: NEW, aliasFollowsKey: false }) },
  ],
  ['a Delete', { request: request({ type: 'Delete' }) }],
  [
    'about to update',
    { progress: progress({ update: 'sending', updatesSent: 1, keyArn: NEW }), next: { action: 'update' } },
  ],
  [
    'the outcome of the update is unknown, and the state machine keeps the input',
    { progress: updated('sending', 0), updateOutcomeUnknown: { Cause: RESPONSE_URL } },
  ],
  ['it runs', { progress: running }],
  ['it runs, and the window hands over', { request: request({ windows: 2 }), progress: running }],
  [
    'more windows and a new key',
    { request: request({ windows: 2 }) },
  ],
  ['about to respond with a handover', toRespond({ status: 'SUCCESS', reason: 'done', keyArn: NEW, handover: '{}' })],
  ['about to respond SUCCESS', toRespond({ status: 'SUCCESS', reason: 'done', keyArn: NEW })],
  ['about to respond FAILED', toRespond({ status: 'FAILED', reason: 'no' }, true)],
  ['responded', { progress: { ...running, responded: true } }],
];

describe.each<WaiterStep['step']>(['observe', 'update', 'respond'])('the step %s', (step) => {
  test.each(faults)('from any state, and what fails is %s', async (_fault, over) => {
    for (const [name, from] of states) {
      const { w, visible, ports } = recordedWorld(over);
      w.now = at(minutes(55));
      const after = await onStep(ports, { step, state: waiterState(from) })
        .catch((error: unknown) => void visible.push(thrown(error)));
      // The state goes back into the state machine, which has the URL in its place. It must not be anywhere else.
      if (after) { visible.push(withoutResponseUrl(after)); }
      visible.push(w.puts.map(({ body }) => body));
      expect(`${name}: ${JSON.stringify(visible)}`).not.toMatch(SECRET);
    }
  });
});

function withoutResponseUrl(state: WaiterState): WaiterState {
  const responseTarget = { ...state.request.responseTarget, responseUrl: '' };
  return { ...state, request: { ...state.request, responseTarget } };
}

test('the URL is where it has to be', async () => {
  const w = world();
  await onEvent(w.ports, event(), new Map());
  await onEvent(w.ports, event({ ResourceProperties: {} }), new Map());
  expect(w.started[0].input).toContain(RESPONSE_URL);
  expect(w.started[0].name).toContain(REQUEST_ID);
  expect(w.puts[0].url).toBe(RESPONSE_URL);
});

test('the search finds the URL wherever it is', () => {
  expect(JSON.stringify([{ deep: { in: RESPONSE_URL } }])).toMatch(SECRET);
});
