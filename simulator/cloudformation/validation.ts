import { ValidationError } from './errors';
import { unsupportedProperties } from './modeled-properties';
import type { Providers } from './provider';
import type { Stack } from './stack';
import type { Template } from './template';

/** Checks a template against the resource types, before any resource changes. Throws a `ValidationError`. */
export function validateAgainst(template: Template, providers: Providers, stack?: Stack): void {
  const definitions = [...template.resources.values()];
  const unknown = [...new Set(definitions.map((definition) => definition.type).filter((type) => !providers(type)))];
  if (unknown.length > 0) {
    throw new ValidationError(
      `Template format error: Unrecognized resource types: [${unknown.join(', ')}] (not in the simulator: add a `
        + 'provider to providers/)',
    );
  }
  const changedType = definitions.filter((definition) => {
    const current = stack?.resource(definition.logicalId);
    return current !== undefined && current.status !== 'CREATE_FAILED' && current.definition.type !== definition.type;
  });
  if (changedType.length > 0) {
    throw new ValidationError(
      'Update of resource type is not permitted. The new template modifies resource type of the following '
        + `resources: [${changedType.map((definition) => definition.logicalId).join(', ')}]`,
    );
  }
  for (const definition of definitions) {
    const supported = providers(definition.type)?.properties;
    const { refused, unknown: nonexistent } = unsupportedProperties(definition.type, definition.properties);
    if (refused.length > 0) {
      throw new ValidationError(
        `the simulator does not model these properties of ${definition.type} ${definition.logicalId}: `
          + `${refused.join(', ')}; leave them out, or add them to modeled-properties.ts`,
      );
    }
    const extraneous = [
      ...nonexistent, ...Object.keys(definition.properties).filter((name) => supported?.includes(name) === false),
    ];
    if (extraneous.length > 0) {
      throw new ValidationError(
        `Properties validation failed for resource ${definition.logicalId} with message: [#: extraneous key `
          + `[${extraneous.join(', ')}] is not permitted]`,
      );
    }
    for (const { name, attribute } of definition.references) {
      const target = template.resources.get(name);
      const attributes = target && providers(target.type)?.attributes;
      if (
        attribute === undefined
        || attributes === undefined
        || attributes === 'any'
        || attributes.includes(attribute)
      ) { continue; }
      throw new ValidationError(
        `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
      );
    }
  }
}
