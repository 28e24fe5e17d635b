import type { FaultProfile } from './fault-profile';
import type { Unknowns } from '../../simulator/types';

/** What the app says of the KmsKeyId in its template; `default` says nothing. */
export type CreatedWithChoice = 'default' | 'alias' | 'own-key' | 'foreign-key' | 'aws-owned';

/** What becomes of the namespace when it leaves its stack. */
export type Removal = 'retain-except-on-create' | 'retain' | 'destroy';

/** Numbers of keys. 1 to 3 are key generations. */
export const AWS_OWNED = 0;
export const OWN_KEY = 4;
/** a key of another account, behind a token: nothing tells its account at synthesis */
export const FOREIGN_KEY = 5;
/** the key that the live namespace is on, whichever that is */
export const LIVE_KEY = 6;
export const GENERATIONS = 3;

/**
 * What the app is: the namespace with its key change; the namespace as a bare resource, before it is adopted; or the
 * key change alone, for a namespace that something else manages.
 */
export type AppKind = 'rotatable' | 'bare' | 'key-change';

/** What one version of the user's app says. */
export interface AppChoice {
  readonly kind: AppKind;
  /** number of the key */
  readonly key: number;
  /** whether all key generations exist from the start, or each is created by the deployment that uses it */
  readonly allGenerations: boolean;
  /** whether the key generations below the active one have left the template */
  readonly dropsOldest: boolean;
  /** the keyChangeTimeout */
  readonly hours: number;
  /** whether the timeout is given by the size of the data, which may be wrong; the estimate shapes the poll interval */
  readonly bySize: boolean;
  /** another value is another setting of the namespace */
  readonly settings: number;
  /** another value is another name of the namespace */
  readonly name: number;
  /** another value is another path of the construct: renamed (1), or below another construct (2) */
  readonly path: number;
  readonly createdWith: CreatedWithChoice;
  readonly removal: Removal;
  /** the key change alone gives the id of the namespace */
  readonly namespaceId: boolean;
  /** the key change alone may change the key when it is created */
  readonly changeKeyOnCreate: boolean;
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
  | { readonly kind: 'change-aborted' }
  /** the function's permissions are denied for this long */
  | { readonly kind: 'denied'; readonly afterS: number; readonly forS: number }
  /** somebody deletes the namespace */
  | { readonly kind: 'deleted-by-hand'; readonly afterS: number }
  /** somebody deletes the namespace, and creates it anew on this key: with the stack's tag, or without */
  | { readonly kind: 'made-anew'; readonly key: number; readonly hasTag: boolean; readonly afterS: number }
  /** somebody stops the executions of the waiter that run */
  | { readonly kind: 'execution-stopped'; readonly afterS: number }
  /** somebody deletes the waiter, and it is restored this much later */
  | { readonly kind: 'waiter-deleted'; readonly afterS: number; readonly forS: number }
  /** GetNamespace shows something else for this long */
  | { readonly kind: 'shown-wrongly'; readonly as: WrongState; readonly afterS: number; readonly forS: number };

/** What GetNamespace may show though it is not so: a status that nobody knows, no kmsKeyId, or a lost key. */
export type WrongState = 'unknown-status' | 'no-key' | 'inaccessible';
export const UNKNOWN_STATUS = 'UPGRADING';

/** A namespace, shown so. */
export function shownAs<T extends { readonly status: string; readonly keyArn?: string }>(state: T, as: WrongState): T {
  switch (as) {
    case 'unknown-status': return { ...state, status: UNKNOWN_STATUS };
    case 'no-key': return { ...state, keyArn: undefined };
    case 'inaccessible': return { ...state, status: 'INACCESSIBLE_KMS_KEY' };
  }
}

/** Which of the two stacks; both may have the same namespace. */
export type StackNumber = 0 | 1;

export interface DeployStep {
  readonly kind: 'deploy';
  readonly stack: StackNumber;
  readonly app: AppChoice;
  readonly noRollback: boolean;
  readonly disruption?: Disruption;
}

/** One thing that is done to a stack or to its namespace. */
export type Step =
  | DeployStep
  /** the same template as before, whatever became of it */
  | { readonly kind: 'deploy-again'; readonly stack: StackNumber; readonly noRollback: boolean }
  /** continue-update-rollback, where a rollback has failed; `skips` what has failed */
  | { readonly kind: 'continue-rollback'; readonly skips: boolean }
  /** rollback-stack, where a deployment without rollback has failed */
  | { readonly kind: 'roll-back' }
  /** delete-stack; `reusesName`: the next stack finds what is left of the namespace */
  | { readonly kind: 'delete'; readonly stack: StackNumber; readonly reusesName: boolean }
  /** `cdk import` of a namespace that has outlived its stack, into a new stack */
  | { readonly kind: 'import' }
  | { readonly kind: 'resize'; readonly gibibytes: number }
  /** somebody changes the key by hand; the change takes as long as any other */
  | { readonly kind: 'manual-change'; readonly key: number }
  | { readonly kind: 'pause'; readonly minutes: number };

/** What happens to a stack, from its creation on, and to another one that may share its namespace. */
export interface Scenario {
  readonly unknowns: Unknowns;
  /** how far the list of executions is behind, in seconds */
  readonly listLagS: number;
  /** after how many seconds new permissions take effect */
  readonly iamDelayS: number;
  /** whether the namespace is created on an AWS-owned key */
  readonly createdOnAwsOwnedKey: boolean;
  /**
   * Whether CloudFormation holds, after a failed update, the properties and the id of the failed attempt, or those of
   * the last good one
   */
  readonly holdsFailedAttempt: boolean;
  readonly faults: FaultProfile;
  readonly steps: readonly Step[];
}
