import { isDeepStrictEqual } from 'node:util';
import { ResourceFailure, ValidationError } from './errors';
import { Operation, setStatus, type Services } from './operation';
import { propertiesOf } from './resolution';
import type { ResourceState, Stack, Version } from './stack';
import type { ResourceDefinition } from './template';

/**
 * An IMPORT change set: existing resources become a part of a stack, with the properties that the template has. No
 * handler creates or updates anything. Everything is checked first, so that a refused import leaves the stack as it is.
 *
 * CFN-16: the template must not refer to resources that do not exist yet.
 */
export async function importInto(
  services: Services, stack: Stack, version: Version, physicalIds: Readonly<Record<string, string>>,
): Promise<void> {
  const { template } = version;
  throwIfModified(stack, version, physicalIds);
  const operation = new Operation(services, stack, false, true);
  const added = [...template.resources.values()].filter(({ logicalId }) => stack.resource(logicalId) === undefined);
  const before = stack.resources;
  stack.resources = new Map(before);
  try {
    for (const definition of added) {
      const { logicalId } = definition;
      stack.resources.set(logicalId, await stateOf(operation, version, definition, physicalIds[logicalId]));
    }
  } catch (error) {
    stack.resources = before;
    throw error instanceof ResourceFailure ? new ValidationError(error.message) : error;
  }
  setStatus(services, stack, 'IMPORT_IN_PROGRESS', 'User Initiated');
  for (const definition of added) {
    operation.resourceEvent(definition, 'IMPORT_COMPLETE', physicalIds[definition.logicalId]);
  }
  stack.settle(version);
  setStatus(services, stack, 'IMPORT_COMPLETE');
}

/** An import changes nothing else: every new resource is imported, and every other one is as it was. */
function throwIfModified(
  stack: Stack, { template }: Version, physicalIds: Readonly<Record<string, string>>,
): void {
  const added = [...template.resources.keys()].filter((id) => stack.resource(id) === undefined);
  const changed = [...stack.resources.values()].filter(({ definition }) =>
    !isDeepStrictEqual(template.resources.get(definition.logicalId)?.properties, definition.properties));
  const modified = [
    ...added.filter((id) => physicalIds[id] === undefined), ...changed.map(({ definition }) => definition.logicalId),
  ];
  if (modified.length > 0) {
    throw new ValidationError(
      `You have modified resources [${modified.join(', ')}] in your template that are not being imported. Update, `
        + 'create or delete operations cannot be executed during import operations.',
    );
  }
}

/** A resource that exists, as the stack holds it after the import. */
async function stateOf(
  operation: Operation, version: Version, definition: ResourceDefinition, physicalId: string,
): Promise<ResourceState> {
  const { logicalId, type } = definition;
  const provider = operation.provider(type);
  const { read } = provider;
  if (read === undefined) { throw new ValidationError(`ResourceTypes [${type}] are not supported for Import`); }
  const properties = propertiesOf(operation.services, operation.stack, version, definition, provider);
  const ending = await operation.handle({ logicalId, type, version }, (context) =>
    read.call(provider, context, physicalId));
  operation.assertSound();
  if (ending.kind !== 'ok') { throw new ValidationError(`${logicalId} (${physicalId}) cannot be imported`); }
  const { attributes } = ending.made;
  return { definition, properties, physicalId, attributes, noEcho: false, status: 'IMPORT_COMPLETE' };
}
