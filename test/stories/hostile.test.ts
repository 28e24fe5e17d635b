import { NAMESPACE, onGeneration, STACK, World } from './world';

let world: World;
let functionArn: string;
beforeEach(async () => {
  world = await World.start();
  await world.deploy(onGeneration(1, 2));
  functionArn = world.cloudFormation.requests[0].event.ResourceProperties.ServiceToken as string;
});
afterEach(async () => {
  expectNoLeak();
  await world.stop();
});

/** The pre-signed URL is a password: it is in the waiter's input, and nowhere else that can be read. */
function expectNoLeak(): void {
  const texts = [
    ...world.aws.lambda.logs(),
    ...world.cloudFormation.events(STACK).map(({ reason }) => reason ?? ''),
    ...world.cloudFormation.responses.map(({ body }) => body),
  ];
  for (const text of texts) { expect(text).not.toMatch(/X-Amz-Signature|\/cfn-response\//); }
}

describe('events that CloudFormation does not send', () => {
  const properties = () => world.cloudFormation.requests[0].event.ResourceProperties;
  const responses: { status?: string; reason?: string }[] = [];
  const open = () => world.aws.openResponse((body) => {
    const { Status: status, Reason: reason } = JSON.parse(body);
    responses.push({ status, reason });
    return 200;
  });
  const event = (url: string) => ({
    RequestType: 'Update',
    RequestId: 'request-1',
    ResponseURL: url,
    StackId: 'stack-1',
    LogicalResourceId: 'Window1',
    PhysicalResourceId: NAMESPACE,
    ResourceType: 'Custom::X',
    ResourceProperties: properties(),
  });
  const withProperty = (name: string, value: unknown) => ({ ResourceProperties: { ...properties(), [name]: value } });
  beforeEach(() => { responses.length = 0; });

  interface Hostile {
    readonly name: string;
    readonly change: () => object;
    readonly want?: { status: string; reason: RegExp };
  }
  const failed = (reason: RegExp) => ({ status: 'FAILED', reason });
  test.each<Hostile>([
    { name: 'an unknown RequestType', change: () => ({ RequestType: 'Destroy' }), want: failed(/RequestType/) },
    {
      name: 'no properties',
      change: () => ({ ResourceProperties: undefined }),
      want: failed(/ResourceProperties/),
    },
    {
      name: 'a name that is a list',
      change: () => withProperty('NamespaceName', ['x']),
      want: failed(/NamespaceName/),
    },
    {
      name: 'a huge name',
      change: () => withProperty('NamespaceName', 'x'.repeat(1e6)),
      want: failed(/NamespaceName/),
    },
    { name: 'a huge key', change: () => withProperty('KmsKeyId', 'k'.repeat(1e6)), want: failed(/KmsKeyId/) },
    { name: 'a window that is no number', change: () => withProperty('Window', 'first'), want: failed(/Window/) },
    {
      name: 'a deletion with properties that make no sense',
      change: () => ({ RequestType: 'Delete', ResourceProperties: 7 }),
      want: { status: 'SUCCESS', reason: /nothing to do/ },
    },
    { name: 'no ResponseURL', change: () => ({ ResponseURL: undefined }) },
    { name: 'a ResponseURL that is a file', change: () => ({ ResponseURL: 'file:///etc/passwd' }) },
  ])('$name', async ({ change, want }) => {
    const { url, close } = open();
    await invoke({ ...event(url), ...change() });
    close();
    expect(responses).toEqual(want ? [{ status: want.status, reason: expect.stringMatching(want.reason) }] : []);
    for (const { reason } of responses) { expect(reason!.length).toBeLessThan(1000); }
    expect(world.updates()).toEqual([]);
  });

  test.each<[string, unknown]>([['nothing', {}], ['a list', []], ['text', 'hello']])('%s', async (_name, sent) => {
    await invoke(sent);
    expect(responses).toEqual([]);
    expect(world.updates()).toEqual([]);
  });

  async function invoke(payload: unknown): Promise<void> {
    world.aws.lambda.invokeAsync(functionArn, payload);
    await world.aws.clock.advance(15 * 60_000);
  }

  test('the same event three times starts one waiter and gets one response', async () => {
    world.cloudFormation.deliveries = () => 3;
    expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    const { length } = world.cloudFormation.requests;
    expect(world.aws.stepFunctions.executions).toHaveLength(length);
    expect(world.cloudFormation.responses).toHaveLength(length);
    expect(world.updates().filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
  });
});

describe('responses that do not arrive', () => {
  test.each<[string, number | 'never' | 'reset', number]>([
    ['403 twice, then taken', 403, 2],
    ['500 twice, then taken', 500, 2],
    ['reset twice, then taken', 'reset', 2],
    ['no HTTP response twice, then taken', 'never', 2],
  ])('%s', async (_name, outcome, times) => {
    world.cloudFormation.responseFaults = (_event, put) => (put <= times ? outcome : undefined);
    expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.responses()).toHaveLength(world.cloudFormation.requests.length);
  });

  test('403 always: logged, counted, and bounded by the ServiceTimeout', async () => {
    world.cloudFormation.responseFaults = ({ RequestType, ResourceProperties }) => {
      const isForward = RequestType === 'Update' && ResourceProperties.KmsKeyId === world.generation(2);
      return isForward ? 403 : undefined;
    };
    const outcome = await world.deploy(onGeneration(2));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(world.aws.lambda.logs().join('\n'))
      .toMatch(/ResponseUndelivered.*HTTP status 403|HTTP status 403.*ResponseUndelivered/);
    expect(world.aws.stepFunctions.executions.map(({ status }) => status)).toContain('FAILED');
    expect(world.liveKey()).toBe(world.generation(1));
  });
});

describe('the function dies', () => {
  const isUpdate = (payload: unknown) => JSON.stringify(payload).includes('"Update"');
  const isStep = (payload: unknown, step: string) => (payload as { step?: string }).step === step;

  test.each<[string, string, number | 'before', 'beforeCall' | 'afterCall']>([
    ['before it observes', 'observe', 'before', 'beforeCall'],
    ['after it has listed the waiters', 'update', 1, 'afterCall'],
    ['before it sends the update', 'update', 2, 'beforeCall'],
    ['after it has sent the update', 'update', 2, 'afterCall'],
    ['before it responds', 'respond', 1, 'beforeCall'],
    ['after it has responded', 'respond', 1, 'afterCall'],
  ])('%s, once: the end is the same', async (_name, step, call, when) => {
    let died = 0;
    world.aws.lambda.crashPlan = ({ payload }) => {
      if (died > 0 || !isStep(payload, step) || !isUpdate(payload)) { return undefined; }
      died += 1;
      return call === 'before' ? { when: 'before' } : { when, call };
    };
    expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(died).toBe(1);
    expect(world.liveKey()).toBe(world.generation(2));
    expect(world.updates().filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
    expect(world.responses()).toHaveLength(world.cloudFormation.requests.length);
  });

  test('in the middle of the first event: Lambda delivers it again', async () => {
    let died = 0;
    world.aws.lambda.crashPlan = ({ payload }) => {
      const isFirstEvent = 'RequestType' in (payload as object) && died++ === 0;
      return isFirstEvent ? { when: 'afterCall', call: 1 } : undefined;
    };
    expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(2));
  });

  test('throttled when it is called for the update: nothing was sent, and it is sent soon', async () => {
    let throttled = 0;
    world.aws.lambda.throttlePlan = ({ payload }) => isStep(payload, 'update') && throttled++ < 2;
    const startedAt = world.aws.clock.now();
    expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect((world.aws.clock.now() - startedAt) / 60_000).toBeLessThan(8);
  });
});

describe('the permission to start the waiter does not act', () => {
  test('late, but within the deliveries of Lambda: the deployment succeeds', async () => {
    const slow = await World.start({ iamDelayMs: 70_000 });
    try {
      expect(await slow.deploy(onGeneration(1, 2))).toMatchObject({ status: 'CREATE_COMPLETE' });
    } finally { await slow.stop(); }
  });

  test('never: FAILED with a reason after the third delivery, not after the hour', async () => {
    const denied = await World.start({ iamDelayMs: 24 * 3600_000 });
    try {
      const outcome = await denied.deploy(onGeneration(1, 2));
      expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'ROLLBACK_COMPLETE' });
      expect(outcome.cause).toMatch(/the waiter could not be started: AccessDeniedException/);
    } finally { await denied.stop(); }
  });
});
