import { Bench, custom, success, well } from './fake-host';

const reasonOf = (bench: Bench) => bench.rows().find((row) => row.startsWith('A CREATE_FAILED'))?.slice('A CREATE_FAILED '.length);

describe('an answer that CloudFormation does not take', () => {
  test.each([
    ['not JSON', 'nonsense', /^Response is not valid JSON$/],
    ['no status', { Status: 'DONE' }, /^Invalid Status$/],
    ['another request', { RequestId: 'x' }, /^Invalid RequestId$/],
    ['another stack', { StackId: 'x' }, /^Invalid StackId$/],
    ['another resource', { LogicalResourceId: 'x' }, /^Invalid LogicalResourceId$/],
    ['no physical id', { PhysicalResourceId: '' }, /^Invalid PhysicalResourceId$/],
    ['a physical id over 1 KB', { PhysicalResourceId: 'x'.repeat(1025) }, /^Invalid PhysicalResourceId$/],
    ['Data that is no object', { Data: 'x' }, /^Invalid Data$/],
    ['over 4096 bytes', { Reason: 'ü'.repeat(2048) }, /^Response object is too long\.$/],
    ['a failure', { Status: 'FAILED', Reason: 'because' }, /^Received response status \[FAILED\] from custom resource\. Message returned: because \(RequestId: /],
  ])('%s', async (_name, change, reason) => {
    const bench = new Bench();
    bench.host.handler = (event) => event.RequestType === 'Delete' ? well(event) : ({ body: typeof change === 'string' ? change : success(event, change) });
    await expect(bench.deploy({ A: custom() })).resolves.toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(bench)).toMatch(reason);
  });

  test('exactly 4096 bytes are well', async () => {
    const bench = new Bench();
    bench.host.handler = (event) => {
      const room = 4096 - Buffer.byteLength(JSON.stringify(success(event, { Reason: '' })));
      return { body: success(event, { Reason: 'x'.repeat(room) }) };
    };
    await expect(bench.deploy({ A: custom() })).resolves.toBe('CREATE_COMPLETE');
  });

  test('a Delete that answers with another physical id', async () => {
    const bench = new Bench();
    await bench.deploy({ A: custom() });
    bench.host.handler = (event) => ({ body: success(event, { PhysicalResourceId: 'other' }) });
    await expect(bench.run(bench.cfn.deleteStack('Stack'))).resolves.toMatchObject({ status: 'DELETE_FAILED' });
  });
});

describe('ServiceTimeout', () => {
  test.each([[undefined, 3600], ['90', 90], [1, 1]])('%s', async (ServiceTimeout, seconds) => {
    const bench = new Bench();
    bench.host.handler = (event) => event.RequestType === 'Delete' ? { ...well(event), afterSeconds: 0.5 } : {};
    const start = bench.host.clock.now();
    await expect(bench.deploy({ A: custom({ ...(ServiceTimeout !== undefined && { ServiceTimeout }) }) })).resolves.toBe('ROLLBACK_COMPLETE');
    const failed = bench.cfn.events('Stack').find((event) => event.status === 'CREATE_FAILED');
    expect((failed?.at ?? 0) - start).toBe(seconds * 1000);
    expect(failed?.reason).toContain('CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [');
    expect(bench.cfn.requests[1].event.RequestType).toBe('Delete');
  });

  test.each([0, 3601, 1.5, 'soon'])('%s is refused', async (ServiceTimeout) => {
    const bench = new Bench();
    await expect(bench.deploy({ A: custom({ ServiceTimeout }) })).resolves.toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(bench)).toContain('Invalid ServiceTimeout value');
    expect(bench.cfn.requests).toEqual([]);
  });
});

test('a repeated answer does not count', async () => {
  const bench = new Bench();
  bench.cfn.deliveries = (event) => event.RequestType === 'Create' ? 2 : 1;
  await bench.deploy({ A: custom() });
  await bench.host.clock.advance(60_000);
  expect(bench.cfn.answers.map((answer) => answer.counted)).toEqual([true, false]);
});

test('an event may be delivered late, and again', async () => {
  const bench = new Bench();
  bench.cfn.deliveries = () => [30_000, 90_000];
  const start = bench.host.clock.now();
  await bench.deploy({ A: custom() });
  expect(bench.host.clock.now() - start).toBe(40_000);
  await bench.host.clock.advance(600_000);
  expect(bench.cfn.answers.map((answer) => (answer.at - start) / 1000)).toEqual([40, 100]);
});

test('an answer that breaks on its way does not count; the next one does', async () => {
  const bench = new Bench();
  bench.cfn.deliveries = () => [0, 20_000];
  bench.cfn.responseFaults = (_event, put) => put === 1 ? 'reset' : undefined;
  await expect(bench.deploy({ A: custom() })).resolves.toBe('CREATE_COMPLETE');
  expect(bench.cfn.answers.map((answer) => answer.counted)).toEqual([false, true]);
});

test('a function that is not there fails the resource', async () => {
  const bench = new Bench();
  await expect(bench.deploy({ A: custom({ ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:gone' }) })).resolves.toBe('ROLLBACK_FAILED');
  expect(reasonOf(bench)).toContain('Function not found');
});

test('NoEcho masks attributes where they are shown', async () => {
  const bench = new Bench();
  bench.host.handler = (event) => ({ body: success(event, { NoEcho: true }) });
  await bench.deploy({ A: custom({ Value: 'secret' }), B: custom({ Value: { 'Fn::GetAtt': ['A', 'Value'] } }) });
  expect(bench.cfn.describe('Stack').resources.A.attributes).toEqual({ Value: '*****' });
  expect(bench.cfn.requests[1].event.ResourceProperties.Value).toBe('secret');
});
