import type { PolicyDocument } from '../../simulator/services/iam-policy';

/** Where a stack is deployed, and what is in it. */
export interface Deployment {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly stackName: string;
  /** bucket of `cdk bootstrap` for the function's code */
  readonly assetBucket: string;
}

/**
 * The smallest policy of a role with which CloudFormation deploys a stack with one RotatableNamespace on key
 * generations, and a workgroup on it: create, key change, other settings, rollback, an upgrade of the library, delete.
 * A change of the workgroup needs redshift-serverless:UpdateWorkgroup as well, and keys with tags need kms:TagResource.
 * `deploy-role.test.ts` shows that it is enough, and that nothing in it is unused.
 */
export function deployPolicy({ partition, region, account, stackName, assetBucket }: Deployment): PolicyDocument {
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const iam = (resource: string) => `arn:${partition}:iam::${account}:${resource}`;
  const viaRedshift = { 'kms:ViaService': `redshift-serverless.${region}.amazonaws.com` };
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Namespaces',
        Effect: 'Allow',
        Action: [
          'redshift-serverless:CreateNamespace',
          'redshift-serverless:DeleteNamespace',
          'redshift-serverless:GetNamespace',
          // Every update lists them: without this permission, an update fails after it was carried out.
          'redshift-serverless:ListSnapshotCopyConfigurations',
          'redshift-serverless:ListTagsForResource',
          'redshift-serverless:TagResource',
          'redshift-serverless:UntagResource',
          'redshift-serverless:UpdateNamespace',
          'redshift:GetResourcePolicy',
        ],
        Resource: arn('redshift-serverless', 'namespace/*'),
      },
      {
        Sid: 'Workgroups',
        Effect: 'Allow',
        Action: [
          'redshift-serverless:CreateWorkgroup',
          'redshift-serverless:DeleteWorkgroup',
          'redshift-serverless:GetWorkgroup',
          'redshift-serverless:ListTagsForResource',
          'redshift-serverless:TagResource',
        ],
        Resource: arn('redshift-serverless', 'workgroup/*'),
      },
      {
        Sid: 'NetworkOfWorkgroups',
        Effect: 'Allow',
        Action: [
          'ec2:DescribeAccountAttributes',
          'ec2:DescribeAddresses',
          'ec2:DescribeAvailabilityZones',
          'ec2:DescribeInternetGateways',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSubnets',
          'ec2:DescribeVpcAttribute',
        ],
        Resource: '*',
      },
      {
        Sid: 'PasswordOfNamespaces',
        Effect: 'Allow',
        Action: [
          'secretsmanager:CreateSecret',
          'secretsmanager:DeleteSecret',
          'secretsmanager:DescribeSecret',
          'secretsmanager:RotateSecret',
          'secretsmanager:TagResource',
          'secretsmanager:UpdateSecret',
        ],
        Resource: arn('secretsmanager', 'secret:redshift!*'),
      },
      { Sid: 'NewPassword', Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*' },
      { Sid: 'NewKeys', Effect: 'Allow', Action: ['kms:CreateKey', 'kms:ListAliases'], Resource: '*' },
      {
        Sid: 'KeysOfNamespaces',
        Effect: 'Allow',
        Action: [
          'kms:CreateAlias',
          'kms:DeleteAlias',
          'kms:DescribeKey',
          'kms:EnableKeyRotation',
          'kms:GetKeyPolicy',
          'kms:GetKeyRotationStatus',
          'kms:ListResourceTags',
          'kms:PutKeyPolicy',
          'kms:UpdateAlias',
        ],
        Resource: arn('kms', 'key/*'),
      },
      {
        Sid: 'AliasOfNamespaces',
        Effect: 'Allow',
        Action: ['kms:CreateAlias', 'kms:DeleteAlias', 'kms:UpdateAlias'],
        Resource: arn('kms', 'alias/redshift-serverless/*'),
      },
      {
        Sid: 'UseKeysThroughRedshiftServerless',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:RetireGrant'],
        Resource: arn('kms', 'key/*'),
        Condition: { StringEquals: viaRedshift },
      },
      {
        Sid: 'GrantKeysToRedshiftServerless',
        Effect: 'Allow',
        Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
        Resource: arn('kms', 'key/*'),
        Condition: { StringEquals: viaRedshift, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
      {
        Sid: 'RolesOfTheKeyChange',
        Effect: 'Allow',
        Action: [
          'iam:CreateRole',
          'iam:DeleteRole',
          'iam:DeleteRolePolicy',
          'iam:GetRole',
          'iam:GetRolePolicy',
          'iam:ListAttachedRolePolicies',
          'iam:ListRolePolicies',
          'iam:PutRolePolicy',
        ],
        Resource: iam(`role/${stackName}-*`),
      },
      {
        Sid: 'PassRolesOfTheKeyChange',
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: iam(`role/${stackName}-*`),
        Condition: { StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'states.amazonaws.com'] } },
      },
      {
        Sid: 'FunctionOfTheKeyChange',
        Effect: 'Allow',
        Action: [
          'lambda:CreateFunction',
          'lambda:DeleteFunction',
          'lambda:DeleteFunctionEventInvokeConfig',
          'lambda:GetFunction',
          'lambda:GetFunctionCodeSigningConfig',
          'lambda:GetFunctionEventInvokeConfig',
          'lambda:GetFunctionRecursionConfig',
          'lambda:GetRuntimeManagementConfig',
          'lambda:InvokeFunction',
          'lambda:PutFunctionEventInvokeConfig',
          'lambda:TagResource',
          'lambda:UpdateFunctionCode',
          'lambda:UpdateFunctionConfiguration',
          'lambda:UpdateFunctionEventInvokeConfig',
        ],
        Resource: arn('lambda', `function:${stackName}-*`),
      },
      {
        Sid: 'CodeOfTheFunction',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `arn:${partition}:s3:::${assetBucket}/*`,
      },
      {
        Sid: 'WaiterOfTheKeyChange',
        Effect: 'Allow',
        Action: [
          'states:CreateStateMachine',
          'states:DeleteStateMachine',
          'states:DescribeStateMachine',
          'states:ListTagsForResource',
          'states:TagResource',
          'states:UpdateStateMachine',
        ],
        Resource: arn('states', 'stateMachine:RedshiftNamespaceKeyChange*'),
      },
      {
        Sid: 'LogsOfTheKeyChange',
        Effect: 'Allow',
        Action: [
          'logs:CreateLogGroup',
          'logs:DescribeIndexPolicies',
          'logs:GetDataProtectionPolicy',
          'logs:ListTagsForResource',
          'logs:PutRetentionPolicy',
          'logs:TagResource',
        ],
        Resource: arn('logs', 'log-group:*'),
      },
      {
        Sid: 'ListLogGroups',
        Effect: 'Allow',
        Action: ['logs:DescribeLogGroups', 'logs:DescribeResourcePolicies'],
        Resource: '*',
      },
    ],
  };
}
