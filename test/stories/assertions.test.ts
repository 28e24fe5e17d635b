import { moves, nativeKeyUpdates } from './assertions';
import type { World } from './world';

// What these find decides many stories, so they must find it.

test.each([
  [{ previous: {}, next: {}, sent: { namespaceName: 'n' } }, 0],
  [{ previous: {}, next: {}, sent: { kmsKeyId: 'key' } }, 1],
  [{ previous: { KmsKeyId: 'one' }, next: { KmsKeyId: 'two' }, sent: {} }, 1],
])('the updates by the official handler that send a key, or whose templates differ in it: %j', (update, count) => {
  const world = { cloudFormation: { namespaceUpdates: [update] } } as unknown as World;
  expect(nativeKeyUpdates(world)).toHaveLength(count);
});

test('the keys that the service accepted to move the namespace to', () => {
  const updates = () => [
    { outcome: 'ok', input: { kmsKeyId: 'one' } },
    { outcome: 'ConflictException', input: { kmsKeyId: 'two' } },
    { outcome: 'ok', input: { kmsKeyId: 'three' } },
  ];
  expect(moves({ updates } as unknown as World)).toEqual(['one', 'three']);
});
