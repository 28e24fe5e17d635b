import {
  Duration, Stack, type StackProps,
  aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_events as events, aws_events_targets as targets,
  aws_iam as iam, aws_kms as kms, aws_redshiftserverless as redshiftserverless, aws_sns as sns,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib';
import { KeyChangeProvider, NamespaceEncryption, RotatableNamespace } from 'cdk-redshift-rotatable-namespace';
import type { Construct } from 'constructs';

export interface WarehouseStackProps extends StackProps {
  /** Id of a customer managed key in this account and Region. Another id changes the key. */
  readonly keyId: string;
  /** E-mail address that alarms are sent to. */
  readonly alarmEmail: string;
}

/** A data warehouse on a key that a security team owns, with alarms for what can go wrong with the key. */
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
    // A topic with its own policy has no default permission for alarms.
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));

    const notify = new actions.SnsAction(topic);
    // A key change has failed, goes on without its deployment, or CloudFormation has not taken the response to it.
    namespace.addAlarms('KeyChangeAlarms', { actions: [notify] });

    // Where the function cannot run, it counts nothing, and CloudFormation gets no response.
    new cloudwatch.Alarm(this, 'WaiterFailed', {
      alarmDescription: 'An execution of the waiter of a key change has failed',
      metric: KeyChangeProvider.of(this).stateMachine.metricFailed({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(notify);

    // A disabled or deleted key makes the namespace inaccessible. AWS CloudTrail must be on.
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
}
