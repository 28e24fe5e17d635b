import { ValidationError } from './errors';
import { Operation, setStatus, type Services } from './operation';
import { propertiesOf } from './resolution';
import type { Stack, Version } from './stack';

/**
 * An IMPORT change set: existing resources become a part of a stack, with the properties that the template has. No
 * handler
 * creates or updates anything. CFN-16: the template must not refer to resources that do not exist yet.
 */
export async function importInto(
  services: Services, stack: Stack, version: Version, physicalIds: Readonly<Record<string, string>>,
): Promise<void> {
  const { template } = version;
  const added = [...template.resources.keys()].filter((id) => stack.resource(id) === undefined);
  const unexpected = added.filter((id) => physicalIds[id] === undefined);
  if (unexpected.length > 0) {
    throw new ValidationError(
      `You have modified resources [${unexpected.join(', ')}] in your template that are not being `
        + 'imported. Update, create or delete operations cannot be executed during import operations.',
    );
  }
  setStatus(services, stack, 'IMPORT_IN_PROGRESS', 'User Initiated');
  stack.version = version;
  const operation = new Operation(services, stack, false, true);
  stack.operation = operation;
  for (const logicalId of added) {
    const definition = template.resources.get(logicalId)!;
    const target = { logicalId, type: definition.type, version };
    const provider = operation.provider(definition.type);
    const { read } = provider;
    if (read === undefined) {
      throw new ValidationError(`ResourceTypes [${definition.type}] are not supported for Import`);
    }
    const properties = propertiesOf(services, stack, version, definition, provider);
    const ending = await operation.handle(target, async (context) =>
      read.call(provider, context, physicalIds[logicalId]),
    );
    if (ending.kind !== 'ok') {
      throw new ValidationError(`${logicalId} (${physicalIds[logicalId]}) cannot be imported`);
    }
    stack.resources.set(logicalId, {
      definition,
      properties,
      physicalId: ending.made.physicalId,
      attributes: ending.made.attributes,
      noEcho: false,
      status: 'IMPORT_COMPLETE',
    });
    operation.resourceEvent(target, 'IMPORT_COMPLETE', ending.made.physicalId);
  }
  stack.settle(version);
  setStatus(services, stack, 'IMPORT_COMPLETE');
}
