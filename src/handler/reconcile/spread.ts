import { createHash } from 'node:crypto';
import type { KeyChangeRequest } from './key-change-request';
import type { NextAction } from './next-action';

/**
 * A wait of its own for each request and each attempt, between the earliest and the latest moment: namespaces that
 * change together would otherwise call the service together, and be throttled together again and again. The same
 * request and attempt give the same wait. Pure.
 */
export function spread<T extends NextAction>(
  { namespaceName, responseTarget: { requestId } }: KeyChangeRequest, attempt: number, next: T,
): NextAction {
  if (next.action !== 'wait') { return next; }
  const { action, seconds, earliest = seconds } = next;
  const later = share(`${namespaceName} ${requestId} ${attempt}`) * (seconds - earliest + 1);
  return { action, seconds: earliest + Math.floor(later) };
}

/** From 0 to just below 1. */
const share = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
