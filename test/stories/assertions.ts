import type { World } from './world';

/** Updates by the official namespace handler that sent a key, or whose templates differ in it. There must be none. */
export function nativeKeyUpdates({ cloudFormation }: World): unknown[] {
  return cloudFormation.namespaceUpdates.filter(({ previous, next, sent }) =>
    'kmsKeyId' in sent || previous.KmsKeyId !== next.KmsKeyId);
}

/** The keys that the service accepted to move the namespace to, in order. */
export function moves(world: World): unknown[] {
  return world.updates().filter(({ outcome }) => outcome === 'ok').map(({ input }) => input.kmsKeyId);
}

/** Ends a story: whatever a template said, CloudFormation's own handler has changed no key. */
export async function endStory(world: World): Promise<void> {
  expect(nativeKeyUpdates(world)).toEqual([]);
  await world.stop();
}
