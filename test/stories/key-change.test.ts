import { nativeKeyUpdates } from './assertions';
import { identityOf, NAMESPACE, onGeneration, STACK, World } from './world';
import type { Unknowns } from '../../simulator/types';
import { LogExport } from '../../src';
import { scaledCases } from '../scale';

/** Each unknown fact either way, one at a time: no behaviour may depend on it. */
const UNKNOWNS: [string, Partial<Unknowns>][] = [
  ['as usual', {}],
  ['the new key shows while MODIFYING', { keyShownWhileModifying: true }],
  ['the new key shows only after', { keyShownWhileModifying: false }],
  ['the same key is a no-op', { sameKey: 'no-op' }],
  ['the same key starts a modification', { sameKey: 'modifies' }],
  ['the same key is refused', { sameKey: 'refused' }],
  ['rights on the old key are needed', { oldKeyRightsNeeded: true }],
  ['status in lower case', { lowerCaseStatus: true }],
  ['no stale read', { staleReads: 0 }],
  ['three stale reads', { staleReads: 3 }],
  ['a denied key is called inaccessible', { inaccessibleKeyText: true }],
  ['a denied key is called denied', { inaccessibleKeyText: false }],
  ['every dependent right is enforced', { enforcedRights: 'all', oldKeyRightsNeeded: true }],
  ['no dependent right is enforced', { enforcedRights: 'none' }],
];

describe.each(scaledCases(UNKNOWNS, 3))('the life of a stack: %s', (_name, unknowns) => {
  let world: World;
  beforeAll(async () => { world = await World.start({ unknowns, iamDelayMs: 8000 }); });
  afterAll(() => world.stop());

  test('created: under the customer managed key from the start, without a call of ours', async () => {
    expect(await world.deploy(onGeneration(1))).toMatchObject({ outcome: 'SUCCEEDED', status: 'CREATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(1));
    expect(world.updates()).toEqual([]);
    expect(world.responses()).toMatchObject([{
      Status: 'SUCCESS',
      PhysicalResourceId: identityOf(NAMESPACE),
      Reason: 'namespace warehouse does not exist yet: nothing to change',
    }]);
  });

  test('changed: one UpdateNamespace with the key alone, and the deployment ends on the new key', async () => {
    world.load(24);
    const startedAt = world.aws.clock.now();
    expect(await world.deploy(onGeneration(2))).toMatchObject({ outcome: 'SUCCEEDED', status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(2));
    expect(world.aws.redshift.view(NAMESPACE)?.status.toUpperCase()).toBe('AVAILABLE');
    const accepted = world.updates().filter(({ outcome }) => outcome === 'ok');
    expect(accepted.map(({ input }) => input)).toEqual([{ namespaceName: NAMESPACE, kmsKeyId: world.generation(2) }]);
    const reason = `namespace warehouse is on ${world.generation(2)}`;
    expect(world.responses().at(-1)).toMatchObject({ Status: 'SUCCESS', Reason: reason });
    // 24 TB at 15 min per 8 TB.
    expect((world.aws.clock.now() - startedAt) / 60_000).toBeGreaterThan(45);
  });

  test('the old key is still there, enabled, in the stack', async () => {
    const { aws } = world;
    const described = await aws.call(aws.administrator, 'kms', 'DescribeKey', { KeyId: world.generation(1) });
    expect(described).toMatchObject({ KeyMetadata: { KeyState: 'Enabled' } });
  });

  test('a deployment without a change calls nothing', async () => {
    const requests = world.cloudFormation.requests.length;
    expect(await world.deploy(onGeneration(2))).toMatchObject({ outcome: 'NO_CHANGES' });
    expect(world.cloudFormation.requests).toHaveLength(requests);
  });

  test('another setting: the native handler changes it, and no key is sent', async () => {
    const before = world.updates().length;
    const version = { ...onGeneration(2), logExports: [LogExport.USER_ACTIVITY_LOG] };
    expect(await world.deploy(version)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.updates()).toHaveLength(before);
    expect(world.cloudFormation.namespaceUpdates.at(-1)?.sent)
      .toEqual({ namespaceName: NAMESPACE, logExports: ['useractivitylog'] });
  });

  test('key and log exports in one deployment: two calls, the key first, the setting when it has ended', async () => {
    world.load(6);
    const before = world.aws.calls.length;
    const version = { ...onGeneration(3), logExports: [LogExport.CONNECTION_LOG] };
    expect(await world.deploy(version)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    const updates = world.aws.calls.slice(before)
      .filter(({ operation, outcome }) => operation === 'UpdateNamespace' && outcome === 'ok');
    expect(updates.map(({ input }) => input)).toEqual([
      { namespaceName: NAMESPACE, kmsKeyId: world.generation(3) },
      { namespaceName: NAMESPACE, logExports: ['connectionlog'] },
    ]);
    expect(updates[1].at - updates[0].at).toBeGreaterThan(11 * 60_000);
    expect(world.liveKey()).toBe(world.generation(3));
  });

  test('a rename: a new namespace under the active key, the old one retained on its key', async () => {
    const before = world.updates().length;
    const version = { ...onGeneration(3), namespaceName: 'renamed', logExports: [LogExport.CONNECTION_LOG] };
    expect(await world.deploy(version)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey('renamed')).toBe(world.generation(3));
    expect(world.liveKey(NAMESPACE)).toBe(world.generation(3));
    expect(world.updates()).toHaveLength(before);
    expect(world.responses().slice(-2)).toMatchObject([
      { Status: 'SUCCESS', PhysicalResourceId: identityOf('renamed') },
      { Status: 'SUCCESS', PhysicalResourceId: identityOf(NAMESPACE) },
    ]);
    expect(world.aws.calls.filter(({ operation }) => operation === 'DeleteNamespace')).toEqual([]);
  });

  test('deleted: the namespaces and every key stay', async () => {
    const keys = [1, 2, 3].map((generation) => world.generation(generation));
    expect(await world.run(world.cloudFormation.deleteStack(STACK))).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(world.liveKey('renamed')).toBe(keys[2]);
    const destructive = ['DeleteNamespace', 'ScheduleKeyDeletion', 'DisableKey'];
    expect(world.aws.calls.filter(({ operation }) => destructive.includes(operation))).toEqual([]);
  });

  test('all along, CloudFormation never sent a key, each request got one response, and no waiter is left', () => {
    expect(nativeKeyUpdates(world)).toEqual([]);
    expect(world.cloudFormation.responses.every(({ counted }) => counted)).toBe(true);
    expect(world.cloudFormation.responses).toHaveLength(world.cloudFormation.requests.length);
    const ended = world.cloudFormation.requests.map(() => 'SUCCEEDED');
    expect(world.aws.stepFunctions.executions.map(({ status }) => status)).toEqual(ended);
  });
});
