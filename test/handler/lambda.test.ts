import { awsError, loopback, xml, type Loopback, type Reply } from './aws/loopback';
import {
  event, hours, NEW, OLD, progress, REGION, request, REQUEST_ID, RESPONSE_URL, responseTarget, stackResources,
  waiterState,
} from './support';
import type * as entry from '../../src/handler/lambda';
import { executionName } from '../../src/handler/reconcile/executions';

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
    // Neither a shared configuration nor the number of retries in it may have an effect.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_MAX_ATTEMPTS: '5',
  });
  ({ handler } = jest.requireActual<typeof entry>('../../src/handler/lambda'));
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

const operations = (): string[] => server.arrived.map(({ operation }) => operation);
const started = { status: 200, body: { executionArn: 'arn', startDate: 1 } };
const internalError = awsError(500, 'InternalServerException', 'oops');

describe('an event of CloudFormation', () => {
  const malformed = () => event({ ResponseURL: `${server.url}/response`, ResourceProperties: {} });

  test('starts the waiter', async () => {
    server.reply = () => started;
    expect(await handler(event())).toBeUndefined();
    expect(operations()).toEqual(['StartExecution']);
    expect(JSON.parse(server.arrived[0].body)).toMatchObject({ name: executionName('warehouse', REQUEST_ID) });
    expect(JSON.parse(written.join(''))).toMatchObject({ level: 'INFO', message: 'Update: waiter started' });
    expect(written.join('')).not.toContain('SECRET');
  });

  test('that is malformed gets a response at its URL', async () => {
    server.reply = () => ({ status: 200, body: {} });
    await handler(malformed());
    expect(server.arrived).toMatchObject([{ method: 'PUT', path: '/response' }]);
  });

  test('a response that is not taken at first is sent again after a second', async () => {
    server.reply = () => ({ status: server.arrived.length === 1 ? 503 : 200 });
    await handler(malformed());
    expect(server.arrived).toHaveLength(2);
  });

  test('a start is tried once by the SDK: the function has retries of its own', async () => {
    server.reply = () => (server.arrived.length === 1 ? internalError : started);
    const began = Date.now();
    await handler(event());
    expect(operations()).toEqual(['StartExecution', 'StartExecution']);
    expect(Date.now() - began).toBeGreaterThanOrEqual(990);
  });
});

describe('the step observe', () => {
  test('the namespace, the key, then what the stack holds, and the history of the window', async () => {
    const metadata = {
      Arn: NEW, KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', KeyManager: 'CUSTOMER',
    };
    const namespace = { status: 'AVAILABLE', kmsKeyId: OLD };
    const resources = stackResources().map(({ logicalId, physicalId, type, status }) => '<member>'
      + `<LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId>`
      + `<ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus></member>`);
    const listed = '<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>'
      + `${resources.join('')}</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`;
    const events = '<DescribeStackEventsResponse><DescribeStackEventsResult/></DescribeStackEventsResponse>';
    const replies: Record<string, Reply> = {
      GetNamespace: { status: 200, body: { namespace } },
      DescribeKey: { status: 200, body: { KeyMetadata: metadata } },
      ListStackResources: xml(200, listed),
      DescribeStackEvents: xml(200, events),
      ListRecoveryPoints: { status: 200, body: { recoveryPoints: [{ totalSizeInMegaBytes: 8 * 2 ** 20 }] } },
    };
    server.reply = ({ operation }) => replies[operation];
    const state = waiterState({ request: request({ arrivedAt: Date.now() }) });
    expect(await handler({ step: 'observe', state })).toMatchObject({
      progress: { update: 'sending', keyArn: NEW, estimatedSeconds: 900 },
      next: { action: 'update' },
    });
    expect(operations()).toEqual([
      'GetNamespace', 'DescribeKey', 'ListStackResources', 'DescribeStackEvents', 'ListRecoveryPoints',
    ]);
  });

  test('at the end of the window: the namespace, then the stack', async () => {
    const stacks = '<DescribeStacksResponse><DescribeStacksResult><Stacks><member>'
      + '<StackStatus>UPDATE_IN_PROGRESS</StackStatus>'
      + '</member></Stacks></DescribeStacksResult></DescribeStacksResponse>';
    server.reply = ({ operation }) => (operation === 'GetNamespace'
      ? { status: 200, body: { namespace: { status: 'MODIFYING', kmsKeyId: OLD } } }
      : xml(200, stacks));
    const updateSentAt = Date.now() - hours(1);
    const state = waiterState({
      request: request({ arrivedAt: updateSentAt, windows: 2 }),
      progress: {
        update: 'accepted', updatesSent: 1, updateSentAt, changeStarted: true, responded: false, keyArn: NEW,
      },
    });
    const response = { status: 'SUCCESS', reason: expect.stringContaining('hands over') };
    expect(await handler({ step: 'observe', state })).toMatchObject({ next: { action: 'respond', response } });
    expect(operations()).toEqual(['GetNamespace', 'DescribeStacks']);
  });
});

describe('the step update', () => {
  const state = waiterState({
    progress: progress({ update: 'sending', updatesSent: 1, keyArn: NEW }),
    next: { action: 'update' },
  });

  test('sent once, whatever the outcome and whatever the environment says of retries', async () => {
    server.reply = ({ operation }) => (operation === 'UpdateNamespace' ? internalError : { status: 200, body: {} });
    expect(await handler({ step: 'update', state })).toMatchObject({ progress: { update: 'unknown' } });
    expect(operations()).toEqual(['ListExecutions', 'UpdateNamespace']);
  });

  test('a connection is kept for reads, not for updates: it may have gone stale while Lambda was frozen', async () => {
    server.reply = () => ({ status: 200, body: {} });
    for (let n = 0; n < 2; n += 1) { await handler({ step: 'update', state }); }
    const ports = (operation: string) =>
      new Set(server.arrived.filter((each) => each.operation === operation).map(({ port }) => port));
    expect(ports('ListExecutions').size).toBe(1);
    expect(ports('UpdateNamespace').size).toBe(2);
  });
});

describe('the daily inspection', () => {
  const inspect = {
    namespaceName: 'warehouse',
    stackId: 'stack',
    calendar: [{ since: '2020-01-15', generation: 1, months: 12 }],
    graceDays: 0,
    keys: [{ generation: 1, arn: OLD }],
  };

  test('reads the namespace and its key, and writes metrics; events are sent where the stack says so', async () => {
    const replies: Record<string, Reply> = {
      GetNamespace: { status: 200, body: { namespace: { status: 'AVAILABLE', kmsKeyId: OLD } } },
      DescribeKey: { status: 200, body: { KeyMetadata: { Arn: OLD, CreationDate: 1_579_046_400 } } },
      PutEvents: { status: 200, body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } },
    };
    server.reply = ({ operation }) => replies[operation];
    await handler({ inspect });
    expect(operations()).toEqual(['GetNamespace', 'DescribeKey']);
    expect(JSON.parse(written[0])).toMatchObject({ KeyGeneration: 1, KeyChangeOverdue: 1 });

    process.env.KEY_CHANGE_EVENTS = 'true';
    await jest.isolateModulesAsync(async () => {
      const sending = jest.requireActual<typeof entry>('../../src/handler/lambda');
      await sending.handler({ inspect });
    });
    delete process.env.KEY_CHANGE_EVENTS;
    expect(operations().slice(2)).toEqual(['GetNamespace', 'DescribeKey', 'PutEvents']);
  });

  test('that cannot be read is an error', async () => {
    await expect(handler({ inspect: { ...inspect, calendar: [] } })).rejects.toThrow('Invalid length');
    expect(server.arrived).toEqual([]);
  });
});

describe('what the function does not understand', () => {
  test.each<{ name: string; step: object; message: string }>([
    { name: 'no state', step: { step: 'observe' }, message: 'state: expected' },
    {
      name: 'a state of another version, in which the URL is elsewhere',
      step: { step: 'observe', state: { ...waiterState(), progress: RESPONSE_URL, request: { url: RESPONSE_URL } } },
      message: 'state.request.type: expected',
    },
  ])('a step, $name: thrown, and nothing of it is shown', async ({ step, message: expected }) => {
    const error: unknown = await handler(step).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    const { name, message, stack, ...more } = error as Error;
    expect(message).toContain(expected);
    expect(JSON.stringify([name, message, stack, more, { ...(error as object) }])).not.toContain('SECRET');
    expect(server.arrived).toEqual([]);
  });

  const atServer = () => request({ responseTarget: responseTarget({ responseUrl: `${server.url}/response` }) });
  test.each<{ name: string; step: () => object; reason: string }>([
    {
      name: 'an unknown step',
      step: () => ({ step: 'dance', state: waiterState({ request: atServer() }) }),
      reason: 'step: expected',
    },
    {
      name: 'a state whose progress is of another version',
      step: () => ({ step: 'observe', state: { ...waiterState({ request: atServer() }), progress: { phase: 1 } } }),
      reason: 'state.progress.update: expected',
    },
  ])('a step, $name, which says where to respond: FAILED, and the waiter ends', async ({ step, reason }) => {
    server.reply = () => ({ status: 200 });
    const note = expect.stringContaining(reason);
    expect(await handler(step())).toEqual({ next: { action: 'fail', note } });
    expect(server.arrived).toMatchObject([{ method: 'PUT', path: '/response' }]);
    expect(JSON.parse(server.arrived[0].body)).toMatchObject({ Status: 'FAILED', Reason: note });
  });

  test.each([undefined, null, 'step', 5])('%p is no step, and no event that says where to respond', async (given) => {
    await handler(given);
    const message = 'an event was dropped: it does not say where to respond';
    expect(JSON.parse(written.join(''))).toMatchObject({ level: 'ERROR', message });
  });
});
