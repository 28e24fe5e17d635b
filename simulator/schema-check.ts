import * as backup from '@aws-sdk/client-backup';
import * as eventBridge from '@aws-sdk/client-eventbridge';
import * as kms from '@aws-sdk/client-kms';
import * as redshiftServerless from '@aws-sdk/client-redshift-serverless';
import * as sfn from '@aws-sdk/client-sfn';
import { ServiceError } from './types';

// The SDK's schemas are arrays: [kind, namespace, name, traits, …].
// A member is a schema, or [schema, traits], or a number for a scalar.
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
  'events': eventBridge as Readonly<Record<string, unknown>>,
  'backup': backup as Readonly<Record<string, unknown>>,
};

/** How a value differs from its schema, and where. */
interface Mismatch { readonly path: string; readonly kind: 'type' | 'unknown' | 'missing'; readonly detail: string }

/** Whether this repository has an SDK client of the service, whose schemas the requests are checked with. */
export const hasSchema = (service: string): boolean => Object.hasOwn(CLIENTS, service);

/** Whether the service has this operation according to the SDK. */
export function isOperation(service: string, operation: string): boolean {
  return schemasOf(service, operation) !== undefined;
}

/**
 * Throws what the service would throw for a request that it cannot parse.
 * Services without an SDK client in this repository are not checked.
 */
export function checkRequest(service: string, operation: string, input: Readonly<Record<string, unknown>>): void {
  const schemas = schemasOf(service, operation);
  if (!schemas) { return; }
  const [mismatch] = mismatches(schemas.input, input, '');
  if (!mismatch) { return; }
  if (mismatch.kind === 'type') {
    throw new ServiceError('SerializationException', `${mismatch.detail} at '${mismatch.path}'`);
  }
  const constraint = mismatch.kind === 'missing'
    ? `Value null at '${mismatch.path}' failed to satisfy constraint: Member must not be null`
    : `Unknown member '${mismatch.path}'`;
  throw new ServiceError('ValidationException', `1 validation error detected: ${constraint}`);
}

/** Throws if a response of the simulator is not one of the service's: an error of the simulator. */
export function checkResponse(service: string, operation: string, output: Readonly<Record<string, unknown>>): void {
  const schemas = schemasOf(service, operation);
  const found = schemas ? mismatches(schemas.output, output, '') : [];
  if (found.length > 0) {
    const list = found.map((mismatch) => `${mismatch.path}: ${mismatch.kind} ${mismatch.detail}`).join('; ');
    throw new Error(`the simulator's response to ${service}:${operation} does not match the SDK's schema: ${list}`);
  }
}

function schemasOf(service: string, operation: string): { input: Reference; output: Reference } | undefined {
  const schema = CLIENTS[service]?.[`${operation}$`];
  if (!Array.isArray(schema) || schema[0] !== OPERATION) { return undefined; }
  return { input: schema[4] as Reference, output: schema[5] as Reference };
}

function mismatches(reference: Reference, value: unknown, path: string): Mismatch[] {
  // In JSON, null means an absent member.
  if (value === undefined || value === null) { return []; }
  if (typeof reference === 'function') { return mismatches(reference(), value, path); }
  if (typeof reference === 'number') { return scalarMismatches(reference, value, path); }
  if (typeof reference === 'string') { return reference === 'unit' ? structureMismatches([], [], 0, value, path) : []; }
  // [schema, traits]: a member with its own traits
  if (reference.length === 2 || typeof reference[1] !== 'string') {
    return mismatches(reference[0] as Reference, value, path);
  }
  switch (reference[0]) {
    case LIST: return listMismatches(reference[4] as Reference, value, path);
    case MAP: return mapMismatches(reference[5] as Reference, value, path);
    case 0: return mismatches(reference[4] as Reference, value, path);
    // Structures, and unions, which have no required members.
    default:
      return structureMismatches(
        reference[4] as string[],
        reference[5] as Reference[],
        Number(reference[6] ?? 0),
        value,
        path,
      );
  }
}

function structureMismatches(
  names: readonly string[],
  members: readonly Reference[],
  required: number,
  value: unknown,
  path: string,
): Mismatch[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [wrongType('structure', value, path)];
  }
  const given = value as Readonly<Record<string, unknown>>;
  const pathOf = (name: string) => (path === '' ? name : `${path}.${name}`);
  return [
    ...names.slice(0, required).filter((name) => given[name] === undefined || given[name] === null)
      .map((name): Mismatch => ({ path: pathOf(name), kind: 'missing', detail: '' })),
    ...Object.entries(given).flatMap(([name, member]): Mismatch[] => {
      const index = names.indexOf(name);
      if (index < 0) { return member === undefined ? [] : [{ path: pathOf(name), kind: 'unknown', detail: '' }]; }
      return mismatches(members[index] as Reference, member, pathOf(name));
    }),
  ];
}

function listMismatches(item: Reference, value: unknown, path: string): Mismatch[] {
  return Array.isArray(value)
    ? value.flatMap((each, index) => mismatches(item, each, `${path}[${index}]`))
    : [wrongType('list', value, path)];
}

function mapMismatches(item: Reference, value: unknown, path: string): Mismatch[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { return [wrongType('map', value, path)]; }
  return Object.entries(value).flatMap(([key, each]) => mismatches(item, each, `${path}.${key}`));
}

function scalarMismatches(schema: number, value: unknown, path: string): Mismatch[] {
  if (schema >= MAP_OF) { return mapMismatches(schema - MAP_OF, value, path); }
  if (schema >= LIST_OF) { return listMismatches(schema - LIST_OF, value, path); }
  const expected = SCALARS[schema];
  return expected === undefined || expected.fits(value) ? [] : [wrongType(expected.name, value, path)];
}

const SCALARS: Readonly<
  Record<number, { readonly name: string; readonly fits: (value: unknown) => boolean } | undefined>
> = {
  0: { name: 'String', fits: (value) => typeof value === 'string' },
  1: { name: 'Number', fits: (value) => typeof value === 'number' },
  2: { name: 'Boolean', fits: (value) => typeof value === 'boolean' },
  // Timestamps: seconds since 1970 in JSON, unless the member says date-time.
  4: { name: 'Timestamp', fits: (value) => typeof value === 'number' },
  5: { name: 'Timestamp', fits: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)) },
  7: { name: 'Timestamp', fits: (value) => typeof value === 'number' },
  21: { name: 'Blob', fits: (value) => typeof value === 'string' },
};

function wrongType(expected: string, value: unknown, path: string): Mismatch {
  const given = Array.isArray(value)
    ? 'START_ARRAY'
    : typeof value === 'object'
      ? 'START_OBJECT'
      : `${(typeof value).toUpperCase()}_VALUE`;
  return { path, kind: 'type', detail: `${given} can not be converted to a ${expected}` };
}
