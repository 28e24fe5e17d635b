import { CfnResource, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { nativeKeyUpdates } from './assertions';
import { STACK, World } from './world';
import type { StackSource } from '../../simulator/cloudformation';
import { NamespaceEncryption, NamespaceKeyChange, RotatableNamespace } from '../../src';
import { slowTest } from '../scale';

let world: World;
beforeEach(async () => { world = await World.start({ iamDelayMs: 5000 }); });
afterEach(async () => {
  expect(nativeKeyUpdates(world)).toEqual([]);
  await world.stop();
});

/** Several namespaces of one stack, each on the same generation. */
const fleet = (names: readonly string[], active: number, siblingFails = false): StackSource => world.synth((app) => {
  const stack = new Stack(app, STACK);
  const encryption = NamespaceEncryption.keyGenerations({ active, newest: 2 });
  const namespaces = names.map((namespaceName) =>
    new RotatableNamespace(stack, namespaceName, { namespaceName, encryption }));
  if (siblingFails) {
    const sibling = new CfnResource(stack, 'Sibling', { type: 'Test::Resource', properties: { FailOn: 'create' } });
    sibling.node.addDependency(...namespaces);
  }
});

const keysOf = (names: readonly string[]) => names.map((name) => world.aws.redshift.view(name)?.kmsKeyArn);
const acceptedFor = (name: string) =>
  world.updates().filter(({ outcome, input }) => outcome === 'ok' && input.namespaceName === name);

test('ten namespaces of one stack change together: one accepted update each, each on a key of its own', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `fleet-${index}`);
  await world.deploy(fleet(names, 1));
  const before = keysOf(names);
  names.forEach((name, index) => world.load(index * 3, name));
  expect(await world.deploy(fleet(names, 2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(new Set([...before, ...keysOf(names)]).size).toBe(20);
  for (const name of names) { expect(acceptedFor(name)).toHaveLength(1); }
});

test('ten namespaces go back together when something fails after them', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `fleet-${index}`);
  await world.deploy(fleet(names, 1));
  const before = keysOf(names);
  expect(await world.deploy(fleet(names, 2, true))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(keysOf(names)).toEqual(before);
});

slowTest('fifty namespaces change together under five calls a second: all end COMPLETE, and none starves', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `fleet-${index}`);
  await world.deploy(fleet(names, 1));
  const before = keysOf(names);
  names.forEach((name, index) => world.load((index % 10) * 2, name));
  world.aws.setRateLimit('redshift-serverless', 5);
  const startedAt = world.aws.clock.now();
  expect(await world.deploy(fleet(names, 2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(new Set([...before, ...keysOf(names)]).size).toBe(100);
  expect(world.aws.calls.filter(({ outcome }) => outcome === 'ThrottlingException').length).toBeGreaterThan(100);
  for (const name of names) {
    expect(acceptedFor(name)).toHaveLength(1);
    // Each gets its turn soon, and CloudFormation learns of its end soon.
    expect((acceptedFor(name)[0].at - startedAt) / 60_000).toBeLessThan(3);
    const reads = world.aws.calls.filter(({ at, operation, input, outcome }) =>
      at >= startedAt && operation === 'GetNamespace' && input.namespaceName === name && outcome === 'ok');
    const gaps = reads.slice(1).map(({ at }, index) => at - reads[index].at);
    expect(Math.max(...gaps) / 1000).toBeLessThan(120);
  }
  // 18 TB take 34 minutes.
  expect((world.aws.clock.now() - startedAt) / 60_000).toBeLessThan(40);
}, 600_000);

test('two namespaces whose names begin alike do not supersede each other', async () => {
  const names = ['sales', 'sales-2'];
  await world.deploy(fleet(names, 1));
  names.forEach((name) => world.load(8, name));
  expect(await world.deploy(fleet(names, 2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(world.responses().some(({ Reason }) => Reason.includes('superseded'))).toBe(false);
});

test('two requests for one namespace: one is granted, the other fails fast, and neither undoes the other', async () => {
  await world.deploy(fleet(['sales'], 1));
  const [second, third] = [world.aws.kms.addKey(), world.aws.kms.addKey()];
  const id = world.aws.redshift.view('sales')!.namespaceId;
  // Something else changes the namespace, so that both requests have to wait.
  await world.byHand('UpdateNamespace', { namespaceName: 'sales', logExports: ['userlog'] });
  // The guards would refuse it at synth, so this app has switched validation off.
  const outcome = await world.deploy(world.synth((app) => {
    const stack = new Stack(app, 'Other');
    for (const [index, keyArn] of [second, third].entries()) {
      const key = kms.Key.fromKeyArn(stack, `Key${index}`, keyArn);
      const props = { namespaceName: 'sales', namespaceId: id, key, changeKeyOnCreate: true };
      new NamespaceKeyChange(stack, `Change${index}`, props);
    }
  }, 'Other', { skipValidation: true }));
  expect(outcome.outcome).toBe('FAILED');
  expect(acceptedFor('sales').length).toBeLessThanOrEqual(1);
  expect(world.cloudFormation.responses.some(({ body }) => body.includes('superseded by'))).toBe(true);
});
