import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { KeyChangeWindow } from '../provider/key-change-windows';

/** What the checks know of a NamespaceKeyChange. */
export interface KeyChangeFacts {
  readonly namespaceName: string;
  readonly desiredKmsKeyId: string;
  readonly windows: readonly KeyChangeWindow[];
}

/**
 * Which constructs belong to this library, and what they have put into the template. Weak, and apart from the classes,
 * so that the checks need not import them.
 */
const keyChanges = new WeakMap<IConstruct, KeyChangeFacts>();
const ownNamespaces = new WeakMap<CfnResource, IConstruct>();

export const registerKeyChange = (construct: IConstruct, facts: KeyChangeFacts): void =>
  void keyChanges.set(construct, facts);
export const keyChangeOf = (construct: IConstruct): KeyChangeFacts | undefined => keyChanges.get(construct);

/** A namespace that a RotatableNamespace has created, and checks by itself. */
export const registerOwnNamespace = (resource: CfnResource, owner: IConstruct): void =>
  void ownNamespaces.set(resource, owner);
export const ownerOf = (resource: CfnResource): IConstruct | undefined => ownNamespaces.get(resource);
