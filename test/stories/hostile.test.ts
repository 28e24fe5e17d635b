import { NAMESPACE, STACK, World, type AppVersion } from './world';
import { NamespaceEncryption } from '../../src';

const generations = (active: number): AppVersion => ({ encryption: NamespaceEncryption.keyGenerations({ active, newest: 2 }) });

let world: World;
let functionArn: string;
beforeEach(async () => {
  world = await World.start();
  await world.deploy(generations(1));
  functionArn = world.cloudFormation.requests[0].event.ResourceProperties.ServiceToken as string;
});
afterEach(async () => {
  expectNoLeak();
  await world.stop();
});

/** The pre-signed URL is a password: it may stand in the waiter's input, and nowhere else that can be read. */
function expectNoLeak(): void {
  const said = [...world.aws.lambda.logs(), ...world.cloudFormation.events(STACK).map(({ reason }) => reason ?? ''), ...world.cloudFormation.answers.map(({ body }) => body)];
  for (const text of said) { expect(text).not.toMatch(/X-Amz-Signature|\/cfn-response\//); }
}

describe('events that nobody should send', () => {
  const properties = () => world.cloudFormation.requests[0].event.ResourceProperties;
  const answered: { status?: string; reason?: string }[] = [];
  const open = () => world.aws.openResponse((body) => {
    const { Status: status, Reason: reason } = JSON.parse(body);
    answered.push({ status, reason });
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
  beforeEach(() => { answered.length = 0; });

  test.each<[string, (good: ReturnType<typeof event>) => unknown, { status: string; reason: RegExp } | undefined]>([
    ['an unknown RequestType', (good) => ({ ...good, RequestType: 'Destroy' }), { status: 'FAILED', reason: /RequestType/ }],
    ['no properties', (good) => ({ ...good, ResourceProperties: undefined }), { status: 'FAILED', reason: /ResourceProperties/ }],
    ['a name that is a list', (good) => ({ ...good, ResourceProperties: { ...good.ResourceProperties, NamespaceName: ['x'] } }), { status: 'FAILED', reason: /NamespaceName/ }],
    ['a huge name', (good) => ({ ...good, ResourceProperties: { ...good.ResourceProperties, NamespaceName: 'x'.repeat(1e6) } }), { status: 'FAILED', reason: /NamespaceName/ }],
    ['a huge key', (good) => ({ ...good, ResourceProperties: { ...good.ResourceProperties, KmsKeyId: 'k'.repeat(1e6) } }), { status: 'FAILED', reason: /KmsKeyId/ }],
    ['a window that is no number', (good) => ({ ...good, ResourceProperties: { ...good.ResourceProperties, Window: 'first' } }), { status: 'FAILED', reason: /Window/ }],
    ['a deletion with nonsense in it', (good) => ({ ...good, RequestType: 'Delete', ResourceProperties: 7 }), { status: 'SUCCESS', reason: /nothing to do/ }],
    ['no ResponseURL', (good) => ({ ...good, ResponseURL: undefined }), undefined],
    ['a ResponseURL that is a file', (good) => ({ ...good, ResponseURL: 'file:///etc/passwd' }), undefined],
    ['nothing', () => ({}), undefined],
    ['a list', () => [], undefined],
    ['text', () => 'hello', undefined],
  ])('%s', async (_name, spoil, expected) => {
    const { url, close } = open();
    world.aws.lambda.invokeAsync(functionArn, spoil(event(url)));
    await world.aws.clock.advance(15 * 60_000);
    close();
    expect(answered).toEqual(expected ? [{ status: expected.status, reason: expect.stringMatching(expected.reason) }] : []);
    for (const { reason } of answered) { expect(reason!.length).toBeLessThan(1000); }
    expect(world.asks()).toEqual([]);
  });

  test('the same event three times starts one waiter and is answered once', async () => {
    world.cloudFormation.deliveries = () => 3;
    expect(await world.deploy(generations(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    const { length } = world.cloudFormation.requests;
    expect(world.aws.stepFunctions.executions).toHaveLength(length);
    expect(world.cloudFormation.answers).toHaveLength(length);
    expect(world.asks().filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
  });
});

describe('answers that do not arrive', () => {
  test.each<[string, number | 'never' | 'reset', number]>([
    ['403 twice, then taken', 403, 2],
    ['500 twice, then taken', 500, 2],
    ['reset twice, then taken', 'reset', 2],
    ['never answered twice, then taken', 'never', 2],
  ])('%s', async (_name, outcome, times) => {
    world.cloudFormation.responseFaults = (_event, put) => (put <= times ? outcome : undefined);
    expect(await world.deploy(generations(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.cloudFormation.answers.filter(({ counted }) => counted)).toHaveLength(world.cloudFormation.requests.length);
  });

  test('403 for ever: loud, and bounded by the ServiceTimeout', async () => {
    world.cloudFormation.responseFaults = (event) => (event.RequestType === 'Update' && event.ResourceProperties.KmsKeyId === world.generation(2) ? 403 : undefined);
    const outcome = await world.deploy(generations(2));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(world.aws.lambda.logs().join('\n')).toMatch(/AnswerUndelivered.*HTTP status 403|HTTP status 403.*AnswerUndelivered/);
    expect(world.aws.stepFunctions.executions.map(({ status }) => status)).toContain('FAILED');
    expect(world.liveKey()).toBe(world.generation(1));
  });
});

describe('the function dies', () => {
  const isUpdate = (payload: unknown) => JSON.stringify(payload).includes('"Update"');
  const isStep = (payload: unknown, step: string) => (payload as { step?: string }).step === step;

  test.each<[string, string, number | 'before', 'beforeCall' | 'afterCall']>([
    ['before it looks', 'look', 'before', 'beforeCall'],
    ['after it has listed the waiters', 'ask', 1, 'afterCall'],
    ['before it asks', 'ask', 2, 'beforeCall'],
    ['after it has asked', 'ask', 2, 'afterCall'],
    ['before it answers', 'answer', 1, 'beforeCall'],
    ['after it has answered', 'answer', 1, 'afterCall'],
  ])('%s, once: the end is the same', async (_name, step, call, when) => {
    let died = 0;
    world.aws.lambda.crashPlan = ({ payload }) => {
      if (died > 0 || !isStep(payload, step) || !isUpdate(payload)) { return undefined; }
      died += 1;
      return call === 'before' ? { when: 'before' } : { when, call };
    };
    expect(await world.deploy(generations(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(died).toBe(1);
    expect(world.liveKey()).toBe(world.generation(2));
    expect(world.asks().filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
    expect(world.cloudFormation.answers.filter(({ counted }) => counted)).toHaveLength(world.cloudFormation.requests.length);
  });

  test('in the middle of the first event: Lambda delivers it again', async () => {
    let died = 0;
    world.aws.lambda.crashPlan = ({ payload }) => ('RequestType' in (payload as object) && died++ === 0 ? { when: 'afterCall', call: 1 } : undefined);
    expect(await world.deploy(generations(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(2));
  });

  test('throttled when it is to ask: nothing was sent, and it is asked soon', async () => {
    let throttled = 0;
    world.aws.lambda.throttlePlan = ({ payload }) => isStep(payload, 'ask') && throttled++ < 2;
    const began = world.aws.clock.now();
    expect(await world.deploy(generations(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect((world.aws.clock.now() - began) / 60_000).toBeLessThan(8);
  });
});

describe('the permission to start the waiter does not come', () => {
  test('late, but within the deliveries of Lambda: the deployment succeeds', async () => {
    const slow = await World.start({ iamDelayMs: 70_000 });
    try {
      expect(await slow.deploy(generations(1))).toMatchObject({ status: 'CREATE_COMPLETE' });
    } finally { await slow.stop(); }
  });

  test('never: FAILED in words after the third delivery, not after the hour', async () => {
    const denied = await World.start({ iamDelayMs: 24 * 3600_000 });
    try {
      const outcome = await denied.deploy(generations(1));
      expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'ROLLBACK_COMPLETE' });
      expect(outcome.cause).toMatch(/the waiter could not be started: AccessDeniedException/);
    } finally { await denied.stop(); }
  });
});
