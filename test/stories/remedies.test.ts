import { CfnResource, Duration, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { NAMESPACE, onGeneration, SIBLING_FAILS, STACK, World } from './world';
import type { StackOutcome, StackSource } from '../../simulator/cloudformation';
import type { Fault } from '../../simulator/types';
import { CreatedWith, KeyChangeTimeout, NamespaceEncryption, NamespaceKeyChange, RotatableNamespace } from '../../src';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

const NO_ROLLBACK = { disableRollback: true };
const DENIED: Fault = { kind: 'error', code: 'AccessDeniedException', message: 'not authorized', httpStatus: 403 };
const CONFLICT: Fault = {
  kind: 'error',
  code: 'ConflictException',
  message: 'There is an operation running.',
  httpStatus: 409,
};

/** Each call of an operation by the product's function meets this fault, until it is taken away. */
const faultOn = (operation: string, fault: Fault) =>
  world.aws.setFaultPlan((call) =>
    (call.operation === operation && call.principal.includes('FunctionRole') ? fault : undefined));
const noFault = () => world.aws.setFaultPlan(undefined);
const deleteStack = () => world.run(world.cloudFormation.deleteStack(STACK));
const untilAvailable = () => world.aws.clock.advance(3 * 3600_000);

const onKey = (keyArn: string, createdWith?: CreatedWith): StackSource => world.synth((root) => {
  const stack = new Stack(root, STACK);
  const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', keyArn));
  new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE, encryption, createdWith });
});

/** The key change alone, for a namespace that something else creates. */
const alone = (keyArn: string, more: object = {}): StackSource => world.synth((root) => {
  const stack = new Stack(root, STACK);
  new NamespaceKeyChange(stack, 'KeyChange', {
    namespaceName: NAMESPACE,
    key: kms.Key.fromKeyArn(stack, 'Key', keyArn),
    ...more,
  });
});

async function createByHand(input: Record<string, unknown> = {}): Promise<string> {
  await world.byHand('CreateNamespace', { namespaceName: NAMESPACE, ...input });
  await world.aws.clock.advance(60_000);
  return world.aws.redshift.view(NAMESPACE)!.namespaceId;
}

interface Remedy {
  readonly name: string;
  /** gets a deployment to fail */
  readonly fail: () => Promise<StackOutcome>;
  readonly says: RegExp;
  /** does what the text says; the last deployment has to succeed */
  readonly follow: () => Promise<StackOutcome>;
}

const remedies: Remedy[] = [
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
      await world.deploy(plain(key));
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
    name: 'gone: create it under the same name with the desired key',
    fail: async () => {
      await world.deploy({ ...onGeneration(1, 2), workgroup: false });
      await world.byHand('DeleteNamespace', { namespaceName: NAMESPACE });
      await untilAvailable();
      return world.deploy({ ...onGeneration(2), workgroup: false }, NO_ROLLBACK);
    },
    says: /Create it under the same name with kmsKeyId arn:\S+ /,
    follow: async () => {
      await createByHand({ kmsKeyId: world.generation(2) });
      return world.deploy({ ...onGeneration(2), workgroup: false });
    },
  },
  {
    name: 'gone: give another namespaceName',
    fail: async () => {
      await world.deploy({ ...onGeneration(1), workgroup: false });
      await world.byHand('DeleteNamespace', { namespaceName: NAMESPACE });
      await untilAvailable();
      return world.deploy({ ...onGeneration(2), workgroup: false });
    },
    says: /or give another namespaceName; then deploy again/,
    follow: () => world.deploy({ ...onGeneration(2), workgroup: false, namespaceName: 'another' }),
  },
  {
    name: 'deleting: give another namespaceName',
    fail: async () => {
      await world.deploy({ ...onGeneration(1, 2), workgroup: false });
      const { aws } = world;
      await aws.call(aws.administrator, 'redshift-serverless', 'DeleteNamespace', { namespaceName: NAMESPACE });
      return world.deploy({ ...onGeneration(2), workgroup: false });
    },
    says: /wait until it is gone, or give the new namespace another namespaceName/,
    follow: () => world.deploy({ ...onGeneration(2), workgroup: false, namespaceName: 'another' }),
  },
  {
    name: 'lostKey: enable the key, wait until the namespace is AVAILABLE, and deploy again',
    fail: async () => {
      await world.deploy(onGeneration(1));
      world.aws.kms.setState(world.generation(1), 'Disabled');
      return world.deploy(onGeneration(2));
    },
    says: /enable that key or cancel its deletion, .*, wait until the namespace is AVAILABLE, and deploy again/,
    follow: async () => {
      world.aws.kms.setState(world.generation(1), 'Enabled');
      await untilAvailable();
      return world.deploy(onGeneration(2));
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
    name: 'unusableKey: enable it',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      world.aws.kms.setState(world.generation(2), 'Disabled');
      return world.deploy(onGeneration(2));
    },
    says: /is disabled; enable it, or give another key/,
    follow: () => {
      world.aws.kms.setState(world.generation(2), 'Enabled');
      return world.deploy(onGeneration(2));
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
    name: 'observationDenied: permit it, and deploy again',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      faultOn('GetNamespace', DENIED);
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /check service control policies and permissions boundaries, and deploy again/,
    follow: () => {
      noFault();
      return world.deploy(onGeneration(2));
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
  {
    name: 'endedElsewhere: deploy again',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      world.aws.redshift.failNextKeyChange(NAMESPACE);
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /check that both keys are enabled, and deploy again/,
    follow: () => world.deploy(onGeneration(2)),
  },
  {
    name: 'outcomeNeverKnown: deploy again',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      faultOn('UpdateNamespace', { kind: 'reset' });
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /answered neither, and no change has started: it is on \S+ The change may still start, .*; deploy again/,
    follow: () => {
      noFault();
      return world.deploy(onGeneration(2));
    },
  },
  {
    name: 'tooLong, without a rollback: deploy again when the change has ended',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      world.load(48);
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /deploy again when the change has ended: it is picked up, not restarted/,
    follow: async () => {
      await untilAvailable();
      return world.deploy(onGeneration(2));
    },
  },
  {
    name: 'tooLong, in a rollback: continue-update-rollback, once for each hour',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      world.load(48);
      return world.deploy({ ...onGeneration(2), ...SIBLING_FAILS });
    },
    says: /still runs after 55 minutes/,
    follow: async () => {
      await untilAvailable();
      return world.run(world.cloudFormation.continueUpdateRollback(STACK));
    },
  },
  {
    name: 'notStarted: deploy again when nothing else runs',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      faultOn('UpdateNamespace', CONFLICT);
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /could not be changed to \S+ within 5\d minutes: ConflictException: .*; this deployment changed nothing/,
    follow: () => {
      noFault();
      return world.deploy(onGeneration(2));
    },
  },
  {
    name: 'waiterNotStarted: deploy again',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      faultOn('StartExecution', DENIED);
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /the waiter could not be started: AccessDeniedException.*; it may .* AVAILABLE, and deploy again/,
    follow: () => {
      noFault();
      return world.deploy(onGeneration(2));
    },
  },
];

test.each(remedies)('$name', async ({ fail, says, follow }) => {
  const failed = await fail();
  expect(failed.outcome).toBe('FAILED');
  expect(failed.cause).toMatch(says);
  const { status } = await follow();
  expect(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']).toContain(status);
});

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

/** The same namespace as a plain resource, under the construct id of a RotatableNamespace. */
function plain(kmsKeyId: string): StackSource {
  return world.synth((root) => {
    const place = new Construct(new Stack(root, STACK), 'Namespace');
    new CfnResource(place, 'Resource', {
      type: 'AWS::RedshiftServerless::Namespace',
      properties: { NamespaceName: NAMESPACE, DbName: 'warehouse', KmsKeyId: kmsKeyId },
    });
  });
}
