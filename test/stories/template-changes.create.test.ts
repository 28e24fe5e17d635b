import { CfnResource, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { endStory, moves } from './assertions';
import { namespaceAt, sibling } from './templates';
import { NAMESPACE, STACK, World } from './world';
import { NamespaceKeyChange, type RotatableNamespaceProps } from '../../src';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => endStory(world));

const app = (props?: RotatableNamespaceProps, path?: readonly string[]) => namespaceAt(world, props, path);

describe('a Create never moves a live namespace', () => {
  test('the construct is renamed: refused untouched, and the old code deploys', async () => {
    await world.deploy(app());
    const first = world.liveKey();
    const outcome = await world.deploy(app({}, ['Renamed']));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(
      /is in this stack already, as Namespace\w+, .*renamed or moved, keep the logical ids/,
    );
    expect(moves(world)).toEqual([]);
    expect(world.liveKey()).toBe(first);
    expect(await world.deploy(app())).toMatchObject({ outcome: 'NO_CHANGES' });
  });

  test('the construct is moved below another one: the same', async () => {
    await world.deploy(app());
    const first = world.liveKey();
    expect(await world.deploy(app({}, ['Data', 'Namespace']))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(moves(world)).toEqual([]);
    expect(world.liveKey()).toBe(first);
  });

  test('destroyed and deployed again: refused untouched, however often', async () => {
    await world.deploy(app());
    const first = world.liveKey();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await world.run(world.cloudFormation.deleteStack(STACK));
      const outcome = await world.deploy(app());
      expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'ROLLBACK_COMPLETE' });
      expect(outcome.cause).toMatch(
        /exists already, on arn:\S+, and a new resource must not move it.*It outlived its stack/,
      );
    }
    expect(moves(world)).toEqual([]);
    expect(world.liveKey()).toBe(first);
  });

  test('NamespaceKeyChange alone, and a sibling fails: the namespace is on the key that it was on', async () => {
    const [first, second] = [world.aws.kms.addKey(), world.aws.kms.addKey()];
    await world.byHand('CreateNamespace', { namespaceName: NAMESPACE, kmsKeyId: first });
    await world.aws.clock.advance(60_000);
    const { namespaceId } = world.aws.redshift.view(NAMESPACE)!;
    const alone = (keyArn: string, more: (stack: Stack) => void, changeKeyOnCreate?: boolean) => world.synth((root) => {
      const stack = new Stack(root, STACK);
      const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
      new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: NAMESPACE, namespaceId, key, changeKeyOnCreate });
      more(stack);
    });
    expect(await world.deploy(alone(second, sibling))).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(world.liveKey()).toBe(first);
    await world.run(world.cloudFormation.deleteStack(STACK));
    // The remedy: the key that it has, then the change.
    expect(await world.deploy(alone(first, () => {}))).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(await world.deploy(alone(second, sibling))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(world.liveKey()).toBe(first);
    expect(await world.deploy(alone(second, () => {}))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(second);
    await world.run(world.cloudFormation.deleteStack(STACK));
    // The opt-in: the Create changes the key, and the rollback does not change it back.
    expect(await world.deploy(alone(first, sibling, true))).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(world.liveKey()).toBe(first);
  });
});

describe('a window that a deployment without a rollback has left behind', () => {
  const adopt = (keyArn: string, more: (stack: Stack) => void = () => {}) => world.synth((root) => {
    const stack = new Stack(root, STACK);
    const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
    const { namespaceId } = world.aws.redshift.view(NAMESPACE)!;
    new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: NAMESPACE, namespaceId, key });
    more(stack);
  });

  test('changes no key until its deployment has completed', async () => {
    const [first, second] = [world.aws.kms.addKey(), world.aws.kms.addKey()];
    await world.byHand('CreateNamespace', { namespaceName: NAMESPACE, kmsKeyId: first });
    await world.aws.clock.advance(60_000);
    await world.deploy(world.synth((root) => {
      new CfnResource(new Stack(root, STACK), 'Before', { type: 'Test::Resource', properties: {} });
    }));
    const left = await world.deploy(adopt(first, sibling), { disableRollback: true });
    expect(left).toMatchObject({ status: 'UPDATE_FAILED' });
    // The window is there, but a rollback would delete it, and change no key back.
    const outcome = await world.deploy(adopt(second, sibling));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause)
      .toMatch(/in a deployment that has not completed, so a rollback could not change the key back/);
    expect(moves(world)).toEqual([]);
    expect(world.liveKey()).toBe(first);
    // The remedy: the key that it has until the deployment completes, then the key.
    expect(await world.deploy(adopt(first))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(await world.deploy(adopt(second))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(second);
  });
});
