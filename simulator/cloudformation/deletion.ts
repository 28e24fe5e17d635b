import { inOrder } from './graph';
import type { Operation } from './operation';
import { deleteResource, skipDeletion } from './resource-steps';
import type { Leftover } from './stack';

/** How many times the clean-up phase tries to delete a resource. */
const CLEANUP_ATTEMPTS = 3;

/**
 * Deletes physical resources, dependents first, independent ones at the same time.
 * Returns those that are deleted or retained.
 */
export async function deleteAll(
  operation: Operation,
  items: readonly Leftover[],
  attempts: number = 1,
): Promise<readonly Leftover[]> {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  const dependents = (key: string): string[] => {
    const logicalId = byKey.get(key)?.state.definition.logicalId ?? '';
    return [...byKey]
      .filter(([other, item]) => other !== key && item.state.definition.needs.includes(logicalId))
      .map(([other]) => other);
  };
  const results = await inOrder([...byKey.keys()], dependents, async (key) => {
    const item = byKey.get(key)!;
    const { definition } = item.state;
    const target = { logicalId: definition.logicalId, type: definition.type, version: operation.stack.version };
    if (item.retained) {
      skipDeletion(operation, target, item);
      return 'done';
    }
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const physicalId = item.physicalId === '' ? undefined : item.physicalId;
      if (await deleteResource(operation, target, item.state, physicalId) === 'done') { return 'done'; }
    }
    return 'failed';
  }, operation.halted);
  operation.assertSound();
  return [...byKey].filter(([key]) => results.get(key) === 'done').map(([, item]) => item);
}

/**
 * The clean-up phase: deletes what was replaced or removed. Its failures do not fail the operation.
 * CFN-12: in a rollback, this deletes what the failed update had created.
 */
export async function cleanUp(
  operation: Operation,
  removed: readonly Leftover[],
): Promise<{ readonly complete: boolean }> {
  const { stack } = operation;
  // A physical resource that the stack has returned to is no leftover.
  const left = stack.leftovers.filter(
    (item) => stack.resource(item.state.definition.logicalId)?.physicalId !== item.physicalId,
  );
  const items = [...new Map([...left, ...removed].map((item) => [keyOf(item), item])).values()];
  const gone = await deleteAll(operation, items, CLEANUP_ATTEMPTS);
  stack.leftovers = [];
  for (const item of removed) { stack.resources.delete(item.state.definition.logicalId); }
  return { complete: gone.length === items.length };
}

const keyOf = (item: Leftover): string => `${item.state.definition.logicalId}|${item.physicalId}`;
