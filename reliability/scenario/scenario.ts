import type { FaultProfile } from './fault-profile';
import type { Unknowns } from '../../simulator/types';

/** What one version of the user's app says. */
export interface AppChoice {
  /** 0 is the AWS-owned key, 1 to 3 are key generations, 4 is a key that the user brings */
  readonly key: number;
  /** whether all key generations exist from the start, or each is created by the deployment that uses it */
  readonly allGenerations: boolean;
  /** the keyChangeTimeout */
  readonly hours: number;
  /** whether the timeout is given by the size of the data, which may be wrong; the estimate shapes the poll interval */
  readonly bySize: boolean;
  /** another value is another setting of the namespace */
  readonly settings: number;
  /** another value is another name of the namespace */
  readonly name: number;
}

/** What interferes with a stack operation, this many seconds after the operation has begun. */
export type Disruption =
  | { readonly kind: 'cancel'; readonly afterS: number }
  /** a resource that does not wait for the namespace fails */
  | { readonly kind: 'sibling-fails'; readonly afterS: number }
  /** a resource that waits for the namespace fails */
  | { readonly kind: 'dependent-fails' }
  | { readonly kind: 'key-disabled'; readonly key: number; readonly afterS: number; readonly forS: number }
  | { readonly kind: 'manual-change'; readonly key: number; readonly afterS: number }
  /** the service aborts the next key change */
  | { readonly kind: 'change-aborted' };

export interface DeployStep {
  readonly kind: 'deploy';
  readonly app: AppChoice;
  readonly noRollback: boolean;
  readonly disruption?: Disruption;
}

/** One thing that is done to the stack or to its namespace. */
export type Step =
  | DeployStep
  /** continue-update-rollback, where a rollback has failed */
  | { readonly kind: 'continue-rollback' }
  /** rollback-stack, where a deployment without rollback has failed */
  | { readonly kind: 'roll-back' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'resize'; readonly gibibytes: number }
  /** somebody changes the key by hand; the change takes as long as any other */
  | { readonly kind: 'manual-change'; readonly key: number }
  | { readonly kind: 'pause'; readonly minutes: number };

/** What happens to a stack, from its creation on. */
export interface Scenario {
  readonly unknowns: Unknowns;
  /** how far the list of executions is behind, in seconds */
  readonly listLagS: number;
  /** after how many seconds new permissions take effect */
  readonly iamDelayS: number;
  /** whether the namespace is created on an AWS-owned key */
  readonly createdOnAwsOwnedKey: boolean;
  readonly faults: FaultProfile;
  readonly steps: readonly Step[];
}
