import * as kms from '@aws-sdk/client-kms';
import * as redshiftServerless from '@aws-sdk/client-redshift-serverless';
import * as sfn from '@aws-sdk/client-sfn';
import { ServiceError } from './types';

// The SDK's schemas are arrays: [kind, namespace, name, traits, …]. A member is a schema, or [schema, traits], or a number for a scalar.
type Reference = number | string | (() => Reference) | readonly unknown[];
const LIST = 1;
const MAP = 2;
const OPERATION = 9;
const LIST_OF = 64;
const MAP_OF = 128;

const CLIENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'redshift-serverless': redshiftServerless as Readonly<Record<string, unknown>>,
  'kms': kms as Readonly<Record<string, unknown>>,
  'states': sfn as Readonly<Record<string, unknown>>,
};

/** What is wrong with a value, and where. */
interface Flaw { readonly path: string; readonly kind: 'type' | 'unknown' | 'missing'; readonly detail: string }

/** Whether the service has this operation at all, according to the SDK. */
export function isOperation(service: string, operation: string): boolean {
  return schemasOf(service, operation) !== undefined;
}

/** Throws what the service would, if a request is none that it could parse. Services that the SDK here has no client for are not checked. */
export function checkRequest(service: string, operation: string, input: Readonly<Record<string, unknown>>): void {
  const schemas = schemasOf(service, operation);
  if (!schemas) { return; }
  const [flaw] = flaws(schemas.input, input, '');
  if (!flaw) { return; }
  if (flaw.kind === 'type') { throw new ServiceError('SerializationException', `${flaw.detail} at '${flaw.path}'`); }
  const constraint = flaw.kind === 'missing'
    ? `Value null at '${flaw.path}' failed to satisfy constraint: Member must not be null`
    : `Unknown member '${flaw.path}'`;
  throw new ServiceError('ValidationException', `1 validation error detected: ${constraint}`);
}

/** Throws if the simulator made up an answer that the service cannot give: a bug in the simulator. */
export function checkResponse(service: string, operation: string, output: Readonly<Record<string, unknown>>): void {
  const schemas = schemasOf(service, operation);
  const wrong = schemas ? flaws(schemas.output, output, '') : [];
  if (wrong.length > 0) {
    const list = wrong.map((flaw) => `${flaw.path}: ${flaw.kind} ${flaw.detail}`).join('; ');
    throw new Error(`the simulator answers ${service}:${operation} in a way that the SDK's schema does not know: ${list}`);
  }
}

function schemasOf(service: string, operation: string): { input: Reference; output: Reference } | undefined {
  const schema = CLIENTS[service]?.[`${operation}$`];
  if (!Array.isArray(schema) || schema[0] !== OPERATION) { return undefined; }
  return { input: schema[4] as Reference, output: schema[5] as Reference };
}

function flaws(reference: Reference, value: unknown, path: string): Flaw[] {
  // JSON's null is an absent member.
  if (value === undefined || value === null) { return []; }
  if (typeof reference === 'function') { return flaws(reference(), value, path); }
  if (typeof reference === 'number') { return scalarFlaws(reference, value, path); }
  if (typeof reference === 'string') { return reference === 'unit' ? structureFlaws([], [], 0, value, path) : []; }
  // [schema, traits]: a member with traits of its own
  if (reference.length === 2 || typeof reference[1] !== 'string') { return flaws(reference[0] as Reference, value, path); }
  switch (reference[0]) {
    case LIST: return listFlaws(reference[4] as Reference, value, path);
    case MAP: return mapFlaws(reference[5] as Reference, value, path);
    case 0: return flaws(reference[4] as Reference, value, path);
    // Structures; and unions, which say of no member that it is required.
    default: return structureFlaws(reference[4] as string[], reference[5] as Reference[], Number(reference[6] ?? 0), value, path);
  }
}

function structureFlaws(names: readonly string[], members: readonly Reference[], required: number, value: unknown, path: string): Flaw[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { return [wrongType('structure', value, path)]; }
  const given = value as Readonly<Record<string, unknown>>;
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  return [
    ...names.slice(0, required).filter((name) => given[name] === undefined || given[name] === null)
      .map((name): Flaw => ({ path: at(name), kind: 'missing', detail: '' })),
    ...Object.entries(given).flatMap(([name, member]): Flaw[] => {
      const index = names.indexOf(name);
      if (index < 0) { return member === undefined ? [] : [{ path: at(name), kind: 'unknown', detail: '' }]; }
      return flaws(members[index] as Reference, member, at(name));
    }),
  ];
}

function listFlaws(item: Reference, value: unknown, path: string): Flaw[] {
  return Array.isArray(value) ? value.flatMap((each, index) => flaws(item, each, `${path}[${index}]`)) : [wrongType('list', value, path)];
}

function mapFlaws(item: Reference, value: unknown, path: string): Flaw[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { return [wrongType('map', value, path)]; }
  return Object.entries(value).flatMap(([key, each]) => flaws(item, each, `${path}.${key}`));
}

function scalarFlaws(schema: number, value: unknown, path: string): Flaw[] {
  if (schema >= MAP_OF) { return mapFlaws(schema - MAP_OF, value, path); }
  if (schema >= LIST_OF) { return listFlaws(schema - LIST_OF, value, path); }
  const wanted = SCALARS[schema];
  return wanted === undefined || wanted.fits(value) ? [] : [wrongType(wanted.name, value, path)];
}

const SCALARS: Readonly<Record<number, { readonly name: string; readonly fits: (value: unknown) => boolean } | undefined>> = {
  0: { name: 'String', fits: (value) => typeof value === 'string' },
  1: { name: 'Number', fits: (value) => typeof value === 'number' },
  2: { name: 'Boolean', fits: (value) => typeof value === 'boolean' },
  // Timestamps: seconds since 1970 in JSON, unless the member says date-time.
  4: { name: 'Timestamp', fits: (value) => typeof value === 'number' },
  5: { name: 'Timestamp', fits: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)) },
  7: { name: 'Timestamp', fits: (value) => typeof value === 'number' },
  21: { name: 'Blob', fits: (value) => typeof value === 'string' },
};

function wrongType(wanted: string, value: unknown, path: string): Flaw {
  const given = Array.isArray(value) ? 'START_ARRAY' : typeof value === 'object' ? 'START_OBJECT' : `${(typeof value).toUpperCase()}_VALUE`;
  return { path, kind: 'type', detail: `${given} can not be converted to a ${wanted}` };
}
