import {
  CfnResource,
  Stack,
  aws_kms as kms,
  aws_redshiftserverless as redshiftserverless,
  type App,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { moves, nativeKeyUpdates } from './assertions';
import { NAMESPACE, onGeneration, SIBLING_FAILS, STACK, World } from './world';
import type { StackSource } from '../../simulator/cloudformation';
import {
  CreatedWith,
  NamespaceEncryption,
  NamespaceKeyChange,
  RotatableNamespace,
  type RotatableNamespaceProps,
} from '../../src';

const FOREIGN = '444455556666';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => {
  // Whatever a template says, CloudFormation's own handler has changed no key.
  expect(nativeKeyUpdates(world)).toEqual([]);
  await world.stop();
});

/** A namespace under a construct of any path, on a key of its own. */
const app = (
  props: RotatableNamespaceProps = {},
  path = ['Namespace'],
  more: (stack: Stack) => void = () => {},
): StackSource =>
  world.synth((root: App) => {
    const stack = new Stack(root, STACK);
    const scope = path.slice(0, -1).reduce<Construct>((at, id) => new Construct(at, id), stack);
    new RotatableNamespace(scope, path.at(-1)!, { namespaceName: NAMESPACE, ...props });
    more(stack);
  });

const onKey = (keyArn: string, createdWith?: CreatedWith): StackSource => world.synth((root) => {
  const stack = new Stack(root, STACK);
  const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', keyArn));
  new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE, encryption, createdWith });
});

const sibling = (stack: Stack) => {
  const properties = { Value: 'new', FailOn: 'create' };
  const resource = new CfnResource(stack, 'Other', { type: 'Test::Resource', properties });
  resource.node.addDependency(
    ...stack.node.children.filter(
      (child) => child instanceof RotatableNamespace || child instanceof NamespaceKeyChange,
    ),
  );
};

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

describe('adoption', () => {
  const plain = (id = 'Plain', props: Partial<redshiftserverless.CfnNamespaceProps> = {}): StackSource =>
    world.synth((root) => {
      const stack = new Stack(root, STACK);
      const place = new Construct(stack, id);
      new redshiftserverless.CfnNamespace(place, 'Resource', {
        namespaceName: NAMESPACE,
        dbName: 'warehouse',
        adminUsername: 'awsuser',
        manageAdminPassword: true,
        logExports: ['connectionlog', 'userlog'],
        ...props,
      });
    });

  test('in place, without createdWith: refused untouched; with it: confirmed, and then the key changes', async () => {
    const [first, second] = [world.aws.kms.addKey(), world.aws.kms.addKey()];
    await world.deploy(plain('Namespace', { kmsKeyId: first }));
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
    const source = plain('Namespace', { kmsKeyId });
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

describe('a key generation that goes down', () => {
  test('by accident: refused untouched, and again without a rollback; on purpose: changed', async () => {
    await world.deploy(onGeneration(2));
    const second = world.generation(2);
    for (const options of [{}, { disableRollback: true }, { disableRollback: true }]) {
      const outcome = await world.deploy(onGeneration(1), options);
      expect(outcome.outcome).toBe('FAILED');
      expect(outcome.cause).toMatch(
        /goes down from 2, and that key would leave the template \(newest: 1\); keep active: 2/,
      );
    }
    expect(moves(world)).toEqual([]);
    expect(world.liveKey()).toBe(second);
    expect(await world.deploy(onGeneration(1, 2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(1));
  });

  test('in a rollback: changed back', async () => {
    await world.deploy(onGeneration(1));
    const first = world.generation(1);
    expect(await world.deploy({ ...onGeneration(2), ...SIBLING_FAILS })).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
    });
    expect(world.liveKey()).toBe(first);
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

describe('a rollback ends, whatever the namespace has become before', () => {
  const startFailing = () =>
    world.deploy({ ...onGeneration(2), ...SIBLING_FAILS, siblingLast: false, siblingSeconds: 300 });

  test('deleted by hand', async () => {
    await world.deploy({ ...onGeneration(1), workgroup: false });
    await world.byHand('DeleteNamespace', { namespaceName: NAMESPACE });
    await world.aws.clock.advance(30 * 60_000);
    const outcome = await world.deploy({ ...onGeneration(2), workgroup: false });
    expect(outcome).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(/does not exist any more, and CloudFormation does not create it anew/);
  });

  test('without access to its key', async () => {
    await world.deploy(onGeneration(1));
    world.aws.kms.setState(world.generation(1), 'Disabled');
    const outcome = await startFailing();
    expect(outcome).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(moves(world)).toEqual([]);
  });

  test('being deleted', async () => {
    await world.deploy({ ...onGeneration(1), workgroup: false });
    await world.aws.call(world.aws.administrator, 'redshift-serverless', 'DeleteNamespace', {
      namespaceName: NAMESPACE,
    });
    const outcome = await world.deploy({ ...onGeneration(2), workgroup: false });
    expect(outcome).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  });
});

test('one wrong "not found" decides nothing', async () => {
  await world.deploy(onGeneration(1));
  let wrong = 0;
  world.aws.setFaultPlan(({ operation, principal }) => {
    const isOurs = operation === 'GetNamespace' && principal.includes('FunctionRole') && wrong++ === 0;
    return isOurs
      ? { kind: 'error', code: 'ResourceNotFoundException', message: 'no such namespace', httpStatus: 404 }
      : undefined;
  });
  expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(wrong).toBeGreaterThan(1);
  expect(world.liveKey()).toBe(world.generation(2));
  expect(world.aws.kms.aliasTarget(`alias/redshift-serverless/${NAMESPACE}`)).toBe(world.liveKey());
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
