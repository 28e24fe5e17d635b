import { Bench, custom, succeed, success } from './fake-host';
import type { Json } from './host';

const FAILED = 'A CREATE_FAILED ';
const reasonOf = (bench: Bench) => bench.rows().find((row) => row.startsWith(FAILED))?.slice(FAILED.length);

describe('a response that CloudFormation does not accept', () => {
  interface Case {
    readonly name: string;
    /** what replaces the response, or its members */
    readonly given: string | Json;
    readonly want: RegExp;
  }
  test.each<Case>([
    { name: 'not JSON', given: 'nonsense', want: /^Response is not valid JSON$/ },
    { name: 'another status', given: { Status: 'DONE' }, want: /^Invalid Status$/ },
    { name: 'another request', given: { RequestId: 'x' }, want: /^Invalid RequestId$/ },
    { name: 'another stack', given: { StackId: 'x' }, want: /^Invalid StackId$/ },
    { name: 'another resource', given: { LogicalResourceId: 'x' }, want: /^Invalid LogicalResourceId$/ },
    { name: 'no physical id', given: { PhysicalResourceId: '' }, want: /^Invalid PhysicalResourceId$/ },
    {
      name: 'a physical id over 1 KB',
      given: { PhysicalResourceId: 'x'.repeat(1025) },
      want: /^Invalid PhysicalResourceId$/,
    },
    { name: 'Data that is not an object', given: { Data: 'x' }, want: /^Invalid Data$/ },
    { name: 'over 4096 bytes', given: { Reason: 'ü'.repeat(2048) }, want: /^Response object is too long\.$/ },
    {
      name: 'a failure',
      given: { Status: 'FAILED', Reason: 'because' },
      want: /^Received response status \[FAILED\] from custom resource\. Message returned: because \(RequestId: /,
    },
  ])('$name', async ({ given, want }) => {
    const bench = new Bench();
    bench.host.handler = (event) => {
      if (event.RequestType === 'Delete') { return succeed(event); }
      return { body: typeof given === 'string' ? given : success(event, given) };
    };
    await expect(bench.deploy({ A: custom() })).resolves.toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(bench)).toMatch(want);
  });

  test('exactly 4096 bytes are accepted', async () => {
    const bench = new Bench();
    bench.host.handler = (event) => {
      const room = 4096 - Buffer.byteLength(JSON.stringify(success(event, { Reason: '' })));
      return { body: success(event, { Reason: 'x'.repeat(room) }) };
    };
    await expect(bench.deploy({ A: custom() })).resolves.toBe('CREATE_COMPLETE');
  });

  test('a Delete that responds with another physical id', async () => {
    const bench = new Bench();
    await bench.deploy({ A: custom() });
    bench.host.handler = (event) => ({ body: success(event, { PhysicalResourceId: 'other' }) });
    await expect(bench.run(bench.cfn.deleteStack('Stack'))).resolves.toMatchObject({ status: 'DELETE_FAILED' });
  });
});

describe('ServiceTimeout', () => {
  test.each([[undefined, 3600], ['90', 90], [1, 1]])('%s', async (ServiceTimeout, seconds) => {
    const bench = new Bench();
    bench.host.handler = (event) => (event.RequestType === 'Delete' ? { ...succeed(event), afterSeconds: 0.5 } : {});
    const start = bench.host.clock.now();
    await expect(bench.deploy({ A: custom(ServiceTimeout === undefined ? {} : { ServiceTimeout }) })).resolves.toBe(
      'ROLLBACK_COMPLETE',
    );
    const failed = bench.cfn.events('Stack').find((event) => event.status === 'CREATE_FAILED');
    expect((failed?.at ?? 0) - start).toBe(seconds * 1000);
    expect(failed?.reason).toContain(
      'CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [',
    );
    expect(bench.cfn.requests[1].event.RequestType).toBe('Delete');
  });

  test.each([0, 3601, 1.5, 'soon'])('%s is refused', async (ServiceTimeout) => {
    const bench = new Bench();
    await expect(bench.deploy({ A: custom({ ServiceTimeout }) })).resolves.toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(bench)).toContain('Invalid ServiceTimeout value');
    expect(bench.cfn.requests).toEqual([]);
  });
});

test('a repeated response does not count', async () => {
  const bench = new Bench();
  bench.cfn.deliveries = (event) => event.RequestType === 'Create' ? 2 : 1;
  await bench.deploy({ A: custom() });
  await bench.host.clock.advance(60_000);
  expect(bench.cfn.responses.map(({ counted }) => counted)).toEqual([true, false]);
});

test('an event may be delivered late, and more than once', async () => {
  const bench = new Bench();
  bench.cfn.deliveries = () => [30_000, 90_000];
  const start = bench.host.clock.now();
  await bench.deploy({ A: custom() });
  expect(bench.host.clock.now() - start).toBe(40_000);
  await bench.host.clock.advance(600_000);
  expect(bench.cfn.responses.map(({ at }) => (at - start) / 1000)).toEqual([40, 100]);
});

test('a response whose connection breaks does not count, the next one does', async () => {
  const bench = new Bench();
  bench.cfn.deliveries = () => [0, 20_000];
  bench.cfn.responseFaults = (_event, put) => put === 1 ? 'reset' : undefined;
  await expect(bench.deploy({ A: custom() })).resolves.toBe('CREATE_COMPLETE');
  expect(bench.cfn.responses.map(({ counted }) => counted)).toEqual([false, true]);
});

test('a function that does not exist fails the resource', async () => {
  const bench = new Bench();
  const ServiceToken = 'arn:aws:lambda:us-east-1:111122223333:function:gone';
  await expect(bench.deploy({ A: custom({ ServiceToken }) })).resolves.toBe('ROLLBACK_FAILED');
  expect(reasonOf(bench)).toContain('Function not found');
});

test('NoEcho masks the attributes that are shown', async () => {
  const bench = new Bench();
  bench.host.handler = (event) => ({ body: success(event, { NoEcho: true }) });
  await bench.deploy({ A: custom({ Value: 'secret' }), B: custom({ Value: { 'Fn::GetAtt': ['A', 'Value'] } }) });
  expect(bench.cfn.describe('Stack').resources.A.attributes).toEqual({ Value: '*****' });
  expect(bench.cfn.requests[1].event.ResourceProperties.Value).toBe('secret');
});
