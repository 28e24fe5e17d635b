import {
  ARRIVAL, CREATED_WITH, event, fail, NEW, OLD, PHYSICAL_ID, request, REQUEST_ID, RESPONSE_URL, updated,
} from './support';
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
    expect(requestOf(event())).toEqual(request());
  });
  test('a Create: it holds no identity', () => {
    const create = event({ RequestType: 'Create', PhysicalResourceId: undefined });
    expect(requestOf(create)).toEqual(request({ type: 'Create' }));
  });
  test('createdWith, and numbers that are numbers', () => {
    const given = event({}, { CreatedWithKmsKeyId: 'AWS_OWNED_KMS_KEY', Window: 2, Windows: 3, NewestGeneration: 7 });
    expect(requestOf(given))
      .toMatchObject({ createdWith: 'AWS_OWNED_KMS_KEY', window: 2, windows: 3, newestGeneration: 7 });
  });
  test('the id of the namespace', () => {
    expect(requestOf(event({}, { NamespaceId: 'abc-1' })).namespaceId).toBe('abc-1');
  });
  test('what is absent', () => {
    const absent = {
      CreatedWithKmsKeyId: undefined,
      AliasFollowsKey: undefined,
      ManagesNamespace: undefined,
      NewestGeneration: undefined,
    };
    expect(requestOf(event({}, absent))).toMatchObject({
      createdWith: undefined,
      namespaceId: undefined,
      newestGeneration: undefined,
      createdWithStated: false,
      aliasFollowsKey: false,
      managesNamespace: false,
      changeKeyOnCreate: false,
    });
  });
  test.each([
    ['CreatedWithStated', 'createdWithStated'],
    ['AliasFollowsKey', 'aliasFollowsKey'],
    ['ManagesNamespace', 'managesNamespace'],
    ['ChangeKeyOnCreate', 'changeKeyOnCreate'],
  ])('%s, which CloudFormation delivers as a string', (property, field) => {
    for (const [value, want] of [['true', true], [true, true], ['false', false], [false, false]]) {
      expect(requestOf(event({}, { [property]: value }))).toMatchObject({ [field]: want });
    }
  });
  test('the properties before are not read', () => {
    const old = { NamespaceName: 'lakehouse', KmsKeyId: OLD, CreatedWithKmsKeyId: OLD, Windows: '9' };
    expect(requestOf(event({ OldResourceProperties: old }))).toEqual(request());
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

describe('the identity that CloudFormation holds', () => {
  const held = (PhysicalResourceId: unknown) => requestOf(event({ PhysicalResourceId })).heldIdentity;
  test('of an Update: what its physical id says', () => {
    expect(held(PHYSICAL_ID)).toEqual({ namespaceName: 'warehouse', createdWith: CREATED_WITH });
    expect(held('lakehouse|namespaceId=abc-1')).toEqual({ namespaceName: 'lakehouse', namespaceId: 'abc-1' });
  });
  test('of an Update whose physical id this library has not given', () => {
    expect(held('Stack_KeyChange1_ABC')).toEqual({ namespaceName: 'Stack_KeyChange1_ABC' });
  });
  test('of an Update without a physical id, and of a Create that has one: none', () => {
    expect(held(undefined)).toBeUndefined();
    expect(requestOf(event({ RequestType: 'Create' })).heldIdentity).toBeUndefined();
  });
});

/** Of the response to an event that fails. */
describe('the physical id of a failure', () => {
  test('of a Create, which has none yet: its identity', () => {
    const { type, responseTarget } = requestOf(event({ RequestType: 'Create', PhysicalResourceId: undefined }));
    expect({ type, id: responseTarget.physicalResourceId }).toEqual({ type: 'Create', id: PHYSICAL_ID });
  });
  test('of an Update to another identity: the one that it was given', () => {
    expect(physicalIdOf(event({}, { NamespaceName: 'lakehouse' }))).toBe(PHYSICAL_ID);
    expect(physicalIdOf(event({}, { NamespaceId: 'abc-1' }))).toBe(PHYSICAL_ID);
    expect(physicalIdOf(event({}, { CreatedWithKmsKeyId: OLD }))).toBe(PHYSICAL_ID);
  });
  test.each([
    ['its own', PHYSICAL_ID],
    ['one that CloudFormation has invented', 'Stack_KeyChange1_ABC'],
  ])('of a Delete: the one that it was given, %s', (_name, id) => {
    expect(physicalIdOf(event({ RequestType: 'Delete', PhysicalResourceId: id }))).toBe(id);
  });
  test('of a Delete without one', () => {
    expect(physicalIdOf(event({ RequestType: 'Delete', PhysicalResourceId: undefined }))).toBe(PHYSICAL_ID);
  });
});

describe('the response goes over TLS, or does not leave the machine', () => {
  test.each([
    'https://cloudformation-custom-resource-response.example/response',
    'http://127.0.0.1:4566/response',
    'http://127.0.0.1/response',
    'http://localhost:4566/response',
    'http://[::1]:4566/response',
  ])('%s', (ResponseURL) => expect(parse(event({ ResponseURL })).kind).toBe('request'));

  test.each([
    'http://cloudformation-custom-resource-response.example/response',
    'http://127.0.0.2/response',
    'http://127.0.0.1.example/response',
    'http://localhost.example/response',
    'http://localhost:4566@example/response',
    'http://example/?http://localhost/',
    'ftp://localhost/response',
    'HTTP://example/response',
  ])('not %s', (ResponseURL) => {
    const what = expect.stringMatching(/^ResponseURL/);
    expect(parse(event({ ResponseURL }))).toMatchObject({ kind: 'unanswerable', what });
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
    ['an empty id', event({}, { NamespaceId: '' }), 'NamespaceId'],
    ['an id with the separator of identities', event({}, { NamespaceId: 'a|b' }), 'NamespaceId'],
    ['an id with a space', event({}, { NamespaceId: 'a b' }), 'NamespaceId'],
    ['an id of 65 characters', event({}, { NamespaceId: 'i'.repeat(65) }), 'NamespaceId'],
    ['a flag that is neither', event({}, { AliasFollowsKey: 'MARKER' }), 'AliasFollowsKey'],
    ['a flag that is a number', event({}, { ChangeKeyOnCreate: 1 }), 'ChangeKeyOnCreate'],
    ['a generation of zero', event({}, { NewestGeneration: '0' }), 'NewestGeneration'],
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
    { name: 'its physical id', given: event({ ResourceProperties: {} }), physicalResourceId: PHYSICAL_ID },
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
