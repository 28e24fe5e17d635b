import {
  Duration, Stack, type StackProps,
  aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_events as events, aws_events_targets as targets,
  aws_iam as iam, aws_kms as kms, aws_redshiftserverless as redshiftserverless, aws_sns as sns,
  aws_sns_subscriptions as subscriptions, aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { NamespaceEncryption, RotatableNamespace } from '../../src';

export interface WarehouseStackProps extends StackProps {
  /** Id of the customer managed key, of this account and Region. Give another one to change the key. */
  readonly keyId: string;
  /** Who hears of an alarm. */
  readonly alarmEmail: string;
}

/** A data warehouse on a key that a security team owns, and alarms for whatever can go wrong with the key. */
export class WarehouseStack extends Stack {
  constructor(scope: Construct, id: string, props: WarehouseStackProps) {
    super(scope, id, props);

    const keyArn = this.formatArn({ service: 'kms', resource: 'key', resourceName: props.keyId });
    const namespace = new RotatableNamespace(this, 'Warehouse', {
      namespaceName: 'byok-warehouse',
      encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(this, 'Key', keyArn)),
    });
    new redshiftserverless.CfnWorkgroup(this, 'Workgroup', {
      workgroupName: 'byok-warehouse',
      namespaceName: namespace.namespaceName,
    });

    const topic = new sns.Topic(this, 'Alarms', { enforceSSL: true });
    topic.addSubscription(new subscriptions.EmailSubscription(props.alarmEmail));
    // A topic with a policy of its own has no default permission for alarms.
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));

    // The library's function counts in this metric namespace, for all namespaces of the account and Region together.
    const counted = (metricName: string) => ({ namespace: 'RedshiftRotatableNamespace', metricName });
    // A change that outlives its deployment goes on, and nobody waits for it: someone should know.
    this.alarm('KeyChangeUnattended', topic, counted('KeyChangeUnattended'), 'A key change goes on after its deployment has ended');
    // CloudFormation has heard no answer, so the stack waits until its time-out, though the key may have changed.
    this.alarm('AnswerUndelivered', topic, counted('AnswerUndelivered'), 'The end of a key change could not be told to CloudFormation');

    // The waiter, the only state machine of this stack: a failed execution has told nobody how the key change ended.
    const waiter = this.node.findAll().find((child) => child instanceof sfn.CfnStateMachine)!;
    this.alarm('WaiterFailed', topic, {
      namespace: 'AWS/States', metricName: 'ExecutionsFailed', dimensionsMap: { StateMachineArn: waiter.ref },
    }, 'Nobody waits for the end of a key change any longer');

    // Whoever disables or deletes the key makes the namespace inaccessible. AWS CloudTrail must be on.
    new events.Rule(this, 'KeyInDanger', {
      description: 'The key of the data warehouse has been disabled, or its deletion scheduled',
      eventPattern: {
        source: ['aws.kms'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: { eventName: ['DisableKey', 'ScheduleKeyDeletion'], resources: { ARN: [keyArn] } },
      },
      targets: [new targets.SnsTopic(topic)],
    });
  }

  private alarm(id: string, topic: sns.ITopic, metric: cloudwatch.MetricProps, alarmDescription: string): void {
    new cloudwatch.Alarm(this, id, {
      alarmDescription,
      metric: new cloudwatch.Metric({ ...metric, statistic: cloudwatch.Stats.SUM, period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new actions.SnsAction(topic));
  }
}
