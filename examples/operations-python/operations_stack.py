import aws_cdk as cdk
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_redshiftserverless as redshiftserverless
from aws_cdk import aws_scheduler_targets as scheduler_targets
from aws_cdk import aws_sns as sns
from cdk_redshift_rotatable_namespace import (
    KeyChangeDashboard,
    KeyChangeProvider,
    KeyChangeSchedule,
    KeyPeriod,
    NamespaceEncryption,
    RotatableNamespace,
)
from constructs import Construct


class OperationsStack(cdk.Stack):
    """A data warehouse whose key is changed once a year, and whose key changes are seen and told of."""

    def __init__(self, scope: Construct, construct_id: str, *, as_of: str, pipeline_name: str, **kwargs) -> None:
        """
        :param as_of: Date that the template is for, such as ``2027-01-20``. It decides which key generation the
            namespace is on.
        :param pipeline_name: Name of the pipeline that deploys this stack. It synthesizes with the date of its run.
        """
        super().__init__(scope, construct_id, **kwargs)

        # Key generation 1 from the day on which the namespace was created, and another one each year.
        schedule = KeyChangeSchedule.every(KeyPeriod.months(12), since="2026-01-15", generation=1)
        create_ahead = cdk.Duration.days(7)
        generations = schedule.at(as_of=as_of, create_ahead=create_ahead)

        warehouse = RotatableNamespace(
            self,
            "Warehouse",
            namespace_name="warehouse",
            encryption=NamespaceEncryption.key_generations(
                active=generations.active,
                newest=generations.newest,
                oldest=generations.oldest,
            ),
        )
        redshiftserverless.CfnWorkgroup(
            self,
            "Workgroup",
            workgroup_name="warehouse",
            namespace_name=warehouse.namespace_name,
        )

        # The pipeline runs when a key is due to be created, and when the namespace is due to move to it.
        pipeline_arn = self.format_arn(service="codepipeline", resource=pipeline_name)
        pipeline = codepipeline.Pipeline.from_pipeline_arn(self, "Pipeline", pipeline_arn)
        start_pipeline = scheduler_targets.CodePipelineStartPipelineExecution(pipeline)
        schedule.on_due(self, "KeyChangeDue", start_pipeline, create_ahead=create_ahead)

        # Whoever is on call subscribes to this topic.
        topic = sns.Topic(self, "OnCall", enforce_ssl=True)
        # A topic with its own policy has no default permission for alarms.
        topic.grant_publish(iam.ServicePrincipal("cloudwatch.amazonaws.com"))
        notify = actions.SnsAction(topic)

        alarms = warehouse.add_alarms("Alarms", actions=[notify])
        # The function reads the key every day, and this alarm fires when the pipeline has not changed it within a week.
        # Nobody raises a number before the due date, so nothing warns of one.
        overdue = schedule.remind(
            warehouse,
            as_of=as_of,
            warn_ahead=cdk.Duration.days(0),
            grace=cdk.Duration.days(7),
        )
        overdue.add_alarm_action(notify)

        KeyChangeDashboard(self, "Dashboard", namespaces=[warehouse], alarms=[*alarms.all, overdue])
        KeyChangeProvider.of(self).add_query_definitions()

        warehouse.on_key_change_succeeded("Changed", target=targets.SnsTopic(topic))
        # A call of UpdateNamespace by whomever. AWS CloudTrail must be on.
        warehouse.on_namespace_updated("Updated", target=targets.SnsTopic(topic))
