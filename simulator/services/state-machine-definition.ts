import { ServiceError } from '../types';
import { Json, StateMachineClass, withServiceDefaults } from './asl-interpreter';

/** A definition that the interpreter has loaded. */
export interface LoadedDefinition {
  readonly instance: InstanceType<StateMachineClass>;
  /** state name → ARN of the function that the Task calls */
  readonly tasks: Readonly<Record<string, string>>;
}

/** Valid definitions, without their ARNs. The validator takes a fifth of a second, so each runs through it once. */
const validated = new Set<string>();

/** Loads a definition in Amazon States Language. Throws an InvalidDefinition. */
export function loadDefinition(source: string, interpreter: StateMachineClass): LoadedDefinition {
  try {
    const definition = withServiceDefaults(JSON.parse(source) as Json);
    const withoutArns = source.replace(/"arn:[^"]*"/g, '"arn"');
    const instance = new interpreter(definition, { validationOptions: { noValidate: validated.has(withoutArns) } });
    validated.add(withoutArns);
    return { instance, tasks: tasksOf(definition) };
  } catch (error) {
    throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: ${(error as Error).message}`);
  }
}

/** The Tasks of a definition at any depth. */
function tasksOf(definition: Json): Record<string, string> {
  if (typeof definition !== 'object' || definition === null) { return {}; }
  const states = Array.isArray(definition) ? {} : definition.States;
  const own = typeof states === 'object' && states !== null && !Array.isArray(states)
    ? Object.entries(states).flatMap(([name, state]) => taskOf(name, state))
    : [];
  const nested = Object.values(definition).flatMap((value) => Object.entries(tasksOf(value)));
  return Object.fromEntries([...nested, ...own]);
}

function taskOf(name: string, state: Json): readonly (readonly [string, string])[] {
  const { Type: type, Resource: resource } = state as { Type?: Json; Resource?: Json };
  if (type !== 'Task') { return []; }
  if (typeof resource !== 'string' || !/^arn:[^:]+:lambda:/.test(resource)) {
    throw new Error(`the simulated Step Functions calls Lambda functions by their ARN only, got: ${String(resource)}`);
  }
  return [[name, resource]];
}
