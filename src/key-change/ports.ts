import type { Log } from './log';
import type { AskOutcome, KeySighting, NamespaceSighting, StackSighting } from './sighting';

/** What reading from a service can come to. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'denied'; readonly message: string }
  | { readonly kind: 'unreadable'; readonly message: string };

/** Amazon Redshift Serverless. */
export interface Namespaces {
  look(namespaceName: string): Promise<Reading<NamespaceSighting> | { readonly kind: 'not-found' }>;
  /** One UpdateNamespace with the key and nothing else, never retried. */
  changeKey(namespaceName: string, keyArn: string): Promise<AskOutcome>;
}

/** AWS KMS. */
export interface Keys {
  look(key: string): Promise<Reading<KeySighting>>;
}

/** AWS CloudFormation. */
export interface Stacks {
  look(stackId: string): Promise<StackSighting>;
}

/** An execution of the waiter. */
export interface Execution { readonly name: string; readonly startedAt: number }

/** AWS Step Functions. */
export interface Waiter {
  /** Starts an execution; one of that name that exists already is a success. */
  start(waiterArn: string, name: string, input: string): Promise<void>;
  /** Executions of any status, newest first, until `enough` says so. */
  list(waiterArn: string, enough: (execution: Execution) => boolean): Promise<Reading<Execution[]>>;
}

/** Where CloudFormation's answers go. */
export interface Mailbox {
  /** One PUT; resolves to the HTTP status, rejects if there was none. */
  put(url: string, body: string): Promise<number>;
}

/** Everything outside of the decisions. */
export interface Ports {
  readonly namespaces: Namespaces;
  readonly keys: Keys;
  readonly stacks: Stacks;
  readonly waiter: Waiter;
  readonly mailbox: Mailbox;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}
