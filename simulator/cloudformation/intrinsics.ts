import { subnetsOf } from './cidr';
import { ValidationError } from './errors';
import { isRecord } from './host';

/** The values that the intrinsic functions of a template refer to. */
export interface Scope {
  /** the value of a Ref: parameter, pseudo parameter or resource */
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  mapping(map: string, first: string, second: string): unknown;
  importValue(name: string): unknown;
  /** the availability zones of a Region; absent where they are not assumed */
  availabilityZones?(region: string): readonly string[];
  /** an item that a list does not have; absent where lists are not assumed */
  assumedItem?(index: number): unknown;
}

/** The value of a Ref to AWS::NoValue. It is removed from the list or object around it. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'Ref': (argument, scope) => scope.ref(textOf(argument, 'Ref')),
  'Fn::GetAtt': (argument, scope) => {
    const [id, attribute] = getAttOf(argument);
    return scope.getAtt(id, textOf(resolve(attribute, scope), 'Fn::GetAtt'));
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, list] = listOf(argument, 'Fn::Join', 2);
    return listOf(resolve(list, scope), 'Fn::Join')
      .map((part) => scalarOf(part, 'Fn::Join'))
      .join(textOf(delimiter, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = listOf(argument, 'Fn::Select', 2);
    const choices = listOf(resolve(list, scope), 'Fn::Select');
    const at = Number(resolve(index, scope));
    const chosen = choices[at] ?? scope.assumedItem?.(at);
    if (chosen === undefined) {
      throw new ValidationError('Template error: Fn::Select cannot select nonexistent value at index ' + String(index));
    }
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = listOf(argument, 'Fn::Split', 2);
    return scalarOf(resolve(source, scope), 'Fn::Split').split(textOf(delimiter, 'Fn::Split'));
  },
  'Fn::Sub': (argument, scope) => {
    const [text, variables] = subOf(argument);
    return text.replace(SUB, (_whole, name: string) => {
      if (name.startsWith('!')) { return `\${${name.slice(1)}}`; }
      if (Object.hasOwn(variables, name)) { return scalarOf(resolve(variables[name], scope), 'Fn::Sub'); }
      const [id, ...attribute] = name.split('.');
      return scalarOf(attribute.length > 0 ? scope.getAtt(id, attribute.join('.')) : scope.ref(id), 'Fn::Sub');
    });
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = listOf(argument, 'Fn::FindInMap', 3).map((part) =>
      textOf(resolve(part, scope), 'Fn::FindInMap'),
    );
    return scope.mapping(map, first, second);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(scalarOf(resolve(argument, scope), 'Fn::Base64')).toString('base64'),
  'Fn::Cidr': (argument, scope) => {
    const [block, count, bits = 8] = listOf(resolve(argument, scope), 'Fn::Cidr');
    return subnetsOf(scalarOf(block, 'Fn::Cidr'), Number(count), Number(bits));
  },
  'Fn::GetAZs': (argument, scope) => {
    const region = scalarOf(resolve(argument, scope), 'Fn::GetAZs');
    if (scope.availabilityZones === undefined) { throw unsupported('Fn::GetAZs'); }
    return scope.availabilityZones(region === '' ? String(scope.ref('AWS::Region')) : region);
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(scalarOf(resolve(argument, scope), 'Fn::ImportValue')),
};

/** The functions that a value may call. */
export const INTRINSIC_FUNCTIONS: readonly string[] = Object.keys(INTRINSICS);

const SUB = /\$\{([^}]+)\}/g;

/** Resolves every intrinsic function in a value. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) { return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE); }
  if (!isRecord(value)) { return value; }
  const call = intrinsicOf(value);
  if (call) { return INTRINSICS[call.name](call.argument, scope); }
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, scope)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
}

const unsupported = (name: string): ValidationError =>
  new ValidationError(`the simulator does not support ${name}: add it to intrinsics.ts`);

/** A reference in a value. */
export interface Reference {
  readonly name: string;
  /** set for Fn::GetAtt */
  readonly attribute?: string;
}

/** The references in a value, to parameters too. */
export function referencesOf(value: unknown): readonly Reference[] {
  if (Array.isArray(value)) { return value.flatMap(referencesOf); }
  if (!isRecord(value)) { return []; }
  const call = intrinsicOf(value);
  if (!call) { return Object.values(value).flatMap(referencesOf); }
  switch (call.name) {
    case 'Ref': return [{ name: textOf(call.argument, 'Ref') }];
    case 'Fn::GetAtt': {
      const [name, attribute] = getAttOf(call.argument);
      return [{ name, attribute: typeof attribute === 'string' ? attribute : '' }, ...referencesOf(attribute)];
    }
    case 'Fn::Sub': {
      const [text, variables] = subOf(call.argument);
      const names = [...text.matchAll(SUB)]
        .map((match) => match[1])
        .filter((name) => !name.startsWith('!') && !Object.hasOwn(variables, name));
      const direct = names.map((name) => {
        const [id, ...attribute] = name.split('.');
        return attribute.length > 0 ? { name: id, attribute: attribute.join('.') } : { name: id };
      });
      return [...direct, ...referencesOf(variables)];
    }
    default: return referencesOf(call.argument);
  }
}

/** Replaces every Fn::If in a value by one of its branches. */
export function choose(value: unknown, condition: (name: string) => boolean): unknown {
  if (Array.isArray(value)) { return value.map((item) => choose(item, condition)); }
  if (!isRecord(value)) { return value; }
  if ('Fn::If' in value) {
    const [name, yes, no] = listOf(value['Fn::If'], 'Fn::If', 3);
    return choose(condition(textOf(name, 'Fn::If')) ? yes : no, condition);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, choose(item, condition)]));
}

function intrinsicOf(
  value: Record<string, unknown>,
): { readonly name: string; readonly argument: unknown } | undefined {
  const keys = Object.keys(value);
  const name = keys.find((key) => key === 'Ref' || key.startsWith('Fn::'));
  if (name === undefined) { return undefined; }
  if (keys.length > 1) {
    throw new ValidationError(`Template format error: ${name} cannot stand next to other keys: ${keys.join(', ')}`);
  }
  if (!(name in INTRINSICS)) { throw unsupported(name); }
  return { name, argument: value[name] };
}

function getAttOf(argument: unknown): [string, unknown] {
  if (typeof argument === 'string') {
    const [id, ...attribute] = argument.split('.');
    return [id, attribute.join('.')];
  }
  const [id, attribute] = listOf(argument, 'Fn::GetAtt', 2);
  return [textOf(id, 'Fn::GetAtt'), attribute];
}

function subOf(argument: unknown): [string, Record<string, unknown>] {
  if (typeof argument === 'string') { return [argument, {}]; }
  const [text, variables] = listOf(argument, 'Fn::Sub', 2);
  if (!isRecord(variables)) {
    throw new ValidationError('Template error: the second argument of Fn::Sub must be an object');
  }
  return [textOf(text, 'Fn::Sub'), variables];
}

export function listOf(value: unknown, where: string, length?: number): readonly unknown[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw new ValidationError(
      `Template error: every ${where} object requires a list${length === undefined ? '' : ` of ${length}`}, `
        + `got: ${JSON.stringify(value)}`,
    );
  }
  return value;
}

export function textOf(value: unknown, where: string): string {
  if (typeof value !== 'string') {
    throw new ValidationError(`Template error: ${where} needs a string, got: ${JSON.stringify(value)}`);
  }
  return value;
}

function scalarOf(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') { return String(value); }
  throw new ValidationError(`Template error: ${where} needs strings, got: ${JSON.stringify(value)}`);
}
