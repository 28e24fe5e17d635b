import * as v from 'valibot';
import { answersOf, ARRIVAL, asked, at, event, fail, minutes, NEW, OLD, REQUEST_ID, RESPONSE_URL, seconds, STACK_ID, WAITER, wish, world } from './support';
import { deliver, RESPONSE_BYTES, responseBody, UndeliveredError, type Addressee } from '../../src/key-change/answer';
import { FUNCTION_TIMEOUT_SECONDS } from '../../src/key-change/contract';
import { addresseeOf, firstState, parseEvent, type ParsedEvent } from '../../src/key-change/event';
import { executionName } from '../../src/key-change/executions';
import { handOver } from '../../src/key-change/handover';
import { receive, type FirstSeen } from '../../src/key-change/receive';
import { stateSchema, type Answer } from '../../src/key-change/state';

// What CloudFormation sends and gets: event.ts, answer.ts, receive.ts.

const to: Addressee = wish().request;
const success: Answer = { status: 'SUCCESS', reason: `namespace warehouse is on ${NEW}`, keyArn: NEW };
const failed: Answer = { status: 'FAILED', reason: 'because' };

describe('the body of an answer', () => {
  test('SUCCESS, byte for byte', () => {
    expect(responseBody(to, success)).toBe(
      '{"Status":"SUCCESS","Reason":"namespace warehouse is on arn:aws:kms:eu-central-1:111122223333:key/new",'
      + '"PhysicalResourceId":"warehouse","StackId":"arn:aws:cloudformation:eu-central-1:111122223333:stack/Warehouse/guid",'
      + '"RequestId":"11111111-1111-4111-8111-111111111111","LogicalResourceId":"KeyChange1",'
      + '"Data":{"KmsKeyArn":"arn:aws:kms:eu-central-1:111122223333:key/new","Handover":"{}"}}',
    );
  });

  test('SUCCESS always has the attributes that the template refers to, or the next window could not be called', () => {
    expect(JSON.parse(responseBody(to, { ...success, handover: '{"a":"b"}' }))).toMatchObject({ Data: { KmsKeyArn: NEW, Handover: '{"a":"b"}' } });
    expect(JSON.parse(responseBody(to, { status: 'SUCCESS', reason: 'deleted' })).Data).toEqual({ Handover: '{}' });
  });

  test('what is handed over fits, however long the names are that AWS allows', () => {
    const alias = `arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/${'a'.repeat(250)}`;
    const stackId = `arn:aws-us-gov:cloudformation:us-gov-west-1:111122223333:stack/${'s'.repeat(128)}/${REQUEST_ID}`;
    const longest = wish({ key: alias, namespaceName: 'n'.repeat(64), request: { ...to, type: 'Update', stackId, logicalResourceId: 'L'.repeat(255), physicalResourceId: 'n'.repeat(64), responseUrl: RESPONSE_URL } });
    const known = { ...firstState(longest).known, ask: 'accepted' as const, asks: 2, askedAt: ARRIVAL, ran: true, keyArn: alias };
    const body = responseBody(longest.request, { ...success, keyArn: alias, reason: 'x'.repeat(5000), handover: handOver(longest, known, ARRIVAL, true) });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(RESPONSE_BYTES);
    expect(JSON.parse(body).Reason.length).toBeGreaterThan(300);
  });

  test('FAILED has no data', () => expect(JSON.parse(responseBody(to, failed))).not.toHaveProperty('Data'));
  test('it does not hold the URL that it goes to', () => expect(responseBody(to, success)).not.toContain('SECRET'));

  const room = RESPONSE_BYTES - Buffer.byteLength(responseBody(to, { ...failed, reason: '' }));
  test.each([
    ['fits exactly', 'a'.repeat(room), 0],
    ['one byte too long', 'a'.repeat(room + 1), 2],
    ['far too long', 'a'.repeat(100_000), 2],
    ['two bytes a character', 'ä'.repeat(10_000), 3],
    ['three bytes a character', '鍵'.repeat(10_000), 5],
    ['four bytes a character', '🔑'.repeat(10_000), 7],
    ['escaped in JSON', '"\n'.repeat(10_000), 4],
    ['escaped in JSON, six bytes a character', '\u0001'.repeat(10_000), 8],
  ])('a reason that is %s: the whole is at most 4096 bytes, and as much of it as fits is kept', (_name, reason, spare) => {
    const body = responseBody(to, { ...failed, reason });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(RESPONSE_BYTES);
    expect(Buffer.byteLength(body)).toBeGreaterThanOrEqual(RESPONSE_BYTES - spare);
    const kept: string = JSON.parse(body).Reason;
    expect(kept).not.toContain('\uFFFD');
    expect(Buffer.from(kept).toString()).toBe(kept); // no half of a pair
    expect(kept === reason || (kept.endsWith('…') && reason.startsWith(kept.slice(0, -1)))).toBe(true);
  });
});

describe('delivering an answer', () => {
  test('taken at once: one PUT', async () => {
    const w = world();
    await deliver(w.ports.mailbox, w.ports.sleep, to, success);
    expect(w.puts).toEqual([{ url: RESPONSE_URL, body: responseBody(to, success) }]);
    expect(w.sleeps).toEqual([]);
  });

  test('not taken three times: the same bytes again, after 1, 2 and 4 seconds', async () => {
    const w = world({ put: (n) => [503, 0, 403, 204][n - 1] });
    await deliver(w.ports.mailbox, w.ports.sleep, to, success);
    expect(w.puts).toHaveLength(4);
    expect(new Set(w.puts.map(({ body }) => body)).size).toBe(1);
    expect(w.sleeps).toEqual([1000, 2000, 4000]);
  });

  test.each<[string, () => number, string]>([
    ['refused each time', () => 403, 'HTTP status 403'],
    ['redirected each time: nobody has taken it', () => 302, 'HTTP status 302'],
    ['no response each time, and an error that holds the URL', () => fail(`connect ECONNREFUSED ${RESPONSE_URL}`), 'no response'],
  ])('%s: four PUTs, then an error whose text has no URL', async (_name, put, outcome) => {
    const w = world({ put });
    const error: unknown = await deliver(w.ports.mailbox, w.ports.sleep, to, success).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UndeliveredError);
    expect(error).toMatchObject({ name: 'UndeliveredError', message: `CloudFormation could not be answered: ${outcome}` });
    expect(Object.values(error as object)).toEqual(['UndeliveredError']);
    expect((error as Error).cause).toBeUndefined();
    expect(w.puts).toHaveLength(4);
  });
});

describe('reading an event', () => {
  const parse = (given: unknown): ParsedEvent => parseEvent(given, ARRIVAL);
  const wishOf = (given: unknown) => {
    const parsed = parse(given);
    return parsed.kind === 'wish' ? parsed.wish : fail(JSON.stringify(parsed));
  };

  test('an Update', () => expect(wishOf(event())).toEqual({ ...wish(), createdWith: undefined, previous: undefined }));
  test('a Create has no physical id yet: it is the name of the namespace', () => {
    expect(wishOf(event({ RequestType: 'Create', PhysicalResourceId: undefined })).request).toMatchObject({ type: 'Create', physicalResourceId: 'warehouse' });
  });
  test('an Update to another name gets another physical id', () => {
    expect(wishOf(event({}, { NamespaceName: 'lakehouse' })).request.physicalResourceId).toBe('lakehouse');
  });
  test.each([['its own', 'warehouse'], ['one that CloudFormation has invented', 'Stack_KeyChange1_ABC']])('a Delete echoes the physical id: %s', (_name, id) => {
    expect(wishOf(event({ RequestType: 'Delete', PhysicalResourceId: id })).request.physicalResourceId).toBe(id);
  });
  test('a Delete without one', () => {
    expect(wishOf(event({ RequestType: 'Delete', PhysicalResourceId: undefined })).request.physicalResourceId).toBe('warehouse');
  });
  test('createdWith, and numbers that are numbers', () => {
    expect(wishOf(event({}, { CreatedWithKmsKeyId: 'AWS_OWNED_KMS_KEY', Window: 2, Windows: 3 }))).toMatchObject({ createdWith: 'AWS_OWNED_KMS_KEY', window: 2, windows: 3 });
  });
  test('an Update says what was wished for before', () => {
    expect(wishOf(event({ OldResourceProperties: { KmsKeyId: OLD, Windows: '2', Window: '1' } })).previous).toEqual({ key: OLD, windows: 2 });
  });
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'MARKER'],
    ['no key', { Windows: '2' }],
    ['no windows', { KmsKeyId: OLD }],
    ['windows that are no number', { KmsKeyId: OLD, Windows: 'MARKER' }],
    ['a key that is a list', { KmsKeyId: [OLD], Windows: '2' }],
  ])('what was before is not understood, %s: no obstacle, and nothing is compared with it', (_name, before) => {
    expect(wishOf(event({ OldResourceProperties: before })).previous).toBeUndefined();
  });
  test('what is typical for the data is an estimate', () => expect(wishOf(event({}, { TypicalSeconds: '900' })).typicalSeconds).toBe(900));
  test.each(['MARKER', '-1', '1.5', '', [], {}])('an estimate that is not understood, %p, is left out', (TypicalSeconds) => {
    expect(wishOf(event({}, { TypicalSeconds })).typicalSeconds).toBeUndefined();
  });
  test('keys as long as they may be: with a handover, an answer fits', () => {
    const longest = `arn:aws:kms:eu-central-1:111122223333:alias/${'a'.repeat(512)}`.slice(0, 512);
    const wished = wishOf(event({}, { NamespaceName: 'a'.repeat(64), KmsKeyId: longest, CreatedWithKmsKeyId: longest }));
    const handover = handOver(wished, asked('accepted', 0, { keyArn: longest }), ARRIVAL, false);
    const body = responseBody(wished.request, { status: 'SUCCESS', reason: 'x'.repeat(5000), keyArn: longest, handover });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
    expect(JSON.parse(body).Data.Handover).toBe(handover);
  });
  test('a handover is handed on as it is', () => {
    expect(parse(event({}, { Handover: '{"a":1}' }))).toMatchObject({ kind: 'wish', handover: '{"a":1}' });
    expect(parse(event())).toMatchObject({ kind: 'wish', handover: undefined });
  });
  test('unknown properties of a later version are no obstacle', () => expect(parse(event({ New: 1 }, { New: { a: 1 } })).kind).toBe('wish'));
  test('the waiter starts with nothing known', () => {
    const first = firstState(wish());
    expect(first).toMatchObject({ known: { ask: 'none', asks: 0, ran: false, answered: false }, next: { action: 'wait', seconds: 1 } });
    expect(v.is(stateSchema, JSON.parse(JSON.stringify(first)))).toBe(true);
  });

  test('the waiter of a later window starts with what the one before knows', () => {
    const later = wish({ window: 2, windows: 3 });
    const handover = handOver(later, { ...firstState(later).known, ask: 'accepted', asks: 1, askedAt: ARRIVAL, keyArn: NEW }, ARRIVAL, false);
    const first = firstState({ ...later, arrivedAt: at(minutes(1)) }, handover);
    expect(first).toMatchObject({ known: { ask: 'accepted', asks: 1, askedAt: ARRIVAL, keyArn: NEW, answered: false } });
    expect(v.is(stateSchema, JSON.parse(JSON.stringify(first)))).toBe(true);
  });

  const huge = 'MARKER'.repeat(200_000);
  const without = (key: string) => ({ ...event(), [key]: undefined });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'value'],
    ['null', null, 'value'],
    ['a string', 'Delete', 'value'],
    ['a list', [], 'RequestType'],
    ['an empty object', {}, 'RequestType'],
    ['no RequestType', without('RequestType'), 'RequestType'],
    ['a RequestType that is a number', event({ RequestType: 1 }), 'RequestType'],
    ['no RequestId', without('RequestId'), 'RequestId'],
    ['an empty RequestId', event({ RequestId: '' }), 'RequestId'],
    ['no StackId', without('StackId'), 'StackId'],
    ['no LogicalResourceId', without('LogicalResourceId'), 'LogicalResourceId'],
    ['no ResponseURL', without('ResponseURL'), 'ResponseURL'],
    ['a ResponseURL that is none', event({ ResponseURL: 'not a url MARKER' }), 'ResponseURL: expected'],
    ['a ResponseURL of another protocol', event({ ResponseURL: 'file:///etc/MARKER' }), 'ResponseURL: expected'],
    ['a ResponseURL that is an object', event({ ResponseURL: { MARKER: 1 } }), 'ResponseURL'],
    ['a PhysicalResourceId that is a number', event({ PhysicalResourceId: 5 }), 'PhysicalResourceId'],
    ['huge, and wrong', event({ RequestId: [huge] }), 'RequestId'],
    ['everything wrong', { RequestType: 1, RequestId: 2, ResponseURL: 3, StackId: 4, LogicalResourceId: 5, PhysicalResourceId: 6 }, 'LogicalResourceId'],
  ])('nobody to answer: %s', (_name, given, says) => {
    const parsed = parse(given);
    expect(parsed).toMatchObject({ kind: 'unanswerable', what: expect.stringContaining(says) });
    expectPlain(parsed.kind === 'unanswerable' ? parsed.what : '');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['an unknown RequestType', event({ RequestType: 'MARKER' }), 'RequestType: value: expected ("Create" | "Update" | "Delete")'],
    ['a RequestType in lower case', event({ RequestType: 'delete' }), 'RequestType'],
    ['a huge RequestType', event({ RequestType: huge }), 'RequestType'],
    ['no properties', event({ ResourceProperties: undefined }), 'ResourceProperties: value'],
    ['properties that are a string', event({ ResourceProperties: 'MARKER' }), 'ResourceProperties: value'],
    ['properties that are null', event({ ResourceProperties: null }), 'ResourceProperties: value'],
    ['no namespace name', event({}, { NamespaceName: undefined }), 'NamespaceName'],
    ['a namespace name that is none', event({}, { NamespaceName: 'MARKER' }), 'NamespaceName'],
    ['a namespace name of 65 characters', event({}, { NamespaceName: 'a'.repeat(65) }), 'NamespaceName'],
    ['a huge namespace name', event({}, { NamespaceName: huge }), 'NamespaceName'],
    ['no key', event({}, { KmsKeyId: undefined }), 'KmsKeyId'],
    ['an empty key: never read as the AWS-owned one', event({}, { KmsKeyId: '' }), 'KmsKeyId'],
    ['a key that is a list', event({}, { KmsKeyId: [NEW] }), 'KmsKeyId'],
    ['a huge key', event({}, { KmsKeyId: huge }), 'KmsKeyId'],
    ['a key of 513 characters', event({}, { KmsKeyId: 'k'.repeat(513) }), 'KmsKeyId'],
    ['a createdWith of 513 characters', event({}, { CreatedWithKmsKeyId: 'k'.repeat(513) }), 'CreatedWithKmsKeyId'],
    ['an empty createdWith', event({}, { CreatedWithKmsKeyId: '' }), 'CreatedWithKmsKeyId'],
    ['no waiter', event({}, { WaiterArn: undefined }), 'WaiterArn'],
    ['a waiter that is no ARN', event({}, { WaiterArn: 'MARKER' }), 'WaiterArn'],
    ['a window that is no number', event({}, { Window: 'MARKER' }), 'Window'],
    ['a window of zero', event({}, { Window: '0' }), 'Window'],
    ['half a window', event({}, { Window: '1.5' }), 'Window'],
    ['endless windows', event({}, { Windows: 'Infinity' }), 'Windows'],
    ['a handover that is no text', event({}, { Handover: { MARKER: 1 } }), 'Handover'],
    ['a window that is true', event({}, { Window: true }), 'Window'],
    ['everything wrong', event({}, { WaiterArn: 1, NamespaceName: 2, KmsKeyId: 3, CreatedWithKmsKeyId: 4, Window: [], Windows: {} }), 'CreatedWithKmsKeyId'],
  ])('not understood: %s', (_name, given, says) => {
    const parsed = parse(given);
    expect(parsed).toMatchObject({ kind: 'malformed', what: expect.stringContaining(says) });
    expectPlain(parsed.kind === 'malformed' ? parsed.what : '');
  });

  /** No value of the event, nothing huge, no source code. */
  function expectPlain(what: string) {
    expect(what).not.toMatch(/MARKER|SECRET|undefined|null|function|=>|\n/);
    expect(what.length).toBeLessThanOrEqual(600);
  }

  test('a Delete whose properties are not understood must not hold up the stack', () => {
    expect(parse(event({ RequestType: 'Delete', ResourceProperties: {} })).kind).toBe('delete');
    expect(parse(event({ RequestType: 'Delete', ResourceProperties: undefined })).kind).toBe('delete');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['has its physical id', event({ ResourceProperties: {} }), 'warehouse'],
    ['has none yet', event({ RequestType: 'Create', PhysicalResourceId: undefined, ResourceProperties: {} }), 'KeyChange1-not-created'],
    ['has none yet, and a long name', event({ PhysicalResourceId: undefined, LogicalResourceId: 'L'.repeat(300), ResourceProperties: {} }), `${'L'.repeat(243)}-not-created`.slice(-255)],
  ])('a request that is not understood, and %s, can be answered', (_name, given, physicalResourceId) => {
    const parsed = parse(given);
    expect(parsed.kind === 'malformed' && addresseeOf(parsed.envelope)).toMatchObject({ type: 'Update', requestId: REQUEST_ID, physicalResourceId, responseUrl: RESPONSE_URL });
  });
});

describe('receiving an event', () => {
  const seen = (): FirstSeen => new Map();

  test('starts the waiter, and does nothing else', async () => {
    const w = world();
    await receive(w.ports, event(), seen());
    expect(w.started).toEqual([{ waiterArn: WAITER, name: executionName('warehouse', REQUEST_ID), input: JSON.stringify(firstState(wish())) }]);
    expect({ puts: w.puts, asks: w.asks, keyLooks: w.keyLooks }).toEqual({ puts: [], asks: [], keyLooks: [] });
    expect(w.log).toEqual([{ level: 'info', message: 'Update: the waiter has the wish', namespaceName: 'warehouse', requestId: REQUEST_ID, toKey: NEW }]);
  });

  test('hands on what the window before has handed over', async () => {
    const w = world();
    const handover = JSON.stringify({ namespaceName: 'warehouse', key: NEW, stackId: STACK_ID, at: ARRIVAL, confirmed: true, ask: 'none', asks: 0, ran: false });
    await receive(w.ports, event({}, { Window: '2', Windows: '2', Handover: handover }), seen());
    expect(JSON.parse(w.started[0].input)).toMatchObject({ wish: { window: 2, windows: 2 }, known: { confirmed: true } });
  });

  test('once the waiter has started, its event is forgotten', async () => {
    const [w, firstSeen] = [world(), seen()];
    await receive(w.ports, event(), firstSeen);
    expect(firstSeen.size).toBe(0);
  });

  test('as long as the waiter has not started, its event is remembered', async () => {
    const [w, firstSeen] = [world({ start: () => fail('no') }), seen()];
    await receive(w.ports, event(), firstSeen).catch(() => undefined);
    expect([...firstSeen]).toEqual([[REQUEST_ID, ARRIVAL]]);
  });

  test('a second delivery bears the same name, so that Step Functions knows it', async () => {
    const [w, firstSeen] = [world(), seen()];
    await receive(w.ports, event(), firstSeen);
    w.now += minutes(1);
    await receive(w.ports, event(), firstSeen);
    expect(new Set(w.started.map(({ name }) => name)).size).toBe(1);
    expect(w.puts).toEqual([]);
  });

  test('starting fails three times, then succeeds', async () => {
    const w = world({ start: () => { if (w.started.length < 4) { fail('AccessDeniedException'); } } });
    await receive(w.ports, event(), seen());
    expect(w.started).toHaveLength(4);
    expect(w.sleeps).toEqual([1000, 2000, 4000]);
    expect(w.puts).toEqual([]);
  });

  test('starting fails throughout: throws, so that Lambda delivers the event again; all pauses fit into one invocation', async () => {
    const w = world({ start: () => fail('no permission yet') });
    await expect(receive(w.ports, event(), seen())).rejects.toThrow('the waiter could not be started: Error: no permission yet');
    expect(w.started).toHaveLength(5);
    expect(w.now - ARRIVAL).toBeLessThan(seconds(FUNCTION_TIMEOUT_SECONDS));
    expect(w.puts).toEqual([]);
    expect(w.log).toMatchObject([{ level: 'error', message: 'the waiter could not be started', detail: 'Error: no permission yet' }]);
  });

  test('Step Functions quotes the input in its error: the URL in it is neither logged, nor thrown, nor answered', async () => {
    const [w, firstSeen] = [world({ start: () => fail(`Invalid input: '${w.started[0].input}'`) }), new Map([[REQUEST_ID, ARRIVAL]])];
    await expect(receive(w.ports, event(), firstSeen)).rejects.toThrow(/^the waiter could not be started: (?!.*SECRET)/);
    w.now += minutes(5);
    await receive(w.ports, event(), firstSeen);
    expect(w.puts).toHaveLength(1);
    expect(JSON.stringify([w.log, w.puts[0].body])).not.toMatch(/SECRET|https:/);
  });

  test('something that is no error is thrown by the start', async () => {
    const w = world({ start: () => { throw RESPONSE_URL as unknown as Error; } });
    await expect(receive(w.ports, event(), seen())).rejects.toThrow('the waiter could not be started: unknown error');
  });

  test('the last of three deliveries answers FAILED, so that nobody waits an hour', async () => {
    const [w, firstSeen] = [world({ start: () => fail('no') }), seen()];
    await expect(receive(w.ports, event(), firstSeen)).rejects.toThrow();
    w.now += minutes(1);
    await expect(receive(w.ports, event(), firstSeen)).rejects.toThrow();
    w.now += minutes(2);
    await receive(w.ports, event(), firstSeen);
    expect(answersOf(w)).toMatchObject([{ Status: 'FAILED', Reason: 'the waiter could not be started: Error: no; nothing was changed, deploy again', PhysicalResourceId: 'warehouse' }]);
  });

  test.each([[149_999, 0], [150_000, 1]])('%i ms after the first delivery: %i answers', async (after, answers) => {
    const [w, firstSeen] = [world({ start: () => fail('no') }), new Map([[REQUEST_ID, ARRIVAL]])];
    w.now = ARRIVAL + after - seconds(15); // the pauses between the tries
    await receive(w.ports, event(), firstSeen).catch(() => undefined);
    expect(w.puts).toHaveLength(answers);
  });

  test('another request fails for itself', async () => {
    const [w, firstSeen] = [world({ start: () => fail('no') }), new Map([['another', ARRIVAL - minutes(10)]])];
    await expect(receive(w.ports, event(), firstSeen)).rejects.toThrow();
  });

  test('a Delete waits for its turn like the others', async () => {
    const w = world();
    await receive(w.ports, event({ RequestType: 'Delete' }), seen());
    expect(w.started).toHaveLength(1);
    expect(w.puts).toEqual([]);
  });

  test('a Delete is never held up: SUCCESS, though the waiter cannot be started', async () => {
    const w = world({ start: () => fail('no') });
    await receive(w.ports, event({ RequestType: 'Delete', PhysicalResourceId: 'invented' }), seen());
    expect(answersOf(w)).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'invented', Reason: expect.stringContaining('touches neither the namespace nor a key') }]);
  });

  test('a Delete is never held up: SUCCESS, though its properties are not understood', async () => {
    const w = world();
    await receive(w.ports, event({ RequestType: 'Delete', ResourceProperties: {} }), seen());
    expect(w.started).toEqual([]);
    expect(answersOf(w)).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'warehouse' }]);
  });

  test('not understood: FAILED at once, and nothing is started', async () => {
    const w = world();
    await receive(w.ports, event({}, { Window: 'x' }), seen());
    expect(w.started).toEqual([]);
    expect(answersOf(w)).toMatchObject([{ Status: 'FAILED', Reason: expect.stringMatching(/^this is not a request that this function understands: ResourceProperties: Window: expected .*; nothing was changed$/) }]);
  });

  test('nobody to answer: logged, and not thrown, or Lambda would deliver it again', async () => {
    const w = world();
    await receive(w.ports, { RequestType: 'Create' }, seen());
    expect(w.log).toMatchObject([{ level: 'error', message: 'an event was dropped: it names nobody to answer', detail: expect.stringContaining('RequestId') }]);
    expect(w.puts).toEqual([]);
  });

  test('an answer that cannot be delivered is counted, and not thrown', async () => {
    const w = world({ put: () => 500 });
    await receive(w.ports, event({ ResourceProperties: {} }), seen());
    expect(w.log).toEqual([{ level: 'count', metric: 'AnswerUndelivered', message: 'CloudFormation could not be answered: HTTP status 500', requestId: REQUEST_ID, status: 'FAILED' }]);
  });
});
