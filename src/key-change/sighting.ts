/** What a look at the namespace, and at the key wished for, has shown. */
export type Sighting = Seen & { readonly stack?: StackSighting };

/** Whether the stack goes forward or back, where that matters. */
export type StackSighting = 'forward' | 'rolling-back' | 'unreadable';

type Seen =
  | { readonly kind: 'namespace'; readonly namespace: NamespaceSighting; readonly key?: KeySighting }
  /** `bornElsewhere`: the template would create the namespace under another key than the wished one */
  | { readonly kind: 'not-found'; readonly bornElsewhere?: boolean }
  /** permission is lacking; young permissions need minutes to act */
  | { readonly kind: 'denied'; readonly message: string }
  /** throttled, failed or lost: says nothing about the namespace */
  | { readonly kind: 'unreadable'; readonly message: string };

export interface NamespaceSighting {
  /** upper case; the service's enum is AVAILABLE, MODIFYING, DELETING, but others exist */
  readonly status: string;
  /** ARN, or undefined for a key that AWS owns */
  readonly keyArn?: string;
}

/** The key wished for, as KMS describes it. */
export type KeySighting =
  | { readonly kind: 'usable'; readonly keyArn: string }
  | { readonly kind: 'unusable'; readonly reason: string; readonly keyArn?: string };

/** What became of an ask. */
export type AskOutcome =
  | { readonly kind: 'accepted' }
  /** not carried out; may be asked again */
  | { readonly kind: 'refused'; readonly why: 'busy' | 'denied' | 'invalid' | 'not-found'; readonly message: string }
  /** a server error, a reset or a time-out: may have been carried out */
  | { readonly kind: 'unknown'; readonly message: string };
