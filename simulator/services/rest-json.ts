import * as backup from '@aws-sdk/client-backup';
import { ServiceError } from '../types';

/** A member of an input: where it is in the request, and its type. */
interface Member { readonly name: string; readonly query?: string; readonly schema: unknown }

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly labels: readonly string[];
  readonly members: readonly Member[];
}

/** A request of a service that has a path for each operation. */
export interface RestRequest {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

const OPERATION = 9;
type Schema = readonly unknown[];

/** Service in the credential scope of a signature → the operations that its SDK client has. */
const ROUTES: Readonly<Record<string, readonly Route[]>> = { backup: routesOf(backup) };

function routesOf(client: object): Route[] {
  const schemas = (Object.values(client) as unknown[])
    .filter((value): value is Schema => Array.isArray(value) && value[0] === OPERATION);
  // A path with fewer labels is the more specific one.
  return schemas.map(routeOf).sort((one, other) => one.labels.length - other.labels.length);
}

function routeOf(schema: Schema): Route {
  const [method, path] = (schema[3] as { readonly http: readonly [string, string, number] }).http;
  const labels = [...path.matchAll(/\{(\w+)\}/g)].map(([, label]) => String(label));
  const input = resolve(schema[4]);
  const names = Array.isArray(input) ? input[4] as readonly string[] : [];
  const schemas = Array.isArray(input) ? input[5] as readonly unknown[] : [];
  return {
    operation: String(schema[2]),
    method,
    path: new RegExp(`^${path.replace(/\/$/, '').replaceAll(/\{\w+\}/g, '([^/]+)')}/?$`),
    labels,
    members: names.map((name, index) => memberOf(name, schemas[index])),
  };
}

function memberOf(name: string, reference: unknown): Member {
  const [schema, traits] = Array.isArray(reference) ? reference as readonly unknown[] : [reference, undefined];
  const query = typeof traits === 'object' ? (traits as { readonly httpQuery?: string } | null)?.httpQuery : undefined;
  return { name, query, schema };
}

function resolve(reference: unknown): unknown {
  return typeof reference === 'function' ? (reference as () => unknown)() : reference;
}

/** Undefined: the service that the request is signed for has no such protocol here. */
export function restRequest(
  authorization: string | undefined, method: string, url: string, body: () => Record<string, unknown>,
): RestRequest | undefined {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(authorization ?? '')?.[1] ?? '';
  const routes = Object.hasOwn(ROUTES, service) ? ROUTES[service] : undefined;
  if (routes === undefined) { return undefined; }
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(pathname) : null;
    if (match) {
      const labels = Object.fromEntries(
        route.labels.map((label, index) => [label, decodeURIComponent(match[index + 1] ?? '')]));
      return { service, operation: route.operation, input: { ...body(), ...queryOf(route, searchParams), ...labels } };
    }
  }
  throw new ServiceError('UnknownOperationException', `the service ${service} has no ${method} ${pathname}`, 404);
}

function queryOf({ operation, members }: Route, parameters: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries([...parameters].map(([key, value]) => {
    const member = members.find(({ query }) => query === key);
    if (member === undefined) {
      throw new ServiceError('InvalidParameterValueException', `${operation} has no query parameter ${key}`);
    }
    return [member.name, typed(member.schema, value)];
  }));
}

/** A value that does not have its type stays a string, which the schema check refuses. */
function typed(schema: unknown, value: string): unknown {
  switch (schema) {
    case 1: return value === '' || Number.isNaN(Number(value)) ? value : Number(value);
    case 2: return value === 'true' || (value === 'false' ? false : value);
    case 4: return Number.isNaN(Date.parse(value)) ? value : Date.parse(value) / 1000;
    default: return value;
  }
}
