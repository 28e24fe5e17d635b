import { Stack, aws_kms as kms } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** One namespace of a contender's app. */
export interface Warehouse {
  readonly namespaceName: string;
  /** number of the key that the namespace is on: 1 at first, then 2 */
  readonly generation: number;
  readonly sizeTB: number;
}

/** A way to change the key of a namespace in a deployment. */
export interface Contender {
  /** in results.json */
  readonly id: string;
  /** in the tables and the plot */
  readonly label: string;
  /** what it is, in a sentence */
  readonly description: string;
  /** Adds a namespace, its keys and its alias, and whatever changes the key. */
  add(scope: Construct, warehouse: Warehouse): void;
}

/** A key for each generation so far, and an alias of the newest. Every contender's app has them. */
export function keysOf(scope: Construct, { generation, namespaceName }: Warehouse): kms.Key[] {
  const keys = Array.from(
    { length: generation }, (_, index) => new kms.Key(scope, `Key${index + 1}`, { enableKeyRotation: true }),
  );
  new kms.Alias(scope, 'Alias', { aliasName: `alias/${namespaceName}`, targetKey: keys[keys.length - 1] });
  return keys;
}

/** A construct that a stack has once. */
export function oncePerStack<T extends Construct>(scope: Construct, id: string, make: (stack: Stack) => T): T {
  const stack = Stack.of(scope);
  return stack.node.tryFindChild(id) as T | undefined ?? make(stack);
}
