import type { Assumptions } from './assumed/assumptions';
import type { FailurePlan } from './injected-failures';

export interface DeployOptions {
  /** on a failure, keep what has succeeded. @default false */
  readonly disableRollback?: boolean;
  /** tags of the stack and its resources */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface CloudFormationOptions {
  /** unknown: whether a failed update without rollback is undone at once. @default false */
  readonly revertFailedWithoutRollback?: boolean;
  /** deploy what the simulator does not know as well, nested stacks too, and record it. @default it is refused */
  readonly assumptions?: Assumptions;
  /** lets resource handlers fail. @default none */
  readonly failures?: FailurePlan;
}
