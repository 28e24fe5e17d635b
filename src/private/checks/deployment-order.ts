import type { CfnResource } from 'aws-cdk-lib';
import type { AppIndex } from './app-index';
import { isInTree, logicalIdOf, type FinalResource } from './final-resource';
import type { AliasParts, NamespaceParts } from './namespace-parts';
import { keyChangeOf } from './registry';
import { diagnostics, shown, type Diagnostic } from '../diagnostics/diagnostics';
import { same } from '../template-values';

/** Keys, key change, alias, namespace: the order that keeps everything else away while the key is being changed. */
export function checkOrder(
  index: AppIndex, { keyChange, alias, resource }: NamespaceParts, namespace: FinalResource | undefined,
): Diagnostic[] {
  const facts = keyChangeOf(keyChange);
  if (facts === undefined || !isInTree(keyChange)) {
    return [diagnostics.partRemoved(keyChange.node.path, 'without it nothing moves the namespace to its key')];
  }
  const windows = facts.windows.map((window) => window.resource).filter(isInTree);
  const before = alias === undefined ? windows : [alias.resource].filter(isInTree);
  return [
    ...windows.flatMap((window) => checkCondition(window.node.path, index.final(window), namespace)),
    ...alias === undefined ? [] : checkAlias(index, alias, windows, namespace),
    ...namespace === undefined ? [] : checkWaitsFor(resource.node.path, namespace, before),
  ];
}

/** The alias is what KmsKeyId names, points to the desired key, and moves when the key has changed. */
function checkAlias(
  index: AppIndex, { resource, aliasName, targetKeyId }: AliasParts,
  windows: readonly CfnResource[], namespace: FinalResource | undefined,
): Diagnostic[] {
  const { path } = resource.node;
  if (!isInTree(resource)) { return [diagnostics.partRemoved(path, 'KmsKeyId of the namespace is this alias')]; }
  const final = index.final(resource);
  const expected: Record<string, unknown> = {
    AliasName: resource.stack.resolve(aliasName),
    TargetKeyId: resource.stack.resolve(targetKeyId),
  };
  return [
    ...Object.keys(expected).filter((name) => !same(expected[name], final.Properties[name])).map((name) =>
      diagnostics.aliasAltered(path, name, shown(expected[name]), shown(final.Properties[name]))),
    ...checkWaitsFor(path, final, windows),
    ...checkCondition(path, final, namespace),
  ];
}

const checkWaitsFor = (path: string, { DependsOn }: FinalResource, before: readonly CfnResource[]): Diagnostic[] =>
  before.filter((one) => !DependsOn.includes(logicalIdOf(one)))
    .map((one) => diagnostics.orderBroken(path, one.node.path));

/** A part that is deployed only under a condition could be missing where the namespace is deployed. */
export function checkCondition(
  path: string, { Condition: condition }: FinalResource, namespace: FinalResource | undefined,
): Diagnostic[] {
  const isFine = condition === undefined || condition === namespace?.Condition;
  return isFine ? [] : [diagnostics.partConditional(path, condition)];
}
