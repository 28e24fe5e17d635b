import type { StackEvent } from '../../simulator/cloudformation';

/** An event of the stack. */
export interface WatchedEvent extends StackEvent { readonly id: string }

/** A key change window, as the stack holds it. */
export interface Window {
  readonly logicalId: string;
  /** undefined: it is being created */
  readonly namespaceName?: string;
}

/** A resource of the stack that is a key of the construct. */
export interface Generation { readonly number: number; readonly keyId: string }

/** What is constant while a stack is watched, or changes rarely. */
export interface Holding {
  readonly windows: readonly Window[];
  readonly generations: readonly Generation[];
  /** ARN of the waiter; undefined: the stack has none */
  readonly waiterArn?: string;
}

export interface NamespaceState {
  readonly name: string;
  /** upper case, or ABSENT */
  readonly status: string;
  /** undefined: AWS owns the key */
  readonly keyArn?: string;
}

/** An execution of the waiter. Its input and output are never read: they hold a secret. */
export interface WaiterRun {
  readonly name: string;
  readonly startedAt: number;
  /** undefined: it runs */
  readonly endedAt?: number;
}

/** What one look at the account has shown. */
export interface Observation {
  /** by the clock of the services */
  readonly at: number;
  readonly stackStatus: string;
  readonly stackReason?: string;
  readonly holding: Holding;
  /** of the operation that runs, or of the last one; oldest first */
  readonly events: readonly WatchedEvent[];
  readonly namespaces: readonly NamespaceState[];
  /** newest first; undefined: not permitted */
  readonly runs?: readonly WaiterRun[];
}
