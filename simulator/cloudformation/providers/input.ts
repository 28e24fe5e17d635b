import { isDeepStrictEqual } from 'node:util';
import { HandlerError } from '../errors';
import { isRecord, type Json } from '../host';
import type { HandlerContext } from '../provider';

/** Calls a service as the caller of the handler. */
export async function call(
  context: HandlerContext, service: string, operation: string, input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  return context.host.call(context.caller, service, operation, input);
}

export function text(properties: Json, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string' || value === '') { throw invalid(`required key [${name}] not found`); }
  return value;
}

export function optionalText(properties: Json, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined) { return undefined; }
  if (typeof value === 'object') {
    throw invalid(`#/${name}: expected type: String, found: ${Array.isArray(value) ? 'JSONArray' : 'JSONObject'}`);
  }
  return String(value);
}

export function optionalNumber(properties: Json, name: string): number | undefined {
  const value = properties[name];
  if (value === undefined) { return undefined; }
  const number = Number(value);
  if (!Number.isFinite(number)) { throw invalid(`#/${name}: expected type: Number, found: String`); }
  return number;
}

/** A template may say `true` or `"true"`. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true';

export function invalid(message: string): HandlerError {
  return new HandlerError(`Properties validation failed for resource with message: ${message}`, 'InvalidRequest');
}

/** Tags of a template as a map. */
export function tagMap(properties: Json): Readonly<Record<string, string>> {
  const tags = Array.isArray(properties.Tags) ? properties.Tags.filter(isRecord) : [];
  return Object.fromEntries(tags.map((tag) => [String(tag.Key), String(tag.Value ?? '')]));
}

interface TagChanges {
  readonly added: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

/** The tags that a change adds or removes. */
export function tagChanges(properties: Json, previous: Json): TagChanges {
  const before = tagMap(previous);
  const after = tagMap(properties);
  return {
    added: Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
    removed: Object.keys(before).filter((key) => !Object.hasOwn(after, key)),
  };
}

export const changed = (name: string, properties: Json, previous: Json): boolean =>
  !isDeepStrictEqual(properties[name], previous[name]);

/** The name in a role's ARN, without its path. */
export const roleNameOf = (arn: string): string => arn.split('/').pop() ?? arn;

/** Polls until the resource is ready. Throws NotStabilized after `atMostSeconds`. */
export async function stabilize(
  context: HandlerContext,
  everySeconds: number,
  atMostSeconds: number,
  ready: () => Promise<boolean>,
): Promise<void> {
  const { clock } = context.host;
  const deadline = clock.now() + atMostSeconds * 1000;
  while (!await ready()) {
    if (clock.now() + everySeconds * 1000 > deadline) {
      throw new HandlerError('Exceeded attempts to wait', 'NotStabilized');
    }
    await context.sleep(everySeconds);
  }
}
