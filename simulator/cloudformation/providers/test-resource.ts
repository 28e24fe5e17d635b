import { HandlerError } from '../errors';
import type { Json } from '../host';
import type { HandlerContext, ResourceProvider } from '../provider';
import { optionalNumber, optionalText } from './input';

/**
 * Test::Resource: takes `Seconds` for each operation, and fails on demand.
 * `FailOn` is create, update, rollback (an update in a rollback) or delete. A change of `Name` replaces the resource.
 * `Value` is an attribute.
 */
export const testResource: ResourceProvider = {
  replacementProperties: ['Name'],
  attributes: ['Value'],
  properties: ['FailOn', 'Value', 'Seconds', 'Name'],

  async create(context, properties) {
    const physicalId =
      optionalText(properties, 'Name') ?? context.identifiers.name(context.stackName, context.logicalId);
    context.initiated(physicalId);
    await pass(context, properties, 'create');
    return { physicalId, attributes: { Value: optionalText(properties, 'Value') ?? '' } };
  },

  async update(context, physicalId, properties, previous) {
    // In a rollback, the template with the failure is the previous one.
    await pass(
      context,
      context.rollback ? { ...previous, ...properties } : properties,
      context.rollback ? 'rollback' : 'update',
    );
    return { physicalId, attributes: { Value: optionalText(properties, 'Value') ?? '' } };
  },

  async delete(context, _physicalId, properties) {
    await pass(context, properties, 'delete');
  },
};

async function pass(context: HandlerContext, properties: Json, action: string): Promise<void> {
  await context.sleep(optionalNumber(properties, 'Seconds') ?? 1);
  if (properties.FailOn === action) { throw new HandlerError(`FailOn is ${action}`, 'GeneralServiceException'); }
}
