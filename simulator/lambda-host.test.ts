import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { Invocation, LambdaError } from './lambda-host';
import { LocalAws } from './local-aws';
import { PolicyStatement } from './services/iam-policy';

const ARN = 'arn:aws:lambda:us-east-1:111122223333:function:probe';

// Signs nothing: the endpoint only reads the access key id.
const CODE = `
const http = require('node:http');
const { setTimeout: sleep } = require('timers/promises');
const { env } = require('node:process');
let warm = 0;
const post = (target, body) => new Promise((resolve, reject) => {
  const authorization = 'AWS4-HMAC-SHA256 Credential=' + env.AWS_ACCESS_KEY_ID + '/x/y/z/aws4_request';
  const headers = { 'x-amz-target': target, authorization };
  const request = http.request(process.env.AWS_ENDPOINT_URL, { method: 'POST', headers }, (response) => {
    let text = '';
    response.on('data', (chunk) => { text += chunk; });
    response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
  });
  request.on('error', reject).end(JSON.stringify(body));
});
const put = (url) => fetch(url, { method: 'PUT', body: 'done', signal: AbortSignal.timeout(5000) })
  .then((response) => response.status, (error) => error.name);
exports.handler = async (event, context) => {
  warm += 1;
  if (event.sleep) { await sleep(event.sleep * 1000); console.log('slept %d', event.sleep); }
  if (event.throw) { throw Object.assign(new Error(event.throw), { name: 'Custom' }); }
  if (event.ring) {
    setTimeout(() => console.log('rang'), event.ring * 1000);
    await sleep(event.ring * 1000 + 1);
  }
  if (event.exit) { process.exit(3); }
  const responses = [];
  for (let n = 0; n < (event.calls || 0); n += 1) {
    responses.push(await post('TrentService.DescribeKey', { KeyId: event.key }).catch((error) => error.code));
    console.log('call ' + (n + 1));
  }
  if (event.put) { responses.push(await put(event.put)); }
  return {
    warm,
    responses,
    now: Date.now(),
    at: new Date().toISOString(),
    id: context.awsRequestId,
    left: context.getRemainingTimeInMillis(),
    home: process.env.HOME,
    region: process.env.AWS_REGION,
    own: process.env.OWN,
  };
};
`;

let folder: string;
let aws: LocalAws;
let key: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'probe-'));
  fs.writeFileSync(path.join(folder, 'index.js'), CODE);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

beforeEach(async () => {
  aws = await LocalAws.start();
  key = aws.kms.addKey();
  const statement: PolicyStatement = { Effect: 'Allow', Action: 'kms:DescribeKey', Resource: '*' };
  aws.iam.putRole('probe-role', { policies: { inline: { Statement: statement } } });
  aws.lambda.createFunction({
    name: 'probe',
    arn: ARN,
    folder,
    handler: 'index.handler',
    timeoutSeconds: 60,
    env: { OWN: 'yes' },
    roleName: 'probe-role',
    maximumEventAgeSeconds: 300,
  });
});
afterEach(() => aws.stop());

interface Result {
  warm: number;
  responses: unknown[];
  now: number;
  at: string;
  id: string;
  left: number;
  home?: string;
  region: string;
  own: string;
}

const invoke = (payload: Record<string, unknown>) =>
  aws.clock.run(aws.lambda.invokeSync(ARN, payload)) as Promise<Result>;
const failure = (payload: Record<string, unknown>) =>
  invoke(payload).then(() => { throw new Error('did not fail'); }, (error: LambdaError) => error);

test('runs on virtual time, cold and then warm, without access to this machine', async () => {
  const start = aws.clock.now();
  expect(await invoke({})).toMatchObject({
    warm: 1,
    now: start + 300,
    at: new Date(start + 300).toISOString(),
    left: 60_000,
    region: 'us-east-1',
    own: 'yes',
  });
  const second = await invoke({ sleep: 40 });
  expect(second).toMatchObject({ warm: 2, now: start + 400 + 40_000, left: 20_000 });
  expect(second.home).toBeUndefined();
  expect(aws.lambda.logs('probe')).toEqual(['slept 40']);
});

test('its timeouts fire on virtual time while it waits', async () => {
  await invoke({ ring: 30 });
  expect(aws.lambda.logs()).toEqual(['rang']);
});

test('calls the services as its role', async () => {
  const { responses } = await invoke({ calls: 1, key });
  expect(responses).toMatchObject([{ status: 200, body: { KeyMetadata: { Arn: key } } }]);
  aws.iam.deleteRole('probe-role');
  expect((await invoke({ calls: 1, key })).responses)
    .toMatchObject([{ status: 400, body: { __type: 'AccessDeniedException' } }]);
  expect(aws.calls.map(({ principal, outcome }) => [principal, outcome]))
    .toEqual([['probe-role', 'ok'], ['probe-role', 'AccessDeniedException']]);
});

test.each([
  ['throws', { throw: 'no' }, 'Custom', 'no'],
  ['exits', { exit: true }, 'Runtime.ExitError', 'exit status 3'],
  ['takes too long', { sleep: 61 }, 'Sandbox.Timedout', 'Task timed out after 60.00 seconds'],
])('a function that %s', async (_title, payload, errorType, message) => {
  const error = await failure(payload);
  expect(error).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) as string });
  expect((await invoke({})).warm).toBe(errorType === 'Custom' ? 2 : 1);
  await aws.clock.advance(100_000);
  expect(aws.lambda.logs().join()).not.toContain('slept');
});

test('runs the real SDK, and makes no calls after a crash', async () => {
  const sdk = fs.mkdtempSync(path.join(os.tmpdir(), 'sdk-'));
  buildSync({
    stdin: {
      resolveDir: __dirname,
      contents: `
        import { KMSClient, DescribeKeyCommand } from '@aws-sdk/client-kms';
        const kms = new KMSClient({});
        export const handler = async ({ key }) => {
          const one = await kms.send(new DescribeKeyCommand({ KeyId: key }));
          const two = await kms.send(new DescribeKeyCommand({ KeyId: one.KeyMetadata.KeyId }));
          return two.KeyMetadata.Arn;
        };`,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    mainFields: ['module', 'main'],
    outfile: path.join(sdk, 'index.js'),
  });
  aws.lambda.updateFunction({ ...aws.lambda.function(ARN)!, folder: sdk });
  expect(await invoke({ key })).toBe(key);
  aws.setFaultPlan(() => (aws.calls.length === 3 ? { kind: 'reset' } : undefined));
  expect(await invoke({ key })).toBe(key);
  expect(aws.calls.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'reset', 'ok', 'ok']);
  aws.lambda.crashPlan = () => ({ when: 'beforeCall', call: 1 });
  expect((await failure({ key })).errorType).toBe('Runtime.ExitError');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(aws.calls).toHaveLength(5);
  fs.rmSync(sdk, { recursive: true });
});

test('two invocations at the same time run in two environments', async () => {
  const sleeps = [10, 5].map((sleep) => aws.lambda.invokeSync(ARN, { sleep }));
  const both = await aws.clock.run(Promise.all(sleeps)) as Result[];
  expect(both.map(({ warm, now }) => [warm, now - aws.clock.now()])).toEqual([[1, 0], [1, -5000]]);
});

describe('crashes', () => {
  test.each<[ReturnType<NonNullable<LocalAws['lambda']['crashPlan']>>, number, string[]]>([
    [{ when: 'before' }, 0, []],
    [{ when: 'beforeCall', call: 2 }, 1, ['call 1']],
    [{ when: 'afterCall', call: 2 }, 2, ['call 1']],
  ])('%j', async (crash, carriedOut, logs) => {
    aws.lambda.crashPlan = () => crash;
    expect((await failure({ calls: 4, key })).errorType).toBe('Runtime.ExitError');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(aws.calls).toHaveLength(carriedOut);
    expect(aws.lambda.logs().slice(0, -1)).toEqual(logs);
    aws.lambda.crashPlan = undefined;
    expect((await invoke({})).warm).toBe(1);
  });

  test('after a timeout, the service still carries out a slow call', async () => {
    aws.setFaultPlan(() => ({ kind: 'slow', ms: 90_000 }));
    const start = aws.clock.now();
    expect((await failure({ calls: 2, key })).errorType).toBe('Sandbox.Timedout');
    expect(aws.clock.now() - start).toBe(60_300);
    await aws.clock.advance(120_000);
    expect(aws.calls.map(({ outcome }) => outcome)).toEqual(['ok']);
  });

  test('throttling', async () => {
    aws.lambda.throttlePlan = () => true;
    expect((await failure({})).errorType).toBe('Lambda.TooManyRequestsException');
  });
});

describe('asynchronous invocations', () => {
  const runs = () => aws.lambda.invocations.map(({ at, attempt, outcome }) => [at - start, attempt, outcome]);
  let start: number;
  beforeEach(() => { start = aws.clock.now(); });

  test('are retried twice when they fail, with the same request id', async () => {
    aws.lambda.invokeAsync(ARN, { throw: 'no' });
    await aws.clock.advance(3600_000);
    expect(runs()).toEqual([[0, 1, 'Custom'], [60_300, 2, 'Custom'], [180_400, 3, 'Custom']]);
    expect(new Set(aws.lambda.invocations.map(({ requestId }) => requestId)).size).toBe(1);
  });

  test('are not retried when they are too old or have succeeded', async () => {
    aws.lambda.crashPlan = ({ attempt }: Invocation) => (attempt === 1 ? { when: 'before' } : undefined);
    aws.lambda.invokeAsync(ARN, {});
    await aws.clock.advance(3600_000);
    expect(runs()).toEqual([[0, 1, 'Runtime.ExitError'], [60_300, 2, 'ok']]);
    aws.lambda.updateFunction({ ...aws.lambda.function(ARN)!, maximumEventAgeSeconds: 60 });
    aws.lambda.invokeAsync(ARN, { throw: 'no' });
    await aws.clock.advance(3600_000);
    expect(runs()).toHaveLength(3);
  });
});

describe('responses of custom resources', () => {
  test.each([
    [200, 200],
    [403, 403],
    [500, 500],
    ['reset', 'TypeError'],
    ['never', 'TimeoutError'],
  ] as const)('%s', async (outcome, want) => {
    const bodies: string[] = [];
    const { url } = aws.openResponse((body) => { bodies.push(body); return outcome; });
    const start = aws.clock.now();
    expect((await invoke({ put: url })).responses).toEqual([want]);
    expect(bodies).toEqual(['done']);
    expect(aws.clock.now() - start).toBe(outcome === 'never' ? 5300 : 300);
    expect(aws.endpoint.responses.puts[0]?.headers).not.toHaveProperty('x-simulator-sandbox');
  });

  test('a URL that is closed or has a wrong signature is refused', async () => {
    const { url, close } = aws.openResponse(() => 200);
    expect((await invoke({ put: url.slice(0, -1) })).responses).toEqual([403]);
    close();
    expect((await invoke({ put: url })).responses).toEqual([403]);
  });
});

test('LAM-16: reserved concurrency throttles, and an asynchronous event is tried again', async () => {
  aws.lambda.updateFunction({ ...aws.lambda.function(ARN)!, reservedConcurrency: 1 });
  const first = aws.lambda.invokeSync(ARN, { sleep: 30 });
  await aws.clock.advance(1000);
  expect(await failure({})).toMatchObject({ errorType: 'Lambda.TooManyRequestsException' });
  aws.lambda.invokeAsync(ARN, { own: 'event' });
  await aws.clock.advance(20_000);
  expect(aws.lambda.invocations).toHaveLength(1);
  await aws.clock.run(first);
  await aws.clock.advance(60_000);
  expect(aws.lambda.invocations).toHaveLength(2);
});
