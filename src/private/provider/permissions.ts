import { Aws, Lazy, type Stack, aws_iam as iam } from 'aws-cdk-lib';
import { OWNERSHIP_TAG } from '../../contract';

/**
 * What the function may do with namespaces and keys. Static: it names no single key, because a rollback or a removed
 * key would take a permission away in the middle of a change.
 *
 * Sources: docs/assumptions.md, section IAM.
 */
export function keyChangeStatements(stack: Stack): iam.PolicyStatement[] {
  const namespaces = stack.formatArn({ service: 'redshift-serverless', resource: 'namespace', resourceName: '*' });
  // Any account: a customer managed key may belong to another one, whose key policy decides.
  const keys = stack.formatArn({ service: 'kms', account: '*', resource: 'key', resourceName: '*' });
  // This suffix in every partition, China included.
  const viaRedshift = { 'kms:ViaService': `redshift-serverless.${stack.region}.amazonaws.com` };
  return [
    new iam.PolicyStatement({
      sid: 'ReadNamespaces',
      actions: ['redshift-serverless:GetNamespace'],
      resources: [namespaces],
    }),
    new iam.PolicyStatement({
      // The size of the data, for an estimate. ListRecoveryPoints supports no resource.
      sid: 'ReadDataSize',
      actions: ['redshift-serverless:ListRecoveryPoints'],
      resources: ['*'],
    }),
    new iam.PolicyStatement({
      sid: 'ChangeTheKeyOfOwnNamespaces',
      actions: ['redshift-serverless:UpdateNamespace'],
      resources: [namespaces],
      // The name of the deployed stack: one template can be deployed under several names.
      conditions: { StringEquals: { [`aws:ResourceTag/${OWNERSHIP_TAG}`]: Aws.STACK_NAME } },
    }),
    new iam.PolicyStatement({
      sid: 'ReadOwnStack',
      actions: [
        'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStacks', 'cloudformation:ListStackResources',
      ],
      resources: [stack.stackId],
    }),
    new iam.PolicyStatement({
      sid: 'ReadKeys',
      actions: ['kms:DescribeKey'],
      resources: [keys],
    }),
    new iam.PolicyStatement({
      sid: 'UseKeysThroughRedshiftServerless',
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      resources: [keys],
      conditions: { StringEquals: viaRedshift },
    }),
    new iam.PolicyStatement({
      sid: 'GrantKeysToRedshiftServerless',
      actions: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
      resources: [keys],
      conditions: { StringEquals: viaRedshift, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
    new iam.PolicyStatement({
      // KMS does not evaluate GrantIsForAWSResource for it.
      sid: 'RetireGrantsThroughRedshiftServerless',
      actions: ['kms:RetireGrant'],
      resources: [keys],
      conditions: { StringEquals: viaRedshift },
    }),
  ];
}

/** Namespaces that something else manages, by their exact ARNs. */
export function updateByArnStatement(namespaceArns: () => string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'ChangeTheKeyOfNamedNamespaces',
    actions: ['redshift-serverless:UpdateNamespace'],
    resources: Lazy.list({ produce: namespaceArns }),
  });
}

export function startWaiterStatement(waiterArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'StartAndListWaiters',
    actions: ['states:StartExecution', 'states:ListExecutions'],
    resources: [waiterArn],
  });
}

/** What AWSLambdaVPCAccessExecutionRole permits, for an imported role: the CDK attaches no managed policy to one. */
export function networkInterfaceStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'ConnectToVpc',
    actions: [
      'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
  });
}

/**
 * The log delivery of Step Functions has no narrower resource.
 * Source: "Logging using CloudWatch Logs", Step Functions Developer Guide.
 */
export function logDeliveryStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DeliverLogs',
    actions: [
      'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
    ],
    resources: ['*'],
  });
}
