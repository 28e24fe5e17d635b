import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { KMSClient } from '@aws-sdk/client-kms';
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { SFNClient } from '@aws-sdk/client-sfn';
import { awsError, loopback, xml, type Loopback, type Reply } from './loopback';
import { readFailure } from '../../../src/key-change/aws/errors';
import { kmsKeys } from '../../../src/key-change/aws/keys';
import { preSignedMailbox } from '../../../src/key-change/aws/mailbox';
import { redshiftNamespaces } from '../../../src/key-change/aws/namespaces';
import { cloudFormationStacks } from '../../../src/key-change/aws/stacks';
import { stepFunctionsWaiter } from '../../../src/key-change/aws/waiter';
import { ALIAS, NEW, OLD, REGION, STACK_ID, WAITER } from '../support';

// The adapters with the real SDK, which parses real responses of a server on loopback.

let server: Loopback;
beforeAll(async () => { server = await loopback(); });
afterAll(async () => server.close());
beforeEach(() => {
  server.arrived.length = 0;
  server.reply = () => ({ status: 200, body: {} });
});

const clientConfig = (maxAttempts: number) => ({
  region: REGION,
  endpoint: server.url,
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  maxAttempts,
  requestHandler: { requestTimeout: 1000, throwOnRequestTimeout: true },
});
const namespaces = () => redshiftNamespaces(new RedshiftServerlessClient(clientConfig(2)), new RedshiftServerlessClient(clientConfig(1)));
const keys = () => kmsKeys(new KMSClient(clientConfig(2)), REGION);
const stacks = () => cloudFormationStacks(new CloudFormationClient(clientConfig(2)));
const waiter = () => stepFunctionsWaiter(new SFNClient(clientConfig(1)), new SFNClient(clientConfig(2)));
const bodies = (): unknown[] => server.arrived.map(({ body }) => JSON.parse(body));

describe('UpdateNamespace', () => {
  test('the key and nothing else', async () => {
    expect(await namespaces().changeKey('warehouse', NEW)).toEqual({ kind: 'accepted' });
    expect(server.arrived.map(({ operation }) => operation)).toEqual(['UpdateNamespace']);
    expect(bodies()).toEqual([{ namespaceName: 'warehouse', kmsKeyId: NEW }]);
  });

  const multiple = "Amazon Redshift Serverless can't update multiple configurations at the same time for namespace warehouse.";
  test.each<[string, Reply, object]>([
    ['Conflict', awsError(409, 'ConflictException', 'There is an operation running on the namespace.'), { kind: 'refused', why: 'busy' }],
    ['Conflict with a 400', awsError(400, 'ConflictException', 'There is an operation running on the namespace.'), { kind: 'refused', why: 'busy' }],
    ['throttled', awsError(400, 'ThrottlingException', 'Rate exceeded'), { kind: 'refused', why: 'busy' }],
    ['throttled with a 500', awsError(500, 'ThrottlingException', 'Rate exceeded'), { kind: 'refused', why: 'busy' }],
    ['too many requests', { status: 429, body: {} }, { kind: 'refused', why: 'busy' }],
    ['throttled before it reached the service', awsError(400, 'RequestThrottledException', 'Rate exceeded'), { kind: 'refused', why: 'busy' }],
    ['the request took too long to arrive, or its answer to leave', { status: 408, body: {} }, { kind: 'unknown' }],
    ['a time-out with a name', awsError(408, 'RequestTimeoutException', 'too slow'), { kind: 'unknown', message: 'RequestTimeoutException: too slow' }],
    ['several settings at once', awsError(400, 'ValidationException', multiple), { kind: 'refused', why: 'busy' }],
    ['an operation is in progress', awsError(400, 'ValidationException', 'An operation is in progress'), { kind: 'refused', why: 'busy' }],
    ['the key is inaccessible', awsError(400, 'ValidationException', `The key '${NEW}' is inaccessible.`), { kind: 'refused', why: 'denied' }],
    ['access denied', awsError(403, 'AccessDeniedException', 'User is not authorized'), { kind: 'refused', why: 'denied' }],
    ['access denied with a 400', awsError(400, 'AccessDeniedException', 'User is not authorized'), { kind: 'refused', why: 'denied' }],
    ['the token has expired', awsError(403, 'ExpiredTokenException', 'expired'), { kind: 'refused', why: 'denied' }],
    ['the token is not known yet', awsError(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.'), { kind: 'refused', why: 'denied' }],
    ['no such namespace', awsError(404, 'ResourceNotFoundException', 'no'), { kind: 'refused', why: 'not-found' }],
    ['any other validation', awsError(400, 'ValidationException', 'kmsKeyId is invalid'), { kind: 'refused', why: 'invalid', message: 'ValidationException: kmsKeyId is invalid' }],
    ['a client error without a body', { status: 400, body: '' }, { kind: 'refused', why: 'invalid' }],
    ['an internal error', awsError(500, 'InternalServerException', 'oops'), { kind: 'unknown', message: 'InternalServerException: oops' }],
    ['unavailable', { status: 503, body: '<html>' }, { kind: 'unknown' }],
    ['a reset', 'reset', { kind: 'unknown' }],
    ['silence', 'never', { kind: 'unknown' }],
    ['half an answer, then a reset', 'headers, then reset', { kind: 'unknown' }],
    ['yes, with a body that is no JSON', { status: 200, body: '{"namespace":' }, { kind: 'unknown' }],
  ])('%s: one request, whatever the answer', async (_name, reply, outcome) => {
    server.reply = () => reply;
    expect(await namespaces().changeKey('warehouse', NEW)).toMatchObject(outcome);
    expect(server.arrived).toHaveLength(1);
  });

  test('nobody listens: unknown', async () => {
    const asker = new RedshiftServerlessClient({ ...clientConfig(1), endpoint: 'http://127.0.0.1:1' });
    expect(await redshiftNamespaces(asker, asker).changeKey('warehouse', NEW)).toMatchObject({ kind: 'unknown' });
  });
});

describe('GetNamespace', () => {
  const shows = (namespace: unknown): Reply => ({ status: 200, body: { namespace } });

  test.each<[string, unknown, object]>([
    ['as documented', { status: 'AVAILABLE', kmsKeyId: OLD }, { status: 'AVAILABLE', keyArn: OLD }],
    ['status in lower case', { status: 'modifying', kmsKeyId: OLD }, { status: 'MODIFYING', keyArn: OLD }],
    ['a status outside of the enum', { status: 'INACCESSIBLE_KMS_KEY', kmsKeyId: OLD }, { status: 'INACCESSIBLE_KMS_KEY', keyArn: OLD }],
    ['the AWS-owned key', { status: 'AVAILABLE', kmsKeyId: 'AWS_OWNED_KMS_KEY' }, { status: 'AVAILABLE', keyArn: undefined }],
    ['an empty key', { status: 'AVAILABLE', kmsKeyId: '' }, { status: 'AVAILABLE', keyArn: undefined }],
    ['no key', { status: 'AVAILABLE' }, { status: 'AVAILABLE', keyArn: undefined }],
  ])('%s', async (_name, namespace, value) => {
    server.reply = () => shows(namespace);
    expect(await namespaces().look('warehouse')).toEqual({ kind: 'read', value });
    expect(bodies()).toEqual([{ namespaceName: 'warehouse' }]);
  });

  test.each<[string, Reply, object, number]>([
    ['no status', shows({ kmsKeyId: OLD }), { kind: 'unreadable', message: 'GetNamespace gave no status' }, 1],
    ['an empty status', shows({ status: '' }), { kind: 'unreadable', message: 'GetNamespace gave no status' }, 1],
    ['no namespace', { status: 200, body: {} }, { kind: 'unreadable', message: 'GetNamespace gave no status' }, 1],
    ['not found', awsError(404, 'ResourceNotFoundException', 'no'), { kind: 'not-found' }, 1],
    ['denied is not "not found"', awsError(403, 'AccessDeniedException', 'not authorized, or not found'), { kind: 'denied', message: 'AccessDeniedException: not authorized, or not found' }, 1],
    ['invalid', awsError(400, 'ValidationException', 'no'), { kind: 'unreadable' }, 1],
    ['a body that is no JSON', { status: 200, body: 'oops' }, { kind: 'unreadable' }, 1],
    ['an internal error: the SDK tries again', awsError(500, 'InternalServerException', 'oops'), { kind: 'unreadable', message: 'InternalServerException: oops' }, 2],
    ['throttled: the SDK tries again', awsError(400, 'ThrottlingException', 'Rate exceeded'), { kind: 'unreadable' }, 2],
    ['a reset: the SDK tries again', 'reset', { kind: 'unreadable' }, 2],
  ])('%s', async (_name, reply, reading, requests) => {
    server.reply = () => reply;
    expect(await namespaces().look('warehouse')).toMatchObject(reading);
    expect(server.arrived).toHaveLength(requests);
  });
});

describe('DescribeKey', () => {
  const metadata = { KeyId: 'new', Arn: NEW, KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', KeyManager: 'CUSTOMER' };
  const shows = (over: object): Reply => ({ status: 200, body: { KeyMetadata: { ...metadata, ...over } } });

  test.each<[string, Reply, object]>([
    ['usable', shows({}), { kind: 'read', value: { kind: 'usable', keyArn: NEW } }],
    ['disabled', shows({ KeyState: 'Disabled' }), { kind: 'read', value: { kind: 'unusable', keyArn: NEW, reason: expect.stringContaining('disabled') } }],
    ['of no known manager', shows({ KeyManager: undefined }), { kind: 'read', value: { kind: 'unusable', reason: expect.stringContaining('KeyManager unknown') } }],
    ['of no known usage', shows({ KeyUsage: undefined }), { kind: 'read', value: { kind: 'unusable', reason: expect.stringContaining('usage unknown') } }],
    ['of no known kind', shows({ KeySpec: undefined }), { kind: 'read', value: { kind: 'unusable', reason: expect.stringContaining('kind unknown') } }],
    ['of no known state', shows({ KeyState: undefined }), { kind: 'read', value: { kind: 'unusable', reason: expect.stringContaining('state unknown') } }],
    ['no ARN', shows({ Arn: undefined }), { kind: 'unreadable', message: 'DescribeKey gave no ARN' }],
    ['nothing', { status: 200, body: {} }, { kind: 'unreadable', message: 'DescribeKey gave no ARN' }],
    ['not found', awsError(400, 'NotFoundException', 'Alias not found'), { kind: 'read', value: { kind: 'unusable', reason: expect.stringContaining(`key ${ALIAS} does not exist`) } }],
    ['an ARN that is none', awsError(400, 'InvalidArnException', 'Invalid ARN'), { kind: 'read', value: { kind: 'unusable', reason: `KMS refused to describe key ${ALIAS}: InvalidArnException: Invalid ARN` } }],
    ['denied', awsError(400, 'AccessDeniedException', 'not authorized'), { kind: 'denied', message: 'AccessDeniedException: not authorized' }],
    ['an internal error', awsError(500, 'KMSInternalException', 'oops'), { kind: 'unreadable' }],
    ['throttled', awsError(400, 'ThrottlingException', 'Rate exceeded'), { kind: 'unreadable' }],
  ])('%s', async (_name, reply, reading) => {
    server.reply = () => reply;
    expect(await keys().look(ALIAS)).toMatchObject(reading);
    expect(bodies()[0]).toEqual({ KeyId: ALIAS });
  });

  test('a key of another Region is not looked up', async () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/x';
    expect(await keys().look(key)).toMatchObject({ kind: 'read', value: { kind: 'unusable', reason: expect.stringContaining('of the Region us-east-1') } });
    expect(server.arrived).toEqual([]);
  });
});

describe('DescribeStacks', () => {
  const shows = (...statuses: (string | undefined)[]): Reply => xml(200, '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>'
    + statuses.map((status) => `<member><StackName>Warehouse</StackName><StackId>${STACK_ID}</StackId><CreationTime>2026-01-01T12:00:00Z</CreationTime>${status === undefined ? '' : `<StackStatus>${status}</StackStatus>`}</member>`).join('')
    + '</Stacks></DescribeStacksResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeStacksResponse>');
  const error = (status: number, code: string): Reply => xml(status, `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`);

  test('one stack, by its id', async () => {
    server.reply = () => shows('UPDATE_IN_PROGRESS');
    await stacks().look(STACK_ID);
    expect(server.arrived.map(({ operation, body }) => [operation, new URLSearchParams(body).get('StackName')])).toEqual([['DescribeStacks', STACK_ID]]);
  });

  test.each([
    ['CREATE_IN_PROGRESS', 'forward'],
    ['UPDATE_IN_PROGRESS', 'forward'],
    ['IMPORT_IN_PROGRESS', 'forward'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'forward'],
    ['DELETE_IN_PROGRESS', 'forward'],
    ['ROLLBACK_IN_PROGRESS', 'rolling-back'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'rolling-back'],
    ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'rolling-back'],
    ['UPDATE_ROLLBACK_FAILED', 'rolling-back'],
    ['IMPORT_ROLLBACK_IN_PROGRESS', 'rolling-back'],
  ])('%s -> %s', async (status, sighting) => {
    server.reply = () => shows(status);
    expect(await stacks().look(STACK_ID)).toBe(sighting);
  });

  test.each<[string, Reply, number]>([
    ['no status', shows(undefined), 1],
    ['no stack', shows(), 1],
    ['nothing', xml(200, '<DescribeStacksResponse><DescribeStacksResult/></DescribeStacksResponse>'), 1],
    ['no XML', xml(200, 'oops'), 1],
    ['denied', error(403, 'AccessDenied'), 1],
    ['no such stack', error(400, 'ValidationError'), 1],
    ['throttled: the SDK tries again', error(400, 'Throttling'), 2],
    ['an internal error: the SDK tries again', error(500, 'InternalFailure'), 2],
    ['a reset: the SDK tries again', 'reset', 2],
  ])('%s -> unreadable', async (_name, reply, requests) => {
    server.reply = () => reply;
    expect(await stacks().look(STACK_ID)).toBe('unreadable');
    expect(server.arrived).toHaveLength(requests);
  });
});

describe('StartExecution', () => {
  test('name, input and state machine', async () => {
    server.reply = () => ({ status: 200, body: { executionArn: 'arn', startDate: 1 } });
    await waiter().start(WAITER, 'name', '{"a":1}');
    expect(bodies()).toEqual([{ stateMachineArn: WAITER, name: 'name', input: '{"a":1}' }]);
  });

  test('one of that name exists already: a success', async () => {
    server.reply = () => awsError(400, 'ExecutionAlreadyExists', 'Execution Already Exists');
    await expect(waiter().start(WAITER, 'name', '{}')).resolves.toBeUndefined();
  });

  test.each([
    ['denied', awsError(400, 'AccessDeniedException', 'no'), 'no'],
    ['no such state machine', awsError(400, 'StateMachineDoesNotExist', 'State Machine Does Not Exist'), 'State Machine Does Not Exist'],
  ])('%s: thrown', async (_name, reply, message) => {
    server.reply = () => reply;
    await expect(waiter().start(WAITER, 'name', '{}')).rejects.toThrow(message);
  });

  test('what is no error is thrown on', async () => {
    const odd = { send: async () => { throw 'odd' as unknown as Error; } } as unknown as SFNClient;
    await expect(stepFunctionsWaiter(odd, odd).start(WAITER, 'name', '{}')).rejects.toBe('odd');
  });

  test('the starter starts and the lister lists: each has retries of its own', async () => {
    server.reply = () => awsError(500, 'InternalServerException', 'oops');
    await expect(waiter().start(WAITER, 'name', '{}')).rejects.toThrow('oops');
    expect(server.arrived.map(({ operation }) => operation)).toEqual(['StartExecution']);
    await waiter().list(WAITER, () => false);
    expect(server.arrived.map(({ operation }) => operation)).toEqual(['StartExecution', 'ListExecutions', 'ListExecutions']);
  });
});

describe('ListExecutions', () => {
  const run = (name: string, startDate: number | undefined) => ({ executionArn: 'arn', stateMachineArn: WAITER, name, startDate, status: 'RUNNING' });
  const pages = (...all: object[][]) => (request: { body: string }): Reply => {
    const page = Number(JSON.parse(request.body).nextToken ?? 0);
    return { status: 200, body: { executions: all[page], nextToken: page + 1 < all.length ? String(page + 1) : undefined } };
  };

  test('every page, if nothing is enough; times in milliseconds', async () => {
    server.reply = pages([run('c', 3), run('b', 2.5)], [], [run('a', 1)]);
    expect(await waiter().list(WAITER, () => false)).toEqual({
      kind: 'read',
      value: [{ name: 'c', startedAt: 3000 }, { name: 'b', startedAt: 2500 }, { name: 'a', startedAt: 1000 }],
    });
    expect(bodies()).toEqual([{ stateMachineArn: WAITER, maxResults: 100 }, expect.objectContaining({ nextToken: '1' }), expect.objectContaining({ nextToken: '2' })]);
  });

  test('any status: a newer wish that has been granted counts too', async () => {
    await waiter().list(WAITER, () => false);
    expect(bodies()[0]).not.toHaveProperty('statusFilter');
  });

  test('no further page than needed', async () => {
    server.reply = pages([run('c', 3)], [run('b', 2)], [run('a', 1)]);
    expect(await waiter().list(WAITER, ({ name }) => name === 'b')).toMatchObject({ value: [{ name: 'c' }, { name: 'b' }] });
    expect(server.arrived).toHaveLength(2);
  });

  test('an entry without a start is passed over', async () => {
    server.reply = pages([run('b', undefined), run('a', 1)]);
    expect(await waiter().list(WAITER, () => false)).toEqual({ kind: 'read', value: [{ name: 'a', startedAt: 1000 }] });
  });

  test('no list at all is an empty one', async () => expect(await waiter().list(WAITER, () => false)).toEqual({ kind: 'read', value: [] }));

  test.each<[string, Reply, object]>([
    ['denied', awsError(400, 'AccessDeniedException', 'no'), { kind: 'denied', message: 'AccessDeniedException: no' }],
    ['no such state machine', awsError(400, 'StateMachineDoesNotExist', 'gone'), { kind: 'unreadable' }],
    ['throttled', awsError(400, 'ThrottlingException', 'Rate exceeded'), { kind: 'unreadable' }],
    ['an internal error', { status: 500, body: '' }, { kind: 'unreadable' }],
  ])('%s', async (_name, reply, reading) => {
    server.reply = () => reply;
    expect(await waiter().list(WAITER, () => false)).toMatchObject(reading);
  });

  test('the second page fails: half a list is none', async () => {
    const both = pages([run('b', 2)], [run('a', 1)]);
    server.reply = (request) => (server.arrived.length === 1 ? both(request) : awsError(400, 'AccessDeniedException', 'no'));
    expect(await waiter().list(WAITER, () => false)).toMatchObject({ kind: 'denied' });
  });
});

describe('an error', () => {
  test('that is none is unknown', () => expect(readFailure('odd')).toEqual({ kind: 'unknown', message: 'unknown error' }));
  test('without a response is unknown', () => expect(readFailure(new Error('socket hang up'))).toEqual({ kind: 'unknown', message: 'Error: socket hang up' }));
  test('that is huge is cut', () => expect(readFailure(new Error('x'.repeat(10_000))).message).toHaveLength(1500));
});

describe('the mailbox', () => {
  const url = () => `${server.url}/answer?X-Amz-Signature=SECRET&a=%2F`;

  test('a PUT of the bytes, with an empty content type and their number, to the very URL', async () => {
    expect(await preSignedMailbox(1000).put(url(), '{"a":"ä"}')).toBe(200);
    expect(server.arrived).toMatchObject([{ method: 'PUT', path: '/answer?X-Amz-Signature=SECRET&a=%2F', body: '{"a":"ä"}', headers: { 'content-type': '', 'content-length': '10' } }]);
    expect(server.arrived[0].headers).not.toHaveProperty('transfer-encoding');
  });

  test.each([200, 204, 302, 403, 503])('status %i is handed on', async (status) => {
    server.reply = () => ({ status, body: 'x'.repeat(status === 204 ? 0 : 100_000), headers: { location: '/elsewhere' } });
    expect(await preSignedMailbox(1000).put(url(), '{}')).toBe(status);
    expect(server.arrived).toHaveLength(1);
  });

  test('no response: rejects in time', async () => {
    server.reply = () => 'never';
    const began = Date.now();
    await expect(preSignedMailbox(150).put(url(), '{}')).rejects.toThrow('no response in time');
    expect(Date.now() - began).toBeLessThan(1500);
  });

  test('a reset: rejects', async () => {
    server.reply = () => 'reset';
    await expect(preSignedMailbox(1000).put(url(), '{}')).rejects.toThrow('socket hang up');
  });

  test.each(['headers, then never', 'headers, then reset'] as const)('%s: the status counts, and nothing is left behind', async (reply) => {
    server.reply = () => reply;
    expect(await preSignedMailbox(150).put(url(), '{}')).toBe(200);
    // Longer than the deadline: an error that nobody catches would end the process, and the test with it.
    await new Promise((resolve) => setTimeout(resolve, 250));
  });

  test.each([
    ['http, nobody listens', 'http://127.0.0.1:1/', /ECONNREFUSED/],
    ['https, nobody listens', 'https://127.0.0.1:1/', /ECONNREFUSED/],
    ['no URL', 'https://', /Invalid URL/],
  ])('%s: rejects', async (_name, to, message) => {
    await expect(preSignedMailbox(1000).put(to, '{}')).rejects.toThrow(message);
  });
});
