/** Who calls a service: a role of the simulated account, or CloudFormation with an administrator's rights. */
export interface Caller {
  /** `cloudformation`, `administrator`, or the physical name of an IAM role */
  readonly principal: string;
  /** true: IAM is not asked */
  readonly administrator: boolean;
}

/** An error as the service would give it. */
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

/** One of the simulated services, as the HTTP endpoint and CloudFormation's resource handlers see it. */
export interface Service {
  /** its IAM prefix: `redshift-serverless`, `kms`, `states`, … */
  readonly prefix: string;
  /** Carries out one operation, or throws a `ServiceError`. */
  call(operation: string, input: Record<string, unknown>, caller: Caller): Promise<Record<string, unknown>>;
}

/** One call as it was made, whatever came of it. */
export interface CallRecord {
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly principal: string;
  readonly input: Record<string, unknown>;
  /** `ok`, the code of the error, or the fault that was injected */
  outcome: string;
}

/** What nobody knows about the service ([U] in docs/assumptions.md), each as a switch. Every test of behaviour passes with each either way. */
export interface Unknowns {
  /** kmsKeyId shows the new key while the status is still MODIFYING (U-2: "Whether kmsKeyId shows the new key while MODIFYING") */
  readonly keyShownWhileModifying: boolean;
  /** what an UpdateNamespace with the key that the namespace already has does (U-1: "Sending the key that the namespace already has") */
  readonly sameKey: 'no-op' | 'modifies' | 'refused';
  /** the caller needs rights on the old key too (U-5: "Need of the old key during the change") */
  readonly oldKeyRightsNeeded: boolean;
  /** status in other letter case (API-9: "Status letter case has varied") */
  readonly lowerCaseStatus: boolean;
  /** how many reads after an accepted update still say AVAILABLE on the old key (API-8: "The first read after an update may still say AVAILABLE") */
  readonly staleReads: number;
  /** IAM denials of KMS come as ValidationException "The key … is inaccessible" instead of AccessDeniedException */
  readonly inaccessibleKeyText: boolean;
}

/** The state of a namespace, for tests and pictures. */
export interface NamespaceView {
  readonly namespaceName: string;
  readonly namespaceId: string;
  readonly namespaceArn: string;
  readonly status: string;
  /** bytes */
  readonly dataSize: number;
  /** the service will break its next key change off */
  readonly failsNext: boolean;
  /** the ARN of the key that it is on, or undefined for an AWS-owned key */
  readonly kmsKeyArn?: string;
}

/** What a fault does to one call. `lost` = carried out, but the answer does not arrive. */
export type Fault =
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly httpStatus: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'slow'; readonly ms: number };

/** Asked before every call over HTTP; undefined = no fault. */
export type FaultPlan =
  (call: { service: string; operation: string; principal: string; input: Record<string, unknown>; at: number }) => Fault | undefined;
