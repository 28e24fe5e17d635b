import { awsError, loopback, xml, type Loopback } from './aws/loopback';
import { event, hours, NEW, OLD, REGION, REQUEST_ID, RESPONSE_URL, state } from './support';
import { executionName } from '../../src/key-change/executions';
import type * as entry from '../../src/key-change/handler';

// The entry point as Lambda loads it: everything comes from the environment. The bundle itself runs in the simulator.

let server: Loopback;
let handler: typeof entry.handler;
const environment = { ...process.env };
const written: string[] = [];

beforeAll(async () => {
  server = await loopback();
  Object.assign(process.env, {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    // Neither a shared configuration nor its own wish for retries may get in.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_MAX_ATTEMPTS: '5',
  });
  ({ handler } = jest.requireActual<typeof entry>('../../src/key-change/handler'));
});
afterAll(async () => {
  process.env = environment;
  await server.close();
});
beforeEach(() => {
  server.arrived.length = 0;
  written.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    written.push(String(line));
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

test('an event of CloudFormation starts the waiter', async () => {
  server.reply = () => ({ status: 200, body: { executionArn: 'arn', startDate: 1 } });
  expect(await handler(event())).toBeUndefined();
  expect(server.arrived.map(({ operation }) => operation)).toEqual(['StartExecution']);
  expect(JSON.parse(server.arrived[0].body)).toMatchObject({ name: executionName('warehouse', REQUEST_ID) });
  expect(JSON.parse(written.join(''))).toMatchObject({ level: 'INFO', message: 'Update: the waiter has the wish' });
  expect(written.join('')).not.toContain('SECRET');
});

test('an event that is not understood is answered at its URL', async () => {
  await handler(event({ ResponseURL: `${server.url}/answer`, ResourceProperties: {} }));
  expect(server.arrived).toMatchObject([{ method: 'PUT', path: '/answer' }]);
});

test('an answer that is not taken at first is tried again after a second', async () => {
  server.reply = () => ({ status: server.arrived.length === 1 ? 503 : 200 });
  await handler(event({ ResponseURL: `${server.url}/answer`, ResourceProperties: {} }));
  expect(server.arrived).toHaveLength(2);
});

test('a look: the namespace, then the key', async () => {
  const metadata = { Arn: NEW, KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', KeyManager: 'CUSTOMER' };
  server.reply = ({ operation }) => ({
    status: 200,
    body: operation === 'GetNamespace' ? { namespace: { status: 'AVAILABLE', kmsKeyId: OLD } } : { KeyMetadata: metadata },
  });
  const wish = { ...state().wish, arrivedAt: Date.now() };
  expect(await handler({ step: 'look', state: state({ wish }) })).toMatchObject({ known: { ask: 'sending', keyArn: NEW }, next: { action: 'ask' } });
  expect(server.arrived.map(({ operation }) => operation)).toEqual(['GetNamespace', 'DescribeKey']);
});

test('a look at the end of the window: the namespace, then the stack', async () => {
  server.reply = ({ operation }) => (operation === 'GetNamespace'
    ? { status: 200, body: { namespace: { status: 'MODIFYING', kmsKeyId: OLD } } }
    : xml(200, '<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackStatus>UPDATE_IN_PROGRESS</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>'));
  const askedAt = Date.now() - hours(1);
  const known = { ask: 'accepted', asks: 1, askedAt, ran: true, answered: false, keyArn: NEW } as const;
  const looked = await handler({ step: 'look', state: state({ wish: { ...state().wish, arrivedAt: askedAt, windows: 2 }, known }) });
  expect(looked).toMatchObject({ next: { action: 'answer', answer: { status: 'SUCCESS', reason: expect.stringContaining('hands over') } } });
  expect(server.arrived.map(({ operation }) => operation)).toEqual(['GetNamespace', 'DescribeStacks']);
});

test('a start is tried once by the SDK: the function has tries of its own', async () => {
  server.reply = () => (server.arrived.length === 1 ? awsError(500, 'InternalServerException', 'oops') : { status: 200, body: { executionArn: 'arn', startDate: 1 } });
  const began = Date.now();
  await handler(event());
  expect(server.arrived.map(({ operation }) => operation)).toEqual(['StartExecution', 'StartExecution']);
  expect(Date.now() - began).toBeGreaterThanOrEqual(990);
});

test('an ask is sent once, whatever the answer and whatever the environment says of retries', async () => {
  server.reply = ({ operation }) => (operation === 'UpdateNamespace' ? awsError(500, 'InternalServerException', 'oops') : { status: 200, body: {} });
  const known = { ask: 'sending', asks: 1, ran: false, answered: false, keyArn: NEW } as const;
  expect(await handler({ step: 'ask', state: state({ known, next: { action: 'ask' } }) })).toMatchObject({ known: { ask: 'unknown' } });
  expect(server.arrived.map(({ operation }) => operation)).toEqual(['ListExecutions', 'UpdateNamespace']);
});

test('a connection is kept for looks, and not for asks: it may have gone stale while Lambda was frozen', async () => {
  const known = { ask: 'sending', asks: 1, ran: false, answered: false, keyArn: NEW } as const;
  for (let n = 0; n < 2; n += 1) { await handler({ step: 'ask', state: state({ known, next: { action: 'ask' } }) }); }
  const ports = (operation: string) => new Set(server.arrived.filter((each) => each.operation === operation).map(({ port }) => port));
  expect(ports('ListExecutions').size).toBe(1);
  expect(ports('UpdateNamespace').size).toBe(2);
});

test.each<[string, object, string]>([
  ['an unknown step', { step: 'dance', state: state() }, 'step: expected'],
  ['no state', { step: 'look' }, 'state: expected'],
  ['a state of another version, in which the URL is elsewhere', { step: 'look', state: { ...state(), known: RESPONSE_URL, wish: { url: RESPONSE_URL } } }, 'state.wish.request: expected'],
])('a step that is not understood, %s: thrown, and nothing of it is told', async (_name, step, says) => {
  const error: unknown = await handler(step).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Error);
  const { name, message, stack, ...more } = error as Error;
  expect(message).toContain(says);
  expect(JSON.stringify([name, message, stack, more, { ...(error as object) }])).not.toContain('SECRET');
  expect(server.arrived).toEqual([]);
});

test.each([undefined, null, 'step', 5])('%p is no step, and no event that could be answered', async (given) => {
  await handler(given);
  expect(JSON.parse(written.join(''))).toMatchObject({ level: 'ERROR', message: 'an event was dropped: it names nobody to answer' });
});
