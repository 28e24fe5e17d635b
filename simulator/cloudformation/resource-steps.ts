import { isDeepStrictEqual } from 'node:util';
import { driftOf } from './drift';
import { ResourceFailure } from './errors';
import { authorizeHandler } from './handler-rights';
import type { Json } from './host';
import type { Ending, Operation, Target } from './operation';
import type { HandlerCall, HandlerContext, Made } from './provider';
import { propertiesOf } from './resolution';
import type { Leftover, ResourceState, Version } from './stack';
import type { ResourceDefinition } from './template';

type Outcome = 'done' | 'failed';

/** Brings one resource to a version of the template: creates it, updates it, or does nothing. */
export async function bringTo(
  operation: Operation,
  version: Version,
  definition: ResourceDefinition,
  revertDrift: boolean = false,
): Promise<Outcome> {
  const { stack } = operation;
  const target: Target = { logicalId: definition.logicalId, type: definition.type, version };
  const current = stack.resource(definition.logicalId);
  let properties: Json;
  try {
    properties = propertiesOf(operation.services, stack, version, definition, operation.provider(definition.type));
  } catch (error) {
    if (!(error instanceof ResourceFailure)) { throw error; }
    return current === undefined || current.status === 'CREATE_FAILED'
      ? failCreation(operation, target, definition, {}, error.message, undefined)
      : failUpdate(operation, target, current, error.message);
  }
  if (current === undefined) { return createResource(operation, target, definition, properties); }
  if (current.status === 'CREATE_FAILED') {
    // "Resources without a last known stable state will be deleted upon the next stack operation"
    // (stack failure options, AWS docs)
    if (await deleteResource(operation, target, current, current.physicalId) === 'failed') { return 'failed'; }
    return createResource(operation, target, definition, properties);
  }
  const drift = revertDrift ? await driftOf(operation, target, current, properties) : undefined;
  if (drift?.kind === 'failed') { return failUpdate(operation, target, current, drift.reason); }
  if (drift?.kind === 'drifted') {
    return updateResource(operation, target, definition, properties, { ...current, properties: drift.live });
  }
  // Only a change of properties calls the handler. DependsOn, Metadata and policies do not.
  if (current.status !== 'UPDATE_FAILED' && isDeepStrictEqual(current.properties, properties)) {
    stack.resources.set(definition.logicalId, { ...current, definition });
    return 'done';
  }
  return updateResource(operation, target, definition, properties, current);
}

async function createResource(
  operation: Operation,
  target: Target,
  definition: ResourceDefinition,
  properties: Json,
): Promise<Outcome> {
  const { stack } = operation;
  const provider = operation.provider(definition.type);
  const rejection = provider.validationError?.(properties);
  if (rejection !== undefined) {
    operation.resourceEvent(target, 'CREATE_IN_PROGRESS');
    return failCreation(operation, target, definition, properties, rejection, undefined);
  }
  const base: ResourceState = { definition, status: 'CREATE_IN_PROGRESS', properties, attributes: {}, noEcho: false };
  stack.resources.set(definition.logicalId, base);
  stack.changes.set(definition.logicalId, { kind: 'created' });
  operation.resourceEvent(target, 'CREATE_IN_PROGRESS');
  recordCall(operation, target, { action: 'create', properties });
  let physicalId: string | undefined;
  const work = async (context: HandlerContext) => {
    authorizeHandler(context, { action: 'create', properties, previous: {} });
    return provider.create(context, properties);
  };
  const ending = await operation.handle(target, work, (id) => {
    physicalId = id;
    stack.resources.set(definition.logicalId, { ...base, physicalId: id });
    operation.resourceEvent(target, 'CREATE_IN_PROGRESS', id, 'Resource creation Initiated');
  });
  if (ending.kind === 'ok') {
    if (physicalId === undefined) {
      operation.resourceEvent(target, 'CREATE_IN_PROGRESS', ending.made.physicalId, 'Resource creation Initiated');
    }
    stack.resources.set(definition.logicalId, { ...base, ...madeOf(ending.made), status: 'CREATE_COMPLETE' });
    operation.resourceEvent(target, 'CREATE_COMPLETE', ending.made.physicalId);
    return 'done';
  }
  // CFN-10: a cancelled Create is followed by a Delete, here with an id that CloudFormation made up.
  const invented = provider.inventPhysicalId
    ? operation.services.identifiers.name(stack.name, definition.logicalId)
    : undefined;
  const left = (ending.kind === 'failed' ? ending.physicalId : undefined) ?? physicalId ?? invented;
  return failCreation(
    operation,
    target,
    definition,
    properties,
    ending.kind === 'failed' ? ending.reason : 'Resource creation cancelled',
    left,
  );
}

async function updateResource(
  operation: Operation, target: Target, definition: ResourceDefinition, properties: Json, current: ResourceState,
): Promise<Outcome> {
  const { stack } = operation;
  const provider = operation.provider(definition.type);
  const rejection = provider.validationError?.(properties, current.properties);
  if (rejection !== undefined) {
    operation.resourceEvent(target, 'UPDATE_IN_PROGRESS', current.physicalId);
    return failUpdate(operation, target, current, rejection);
  }
  const changed = changedKeys(current.properties, properties);
  if (provider.replacementProperties.some((name) => changed.includes(name))) {
    return replaceResource(operation, target, definition, properties, current);
  }
  stack.touch(current, properties);
  return callUpdate(operation, target, definition, properties, current, current.properties);
}

/** Calls a handler's update, forward or in a rollback, and records the result. */
export async function callUpdate(
  operation: Operation,
  target: Target,
  definition: ResourceDefinition,
  properties: Json,
  current: ResourceState,
  previous: Json,
): Promise<Outcome> {
  const { stack } = operation;
  const physicalId = current.physicalId ?? '';
  stack.resources.set(definition.logicalId, { ...current, status: 'UPDATE_IN_PROGRESS' });
  operation.resourceEvent(target, 'UPDATE_IN_PROGRESS', physicalId);
  recordCall(operation, target, { action: 'update', physicalId, properties, previous });
  const provider = operation.provider(definition.type);
  const ending = await operation.handle(target, async (context) => {
    authorizeHandler(context, { action: 'update', properties, previous, physicalId });
    return provider.update(context, physicalId, properties, previous);
  });
  if (ending.kind !== 'ok') { return failUpdate(operation, target, current, reasonFor(ending)); }
  if (ending.made.physicalId !== physicalId) {
    // CFN-7: a physical id that changes makes CloudFormation send a Delete for the old one.
    operation.resourceEvent(
      target,
      'UPDATE_IN_PROGRESS',
      ending.made.physicalId,
      'Requested update required the provider to create a new physical resource',
    );
    stack.leave({ ...current, properties: previous }, physicalId, definition.updateReplacePolicy === 'Retain');
  }
  stack.resources.set(definition.logicalId, {
    definition,
    properties,
    ...madeOf(ending.made),
    status: 'UPDATE_COMPLETE',
  });
  operation.resourceEvent(target, 'UPDATE_COMPLETE', ending.made.physicalId);
  return 'done';
}

async function replaceResource(
  operation: Operation, target: Target, definition: ResourceDefinition, properties: Json, current: ResourceState,
): Promise<Outcome> {
  const { stack } = operation;
  if (operation.disableRollback) {
    operation.resourceEvent(target, 'UPDATE_IN_PROGRESS', current.physicalId);
    return failUpdate(
      operation,
      target,
      current,
      'Replacement type updates not supported on stack with disable-rollback.',
    );
  }
  stack.touch(current, properties);
  stack.resources.set(definition.logicalId, { ...current, status: 'UPDATE_IN_PROGRESS' });
  operation.resourceEvent(
    target,
    'UPDATE_IN_PROGRESS',
    current.physicalId,
    'Requested update requires the creation of a new physical resource; hence creating one.',
  );
  recordCall(operation, target, { action: 'create', properties });
  const fresh: ResourceState = { definition, status: 'UPDATE_IN_PROGRESS', properties, attributes: {}, noEcho: false };
  let physicalId: string | undefined;
  const initiated = (id: string) => {
    physicalId = id;
    operation.resourceEvent(target, 'UPDATE_IN_PROGRESS', id, 'Resource creation Initiated');
  };
  const ending = await operation.handle(
    target,
    async (context) => {
      authorizeHandler(context, { action: 'create', properties, previous: {} });
      return operation.provider(definition.type).create(context, properties);
    },
    initiated,
  );
  if (ending.kind !== 'ok') {
    stack.leave(fresh, (ending.kind === 'failed' ? ending.physicalId : undefined) ?? physicalId, false);
    return failUpdate(operation, target, current, reasonFor(ending));
  }
  if (physicalId === undefined) { initiated(ending.made.physicalId); }
  stack.leave(current, current.physicalId, definition.updateReplacePolicy === 'Retain');
  stack.resources.set(definition.logicalId, { ...fresh, ...madeOf(ending.made), status: 'UPDATE_COMPLETE' });
  operation.resourceEvent(target, 'UPDATE_COMPLETE', ending.made.physicalId);
  return 'done';
}

/** Deletes a physical resource of a stack. Records events, but does not change the stack's resources. */
export async function deleteResource(
  operation: Operation,
  target: Target,
  state: ResourceState,
  physicalId: string | undefined,
): Promise<Outcome> {
  operation.resourceEvent(target, 'DELETE_IN_PROGRESS', physicalId);
  if (physicalId !== undefined) {
    recordCall(operation, target, { action: 'delete', physicalId, properties: state.properties });
    const ending = await operation.handle(target, async (context) => {
      authorizeHandler(context, { action: 'delete', properties: state.properties, previous: {}, physicalId });
      return operation.provider(target.type).delete(context, physicalId, state.properties);
    });
    // CFN-50: a resource that is gone counts as deleted.
    if (ending.kind !== 'ok' && !(ending.kind === 'failed' && ending.code === 'NotFound')) {
      operation.resourceEvent(target, 'DELETE_FAILED', physicalId, reasonFor(ending));
      operation.failedToDelete.push(target.logicalId);
      return 'failed';
    }
  }
  operation.resourceEvent(target, 'DELETE_COMPLETE', physicalId);
  return 'done';
}

/** Records that a resource is retained. */
export function skipDeletion(operation: Operation, target: Target, leftover: Pick<Leftover, 'physicalId'>): void {
  operation.resourceEvent(target, 'DELETE_SKIPPED', leftover.physicalId);
}

function failCreation(
  operation: Operation,
  target: Target,
  definition: ResourceDefinition,
  properties: Json,
  reason: string,
  physicalId: string | undefined,
): Outcome {
  operation.stack.changes.set(target.logicalId, { kind: 'created' });
  operation.stack.resources.set(target.logicalId, {
    definition,
    status: 'CREATE_FAILED',
    reason,
    physicalId,
    properties,
    attributes: {},
    noEcho: false,
  });
  operation.resourceEvent(target, 'CREATE_FAILED', physicalId, reason);
  operation.failedToCreate.push(target.logicalId);
  return fail(operation);
}

function failUpdate(operation: Operation, target: Target, current: ResourceState, reason: string): Outcome {
  operation.stack.resources.set(target.logicalId, { ...current, status: 'UPDATE_FAILED', reason });
  operation.resourceEvent(target, 'UPDATE_FAILED', current.physicalId, reason);
  operation.failedToUpdate.push(target.logicalId);
  return fail(operation);
}

function fail(operation: Operation): Outcome {
  // A failure cancels the other resources in progress, unless the rollback is disabled:
  // "A failure in one path does not affect other provisioning paths" (stack failure options, AWS docs).
  if (!operation.disableRollback) { operation.giveUp(); }
  return 'failed';
}

const reasonFor = (ending: Exclude<Ending<unknown>, { kind: 'ok' }>): string =>
  ending.kind === 'failed' ? ending.reason : 'Resource update cancelled';

const madeOf = (made: Made) => ({
  physicalId: made.physicalId,
  attributes: made.attributes,
  noEcho: made.noEcho ?? false,
});

function changedKeys(before: Json, after: Json): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !isDeepStrictEqual(before[key], after[key]),
  );
}

function recordCall(
  operation: Operation,
  target: Target,
  call: Pick<HandlerCall, 'action' | 'physicalId' | 'properties' | 'previous'>,
): void {
  const { services, stack, rollback } = operation;
  const { logicalId, type } = target;
  services.calls.push({ at: services.host.clock.now(), stackName: stack.name, logicalId, type, rollback, ...call });
}
