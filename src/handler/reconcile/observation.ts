import type { WindowHistory } from './stack-history';
import type { StackHolding } from './stack-holding';

/** What one step has observed: the namespace, and where needed the desired key and the stack. */
export type Observation = NamespaceAndKey & {
  readonly stack?: StackDirection;
  readonly holding?: StackHolding | 'unreadable';
  /** of this window, since the stack was last stable */
  readonly history?: WindowHistory | 'unreadable';
};

/** Whether the stack goes forward or rolls back; observed only where a decision depends on it. */
export type StackDirection = 'forward' | 'rolling-back' | 'unreadable';

type NamespaceAndKey =
  | { readonly kind: 'namespace'; readonly namespace: NamespaceObservation; readonly key?: KeyObservation }
  /** `createdWithMismatch`: the template would create the namespace under another key than the desired one */
  | { readonly kind: 'not-found'; readonly createdWithMismatch?: boolean }
  /** a permission is missing; new permissions take minutes to act */
  | { readonly kind: 'denied'; readonly message: string }
  /** throttled, failed or lost: tells nothing about the namespace */
  | { readonly kind: 'unreadable'; readonly message: string };

export interface NamespaceObservation {
  /** upper case; the service's enum is AVAILABLE, MODIFYING, DELETING, but others exist */
  readonly status: string;
  /** ARN, or undefined for a key that AWS owns */
  readonly keyArn?: string;
}

/** The desired key, as KMS describes it. */
export type KeyObservation =
  | { readonly kind: 'usable'; readonly keyArn: string; readonly createdAt?: number }
  | { readonly kind: 'unusable'; readonly reason: string; readonly keyArn?: string; readonly createdAt?: number };

/** What became of an UpdateNamespace. */
export type UpdateOutcome =
  | { readonly kind: 'accepted' }
  /** not carried out; may be sent again */
  | { readonly kind: 'refused'; readonly why: 'busy' | 'denied' | 'invalid' | 'not-found'; readonly message: string }
  /** a server error, a reset or a time-out: may have been carried out */
  | { readonly kind: 'unknown'; readonly message: string };
