import { Aspects, type Stack, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { NamespaceKeyGuard, type NamespaceKeyGuardProps } from '../src';
import { context, newStack } from './private/checks/support';

/** Two live namespaces, each on a customer managed key. */
export const LIVE = context({ warehouse: 'customer-managed', second: 'customer-managed' });

/** A stack in an app with the guard. */
export function guardedStack(live: Record<string, unknown> = LIVE, props: NamespaceKeyGuardProps = {}): Stack {
  const stack = newStack(live);
  Aspects.of(stack.node.root).add(new NamespaceKeyGuard(props));
  return stack;
}

/** A namespace without this library. */
export const bare = (scope: Stack, kmsKeyId?: string, namespaceName = 'warehouse', id = 'Bare') =>
  new redshiftserverless.CfnNamespace(scope, id, { namespaceName, kmsKeyId });
