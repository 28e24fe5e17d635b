/**
 * What the construct side and the Lambda side say to each other: the only file that both import.
 *
 * It may import nothing, so that neither side's libraries reach the other.
 */

/** Type of the custom resource. It can never change in a deployed stack without a replacement. */
export const RESOURCE_TYPE = 'Custom::RedshiftServerlessNamespaceKeyChange';

/** Timeout of one invocation of the function. The longest that a request of a dead wish can still be on its way. */
export const FUNCTION_TIMEOUT_SECONDS = 60;

/** How long Lambda may keep an event before it drops it. Its default, six hours, would let an old wish arrive late. */
export const MAXIMUM_EVENT_AGE_SECONDS = 300;

/** How long CloudFormation waits for one custom resource at the most; 3600 s is its limit. */
export const SERVICE_TIMEOUT_SECONDS = 3600;

/** When a window answers at the latest, counted from the arrival of its event: leaves room to deliver the answer. */
export const WINDOW_SECONDS = 55 * 60;

/** How long a change is watched after its window had to give up. */
export const WATCH_SECONDS = 48 * 3600;

/** What GetNamespace shows, and what a wish says, for the key that AWS owns. */
export const AWS_OWNED_KMS_KEY = 'AWS_OWNED_KMS_KEY';

/** Tag of every namespace that a stack's function may change; its value is the name of that stack. */
export const OWNERSHIP_TAG = 'cdk-redshift-rotatable-namespace:stack';

/** Namespace of the metrics that the function writes into its log (embedded metric format). */
export const METRIC_NAMESPACE = 'RedshiftRotatableNamespace';

/** Properties of the custom resource, as they stand in the template. */
export interface KeyChangeProperties {
  /** ARN of the function */
  readonly ServiceToken: string;
  /** seconds */
  readonly ServiceTimeout: string;
  /** ARN of the state machine that waits; a property, because function and state machine refer to each other */
  readonly WaiterArn: string;
  readonly NamespaceName: string;
  /** the key wished for: ARN, id, alias ARN or alias name of a key, or AWS_OWNED_KMS_KEY */
  readonly KmsKeyId: string;
  /** what the template's namespace is created with, where that is not the construct's own alias */
  readonly CreatedWithKmsKeyId?: string;
  /** this window of the chain, counted from 1 */
  readonly Window: number;
  /** windows in the chain */
  readonly Windows: number;
  /** how long a change of the data that the user told of typically takes, in seconds; shapes the looks, and nothing else */
  readonly TypicalSeconds?: number;
  /** what the window before knows; absent in the first one */
  readonly Handover?: string;
}

/** Attributes that the custom resource answers with. */
export const KEY_ARN_ATTRIBUTE = 'KmsKeyArn';
export const HANDOVER_ATTRIBUTE = 'Handover';

/** What the state machine asks of the function. */
export type StepName = 'look' | 'ask' | 'answer';

/** Where the state machine looks for what comes next, and where it leaves what went wrong with an ask. */
export const WAITER_PATHS = {
  action: '$.next.action',
  seconds: '$.next.seconds',
  askThrottled: '$.askThrottled',
  askUnheard: '$.askUnheard',
} as const;
