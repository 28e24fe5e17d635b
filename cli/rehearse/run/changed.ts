import type { StackOutcome } from '../../../simulator/cloudformation';

/** How the deployment of the new version has ended. */
export interface Changed {
  readonly outcome: Pick<StackOutcome, 'outcome' | 'status' | 'reason'> | {
    readonly outcome: 'REJECTED'; readonly status: string; readonly reason: string;
  };
  /** why a cancellation had no effect */
  readonly cancellation?: string;
}
