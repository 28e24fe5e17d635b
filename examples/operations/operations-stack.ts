import {
  Duration, Stack, type StackProps, aws_cloudwatch_actions as actions, aws_codepipeline as codepipeline,
  aws_events_targets as targets, aws_iam as iam, aws_redshiftserverless as redshiftserverless,
  aws_scheduler_targets as schedulerTargets, aws_sns as sns,
} from 'aws-cdk-lib';
import {
  KeyChangeDashboard, KeyChangeProvider, KeyChangeSchedule, KeyPeriod, NamespaceEncryption, RotatableNamespace,
} from 'cdk-redshift-rotatable-namespace';
import type { Construct } from 'constructs';

export interface OperationsStackProps extends StackProps {
  /** Date that the template is for, such as `2027-01-20`. It decides which key generation the namespace is on. */
  readonly asOf: string;
  /** Name of the pipeline that deploys this stack. It synthesizes with the date of its run. */
  readonly pipelineName: string;
}

/** A data warehouse whose key is changed once a year, and whose key changes are seen and told of. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);

    // Key generation 1 from the day on which the namespace was created, and another one each year.
    const schedule = KeyChangeSchedule.every(KeyPeriod.months(12), { since: '2026-01-15', generation: 1 });
    const { asOf } = props;
    const createAhead = Duration.days(7);

    const warehouse = new RotatableNamespace(this, 'Warehouse', {
      namespaceName: 'warehouse',
      encryption: NamespaceEncryption.keyGenerations(schedule.at({ asOf, createAhead })),
    });
    new redshiftserverless.CfnWorkgroup(this, 'Workgroup', {
      workgroupName: 'warehouse',
      namespaceName: warehouse.namespaceName,
    });

    // The pipeline runs when a key is due to be created, and when the namespace is due to move to it.
    const pipelineArn = this.formatArn({ service: 'codepipeline', resource: props.pipelineName });
    const pipeline = codepipeline.Pipeline.fromPipelineArn(this, 'Pipeline', pipelineArn);
    const startPipeline = new schedulerTargets.CodePipelineStartPipelineExecution(pipeline);
    schedule.onDue(this, 'KeyChangeDue', startPipeline, { createAhead });

    // Whoever is on call subscribes to this topic.
    const topic = new sns.Topic(this, 'OnCall', { enforceSSL: true });
    // A topic with its own policy has no default permission for alarms.
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    const notify = new actions.SnsAction(topic);

    const alarms = warehouse.addAlarms('Alarms', { actions: [notify] });
    // The function reads the key every day, and this alarm fires when the pipeline has not changed it within a week.
    // Nobody raises a number before the due date, so nothing warns of one.
    const overdue = schedule.remind(warehouse, { asOf, warnAhead: Duration.days(0), grace: Duration.days(7) });
    overdue.addAlarmAction(notify);

    new KeyChangeDashboard(this, 'Dashboard', { namespaces: [warehouse], alarms: [...alarms.all, overdue] });
    KeyChangeProvider.of(this).addQueryDefinitions();

    warehouse.onKeyChangeSucceeded('Changed', { target: new targets.SnsTopic(topic) });
    // A call of UpdateNamespace by whomever. AWS CloudTrail must be on.
    warehouse.onNamespaceUpdated('Updated', { target: new targets.SnsTopic(topic) });
  }
}
