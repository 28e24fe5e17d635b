import { isWindow, referencesIn, resourcesOf, workingParts, type TemplateResource } from './product-parts';
import { isRecord, type Json } from './read-json';
import { templatesOf, type StackInput } from './stack-input';
import { Template } from '../../../simulator/cloudformation';

/** What a template names and does not create, and that has to exist for a key change. */
export interface Given {
  /** ids, ARNs and aliases of KMS keys that the templates write out */
  readonly keys: ReadonlySet<string>;
  /** exports, SSM parameters and attributes (`id.attribute`) whose value is the ARN of a KMS key */
  readonly keySources: ReadonlySet<string>;
  /** ARNs of roles of the function or the waiter that no stack creates */
  readonly roles: ReadonlySet<string>;
  /** the same by export, SSM parameter or attribute */
  readonly roleSources: ReadonlySet<string>;
}

/** Properties that hold a KMS key, by resource type. */
const KEY_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::KMS::Alias': ['TargetKeyId'],
  'AWS::RedshiftServerless::Namespace': ['KmsKeyId', 'AdminPasswordSecretKmsKeyId'],
};
const WINDOW_KEYS = ['KmsKeyId', 'CreatedWithKmsKeyId'];
const ROLE_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'Role', 'AWS::StepFunctions::StateMachine': 'RoleArn',
};

/** Reads all of it from the templates of the stacks. */
export function givenIn(stacks: readonly StackInput[], pseudo: Json): Given {
  const given = {
    keys: new Set<string>(), keySources: new Set<string>(), roles: new Set<string>(), roleSources: new Set<string>(),
  };
  for (const stack of stacks) {
    for (const template of templatesOf(stack)) {
      const working = workingParts(template);
      const literal = literalsOf(template, stack, pseudo);
      for (const resource of resourcesOf(template)) {
        for (const value of keysOf(resource)) { take(value, template, literal, given.keys, given.keySources); }
        const role = ROLE_PROPERTIES[resource.type];
        if (role !== undefined && working.has(resource.logicalId)) {
          take(resource.properties[role], template, literal, given.roles, given.roleSources);
        }
      }
    }
  }
  return given;
}

function keysOf(resource: TemplateResource): readonly unknown[] {
  const names = isWindow(resource) ? WINDOW_KEYS : KEY_PROPERTIES[resource.type] ?? [];
  return names.map((name) => resource.properties[name]).filter((value) => value !== undefined);
}

/** Files a value under what it is: written out, or read from somewhere. */
function take(
  value: unknown, template: Json, literal: (value: unknown) => string | undefined,
  written: Set<string>, sources: Set<string>,
): void {
  const text = literal(value);
  if (text !== undefined) { written.add(text); }
  for (const source of sourcesOf(value, template)) { sources.add(source); }
}

/** The exports, SSM parameters and attributes that a value is read from. */
function sourcesOf(value: unknown, template: Json): readonly string[] {
  if (!isRecord(value)) { return []; }
  const imported = value['Fn::ImportValue'];
  if (typeof imported === 'string') { return [imported]; }
  const { Ref: name, 'Fn::GetAtt': attribute } = value;
  if (Array.isArray(attribute)) { return [attribute.join('.')]; }
  if (typeof attribute === 'string') { return [attribute]; }
  if (typeof name !== 'string') { return []; }
  const parameter = isRecord(template.Parameters) ? template.Parameters[name] : undefined;
  return isRecord(parameter) && String(parameter.Type).startsWith('AWS::SSM::')
    ? [String(parameter.Default)]
    : [`${name}.Ref`];
}

/** Resolves what depends on parameters and pseudo parameters alone. */
function literalsOf(template: Json, stack: StackInput, pseudo: Json): (value: unknown) => string | undefined {
  let read: Template;
  try {
    const names = Object.keys(isRecord(template.Parameters) ? template.Parameters : {});
    const parameters = Object.entries(stack.parameters).filter(([name]) => names.includes(name));
    read = new Template(template, { ...pseudo, 'AWS::StackName': stack.stackName }, Object.fromEntries(parameters));
  } catch {
    // The deployment will say what is wrong with the template.
    return (value) => typeof value === 'string' ? value : undefined;
  }
  const outside = (): never => { throw new Error('a resource'); };
  const scope = read.scope({ ref: outside, getAtt: outside });
  const own = new Set(resourcesOf(template).map(({ logicalId }) => logicalId));
  return (value) => {
    if (referencesIn(value).some((name) => own.has(name))) { return undefined; }
    try {
      const resolved = read.resolve(value, scope);
      return typeof resolved === 'string' && resolved !== '' ? resolved : undefined;
    } catch {
      return undefined;
    }
  };
}
