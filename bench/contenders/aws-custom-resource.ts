import { aws_iam as iam, aws_redshiftserverless as redshiftserverless, custom_resources as cr } from 'aws-cdk-lib';
import { keysOf, type Contender } from './contender';

export const awsCustomResource: Contender = {
  id: 'aws-custom-resource',
  label: 'AwsCustomResource',
  description: '`AwsCustomResource` that calls UpdateNamespace on update. It does not wait: it responds at once',
  add(scope, warehouse) {
    const { namespaceName } = warehouse;
    const keys = keysOf(scope, warehouse);
    const namespace = new redshiftserverless.CfnNamespace(scope, 'Namespace', {
      namespaceName, kmsKeyId: keys[0].keyArn,
    });
    const call = new cr.AwsCustomResource(scope, 'KeyChange', {
      installLatestAwsSdk: false,
      onUpdate: {
        service: 'redshift-serverless',
        action: 'UpdateNamespace',
        parameters: { namespaceName, kmsKeyId: keys[keys.length - 1].keyArn },
        physicalResourceId: cr.PhysicalResourceId.of(namespaceName),
        outputPaths: ['namespace.status'],
      },
      policy: cr.AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({ actions: ['redshift-serverless:UpdateNamespace', 'kms:*'], resources: ['*'] }),
      ]),
    });
    call.node.addDependency(namespace);
  },
};
