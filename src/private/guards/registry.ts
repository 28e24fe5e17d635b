import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A window of a key change, and what the construct has put in it. */
export interface WindowFacts {
  readonly resource: CfnResource;
  /** tokens and all */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What the guards know of a NamespaceKeyChange. */
export interface KeyChangeFacts {
  readonly namespaceName: string;
  /** the wish */
  readonly kmsKeyId: string;
  readonly windows: readonly WindowFacts[];
}

/**
 * Which constructs are this library's, and what they have put into the template. Weak, and apart from the classes, so
 * that the guards need not import them.
 */
const keyChanges = new WeakMap<IConstruct, KeyChangeFacts>();
const ownNamespaces = new WeakMap<CfnResource, IConstruct>();

export const registerKeyChange = (construct: IConstruct, facts: KeyChangeFacts): void => void keyChanges.set(construct, facts);
export const keyChangeOf = (construct: IConstruct): KeyChangeFacts | undefined => keyChanges.get(construct);

/** A namespace that a RotatableNamespace has made, and guards by itself. */
export const registerOwnNamespace = (resource: CfnResource, owner: IConstruct): void => void ownNamespaces.set(resource, owner);
export const ownerOf = (resource: CfnResource): IConstruct | undefined => ownNamespaces.get(resource);
