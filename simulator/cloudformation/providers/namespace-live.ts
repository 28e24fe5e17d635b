import type { Json } from '../host';
import type { ReadNamespace } from './namespace-api';

/** The official handler cuts a role's ARN after the first part of its path. */
const ROLE_ARN = /arn:aws.*?:iam::[0-9]{12}:role\/[a-zA-Z0-9_+=,.@-]{1,64}/;

/**
 * The live state of a namespace as the properties that a template has. What cannot be read, such as a password, is as
 * in the template.
 * CFN-48: a drift-aware change set hands this to the handler as the previous state.
 */
export function liveProperties({ namespace, tags, policy, copies }: ReadNamespace, template: Json): Json {
  const { AdminUserPassword, FinalSnapshotName, FinalSnapshotRetentionPeriod, RedshiftIdcApplicationArn } = template;
  const roles = Array.isArray(namespace.iamRoles) ? namespace.iamRoles.map(String) : [];
  const live: Json = {
    AdminUserPassword,
    FinalSnapshotName,
    FinalSnapshotRetentionPeriod,
    RedshiftIdcApplicationArn,
    AdminUsername: namespace.adminUsername,
    DbName: namespace.dbName,
    DefaultIamRoleArn: namespace.defaultIamRoleArn,
    IamRoles: roles.flatMap((role) => ROLE_ARN.exec(role)?.[0] ?? []),
    KmsKeyId: namespace.kmsKeyId,
    LogExports: namespace.logExports,
    ManageAdminPassword: typeof namespace.adminPasswordSecretArn === 'string' ? true : undefined,
    AdminPasswordSecretKmsKeyId: namespace.adminPasswordSecretKmsKeyId,
    NamespaceName: namespace.namespaceName,
    NamespaceResourcePolicy: policy,
    Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
    SnapshotCopyConfigurations: copies.map((copy) => ({
      DestinationRegion: copy.destinationRegion,
      DestinationKmsKeyId: copy.destinationKmsKeyId,
      SnapshotRetentionPeriod: copy.snapshotRetentionPeriod,
    })),
  };
  return Object.fromEntries(Object.entries(live).filter(([, value]) => value !== undefined));
}
