import { rollBack } from './backward';
import { cleanUp } from './deletion';
import { ResourceFailure } from './errors';
import { inOrder } from './graph';
import { failureSentence, Operation, setStatus, type Services } from './operation';
import { outputsOf } from './resolution';
import { bringTo, callUpdate } from './resource-steps';
import type { Leftover, Stack, Version } from './stack';

export interface ForwardOptions {
  readonly disableRollback: boolean;
  /** the live state counts as the previous one */
  readonly revertDrift: boolean;
  /** the first operation of the stack */
  readonly creation: boolean;
  /**
   * Unknown: whether a failed update without rollback is undone at once.
   * ("rolling back failed resources to their last known stable state", stack failure options, AWS docs)
   */
  readonly revertFailed: boolean;
  /** a nested stack cleans up later. @default false */
  readonly holdCleanUp?: boolean;
  /** why the new exports are not possible */
  readonly exportConflict: (exports: Readonly<Record<string, string>>) => string | undefined;
}

/** Brings a stack to a version of its template. Rolls back on a failure. */
export async function goForward(
  services: Services,
  stack: Stack,
  version: Version,
  options: ForwardOptions,
): Promise<void> {
  setStatus(services, stack, options.creation ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS', 'User Initiated');
  const operation = new Operation(services, stack, false, options.disableRollback);
  stack.operation = operation;
  stack.version = version;
  stack.imports = new Set();
  const { template } = version;
  await inOrder([...template.resources.keys()], (id) => template.needsOf(id), async (id) => {
    const definition = template.resources.get(id)!;
    return bringTo(operation, version, definition, options.revertDrift);
  }, operation.halted);
  operation.assertSound();
  if (deletedMeanwhile(stack)) { return; }
  const failure =
    failureSentence(operation)
    ?? (operation.halted() ? 'Stack update cancelled' : takeOutputs(services, stack, version, options));
  if (failure === undefined) { return succeed(services, stack, version, options); }
  if (options.disableRollback && !operation.halted()) {
    if (options.revertFailed) { await revertFailed(services, stack, version, operation); }
    return setStatus(services, stack, options.creation ? 'CREATE_FAILED' : 'UPDATE_FAILED', failure);
  }
  return rollBack(services, stack, stack.stable ? failure : `${failure}Rollback requested by user.`);
}

async function succeed(
  services: Services,
  stack: Stack,
  version: Version,
  options: ForwardOptions,
): Promise<void> {
  if (options.creation) {
    stack.settle(version);
    return setStatus(services, stack, 'CREATE_COMPLETE');
  }
  setStatus(services, stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  if (options.holdCleanUp) { return undefined; }
  return finishUpdate(services, stack, version);
}

/** What follows an update that has succeeded: the clean-up phase. */
export async function finishUpdate(services: Services, stack: Stack, version: Version): Promise<void> {
  stack.settle(version);
  const removed = [...stack.resources.values()].filter(
    (state) => !version.template.resources.has(state.definition.logicalId),
  );
  const leftovers = removed.map((state): Leftover => ({
    state,
    physicalId: state.physicalId ?? '',
    retained: state.definition.deletionPolicy !== 'Delete',
  }));
  const { complete } = await cleanUp(new Operation(services, stack, false, true), leftovers);
  return setStatus(
    services,
    stack,
    'UPDATE_COMPLETE',
    complete ? undefined : 'Update successful. One or more resources could not be deleted.',
  );
}

function takeOutputs(services: Services, stack: Stack, version: Version, options: ForwardOptions): string | undefined {
  try {
    const { outputs, exports } = outputsOf(services, stack, version);
    const conflict = options.exportConflict(exports);
    if (conflict !== undefined) { return conflict; }
    stack.outputs = outputs;
    stack.exports = exports;
    return undefined;
  } catch (error) {
    if (error instanceof ResourceFailure) { return error.message; }
    throw error;
  }
}

async function revertFailed(services: Services, stack: Stack, version: Version, operation: Operation): Promise<void> {
  const back = new Operation(services, stack, true, true);
  stack.operation = back;
  await Promise.all(operation.failedToUpdate.map(async (logicalId) => {
    const change = stack.changes.get(logicalId);
    const current = stack.resource(logicalId);
    if (change?.kind !== 'updated' || !current) { return; }
    const target = { logicalId, type: current.definition.type, version };
    await callUpdate(back, target, current.definition, current.properties, current, change.attempted);
    const reverted = stack.resource(logicalId) ?? current;
    stack.resources.set(logicalId, { ...reverted, status: 'UPDATE_FAILED', reason: current.reason });
  }));
  back.assertSound();
}

/** DeleteStack during a creation ends the creation. */
const deletedMeanwhile = (stack: Stack): boolean => stack.status === 'DELETE_IN_PROGRESS';
