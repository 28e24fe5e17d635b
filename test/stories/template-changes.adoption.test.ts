import { Stack, aws_kms as kms } from 'aws-cdk-lib';
import { endStory, moves } from './assertions';
import { namespaceAt, namespaceOnKey, plainNamespace } from './templates';
import { NAMESPACE, STACK, World } from './world';
import { CreatedWith, NamespaceKeyChange } from '../../src';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => endStory(world));

const app = () => namespaceAt(world);
const onKey = (keyArn: string, createdWith?: CreatedWith) => namespaceOnKey(world, keyArn, createdWith);

describe('adoption', () => {
  test('in place, without createdWith: refused untouched; with it: confirmed, and then the key changes', async () => {
    const [first, second] = [world.aws.kms.addKey(), world.aws.kms.addKey()];
    await world.deploy(plainNamespace(world, first));
    const outcome = await world.deploy(onKey(first));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(/If you adopt it, give createdWith what the template has said until now/);
    const createdWith = CreatedWith.kmsKeyId(first);
    expect(await world.deploy(onKey(first, createdWith))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.updates()).toEqual([]);
    expect(await world.deploy(onKey(second, createdWith))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(second);
  });

  test('a namespace that outlived its stack: imported, confirmed, and then the key changes', async () => {
    await world.deploy(app());
    const first = world.liveKey()!;
    await world.run(world.cloudFormation.deleteStack(STACK));
    const alias = `alias/redshift-serverless/${NAMESPACE}`;
    const kmsKeyId = `arn:aws:kms:${world.aws.region}:${world.aws.account}:${alias}`;
    const source = plainNamespace(world, kmsKeyId);
    const [logicalId] = Object.keys((source.template as { Resources: object }).Resources);
    const imported = await world.run(world.cloudFormation.importResources(source, { [logicalId]: NAMESPACE }));
    expect(imported).toMatchObject({ status: 'IMPORT_COMPLETE' });
    const createdWith = CreatedWith.alias();
    expect(await world.deploy(onKey(first, createdWith))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(moves(world)).toEqual([]);
    const second = world.aws.kms.addKey();
    expect(await world.deploy(onKey(second, createdWith))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(second);
  });
});

describe('namespaceId', () => {
  test('added together with a new key: refused untouched; one after the other: changed', async () => {
    const [first, second] = [world.aws.kms.addKey(), world.aws.kms.addKey()];
    const tags = [{ key: 'cdk-redshift-rotatable-namespace:stack', value: STACK }];
    await world.byHand('CreateNamespace', { namespaceName: NAMESPACE, kmsKeyId: first, tags });
    await world.aws.clock.advance(60_000);
    const { namespaceId } = world.aws.redshift.view(NAMESPACE)!;
    const alone = (keyArn: string, id?: string) => world.synth((root) => {
      const stack = new Stack(root, STACK);
      const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
      new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: NAMESPACE, namespaceId: id, key });
    });
    expect(await world.deploy(alone(first))).toMatchObject({ status: 'CREATE_COMPLETE' });
    const outcome = await world.deploy(alone(second, namespaceId));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause)
      .toMatch(/namespaceId or createdWith and the key of namespace warehouse were changed in one deployment/);
    expect(moves(world)).toEqual([]);
    expect(await world.deploy(alone(first, namespaceId))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(await world.deploy(alone(second, namespaceId))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(second);
  });
});
