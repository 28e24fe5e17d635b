import { Stack, aws_iam as iam, aws_lambda as lambda } from 'aws-cdk-lib';
import { moves, nativeKeyUpdates } from './assertions';
import { NAMESPACE, STACK, World } from './world';
import type { StackOutcome, StackSource } from '../../simulator/cloudformation';
import type { Fault } from '../../simulator/types';
import { KeyChangeProvider, NamespaceEncryption, RotatableNamespace } from '../../src';
import { EVENTS_VARIABLE } from '../../src/contract';
import { eventErrors } from '../handler/event-schema';

// What operators are told of a change: metrics, events and log lines, by the shipped bundle.

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => {
  expect(nativeKeyUpdates(world)).toEqual([]);
  await world.stop();
});

/** A namespace whose function sends events, and may send them. */
const source = (active: number, { sends = true, may = true } = {}): StackSource => world.synth((app) => {
  const stack = new Stack(app, STACK);
  const provider = KeyChangeProvider.of(stack);
  if (sends) { (provider.function as lambda.Function).addEnvironment(EVENTS_VARIABLE, 'true'); }
  new RotatableNamespace(stack, 'Namespace', {
    namespaceName: NAMESPACE, encryption: NamespaceEncryption.keyGenerations({ active, newest: 2 }),
  });
  if (may) {
    const resources = [stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })];
    const statements = [new iam.PolicyStatement({ actions: ['events:PutEvents'], resources })];
    const permission = new iam.Policy(stack, 'Events', { statements, roles: [provider.role] });
    // Before the first change of a key.
    provider.node.findAll().find(({ node }) => node.id === 'EventInvokeConfig')!.node.addDependency(permission);
  }
});

const taken = () => world.aws.eventBridge.taken;
const kinds = () => taken().map(({ detailType }) => detailType.replace('Redshift Serverless Key Change ', ''));
interface EmbeddedMetrics {
  readonly _aws: { readonly CloudWatchMetrics: [{ Metrics: { Name: string }[]; Dimensions: string[][] }] };
}

/** What the log lines of the function count, by the name of the metric. */
function metrics(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of world.aws.lambda.logs().filter((each) => each.includes('"_aws"'))) {
    const record = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, number> & EmbeddedMetrics;
    const [{ Metrics: named, Dimensions: [dimensions] }] = record._aws.CloudWatchMetrics;
    expect(dimensions).toEqual(['Namespace']);
    for (const { Name: name } of named) { counts[name] = (counts[name] ?? 0) + record[name]; }
  }
  return counts;
}
const deploy = (given: StackSource): Promise<StackOutcome> => world.deploy(given);
const halfAnHour = () => world.aws.clock.advance(31 * 60_000);

test('a change that succeeds: started, succeeded, and what the documented schema says', async () => {
  await deploy(source(1));
  world.load(8);
  await halfAnHour();
  expect(taken()).toEqual([]);
  expect(await deploy(source(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(kinds()).toEqual(['Started', 'Succeeded']);
  for (const { detail } of taken()) { expect(eventErrors(detail)).toEqual([]); }
  const { seconds, ...succeeded } = taken()[1].detail;
  expect(succeeded).toMatchObject({
    version: '1', namespaceName: NAMESPACE, stackName: STACK, fromKey: world.generation(1), toKey: world.generation(2),
  });
  expect(Math.abs(Number(seconds) - 900)).toBeLessThan(15);
  const { KeyChangeDuration: duration, KeyGeneration: generation, ...counted } = metrics();
  expect(Math.abs(duration - 900)).toBeLessThan(15);
  // The first deployment creates the namespace, and confirms nothing.
  expect(generation).toBe(2);
  expect(counted).toEqual({ KeyChangeStarted: 1, KeyChangeSucceeded: 1, KeyAgeDays: 0 });
  // By the size of the newest recovery point.
  expect(world.aws.lambda.logs().join('\n')).toContain('"estimatedSeconds":900');
});

test('a change that outlives its window: failed and unattended, then its end, and a failed execution', async () => {
  await deploy(source(1));
  world.load(40);
  const outcome = await world.deploy(source(2), { disableRollback: true });
  expect(outcome.status).toBe('UPDATE_FAILED');
  expect(kinds()).toEqual(['Started', 'Failed', 'Unattended']);
  expect(taken()[1].detail).toMatchObject({ failureKind: 'timed-out' });
  await world.aws.clock.advance(3600_000);
  expect(kinds()).toEqual(['Started', 'Failed', 'Unattended', 'Succeeded']);
  for (const { detail } of taken()) { expect(eventErrors(detail)).toEqual([]); }
  const { KeyChangeDuration: duration, ...counted } = metrics();
  expect(Math.abs(duration - 4500)).toBeLessThan(120);
  expect(counted).toEqual({
    KeyChangeStarted: 1, KeyChangeFailed: 1, KeyChangeUnattended: 1, KeyChangeUnattendedEnded: 1,
  });
  expect(world.aws.stepFunctions.executions.map(({ status, error }) => error ?? status))
    .toEqual(['SUCCEEDED', 'KeyChangeFailed']);
});

test('without the variable, EventBridge is not called', async () => {
  await deploy(source(1, { sends: false, may: false }));
  await deploy(source(2, { sends: false, may: false }));
  expect(world.aws.calls.filter(({ service }) => service === 'events')).toEqual([]);
  expect(metrics()).toMatchObject({ KeyChangeStarted: 1, KeyChangeSucceeded: 1 });
});

const THROTTLED: Fault = { kind: 'error', code: 'ThrottlingException', message: 'Rate exceeded', httpStatus: 400 };
test.each<[string, Fault | undefined]>([
  ['denied', undefined],
  ['throttled', THROTTLED],
  ['slow', { kind: 'slow', ms: 30_000 }],
  ['down', { kind: 'reset' }],
])('events are %s: the change ends as it would without them', async (_name, fault) => {
  await deploy(source(1, { may: fault !== undefined }));
  world.load(8);
  await halfAnHour();
  world.aws.setFaultPlan(({ service }) => (service === 'events' ? fault : undefined));
  const startedAt = world.aws.clock.now();
  expect(await deploy(source(2, { may: fault !== undefined }))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(moves(world)).toEqual([world.generation(2)]);
  // 15 minutes for 8 TB, and a little for what else a deployment does.
  expect((world.aws.clock.now() - startedAt) / 1000).toBeLessThan(900 + 60);
  // What is slow is taken in the end, and twice: the function has given up and tried again.
  if (fault?.kind !== 'slow') { expect(taken()).toEqual([]); }
  const failures = world.aws.lambda.logs().filter((line) => line.includes('could not be sent'));
  expect(failures).toHaveLength(2);
  expect(metrics()).toMatchObject({ KeyChangeStarted: 1, KeyChangeSucceeded: 1 });
});

test('the size of the data cannot be read: no estimate, and the change ends as it would with one', async () => {
  await deploy(source(1));
  world.load(8);
  await halfAnHour();
  const denied: Fault = { kind: 'error', code: 'AccessDeniedException', message: 'no', httpStatus: 403 };
  world.aws.setFaultPlan(({ operation }) => (operation === 'ListRecoveryPoints' ? denied : undefined));
  expect(await deploy(source(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(world.aws.calls.filter(({ operation }) => operation === 'ListRecoveryPoints')).toHaveLength(1);
  expect(world.aws.lambda.logs().join('\n')).not.toContain('estimatedSeconds');
});
