import type { IConstruct } from 'constructs';
import type { IRotatableNamespace } from '../../rotatable-namespace-ref';

const plainNames = new WeakMap<IConstruct, string>();

/** Keeps the name of a namespace as text. */
export const registerPlainName = (namespace: IConstruct, name: string): void => void plainNames.set(namespace, name);

/**
 * Name of a namespace as text. `namespaceName` may be a reference to the resource: an alarm or a rule that has it would
 * wait until the key has changed, and in another stack it would be an export.
 */
export const plainNameOf = (namespace: IRotatableNamespace): string =>
  plainNames.get(namespace) ?? namespace.namespaceName;
