/**
 * What the construct side and the Lambda side say to each other: the only file that both import.
 *
 * It imports nothing, so that neither side's libraries reach the other.
 */

/** Type of the resource whose key is changed. */
export const NAMESPACE_RESOURCE_TYPE = 'AWS::RedshiftServerless::Namespace';

/** Type of the custom resource. In a deployed stack another type would replace the resource. */
export const RESOURCE_TYPE = 'Custom::RedshiftServerlessNamespaceKeyChange';

/** Timeout of one invocation of the function, and so the longest that one of its requests can be under way. */
export const FUNCTION_TIMEOUT_SECONDS = 60;

/** How long Lambda keeps an event. With Lambda's default of six hours, an old request could arrive late. */
export const MAXIMUM_EVENT_AGE_SECONDS = 300;

/** How long CloudFormation waits for one custom resource. 3600 s is the most that it allows. */
export const SERVICE_TIMEOUT_SECONDS = 3600;

/** When a window responds at the latest, counted from when its event was sent. The rest is for the response. */
export const WINDOW_SECONDS = 55 * 60;

/** How long a change is watched after its window has ended. */
export const WATCH_SECONDS = 48 * 3600;

/** What GetNamespace shows, and what a request says, for the key that AWS owns. */
export const AWS_OWNED_KMS_KEY = 'AWS_OWNED_KMS_KEY';

/** Tag of every namespace that a stack's function may change. Its value is the name of that stack. */
export const OWNERSHIP_TAG = 'cdk-redshift-rotatable-namespace:stack';

/** Namespace of the metrics that the function writes into its log (embedded metric format). */
export const METRIC_NAMESPACE = 'RedshiftRotatableNamespace';

/** Properties of the custom resource, as they stand in the template. */
export interface KeyChangeProperties {
  /** ARN of the function */
  readonly ServiceToken: string;
  /** seconds */
  readonly ServiceTimeout: string;
  /** ARN of the waiter (a state machine); a property, because function and state machine refer to each other */
  readonly WaiterArn: string;
  readonly NamespaceName: string;
  /** the desired key: ARN, id, alias ARN or alias name of a key, or AWS_OWNED_KMS_KEY */
  readonly KmsKeyId: string;
  /** KmsKeyId of the namespace in its own template, or AWS_OWNED_KMS_KEY for none; absent where it is not known */
  readonly CreatedWithKmsKeyId?: string;
  /** the user has said what the namespace was created with */
  readonly CreatedWithStated?: true;
  /** CreatedWithKmsKeyId is an alias of this template, which will point to the desired key when the window has ended */
  readonly AliasFollowsKey?: true;
  /** this template also creates the namespace */
  readonly ManagesNamespace?: true;
  readonly NamespaceId?: string;
  /** the Create of this resource may change the key of a namespace that exists */
  readonly ChangeKeyOnCreate?: true;
  /** number of the newest key generation in the template */
  readonly NewestGeneration?: number;
  /** this window of the chain, counted from 1 */
  readonly Window: number;
  /** windows in the chain */
  readonly Windows: number;
  /**
   * seconds that a change typically takes for the size that the user gave; shapes the poll interval, and nothing else
   */
  readonly TypicalSeconds?: number;
  /** progress of the window before; absent in the first one */
  readonly Handover?: string;
}

/** Attributes that the custom resource responds with. */
export const KEY_ARN_ATTRIBUTE = 'KmsKeyArn';
export const HANDOVER_ATTRIBUTE = 'Handover';

/** Steps that the waiter calls the function for. */
export type StepName = 'observe' | 'update' | 'respond';

/** Where the waiter reads what comes next, and where it leaves what went wrong with an update. */
export const WAITER_PATHS = {
  action: '$.next.action',
  seconds: '$.next.seconds',
  updateThrottled: '$.updateThrottled',
  updateOutcomeUnknown: '$.updateOutcomeUnknown',
} as const;
