import { isWindow, resourcesOf } from './product-parts';
import { isRecord, type Json } from './read-json';
import type { StackInput } from './stack-input';

export interface Note { readonly place: string; readonly what: string }

const REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):[^}]*\}\}/;
const KEYED = /^AWS::(KMS::Alias|RedshiftServerless::Namespace)$/;
/** Properties whose dynamic reference has to be a KMS key. */
const KEY_PROPERTIES = ['KmsKeyId', 'CreatedWithKmsKeyId', 'TargetKeyId', 'AdminPasswordSecretKmsKeyId'];

/**
 * Replaces dynamic references: where a KMS key has to be by the ARN of a key that exists, elsewhere they stay as they
 * are, because nothing that is simulated reads them.
 */
export function replaceDynamicReferences(
  stack: StackInput, keyArn: (reference: string) => string,
): { readonly stack: StackInput; readonly notes: readonly Note[] } {
  const notes: Note[] = [];
  const replace = (template: Json): Json => {
    const keyed = new Set(resourcesOf(template)
      .filter((resource) => isWindow(resource) || KEYED.test(resource.type))
      .map(({ logicalId }) => logicalId));
    const resources = Object.entries(isRecord(template.Resources) ? template.Resources : {}).map(([id, resource]) => {
      if (!isRecord(resource)) { return [id, resource]; }
      const properties = mapStrings(resource.Properties, (text, property) => {
        const [reference] = REFERENCE.exec(text) ?? [];
        if (reference === undefined) { return text; }
        const isKey = keyed.has(id) && KEY_PROPERTIES.includes(property);
        notes.push({
          place: `${id}.${property}`,
          what: isKey ? `${reference} is a KMS key that exists` : `${reference} is not resolved`,
        });
        return isKey ? keyArn(reference) : text;
      });
      return [id, { ...resource, ...(resource.Properties !== undefined && { Properties: properties }) }];
    });
    return { ...template, Resources: Object.fromEntries(resources) as Json };
  };
  const nested = Object.fromEntries(Object.entries(stack.nested).map(([key, each]) => [key, replace(each)]));
  return { stack: { ...stack, template: replace(stack.template), nested }, notes };
}

function mapStrings(value: unknown, change: (text: string, property: string) => string, property = ''): unknown {
  if (typeof value === 'string') { return change(value, property); }
  if (Array.isArray(value)) { return value.map((item) => mapStrings(item, change, property)); }
  if (!isRecord(value)) { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, item]) =>
    [key, mapStrings(item, change, key === 'Ref' || key.startsWith('Fn::') ? property : key)]));
}
