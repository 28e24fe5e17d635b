import { HandlerError } from '../errors';
import type { Json } from '../host';
import type { HandlerContext, ResourceProvider } from '../provider';
import { optionalNumber, optionalText } from './input';

/**
 * Test::Resource: does nothing, in `Seconds`, and fails on demand.
 * `FailOn` is create, update (forwards), rollback (an update backwards) or delete; `Name` replaces; `Value` is an attribute.
 */
export const testResource: ResourceProvider = {
  replacementProperties: ['Name'],
  attributes: ['Value'],
  properties: ['FailOn', 'Value', 'Seconds', 'Name'],

  async create(context, properties) {
    const physicalId = optionalText(properties, 'Name') ?? context.identifiers.name(context.stackName, context.logicalId);
    context.initiated(physicalId);
    await pass(context, properties, 'create');
    return { physicalId, attributes: { Value: optionalText(properties, 'Value') ?? '' } };
  },

  async update(context, physicalId, properties, previous) {
    // Backwards, the template that asked for the failure is the previous one.
    await pass(context, context.rollback ? { ...previous, ...properties } : properties, context.rollback ? 'rollback' : 'update');
    return { physicalId, attributes: { Value: optionalText(properties, 'Value') ?? '' } };
  },

  async delete(context, _physicalId, properties) {
    await pass(context, properties, 'delete');
  },
};

async function pass(context: HandlerContext, properties: Json, action: string): Promise<void> {
  await context.sleep(optionalNumber(properties, 'Seconds') ?? 1);
  if (properties.FailOn === action) { throw new HandlerError(`failed on ${action}, as asked`, 'GeneralServiceException'); }
}
