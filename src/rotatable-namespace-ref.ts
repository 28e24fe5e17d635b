import type {
  IResource, aws_cloudwatch as cloudwatch, aws_events as events, aws_kms as kms, interfaces,
} from 'aws-cdk-lib';
import type { KeyChangeFailureKind } from './key-change-failure-kind';

/** An Amazon Redshift Serverless namespace whose KMS key can be changed by deploying. */
export interface IRotatableNamespace extends IResource, interfaces.aws_redshiftserverless.INamespaceRef {
  /**
   * Name of the namespace. A resource that refers to it waits until a key change has ended.
   * @attribute
   */
  readonly namespaceName: string;

  /**
   * ARN of the namespace. It holds the id, not the name.
   * @attribute
   */
  readonly namespaceArn: string;

  /**
   * Id of the namespace, which the service generates.
   * @attribute
   */
  readonly namespaceId: string;

  /** The key that the namespace is on, if it is known. */
  readonly encryptionKey?: kms.IKeyRef;

  /**
   * A metric of this namespace's key changes, by its name.
   *
   * The metrics are in the CloudWatch namespace `RedshiftRotatableNamespace`, with the dimension `Namespace`. Each
   * exists from its first value on. docs/monitoring.md lists them.
   *
   * @default - sum over 5 minutes for what is counted, maximum otherwise
   * @throws if there is no metric of that name
   */
  metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Key changes that have started: the service showed the status MODIFYING after an update.
   *
   * @default - sum over 5 minutes
   */
  metricKeyChangeStarted(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Key changes that have ended on the desired key.
   *
   * @default - sum over 5 minutes
   */
  metricKeyChangeSucceeded(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Key changes that have failed, of every kind.
   *
   * @default - sum over 5 minutes
   */
  metricKeyChangeFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Key changes that have failed for one kind of reason.
   *
   * @default - sum over 5 minutes
   */
  metricKeyChangeFailedOfKind(kind: KeyChangeFailureKind, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long key changes took, in seconds: from the first update that was sent to the end of the change.
   *
   * @default - maximum over 5 minutes
   */
  metricKeyChangeDuration(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Key changes that went on when their deployment had stopped waiting.
   *
   * @default - sum over 5 minutes
   */
  metricKeyChangeUnattended(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Unattended key changes that have ended since, on whatever key.
   *
   * @default - sum over 5 minutes
   */
  metricKeyChangeUnattendedEnded(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Responses that CloudFormation did not take, so that a deployment may wait out its hour.
   *
   * @default - sum over 5 minutes
   */
  metricResponseUndelivered(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Number of the key generation that the namespace is on. A key of your own has none.
   *
   * @default - maximum over an hour
   */
  metricKeyGeneration(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Days since KMS created the key that the namespace is on.
   *
   * @default - maximum over an hour
   */
  metricKeyAgeDays(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * 1 while the namespace is on an older key than its schedule says, otherwise 0.
   *
   * @default - maximum over an hour
   */
  metricKeyChangeOverdue(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Adds a rule that triggers when a key change has started.
   *
   * This and the other `onKeyChange…` methods make the function of this stack send events to the default event bus, and
   * permit it to. For a rule in another stack or account, switch them on where the key is changed:
   * `KeyChangeProvider.of(stack, { sendEvents: true })`.
   */
  onKeyChangeStarted(id: string, options?: events.OnEventOptions): events.Rule;

  /** Adds a rule that triggers when a key change has ended on the desired key. */
  onKeyChangeSucceeded(id: string, options?: events.OnEventOptions): events.Rule;

  /** Adds a rule that triggers when a key change has failed. */
  onKeyChangeFailed(id: string, options?: events.OnEventOptions): events.Rule;

  /** Adds a rule that triggers when a deployment has stopped waiting for a key change that goes on. */
  onKeyChangeUnattended(id: string, options?: events.OnEventOptions): events.Rule;

  /** Adds a rule that triggers when the date of a key change has passed and the namespace is still on the older key. */
  onKeyChangeOverdue(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * Adds a rule that triggers on **every event that the service itself sends** in this account and Region, among them
   * that a namespace has lost access to its key (REDSHIFT-SERVERLESS-EVENT-1039) or has it again (1040), or to the
   * secret of its administrator (1012, 1013).
   *
   * AWS does not document the detail of these events, so the rule matches their source alone. The target has to filter:
   * by the id of the event and the name of the namespace, which are parts of the documented message.
   *
   * @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-event-notifications-eventbridge.html
   */
  onKeyInaccessible(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * Adds a rule that triggers when someone calls `UpdateNamespace` for this namespace: the function that changes keys,
   * CloudFormation, or a person. It needs a trail in AWS CloudTrail, and also triggers on calls that were refused.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-redshift-serverless.html
   */
  onNamespaceUpdated(id: string, options?: events.OnEventOptions): events.Rule;
}

/** What is known of a namespace that something else created. */
export interface RotatableNamespaceAttributes {
  /** Name of the namespace. */
  readonly namespaceName: string;

  /** Id of the namespace, as `aws redshift-serverless get-namespace` shows it. */
  readonly namespaceId: string;

  /**
   * The customer managed key that the namespace is on.
   *
   * @default - not known
   */
  readonly encryptionKey?: kms.IKeyRef;
}
