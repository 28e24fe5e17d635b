import type { FastAccount } from './account';
import type { Execution } from '../../../src/handler/reconcile/executions';
import type { StackEvent } from '../../../src/handler/reconcile/stack-history';
import type { StackResource } from '../../../src/handler/reconcile/stack-holding';

/** A stack, as what belongs to it sees it: its function, the function's ports, and what CloudFormation calls. */
export interface OwningStack {
  readonly account: FastAccount;
  readonly id: string;
  readonly number: number;
  readonly status: string;
  /** the operation in progress has failed elsewhere, or was cancelled */
  readonly isHalted: boolean;
  /** id of the namespace that the function's role names */
  readonly permittedNamespaceId?: string;
  /** when the function's permissions take effect */
  readonly permittedAt: number;
  readonly lambda: { readonly arn: string; event(event: { readonly RequestId: string }): void };
  readonly waiter: { readonly exists: boolean; start(name: string, input: string): boolean; list(): Execution[] };
  /** takes the responses */
  readonly protocol: { receive(requestId: string, body: string, startsKept: number): void };
  /** As ListStackResources shows them. */
  list(): StackResource[];
  /** As DescribeStackEvents shows them, newest first. */
  listEventsSinceStable(): StackEvent[];
}
