import { isRecord, type Json } from './read-json';
import { RESOURCE_TYPE } from '../../../src/contract';

/** A resource as a template has it. */
export interface TemplateResource { readonly logicalId: string; readonly type: string; readonly properties: Json }

export function resourcesOf(template: Json): readonly TemplateResource[] {
  const section = isRecord(template.Resources) ? template.Resources : {};
  return Object.entries(section).flatMap(([logicalId, raw]) => isRecord(raw) && typeof raw.Type === 'string'
    ? [{ logicalId, type: raw.Type, properties: isRecord(raw.Properties) ? raw.Properties : {} }]
    : []);
}

export const isWindow = ({ type }: Pick<TemplateResource, 'type'>): boolean => type === RESOURCE_TYPE;

const RUNNING = ['AWS::Lambda::Function', 'AWS::StepFunctions::StateMachine'];
const POLICY = 'AWS::IAM::Policy';
const ROLE = 'AWS::IAM::Role';
const EVENT_CONFIG = 'AWS::Lambda::EventInvokeConfig';

/**
 * Logical ids of what changes keys, found from the windows of a template: the function, the waiter, their roles and
 * policies. The simulator runs these, and no other code of the app.
 */
export function workingParts(template: Json): ReadonlySet<string> {
  const all = resourcesOf(template);
  const byId = new Map(all.map((resource) => [resource.logicalId, resource]));
  const working = new Set<string>();
  const follow = (value: unknown, types: readonly string[]): void => {
    for (const id of referencesIn(value)) {
      const found = byId.get(id);
      if (found === undefined || working.has(id) || !types.includes(found.type)) { continue; }
      working.add(id);
      follow(found.properties, [...RUNNING, ROLE]);
    }
  };
  for (const { properties } of all.filter(isWindow)) {
    follow([properties.ServiceToken, properties.WaiterArn], RUNNING);
  }
  for (const { logicalId, type, properties } of all) {
    const target = type === POLICY ? properties.Roles : type === EVENT_CONFIG ? properties.FunctionName : undefined;
    if (referencesIn(target).some((id) => working.has(id))) { working.add(logicalId); }
  }
  return working;
}

/** Names in Ref, Fn::GetAtt and Fn::Sub. */
export function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) { return value.flatMap(referencesIn); }
  if (!isRecord(value)) { return []; }
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref' && typeof item === 'string') { return [item]; }
    if (key === 'Fn::GetAtt') { return [String(Array.isArray(item) ? item[0] : item).split('.')[0]]; }
    if (key === 'Fn::Sub') {
      const text = String(Array.isArray(item) ? item[0] : item);
      const names = [...text.matchAll(/\$\{([^}!]+)\}/g)].map(([, name]) => name.split('.')[0]);
      return [...names, ...(Array.isArray(item) ? referencesIn(item[1]) : [])];
    }
    return referencesIn(item);
  });
}
