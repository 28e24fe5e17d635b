/** The caller of a service: a role of the simulated account, or an administrator such as CloudFormation. */
export interface Caller {
  /** `cloudformation`, `administrator`, or the physical name of an IAM role */
  readonly principal: string;
  /** true: IAM policies are not evaluated */
  readonly administrator: boolean;
}

/** An error as the service returns it. */
export class ServiceError extends Error {
  constructor(
    /** the error's name on the wire, such as `ConflictException` */
    public readonly code: string,
    message: string,
    public readonly httpStatus: number = 400,
  ) {
    super(message);
    this.name = code;
  }
}

/** A simulated service. */
export interface Service {
  /** its IAM prefix: `redshift-serverless`, `kms`, `states`, … */
  readonly prefix: string;
  /** Carries out one operation, or throws a `ServiceError`. */
  call(operation: string, input: Record<string, unknown>, caller: Caller): Promise<Record<string, unknown>>;
}

/** One call. */
export interface CallRecord {
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly principal: string;
  readonly input: Record<string, unknown>;
  /** `ok`, the code of the error, or the fault that was injected */
  outcome: string;
}

/** What is unknown or uncertain about the service (docs/assumptions.md), each as a switch. */
export interface Unknowns {
  /** U-2: whether kmsKeyId shows the new key while the status is MODIFYING. */
  readonly keyShownWhileModifying: boolean;
  /** U-1: what an update to the key that the namespace already has does. */
  readonly sameKey: 'no-op' | 'modifies' | 'refused';
  /** U-5: whether the caller needs permissions on the old key too. */
  readonly oldKeyRightsNeeded: boolean;
  /** API-9: whether the status is in lower case. */
  readonly lowerCaseStatus: boolean;
  /** API-8: how many reads after an accepted update still show AVAILABLE on the old key. */
  readonly staleReads: number;
  /** API-8: how long they can do so, in milliseconds. @default - for as long as it takes */
  readonly staleReadsLastMs?: number;
  /** API-13: whether a missing KMS permission is a ValidationException ("is inaccessible"), not an AccessDenied. */
  readonly inaccessibleKeyText: boolean;
  /** U-6: whether the snapshots of a namespace move to its new key. */
  readonly snapshotsFollowKey: boolean;
  /** KMS-1, KMS-9: which of the actions that an operation depends on the service enforces. @default 'all' */
  readonly enforcedRights?: 'all' | 'none' | readonly string[];
  /** U-14: how long until a change of a namespace's tags acts in a condition. @default 0 */
  readonly tagDelayMs?: number;
  /** CFN-47: how long the secret of a managed password outlives its namespace. @default 5000 */
  readonly secretLingersMs?: number;
}

/** The state of a namespace. */
export interface NamespaceView {
  readonly namespaceName: string;
  readonly namespaceId: string;
  readonly namespaceArn: string;
  readonly status: string;
  /** bytes */
  readonly dataSize: number;
  /** its next key change will fail */
  readonly failsNext: boolean;
  /** ARN of its key; absent for an AWS-owned key */
  readonly kmsKeyArn?: string;
}

/** What a fault does to one call. `lost`: the call is carried out, but its response does not arrive. */
export type Fault =
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly httpStatus: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'slow'; readonly ms: number };

/** Called before every call over HTTP. Undefined: no fault. */
export type FaultPlan = (call: {
  service: string;
  operation: string;
  principal: string;
  input: Record<string, unknown>;
  at: number;
}) => Fault | undefined;
