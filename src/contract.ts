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

/** How long a change is watched after its deployment has stopped waiting, counted from the arrival of its event. */
export const WATCH_SECONDS = 48 * 3600;

/** What GetNamespace shows, and what a request says, for the key that AWS owns. */
export const AWS_OWNED_KMS_KEY = 'AWS_OWNED_KMS_KEY';

/** Tag of every namespace that a stack's function may change. Its value is the name of that stack. */
export const OWNERSHIP_TAG = 'cdk-redshift-rotatable-namespace:stack';

/** Namespace of the metrics that the function writes into its log (embedded metric format). */
export const METRIC_NAMESPACE = 'RedshiftRotatableNamespace';

/** Dimension of every metric. Its value is the name of the namespace. */
export const NAMESPACE_DIMENSION = 'Namespace';

/** Second dimension of `KeyChangeFailed`, which is counted with it and without it. */
export const FAILURE_KIND_DIMENSION = 'FailureKind';

/** Why a key change has failed. */
export const FAILURE_KINDS = ['refused', 'denied', 'timed-out', 'superseded', 'ended-elsewhere'] as const;
export type FailureKind = typeof FAILURE_KINDS[number];

/** Names of the metrics, and their units as CloudWatch spells them. Alarms of users depend on both. */
export const METRIC_UNITS = {
  KeyChangeStarted: 'Count',
  KeyChangeSucceeded: 'Count',
  KeyChangeFailed: 'Count',
  /** from the first update that was sent to the end of the change */
  KeyChangeDuration: 'Seconds',
  /** the deployment has stopped waiting, and the change goes on */
  KeyChangeUnattended: 'Count',
  KeyChangeUnattendedEnded: 'Count',
  ResponseUndelivered: 'Count',
  /** number of the key generation that the namespace is on */
  KeyGeneration: 'None',
  /** days since KMS created the key that the namespace is on */
  KeyAgeDays: 'None',
  /** 1 while the namespace is on an older key than its schedule says, otherwise 0 */
  KeyChangeOverdue: 'None',
} as const;
export type MetricName = keyof typeof METRIC_UNITS;

/** Source of the events that the function sends to the default bus of Amazon EventBridge. */
export const EVENT_SOURCE = 'cdk-redshift-rotatable-namespace';

/** Detail types of these events. */
export const EVENT_DETAIL_TYPES = {
  started: 'Redshift Serverless Key Change Started',
  succeeded: 'Redshift Serverless Key Change Succeeded',
  failed: 'Redshift Serverless Key Change Failed',
  unattended: 'Redshift Serverless Key Change Unattended',
  overdue: 'Redshift Serverless Key Change Overdue',
} as const;

/** Version of the detail of these events. A field may be added to a version; none is taken away or renamed. */
export const EVENT_DETAIL_VERSION = '1';

/** Environment variable of the function: `true` where the events are sent. Without it, it needs no permission. */
export const EVENTS_VARIABLE = 'KEY_CHANGE_EVENTS';

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
  /** number of the key generation that KmsKeyId is; a metric says it, and nothing depends on it */
  readonly Generation?: number;
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
