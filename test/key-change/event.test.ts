import * as v from 'valibot';
import { ARRIVAL, asked, at, event, fail, minutes, NEW, OLD, REQUEST_ID, RESPONSE_URL, wish } from './support';
import { responseBody } from '../../src/key-change/answer';
import { addresseeOf, firstState, parseEvent, type ParsedEvent } from '../../src/key-change/event';
import { handOver } from '../../src/key-change/handover';
import { stateSchema } from '../../src/key-change/state';

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
