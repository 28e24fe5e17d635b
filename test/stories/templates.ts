import { CfnResource, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { NAMESPACE, STACK, type World } from './world';
import type { StackSource } from '../../simulator/cloudformation';
import {
  NamespaceEncryption, NamespaceKeyChange, RotatableNamespace, type CreatedWith, type RotatableNamespaceProps,
} from '../../src';

// Templates that several stories deploy.

/** A namespace under a construct of any path, on a key of its own. */
export const namespaceAt = (
  world: World, props: RotatableNamespaceProps = {}, path: readonly string[] = ['Namespace'],
): StackSource =>
  world.synth((root) => {
    const stack = new Stack(root, STACK);
    const scope = path.slice(0, -1).reduce<Construct>((at, id) => new Construct(at, id), stack);
    new RotatableNamespace(scope, path.at(-1)!, { namespaceName: NAMESPACE, ...props });
  });

/** A namespace on a key that something else creates. */
export const namespaceOnKey = (
  world: World, keyArn: string, createdWith?: CreatedWith, namespaceName = NAMESPACE,
): StackSource =>
  world.synth((root) => {
    const stack = new Stack(root, STACK);
    const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', keyArn));
    new RotatableNamespace(stack, 'Namespace', { namespaceName, encryption, createdWith });
  });

/** The same namespace as a plain resource, under the construct id of a RotatableNamespace. */
export const plainNamespace = (world: World, kmsKeyId: string): StackSource =>
  world.synth((root) => {
    const place = new Construct(new Stack(root, STACK), 'Namespace');
    new redshiftserverless.CfnNamespace(place, 'Resource', {
      namespaceName: NAMESPACE,
      dbName: 'warehouse',
      adminUsername: 'awsuser',
      manageAdminPassword: true,
      logExports: ['connectionlog', 'userlog'],
      kmsKeyId,
    });
  });

/** A resource whose creation fails after the key change. */
export const sibling = (stack: Stack): void => {
  const properties = { Value: 'new', FailOn: 'create' };
  const resource = new CfnResource(stack, 'Other', { type: 'Test::Resource', properties });
  resource.node.addDependency(
    ...stack.node.children.filter(
      (child) => child instanceof RotatableNamespace || child instanceof NamespaceKeyChange,
    ),
  );
};
