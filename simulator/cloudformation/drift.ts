import { isDeepStrictEqual } from 'node:util';
import type { Json } from './host';
import type { Operation, Target } from './operation';
import type { ResourceState } from './stack';

/** How the live state of a resource differs from what a template sets. */
export type Drift =
  | { readonly kind: 'none' }
  | { readonly kind: 'drifted'; readonly live: Json }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Reads a resource for a drift-aware change set.
 * CFN-14: only properties that the template sets are compared. CFN-48: the handler gets the live state as the previous
 * one. A resource type without `live` is compared by templates only.
 */
export async function driftOf(
  operation: Operation, target: Target, current: ResourceState, properties: Json,
): Promise<Drift> {
  const provider = operation.provider(target.type);
  const { live: read } = provider;
  const { physicalId } = current;
  if (read === undefined || physicalId === undefined) { return { kind: 'none' }; }
  const ending = await operation.handle(target, (context) => read.call(provider, context, physicalId, properties));
  if (ending.kind !== 'ok') {
    return { kind: 'failed', reason: ending.kind === 'failed' ? ending.reason : 'Resource update cancelled' };
  }
  const live = ending.made;
  const differs = Object.keys(properties).some((name) => name in live && !isSame(properties[name], live[name]));
  return differs || !isDeepStrictEqual(current.properties, properties) ? { kind: 'drifted', live } : { kind: 'none' };
}

/** The order of a list is no drift. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(inAnyOrder(one), inAnyOrder(other));
}

const inAnyOrder = (value: unknown): unknown =>
  (Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value);
