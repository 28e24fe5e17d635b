import { CfnResource, Duration, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { checkRemedy, createByHand as createNamespaceByHand, NO_ROLLBACK, type Remedy } from './remedy';
import { namespaceOnKey, plainNamespace } from './templates';
import { NAMESPACE, onGeneration, STACK, World } from './world';
import type { StackSource } from '../../simulator/cloudformation';
import { CreatedWith, KeyChangeTimeout, NamespaceEncryption, NamespaceKeyChange, RotatableNamespace } from '../../src';

// What a template says is refused. The remedy is another template.

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

const deleteStack = () => world.run(world.cloudFormation.deleteStack(STACK));
const createByHand = (input?: Record<string, unknown>) => createNamespaceByHand(world, input);
const onKey = (keyArn: string, createdWith?: CreatedWith) => namespaceOnKey(world, keyArn, createdWith);

/** The key change alone, for a namespace that something else creates. */
const alone = (keyArn: string, more: object = {}): StackSource => world.synth((root) => {
  const stack = new Stack(root, STACK);
  new NamespaceKeyChange(stack, 'KeyChange', {
    namespaceName: NAMESPACE,
    key: kms.Key.fromKeyArn(stack, 'Key', keyArn),
    ...more,
  });
});

test.each<Remedy>([
  {
    name: 'createdWithMismatch: leave createdWith out',
    fail: () => world.deploy({ ...onGeneration(1), createdWith: CreatedWith.awsOwnedKey() }),
    says: /leave createdWith out for a new namespace/,
    follow: async () => {
      await deleteStack();
      return world.deploy(onGeneration(1));
    },
  },
  {
    name: 'createdWithChanged: keep createdWith as it was',
    fail: async () => {
      await world.deploy(onGeneration(1));
      return world.deploy({ ...onGeneration(2), createdWith: CreatedWith.kmsKeyId(world.generation(1)) }, NO_ROLLBACK);
    },
    says: /Give createdWith: CreatedWith\.alias\(\), as it was created, and deploy again/,
    follow: () => world.deploy({ ...onGeneration(2), createdWith: CreatedWith.alias() }),
  },
  {
    name: 'alreadyInStack, a rename: keep the logical ids',
    fail: async () => {
      await world.deploy(renamed('Namespace'));
      return world.deploy(renamed('Renamed'));
    },
    says: /keep the logical ids \(overrideLogicalId, cdk refactor\)/,
    follow: () => world.deploy(renamed('Renamed', 'Namespace')),
  },
  {
    name: 'alreadyInStack, an adoption: say what the template has said',
    fail: async () => {
      const key = world.aws.kms.addKey();
      await world.deploy(plainNamespace(world, key));
      return world.deploy(onKey(key));
    },
    says: /give createdWith what the template has said until now/,
    follow: () => world.deploy(onKey(world.liveKey()!, CreatedWith.kmsKeyId(world.liveKey()!))),
  },
  {
    name: 'onAnotherKey: deploy with the key that it has, and change it afterwards',
    fail: async () => {
      const namespaceId = await createByHand({ kmsKeyId: world.aws.kms.addKey() });
      return world.deploy(alone(world.aws.kms.addKey(), { namespaceId }));
    },
    says: /deploy with the key that it has .*, and change the key afterwards/,
    follow: async () => {
      await deleteStack();
      const { namespaceId } = world.aws.redshift.view(NAMESPACE)!;
      await world.deploy(alone(world.liveKey()!, { namespaceId }));
      return world.deploy(alone(world.aws.kms.addKey(), { namespaceId }));
    },
  },
  {
    name: 'onAnotherKey: another namespaceName',
    fail: async () => {
      await createByHand();
      return world.deploy(onGeneration(1));
    },
    says: /or give another namespaceName; nothing was touched/,
    follow: async () => {
      await deleteStack();
      return world.deploy({ ...onGeneration(1), namespaceName: 'another' });
    },
  },
  {
    name: 'towardsAwsOwnedKey: keep a customer managed key',
    fail: async () => {
      await world.deploy({ encryption: NamespaceEncryption.awsOwnedKey() });
      await world.deploy({ ...onGeneration(1), createdWith: CreatedWith.awsOwnedKey() });
      return world.deploy({ encryption: NamespaceEncryption.awsOwnedKey({ lookup: false }) }, NO_ROLLBACK);
    },
    says: /keep a customer managed key, or take a snapshot/,
    follow: () => world.deploy({ ...onGeneration(1), createdWith: CreatedWith.awsOwnedKey() }),
  },
  {
    name: 'createdWithMissing: say that it was created under an AWS-owned key',
    fail: async () => {
      const namespaceId = await createByHand();
      return world.deploy(alone(world.aws.kms.addKey(), { namespaceId, changeKeyOnCreate: true }));
    },
    says: /give createdWith: CreatedWith\.awsOwnedKey\(\) and deploy again/,
    follow: async () => {
      await deleteStack();
      const { namespaceId } = world.aws.redshift.view(NAMESPACE)!;
      const createdWith = CreatedWith.awsOwnedKey();
      return world.deploy(alone(world.aws.kms.addKey(), { namespaceId, createdWith, changeKeyOnCreate: true }));
    },
  },
  {
    name: 'generationDropped: keep active',
    fail: async () => {
      await world.deploy(onGeneration(2));
      return world.deploy(onGeneration(1), NO_ROLLBACK);
    },
    says: /keep active: 2/,
    follow: () => world.deploy({ ...onGeneration(2), siblingValue: 'again' }),
  },
  {
    name: 'windowsAddedWithKey: the timeout first, then the key',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      return world.deploy({ ...onGeneration(2), keyChangeTimeout: KeyChangeTimeout.upTo(Duration.hours(3)) });
    },
    says: /deploy the longer keyChangeTimeout first, then the new key/,
    follow: async () => {
      const keyChangeTimeout = KeyChangeTimeout.upTo(Duration.hours(3));
      await world.deploy({ ...onGeneration(1, 2), keyChangeTimeout });
      return world.deploy({ ...onGeneration(2), keyChangeTimeout });
    },
  },
  {
    name: 'updateDenied: the id of a namespace that this stack did not create',
    fail: async () => {
      await createByHand({ kmsKeyId: world.aws.kms.addKey() });
      await world.deploy(alone(world.liveKey()!));
      return world.deploy(alone(world.aws.kms.addKey()));
    },
    says: /needs the tag cdk-redshift-rotatable-namespace:stack with the name of the stack, or its id in namespaceId/,
    follow: async () => {
      const { namespaceId } = world.aws.redshift.view(NAMESPACE)!;
      await world.deploy(alone(world.liveKey()!, { namespaceId }));
      return world.deploy(alone(world.aws.kms.addKey(), { namespaceId }));
    },
  },
])('$name', checkRemedy);

/** A namespace whose construct has one id, and whose resources keep the logical ids of another. */
function renamed(id: string, keeps = id): StackSource {
  const build = (constructId: string) => (stack: Stack) =>
    new RotatableNamespace(stack, constructId, { namespaceName: NAMESPACE });
  const resourcesOf = (construct: Construct) => construct.node.findAll().filter(CfnResource.isCfnResource);
  return world.synth((root) => {
    const stack = new Stack(root, STACK);
    const construct = build(id)(stack);
    const before = build(keeps)(new Stack(undefined, 'Before'));
    const ids = resourcesOf(before).map((resource) => String(Stack.of(resource).resolve(resource.logicalId)));
    if (keeps !== id) { resourcesOf(construct).forEach((resource, index) => resource.overrideLogicalId(ids[index])); }
  });
}
