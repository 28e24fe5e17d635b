import { ResourceFailure, ValidationError } from './errors';
import { isRecord, type Json } from './host';
import type { Scope } from './intrinsics';
import type { Services } from './operation';
import type { ResourceProvider } from './provider';
import type { Stack, Version } from './stack';
import type { ResourceDefinition } from './template';

/** The values that the template of a version refers to, in the current state of the stack. */
export function scopeOf(services: Services, stack: Stack, version: Version): Scope {
  return version.template.scope({
    ref: (name) => {
      const physicalId = stack.resource(name)?.physicalId;
      if (physicalId === undefined) {
        throw new ResourceFailure(`Unresolved resource dependency ${name}: it has no physical id`);
      }
      return physicalId;
    },
    getAtt: (logicalId, attribute) => {
      const state = stack.resource(logicalId);
      const value = state?.attributes[attribute];
      if (state === undefined || value === undefined || value === null) {
        throw new ResourceFailure(
          state && isCustom(state.definition.type)
            ? `CustomResource attribute error: Vendor response doesn't contain ${attribute} attribute in object `
                + `${stack.id}|${logicalId}`
            : `Attribute '${attribute}' does not exist on ${logicalId}`,
        );
      }
      return value;
    },
    importValue: (name) => services.importValue(stack, name),
  });
}

/** The properties of a resource as its handler receives them. Throws `ResourceFailure`. */
export function propertiesOf(
  services: Services,
  stack: Stack,
  version: Version,
  definition: ResourceDefinition,
  provider: ResourceProvider,
): Json {
  const resolved = attempt(() => version.template.resolve(definition.properties, scopeOf(services, stack, version)));
  if (!isRecord(resolved)) { throw new ResourceFailure('Properties must be an object'); }
  // CFN-8: scalar properties arrive as strings.
  const properties = provider.scalarsAsStrings ? asStrings(resolved) : resolved;
  if (!provider.taggable || !isRecord(properties)) { return properties as Json; }
  if (provider.tagPrecedence !== 'stack') { return withStackTags(properties, version.tags); }
  const systemTags = {
    'aws:cloudformation:stack-name': stack.name,
    'aws:cloudformation:stack-id': stack.id,
    'aws:cloudformation:logical-id': definition.logicalId,
  };
  return withTagsOfStackFirst(properties, { ...systemTags, ...version.tags });
}

/** The outputs and exports of a stack. Throws `ResourceFailure`. */
export function outputsOf(
  services: Services,
  stack: Stack,
  version: Version,
): { outputs: Record<string, string>; exports: Record<string, string> } {
  const scope = scopeOf(services, stack, version);
  const outputs: Record<string, string> = {};
  const exports: Record<string, string> = {};
  for (const [name, output] of version.template.outputs) {
    const value = attempt(() => version.template.resolve(output.value, scope));
    if (typeof value === 'object' && value !== null) {
      throw new ResourceFailure(
        `Template format error: Output ${name} is malformed. The Value field of every Outputs member must `
          + 'evaluate to a String.',
      );
    }
    outputs[name] = String(value);
    if (output.exportName !== undefined) {
      exports[String(attempt(() => version.template.resolve(output.exportName, scope)))] = outputs[name];
    }
  }
  return { outputs, exports };
}

export const isCustom = (type: string): boolean =>
  type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ValidationError ? new ResourceFailure(error.message) : error;
  }
}

function asStrings(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(asStrings); }
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asStrings(item)]));
  }
  return String(value);
}

/** Adds the stack tags. The resource's own tags take precedence. */
function withStackTags(properties: Json, tags: Readonly<Record<string, string>>): Json {
  const own = Array.isArray(properties.Tags) ? properties.Tags.filter(isRecord) : [];
  const inherited = Object.entries(tags)
    .filter(([key]) => !own.some((tag) => tag.Key === key))
    .map(([Key, Value]) => ({ Key, Value }));
  return inherited.length > 0 ? { ...properties, Tags: [...own, ...inherited] } : properties;
}

/** Adds the tags of the stack, which take precedence over the resource's own. */
function withTagsOfStackFirst(properties: Json, tags: Readonly<Record<string, string>>): Json {
  const own = Array.isArray(properties.Tags) ? properties.Tags.filter(isRecord) : [];
  const kept = own.filter((tag) => !Object.hasOwn(tags, String(tag.Key)));
  return { ...properties, Tags: [...kept, ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))] };
}
