import type { Duration, RemovalPolicy, SecretValue, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import type { IDependable } from 'constructs';
import type { CreatedWith } from './created-with';
import type { KeyChangeTimeout } from './key-change-timeout';
import type { LogExport } from './log-export';
import type { NamespaceEncryption } from './namespace-encryption';
import type { SnapshotCopy } from './snapshot-copy';

/** Settings of a namespace and of its key. */
export interface RotatableNamespaceProps {
  /**
   * Name of the namespace: 3 to 64 characters of `a-z`, `0-9` and `-`, and no word that Amazon Redshift reserves.
   * Another name makes another namespace.
   *
   * @default - generated from the construct's path
   */
  readonly namespaceName?: string;

  /**
   * What the namespace is encrypted with. Changing it changes the key in place, and the deployment waits for that.
   *
   * @default NamespaceEncryption.keyGenerations()
   */
  readonly encryption?: NamespaceEncryption;

  /**
   * What the namespace was created with, if not with this construct's alias. It can never change afterwards.
   * Needed for a key of another account, and for a namespace that something else created.
   *
   * @default - the construct's own alias, which follows the key
   */
  readonly createdWith?: CreatedWith;

  /**
   * How long a deployment waits for a key change at most. Raise it in a deployment of its own, before the key.
   *
   * @default - one hour
   */
  readonly keyChangeTimeout?: KeyChangeTimeout;

  /**
   * What the key change waits for, usually the key changes of other namespaces: `[other.keyChange]`. So the namespaces
   * of a fleet change their keys in waves. In another stack, that stack is deployed first.
   *
   * @default - nothing: all namespaces of a stack change their keys at the same time
   */
  readonly keyChangeAfter?: IDependable[];

  /**
   * Name of the first database: at most 127 characters. It cannot change.
   *
   * @default 'warehouse', since AWS Security Hub (RedshiftServerless.7) advises against the service's own `dev`
   */
  readonly dbName?: string;

  /**
   * Name of the database administrator.
   *
   * @default - 'awsuser' where the service manages the password, since AWS Security Hub (RedshiftServerless.5) advises
   * against the service's own `admin`
   */
  readonly adminUsername?: string;

  /**
   * Password of the database administrator. It comes with `adminUsername`, and excludes `manageAdminPassword`.
   *
   * @default - the service makes one and keeps it in AWS Secrets Manager
   */
  readonly adminUserPassword?: SecretValue;

  /**
   * Whether the service makes the administrator's password, keeps it in AWS Secrets Manager and rotates it.
   *
   * @default - true, unless `adminUserPassword` is given
   */
  readonly manageAdminPassword?: boolean;

  /**
   * Key of the secret that holds the managed administrator's password.
   *
   * @default - the key that AWS Secrets Manager manages
   */
  readonly adminPasswordSecretKey?: kms.IKeyRef;

  /**
   * Roles that the namespace may assume, to load and unload data.
   *
   * @default - none
   */
  readonly roles?: iam.IRoleRef[];

  /**
   * The role that `IAM_ROLE default` means in SQL. It must be one of `roles`.
   *
   * @default - none
   */
  readonly defaultRole?: iam.IRoleRef;

  /**
   * Logs that are exported to Amazon CloudWatch Logs.
   *
   * @default - connection log and user log, as AWS Security Hub (RedshiftServerless.6) advises
   */
  readonly logExports?: LogExport[];

  /**
   * Name of the snapshot that is taken before CloudFormation deletes the namespace. The namespace is deleted with
   * `removalPolicy: DESTROY` alone.
   *
   * @default - no snapshot is taken
   */
  readonly finalSnapshotName?: string;

  /**
   * How long the final snapshot is kept: 1 to 3653 days. It comes with `finalSnapshotName`.
   *
   * @default - it is kept until someone deletes it
   */
  readonly finalSnapshotRetention?: Duration;

  /**
   * Where snapshots are copied to. CloudFormation's handler supports one copy.
   *
   * @default - none
   */
  readonly snapshotCopy?: SnapshotCopy;

  /**
   * Resource policy: who may restore snapshots of the namespace, for instance.
   *
   * @default - none
   */
  readonly resourcePolicy?: iam.PolicyDocument;

  /**
   * ARN of the Amazon Redshift application that integrates with IAM Identity Center.
   *
   * @default - none
   */
  readonly identityCenterApplicationArn?: string;

  /**
   * Tags of the namespace, beside those of its scopes and the tag that permits this stack's function to change its key.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };

  /**
   * What happens to the namespace when it leaves the stack. Keys are always retained.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}
