/** docs/fleets.md: some namespaces of a stack wait for the key changes of others. */
import { Stack } from 'aws-cdk-lib';
import { nativeKeyUpdates } from './assertions';
import { STACK, World } from './world';
import type { StackSource } from '../../simulator/cloudformation';
import { NamespaceEncryption, RotatableNamespace } from '../../src';

const WAVES = [['sandbox'], ['orders', 'payments'], ['shipping']];

let world: World;
beforeEach(async () => { world = await World.start({ iamDelayMs: 5000 }); });
afterEach(async () => {
  expect(nativeKeyUpdates(world)).toEqual([]);
  await world.stop();
});

/** Every namespace of a wave waits for every one of the wave before. */
const fleet = (active: number): StackSource => world.synth((app) => {
  const stack = new Stack(app, STACK);
  const encryption = NamespaceEncryption.keyGenerations({ active, newest: 2 });
  let before: RotatableNamespace[] = [];
  for (const names of WAVES) {
    const keyChangeAfter = before.map(({ keyChange }) => keyChange);
    before = names.map((namespaceName) =>
      new RotatableNamespace(stack, namespaceName, { namespaceName, encryption, keyChangeAfter }));
  }
});

/** When the update of each namespace was accepted, in minutes from the first one, in the order of time. */
function accepted(): { readonly name: unknown; readonly minutes: number }[] {
  const updates = world.updates().filter(({ outcome }) => outcome === 'ok');
  return updates.map(({ input, at }) => ({ name: input.namespaceName, minutes: (at - updates[0].at) / 60_000 }));
}

test('each wave begins when the one before has ended', async () => {
  await world.deploy(fleet(1));
  for (const name of WAVES.flat()) { world.load(8, name); }
  expect(await world.deploy(fleet(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  const order = accepted();
  const names = order.map(({ name }) => name);
  expect([names[0], names.slice(1, 3).sort(), names[3]]).toEqual(['sandbox', ['orders', 'payments'], 'shipping']);
  // A change of 8 TB takes at least 15 minutes. Those of one wave run at the same time.
  const [, second, third, last] = order.map(({ minutes }) => minutes);
  expect(second).toBeGreaterThanOrEqual(15);
  expect(third - second).toBeLessThan(5);
  expect(last - third).toBeGreaterThanOrEqual(15);
});

test('a wave that fails keeps the next ones from starting, and the stack goes back', async () => {
  await world.deploy(fleet(1));
  const before = WAVES.flat().map((name) => world.liveKey(name));
  for (const name of WAVES.flat()) { world.load(1, name); }
  world.aws.redshift.failNextKeyChange('orders');
  const outcome = await world.deploy(fleet(2));
  expect(outcome.outcome).toBe('FAILED');
  expect(accepted().map(({ name }) => name)).not.toContain('shipping');
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(WAVES.flat().map((name) => world.liveKey(name))).toEqual(before);
});
