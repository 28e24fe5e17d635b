import type { Assumptions } from './assumed/assumptions';
import type { FailurePlan } from './injected-failures';

export interface DeployOptions {
  /** on a failure, keep what has succeeded. @default false */
  readonly disableRollback?: boolean;
  /** tags of the stack and its resources */
  readonly tags?: Readonly<Record<string, string>>;
  /** name of the role that CloudFormation uses, in this and in later operations. @default an administrator */
  readonly role?: string;
  /** a drift-aware change set: handlers get the live state as the previous one (CFN-48). @default false */
  readonly revertDrift?: boolean;
}

export interface CloudFormationOptions {
  /** unknown: whether a failed update without rollback is undone at once. @default false */
  readonly revertFailedWithoutRollback?: boolean;
  /** unknown: how often a resource handler is called again after a retriable error (CFN-45). @default 3 */
  readonly handlerRetries?: number;
  /** unknown: whether a handler that CloudFormation has given up on goes on (CFN-49). @default 'continue' */
  readonly abandonedHandlers?: 'continue' | 'stop';
  /** deploy what the simulator does not know as well, nested stacks too, and record it. @default it is refused */
  readonly assumptions?: Assumptions;
  /** lets resource handlers fail. @default none */
  readonly failures?: FailurePlan;
}
