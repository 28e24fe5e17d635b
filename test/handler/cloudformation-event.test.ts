import { ARRIVAL, event, fail, NEW, OLD, request, REQUEST_ID, RESPONSE_URL, updated } from './support';
import { parseEvent, type ParsedEvent } from '../../src/handler/cloudformation-event';
import { encodeHandover } from '../../src/handler/reconcile/handover';
import type { KeyChangeRequest } from '../../src/handler/reconcile/key-change-request';
import { responseBody } from '../../src/handler/submit-response';

const parse = (given: unknown): ParsedEvent => parseEvent(given, ARRIVAL);
const requestOf = (given: unknown): KeyChangeRequest => {
  const parsed = parse(given);
  return parsed.kind === 'request' ? parsed.request : fail(JSON.stringify(parsed));
};
const physicalIdOf = (given: unknown): string => requestOf(given).responseTarget.physicalResourceId;

describe('an event becomes a request', () => {
  test('an Update', () => {
    expect(requestOf(event())).toEqual({ ...request(), createdWith: undefined, previous: undefined });
  });
  test('createdWith, and numbers that are numbers', () => {
    const given = event({}, { CreatedWithKmsKeyId: 'AWS_OWNED_KMS_KEY', Window: 2, Windows: 3 });
    expect(requestOf(given)).toMatchObject({ createdWith: 'AWS_OWNED_KMS_KEY', window: 2, windows: 3 });
  });
  test('keys as long as they may be: with a handover, a response fits', () => {
    const longest = `arn:aws:kms:eu-central-1:111122223333:alias/${'a'.repeat(512)}`.slice(0, 512);
    const properties = { NamespaceName: 'a'.repeat(64), KmsKeyId: longest, CreatedWithKmsKeyId: longest };
    const given = requestOf(event({}, properties));
    const handover = encodeHandover(given, updated('accepted', 0, { keyArn: longest }), ARRIVAL, false);
    const response = { status: 'SUCCESS', reason: 'x'.repeat(5000), keyArn: longest, handover } as const;
    const body = responseBody(given.responseTarget, response);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
    expect(JSON.parse(body).Data.Handover).toBe(handover);
  });
  test('a handover is passed on as it is', () => {
    expect(parse(event({}, { Handover: '{"a":1}' }))).toMatchObject({ kind: 'request', handover: '{"a":1}' });
    expect(parse(event())).toMatchObject({ kind: 'request', handover: undefined });
  });
  test('unknown properties of a later version are ignored', () => {
    expect(parse(event({ New: 1 }, { New: { a: 1 } })).kind).toBe('request');
  });
});

describe('the physical id', () => {
  test('of a Create, which has none yet: the name of the namespace', () => {
    const { type, responseTarget } = requestOf(event({ RequestType: 'Create', PhysicalResourceId: undefined }));
    expect({ type, id: responseTarget.physicalResourceId }).toEqual({ type: 'Create', id: 'warehouse' });
  });
  test('of an Update to another name: another one', () => {
    expect(physicalIdOf(event({}, { NamespaceName: 'lakehouse' }))).toBe('lakehouse');
  });
  test.each([
    ['its own', 'warehouse'],
    ['one that CloudFormation has invented', 'Stack_KeyChange1_ABC'],
  ])('of a Delete: the one that it was given, %s', (_name, id) => {
    expect(physicalIdOf(event({ RequestType: 'Delete', PhysicalResourceId: id }))).toBe(id);
  });
  test('of a Delete without one', () => {
    expect(physicalIdOf(event({ RequestType: 'Delete', PhysicalResourceId: undefined }))).toBe('warehouse');
  });
});

describe('what the resource requested before', () => {
  test('an Update says it', () => {
    const given = event({ OldResourceProperties: { KmsKeyId: OLD, Windows: '2', Window: '1' } });
    expect(requestOf(given).previous).toEqual({ desiredKey: OLD, windows: 2 });
  });
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'MARKER'],
    ['no key', { Windows: '2' }],
    ['no windows', { KmsKeyId: OLD }],
    ['windows that are no number', { KmsKeyId: OLD, Windows: 'MARKER' }],
    ['a key that is a list', { KmsKeyId: [OLD], Windows: '2' }],
  ])('is left out where it cannot be read: %s', (_name, OldResourceProperties) => {
    expect(requestOf(event({ OldResourceProperties })).previous).toBeUndefined();
  });
});

describe('the typical duration is an estimate', () => {
  test('in seconds', () => expect(requestOf(event({}, { TypicalSeconds: '900' })).typicalSeconds).toBe(900));
  test.each(['MARKER', '-1', '1.5', '', [], {}])('and is left out where it cannot be read: %p', (TypicalSeconds) => {
    expect(requestOf(event({}, { TypicalSeconds })).typicalSeconds).toBeUndefined();
  });
});

describe('an event that is not understood', () => {
  const huge = 'MARKER'.repeat(200_000);
  const without = (key: string) => ({ ...event(), [key]: undefined });

  /** No value of the event, nothing huge, no source code. */
  function expectPlain(what: string) {
    expect(what).not.toMatch(/MARKER|SECRET|undefined|null|function|=>|\n/);
    expect(what.length).toBeLessThanOrEqual(600);
  }

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
    [
      'everything wrong',
      { RequestType: 1, RequestId: 2, ResponseURL: 3, StackId: 4, LogicalResourceId: 5, PhysicalResourceId: 6 },
      'LogicalResourceId',
    ],
  ])('and does not say where to respond: %s', (_name, given, what) => {
    const parsed = parse(given);
    expect(parsed).toMatchObject({ kind: 'unanswerable', what: expect.stringContaining(what) });
    expectPlain(parsed.kind === 'unanswerable' ? parsed.what : '');
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'an unknown RequestType',
      event({ RequestType: 'MARKER' }),
      'RequestType: value: expected ("Create" | "Update" | "Delete")',
    ],
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
    ['an empty key: never taken for the AWS-owned one', event({}, { KmsKeyId: '' }), 'KmsKeyId'],
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
    [
      'everything wrong',
      event({}, { WaiterArn: 1, NamespaceName: 2, KmsKeyId: 3, CreatedWithKmsKeyId: 4, Window: [], Windows: {} }),
      'CreatedWithKmsKeyId',
    ],
  ])('is malformed: %s', (_name, given, what) => {
    const parsed = parse(given);
    expect(parsed).toMatchObject({ kind: 'malformed', what: expect.stringContaining(what) });
    expectPlain(parsed.kind === 'malformed' ? parsed.what : '');
  });

  test('a Delete whose properties cannot be read must not hold up the stack', () => {
    expect(parse(event({ RequestType: 'Delete', ResourceProperties: {} })).kind).toBe('delete');
    expect(parse(event({ RequestType: 'Delete', ResourceProperties: undefined })).kind).toBe('delete');
  });

  test.each<{ name: string; given: Record<string, unknown>; physicalResourceId: string }>([
    { name: 'its physical id', given: event({ ResourceProperties: {} }), physicalResourceId: 'warehouse' },
    {
      name: 'no physical id yet',
      given: event({ RequestType: 'Create', PhysicalResourceId: undefined, ResourceProperties: {} }),
      physicalResourceId: 'KeyChange1-not-created',
    },
    {
      name: 'no physical id yet, and a long name',
      given: event({ PhysicalResourceId: undefined, LogicalResourceId: 'L'.repeat(300), ResourceProperties: {} }),
      physicalResourceId: `${'L'.repeat(243)}-not-created`.slice(-255),
    },
  ])('a malformed event with $name can get a response', ({ given, physicalResourceId }) => {
    const target = { requestId: REQUEST_ID, physicalResourceId, responseUrl: RESPONSE_URL };
    expect(parse(given)).toMatchObject({ kind: 'malformed', target });
  });
});
