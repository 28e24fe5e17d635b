import { Stack, aws_kms as kms } from 'aws-cdk-lib';
import { endStory, moves } from './assertions';
import { namespaceOnKey, sibling } from './templates';
import { NAMESPACE, onGeneration, STACK, World } from './world';
import { CreatedWith, NamespaceEncryption, RotatableNamespace, type RotatableNamespaceProps } from '../../src';

const FOREIGN = '444455556666';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => endStory(world));

const onKey = (keyArn: string, createdWith?: CreatedWith) => namespaceOnKey(world, keyArn, createdWith);

describe('createdWith', () => {
  test('changed together with the key: refused untouched, and refused again', async () => {
    await world.deploy(onGeneration(1));
    const first = world.generation(1);
    const theirs = world.aws.kms.addKey({ account: FOREIGN, keyId: 'theirs' });
    const source = onKey(theirs, CreatedWith.kmsKeyId(first));
    for (const options of [{}, { disableRollback: true }, {}]) {
      const outcome = await world.deploy(source, options);
      expect(outcome.outcome).toBe('FAILED');
      expect(outcome.cause).toMatch(
        /template's KmsKeyId of namespace warehouse must stay arn:\S+:alias\/\S+warehouse, got: /,
      );
      expect(outcome.cause).toMatch(
        /Give createdWith: CreatedWith\.alias\(\), as it was created, and deploy again/,
      );
    }
    expect(moves(world)).toEqual([]);
    expect(world.liveKey()).toBe(first);
  });

  test('changed alone, to the key that the namespace is on: refused untouched', async () => {
    await world.deploy(onGeneration(1));
    const outcome = await world.deploy({ ...onGeneration(1), createdWith: CreatedWith.kmsKeyId(world.generation(1)) });
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(/must stay arn:\S+:alias/);
    expect(moves(world)).toEqual([]);
  });

  test('dropped, from an AWS-owned key: refused untouched', async () => {
    await world.deploy({ encryption: NamespaceEncryption.awsOwnedKey() });
    const outcome = await world.deploy(onGeneration(1));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(/must stay absent, got: arn:\S+:alias/);
    expect(world.liveKey()).toBeUndefined();
    const remedied = { ...onGeneration(1), createdWith: CreatedWith.awsOwnedKey() };
    expect(await world.deploy(remedied)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(1));
  });

  test('alias(): to a key of another account, other settings, and back to generations, with rollbacks', async () => {
    await world.deploy(onGeneration(1));
    const first = world.generation(1);
    const theirs = world.aws.kms.addKey({ account: FOREIGN, keyId: 'theirs' });
    const there = (more: (stack: Stack) => void = () => {}, props: RotatableNamespaceProps = {}) =>
      world.synth((root) => {
        const stack = new Stack(root, STACK);
        const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', theirs));
        new RotatableNamespace(stack, 'Namespace', {
          namespaceName: NAMESPACE,
          encryption,
          createdWith: CreatedWith.alias(),
          ...props,
        });
        more(stack);
      });
    expect(await world.deploy(there(sibling))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(world.liveKey()).toBe(first);
    expect(await world.deploy(there())).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(theirs);
    expect(await world.deploy(there(undefined, { logExports: [] }))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    const back = { ...onGeneration(2), workgroup: false };
    expect(await world.deploy({ ...back, siblingFails: 'create' })).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
    });
    expect(world.liveKey()).toBe(theirs);
    expect(await world.deploy(back)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(2));
  });
});

describe('a key of another account behind tokens', () => {
  test('is refused before it is touched, with the remedy', async () => {
    await world.deploy(onGeneration(1));
    const first = world.generation(1);
    const theirs = world.aws.kms.addKey({ account: FOREIGN, keyId: 'theirs' });
    const outcome = await world.deploy(onKey(theirs));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(
      /is not of account 111122223333, whose alias cannot point to it.*give createdWith: CreatedWith\.alias\(\)/,
    );
    expect(moves(world)).toEqual([]);
    expect(world.liveKey()).toBe(first);
    expect(await world.deploy(onKey(theirs, CreatedWith.alias()))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(theirs);
  });
});
