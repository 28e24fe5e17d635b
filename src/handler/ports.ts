import type { Log } from './log';
import type { Execution } from './reconcile/executions';
import type { KeyChangeEventDetail, KeyChangeEventKind } from './reconcile/key-change-event';
import type { KeyObservation, NamespaceObservation, StackDirection, UpdateOutcome } from './reconcile/observation';
import type { StackEvent } from './reconcile/stack-history';
import type { StackResource } from './reconcile/stack-holding';

/** What reading from a service can come to. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'denied'; readonly message: string }
  | { readonly kind: 'unreadable'; readonly message: string };

/** Amazon Redshift Serverless. */
export interface Namespaces {
  getNamespace(namespaceName: string): Promise<Reading<NamespaceObservation> | { readonly kind: 'not-found' }>;
  /** Sends one UpdateNamespace with the key and nothing else, without retries. */
  updateKey(namespaceName: string, keyArn: string): Promise<UpdateOutcome>;
  /** Size of the data in MB, as of the newest recovery point. Undefined where it cannot be read, whatever the cause. */
  dataSize(namespaceName: string): Promise<number | undefined>;
}

/** AWS KMS. */
export interface Keys {
  describeKey(key: string): Promise<Reading<KeyObservation>>;
}

/** AWS CloudFormation. */
export interface Stacks {
  describeDirection(stackId: string): Promise<StackDirection>;
  /** Events since the stack was last stable, newest first. */
  listEventsSinceStable(stackId: string): Promise<Reading<StackEvent[]>>;
  /** Every resource that the stack holds at the moment. */
  listResources(stackId: string): Promise<Reading<StackResource[]>>;
}

/** AWS Step Functions. */
export interface Waiter {
  /** Starts an execution. One of that name that exists already is a success. */
  startExecution(waiterArn: string, name: string, input: string): Promise<void>;
  /** Executions of any status, newest first, until `enough` holds for one of them. */
  listExecutions(waiterArn: string, enough: (execution: Execution) => boolean): Promise<Reading<Execution[]>>;
}

/** Takes responses for CloudFormation. */
export interface ResponseSender {
  /** One PUT. Resolves to the HTTP status, rejects if there was none. */
  put(url: string, body: string): Promise<number>;
}

/** Amazon EventBridge. */
export interface Events<Kind = KeyChangeEventKind, Detail = KeyChangeEventDetail> {
  /** Resolves to what went wrong, if anything. It never rejects, and takes a few seconds at most. */
  send(kind: Kind, detail: Detail): Promise<string | undefined>;
}

/** Everything outside of the decisions. */
export interface Ports {
  readonly namespaces: Namespaces;
  readonly keys: Keys;
  readonly stacks: Stacks;
  readonly waiter: Waiter;
  readonly responseSender: ResponseSender;
  readonly events: Events;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}
