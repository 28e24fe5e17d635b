import { Stack, type StackProps, aws_iam as iam, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { KeyChangeProvider, NamespaceEncryption, RotatableNamespace } from 'cdk-redshift-rotatable-namespace';
import type { Construct } from 'constructs';

export interface WarehouseStackProps extends StackProps {
  /** Number of the key generation that the namespace is on. Raise it to change the key. */
  readonly keyGeneration: number;
}

/** Administration without use. Source: AWS KMS Developer Guide, "Key administrators". */
const ADMINISTRATION = [
  'kms:CreateAlias', 'kms:UpdateAlias', 'kms:DeleteAlias', 'kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:PutKeyPolicy',
  'kms:Enable*', 'kms:Disable*', 'kms:UpdateKeyDescription', 'kms:TagResource', 'kms:UntagResource',
  'kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion',
];

/** A data warehouse whose key policy names each role that uses a key, and does not delegate to IAM policies. */
export class WarehouseStack extends Stack {
  constructor(scope: Construct, id: string, props: WarehouseStackProps) {
    super(scope, id, props);

    // It creates the keys and the namespace: the role that CloudFormation has from `cdk bootstrap`.
    const deployRole = new iam.ArnPrincipal(this.formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: `cdk-hnb659fds-cfn-exec-role-${this.account}-${this.region}`,
    }));
    // It changes the key of the namespace. Here it comes before the namespace.
    // Where another stack has the keys, create a role of Lambda there, name it in the key policy, and give it to this
    // stack: KeyChangeProvider.of(this, { role }). The two stacks would otherwise need each other.
    const { role: keyChangeRole } = KeyChangeProvider.of(this);

    const namespace = new RotatableNamespace(this, 'Warehouse', {
      namespaceName: 'restricted-warehouse',
      encryption: NamespaceEncryption.keyGenerations({
        active: props.keyGeneration,
        policy: keyPolicy(this.region, deployRole, keyChangeRole),
      }),
    });
    new redshiftserverless.CfnWorkgroup(this, 'Workgroup', {
      workgroupName: 'restricted-warehouse',
      namespaceName: namespace.namespaceName,
    });

    // Whoever else needs the keys is added to the policy of every generation.
    const restoreRole = new iam.Role(this, 'RestoreRole', {
      description: 'Restores snapshots of the data warehouse',
      assumedBy: new iam.AccountPrincipal(this.account),
    });
    namespace.grantKeyUse(restoreRole);
  }
}

/** The policy of each key generation. */
function keyPolicy(region: string, deployRole: iam.IPrincipal, keyChangeRole: iam.IRole): iam.PolicyDocument {
  const principals = [deployRole, keyChangeRole];
  const viaRedshift = { 'kms:ViaService': `redshift-serverless.${region}.amazonaws.com` };
  const statement = (props: iam.PolicyStatementProps) => new iam.PolicyStatement({ resources: ['*'], ...props });
  return new iam.PolicyDocument({
    statements: [
      statement({ sid: 'Administer', principals: [deployRole], actions: ADMINISTRATION }),
      // The function asks KMS itself whether the namespace can use the key.
      statement({ sid: 'Read', principals: [keyChangeRole], actions: ['kms:DescribeKey'] }),
      statement({
        sid: 'UseThroughRedshiftServerless',
        principals,
        actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:RetireGrant'],
        conditions: { StringEquals: viaRedshift },
      }),
      statement({
        sid: 'GrantToRedshiftServerless',
        principals,
        actions: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
        conditions: { StringEquals: viaRedshift, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
    ],
  });
}
