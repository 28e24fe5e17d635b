import { isDeepStrictEqual } from 'node:util';
import { cleanUp, deleteAll } from './deletion';
import { ResourceFailure } from './errors';
import { inOrder } from './graph';
import { failureSentence, Operation, setStatus, type Services, type Target } from './operation';
import { isCustom, outputsOf, propertiesOf } from './resolution';
import { callUpdate } from './resource-steps';
import type { Change, Leftover, ResourceState, Stack, Version } from './stack';

/** Rolls a stack back to its last stable state. */
export async function rollBack(services: Services, stack: Stack, reason?: string): Promise<void> {
  return stack.stable
    ? rollBackUpdate(services, stack, stack.stable, reason)
    : rollBackCreation(services, stack, reason);
}

/** Rolls a creation back: deletes everything. */
async function rollBackCreation(services: Services, stack: Stack, reason?: string): Promise<void> {
  setStatus(services, stack, 'ROLLBACK_IN_PROGRESS', reason);
  const operation = begin(services, stack);
  const gone = await deleteAll(operation, [...[...stack.resources.values()].map(createdResource), ...stack.leftovers]);
  forget(stack, gone);
  if (operation.failedToDelete.length > 0) {
    setStatus(services, stack, 'ROLLBACK_FAILED', failureSentence(operation));
  } else {
    setStatus(services, stack, 'ROLLBACK_COMPLETE');
  }
}

/**
 * Rolls an update back, in the order of the old template.
 * CFN-12: a rollback calls only the resources that the failed update had modified.
 */
async function rollBackUpdate(services: Services, stack: Stack, stable: Version, reason?: string): Promise<void> {
  setStatus(services, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  const operation = begin(services, stack);
  stack.version = stable;
  const { template } = stable;
  await inOrder(
    [...template.resources.keys()],
    (id) => template.needsOf(id),
    async (id) => restore(operation, stable, id),
    operation.halted,
  );
  operation.assertSound();
  const pending = [...stack.changes.values()].some((change) => change.kind === 'updated' && !change.rolledBack);
  if (pending) { return setStatus(services, stack, 'UPDATE_ROLLBACK_FAILED', failureSentence(operation)); }
  setStatus(services, stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  const created = [...stack.resources.values()]
    .filter((state) => !template.resources.has(state.definition.logicalId))
    .map(createdResource);
  const { complete } = await cleanUp(operation, created);
  refreshOutputs(services, stack, stable);
  stack.settle(stable);
  setStatus(
    services,
    stack,
    'UPDATE_ROLLBACK_COMPLETE',
    complete ? undefined : 'Update rollback successful. One or more resources could not be deleted.',
  );
}

/** Skips resources of a failed rollback: CloudFormation takes them for rolled back. */
export function skipInRollback(services: Services, stack: Stack, logicalIds: readonly string[]): void {
  const operation = new Operation(services, stack, true);
  for (const logicalId of logicalIds) {
    const change = stack.changes.get(logicalId);
    if (change?.kind !== 'updated') { continue; }
    settleResource(operation, change, logicalId, { ...change.before, status: 'UPDATE_COMPLETE' });
  }
}

async function restore(operation: Operation, stable: Version, logicalId: string): Promise<'done' | 'failed'> {
  const { stack } = operation;
  const definition = stable.template.resources.get(logicalId);
  const change = stack.changes.get(logicalId);
  const current = stack.resource(logicalId);
  if (!definition || !current) { return 'done'; }
  if (change?.kind !== 'updated') {
    // Its handler was not called: there is nothing to undo.
    stack.resources.set(logicalId, {
      ...current,
      definition,
      status: current.status === 'UPDATE_FAILED' ? 'UPDATE_COMPLETE' : current.status,
    });
    return 'done';
  }
  if (change.rolledBack) { return 'done'; }
  const target: Target = { logicalId, type: definition.type, version: stable };
  if (wasReplacement(operation, definition.type, change)) {
    // The old physical resource was not changed: returning to it needs no call.
    if (current.physicalId !== change.before.physicalId) {
      stack.leave(current, current.physicalId, definition.deletionPolicy === 'Retain');
    }
    settleResource(operation, change, logicalId, { ...change.before, definition, status: 'UPDATE_COMPLETE' });
    return 'done';
  }
  try {
    // CFN-9: a failed Update is followed by an Update with the properties swapped.
    const properties = propertiesOf(operation.services, stack, stable, definition, operation.provider(definition.type));
    const result = await callUpdate(operation, target, definition, properties, current, change.attempted);
    if (result === 'done') { stack.changes.set(logicalId, { ...change, rolledBack: true }); }
    return result;
  } catch (error) {
    if (!(error instanceof ResourceFailure)) { throw error; }
    operation.resourceEvent(target, 'UPDATE_FAILED', current.physicalId, error.message);
    operation.failedToUpdate.push(logicalId);
    stack.resources.set(logicalId, { ...current, status: 'UPDATE_FAILED', reason: error.message });
    operation.giveUp();
    return 'failed';
  }
}

function settleResource(
  operation: Operation,
  change: Extract<Change, { kind: 'updated' }>,
  logicalId: string,
  state: ResourceState,
): void {
  operation.stack.resources.set(logicalId, state);
  operation.stack.changes.set(logicalId, { ...change, rolledBack: true });
  operation.resourceEvent({ logicalId, type: state.definition.type }, 'UPDATE_COMPLETE', state.physicalId);
}

function wasReplacement(operation: Operation, type: string, change: Extract<Change, { kind: 'updated' }>): boolean {
  // A custom resource is replaced when its response has another physical id.
  if (isCustom(type)) { return false; }
  const { replacementProperties } = operation.provider(type);
  return replacementProperties.some(
    (name) => !isDeepStrictEqual(change.before.properties[name], change.attempted[name]),
  );
}

/**
 * A resource that the failed operation has created, as the clean-up deletes it.
 * CFN-13: Retain keeps a new resource, RetainExceptOnCreate does not.
 */
function createdResource(state: ResourceState): Leftover {
  return { state, physicalId: state.physicalId ?? '', retained: state.definition.deletionPolicy === 'Retain' };
}

function begin(services: Services, stack: Stack): Operation {
  const operation = new Operation(services, stack, true);
  stack.operation = operation;
  return operation;
}

/** Removes deleted resources from a stack. */
export function forget(stack: Stack, gone: readonly Leftover[]): void {
  for (const item of gone) {
    const { logicalId } = item.state.definition;
    if ((stack.resource(logicalId)?.physicalId ?? '') === item.physicalId) { stack.resources.delete(logicalId); }
  }
  stack.leftovers = stack.leftovers.filter((item) => !gone.includes(item));
}

function refreshOutputs(services: Services, stack: Stack, version: Version): void {
  try {
    const { outputs, exports } = outputsOf(services, stack, version);
    stack.outputs = outputs;
    stack.exports = exports;
  } catch (error) {
    // Outputs do not fail a rollback: the old ones stay.
    if (!(error instanceof ResourceFailure)) { throw error; }
  }
}
