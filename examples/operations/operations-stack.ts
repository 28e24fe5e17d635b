import {
  Stack, type StackProps, aws_cloudwatch_actions as actions, aws_events_targets as targets, aws_iam as iam,
  aws_sns as sns,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { KeyChangeDashboard, KeyChangeProvider, NamespaceEncryption, RotatableNamespace } from '../../src';

export interface OperationsStackProps extends StackProps {
  /** Number of the key generation that the namespace is on. */
  readonly keyGeneration: number;
}

/** A data warehouse whose key changes are planned, seen and told of. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);

    const warehouse = new RotatableNamespace(this, 'Warehouse', {
      namespaceName: 'warehouse',
      encryption: NamespaceEncryption.keyGenerations({ active: props.keyGeneration }),
    });

    // Whoever is on call subscribes to this topic.
    const topic = new sns.Topic(this, 'OnCall', { enforceSSL: true });
    // A topic with its own policy has no default permission for alarms.
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));

    const alarms = warehouse.addAlarms('Alarms', { actions: [new actions.SnsAction(topic)] });
    new KeyChangeDashboard(this, 'Dashboard', { namespaces: [warehouse], alarms: alarms.all });
    KeyChangeProvider.of(this).addQueryDefinitions();

    warehouse.onKeyChangeSucceeded('Changed', { target: new targets.SnsTopic(topic) });
    // A call of UpdateNamespace by whomever. AWS CloudTrail must be on.
    warehouse.onNamespaceUpdated('Updated', { target: new targets.SnsTopic(topic) });
  }
}
