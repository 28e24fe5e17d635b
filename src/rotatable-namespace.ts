import {
  Names, RemovalPolicy, Resource, Stack, type CfnResource, type interfaces,
  aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CreatedWith } from './created-with';
import { OWNERSHIP_TAG } from './key-change/contract';
import { LogExport } from './log-export';
import { NamespaceEncryption } from './namespace-encryption';
import { NamespaceKeyChange } from './namespace-key-change';
import { AWS_OWNED_KEY } from './private/aws-owned-key';
import { addGuard } from './private/guards/app-index';
import { isInTree } from './private/guards/final-resource';
import { guardOneResource, guardWorkgroups } from './private/guards/name-guard';
import { guardNamespace, type NamespaceParts } from './private/guards/namespace-guard';
import { registerOwnNamespace } from './private/guards/registry';
import { report } from './private/guards/report';
import { validateAwsOwnedKey, validateKey, validateProps } from './private/validate-props';
import { refuse } from './private/validation';
import type { RotatableNamespaceProps } from './rotatable-namespace-props';
import type { IRotatableNamespace, RotatableNamespaceAttributes } from './rotatable-namespace-ref';

/** The service's own `admin` is the first name that an attacker tries. */
const DEFAULT_ADMIN_USERNAME = 'awsuser';
const DEFAULT_DATABASE_NAME = 'warehouse';

/**
 * An Amazon Redshift Serverless namespace whose KMS key is changed by deploying.
 *
 * A deployment that changes `encryption` moves the namespace to the other key and ends when the move has ended. All
 * else that refers to the namespace waits for it: the service permits no other action while the key is being changed.
 *
 * Order of deployment: keys, key change, alias, namespace, whatever refers to the namespace.
 *
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces-rotate-kms-key.html
 */
export class RotatableNamespace extends Resource implements IRotatableNamespace {
  /** A namespace that something else has made. Nothing is changed about it. */
  public static fromNamespaceAttributes(scope: Construct, id: string, attributes: RotatableNamespaceAttributes): IRotatableNamespace {
    class Import extends Resource implements IRotatableNamespace {
      public readonly namespaceName = attributes.namespaceName;
      public readonly namespaceId = attributes.namespaceId;
      public readonly namespaceArn = Stack.of(this).formatArn({
        service: 'redshift-serverless', resource: 'namespace', resourceName: attributes.namespaceId,
      });
      public readonly encryptionKey = attributes.encryptionKey;
      public get namespaceRef(): interfaces.aws_redshiftserverless.NamespaceReference {
        return { namespaceName: this.namespaceName };
      }
    }
    return new Import(scope, id);
  }

  /** Name of the namespace. A workgroup that is given it waits until a key change has ended. */
  public readonly namespaceName: string;
  /** ARN of the namespace; it holds the id, not the name. */
  public readonly namespaceArn: string;
  /** Id of the namespace, which the service has generated. */
  public readonly namespaceId: string;
  /** The key that the namespace is on when a deployment has ended. */
  public readonly encryptionKey?: kms.IKey;
  /** The key change, which comes before the namespace. */
  public readonly keyChange: NamespaceKeyChange;
  private readonly resource: redshiftserverless.CfnNamespace;

  /**
   * @throws one error that names every setting that is wrong, before any resource is made
   */
  constructor(scope: Construct, id: string, props: RotatableNamespaceProps = {}) {
    super(scope, id, { physicalName: props.namespaceName });
    const encryption = props.encryption ?? NamespaceEncryption.keyGenerations();
    const name = props.namespaceName ?? Names.uniqueResourceName(this, { maxLength: 64, separator: '-' }).toLowerCase();
    refuse(this, 'RotatableNamespace', [...validateProps(props, name), ...encryption._problems()]);

    const keys = encryption._bind(this);
    const { active } = keys;
    refuse(this, 'RotatableNamespace', active ? validateKey(Stack.of(this), active, props.createdWith) : validateAwsOwnedKey(props.createdWith));
    // Under an AWS-owned key the template has no KmsKeyId, and keeps none when the namespace has moved up.
    const createdWith = active ? props.createdWith : CreatedWith.awsOwnedKey();
    this.encryptionKey = active;
    this.keyChange = new NamespaceKeyChange(this, 'KeyChange', { namespaceName: name, key: active ?? AWS_OWNED_KEY, createdWith, keyChangeWait: props.keyChangeWait });
    this.resource = this.createNamespace(name, props);
    let alias: NamespaceParts['alias'];
    if (createdWith) {
      this.resource.kmsKeyId = createdWith._kmsKeyId;
      this.resource.node.addDependency(this.keyChange);
    } else {
      alias = this.createAlias(name, active!);
      this.resource.kmsKeyId = Stack.of(this).formatArn({ service: 'kms', resource: 'alias', resourceName: `redshift-serverless/${name}` });
    }
    this.guard({
      stack: Stack.of(this),
      namespaceName: name,
      resource: this.resource,
      kmsKeyId: this.resource.kmsKeyId,
      awsOwned: active ? undefined : { lookUp: keys.lookUp! },
      createdWithAwsOwnedKey: createdWith !== undefined && createdWith._kmsKeyId === undefined,
      keys: keys.keys.map((key) => key.node.defaultChild as CfnResource),
      keyChange: this.keyChange,
      alias,
      deletionPolicy: this.resource.cfnOptions.deletionPolicy,
      updateReplacePolicy: this.resource.cfnOptions.updateReplacePolicy,
      hasFinalSnapshot: props.finalSnapshot !== undefined,
      doubts: encryption._doubts(),
    });
    this.namespaceName = this.getResourceNameAttribute(this.resource.ref);
    this.namespaceId = this.resource.attrNamespaceNamespaceId;
    this.namespaceArn = this.resource.attrNamespaceNamespaceArn;
  }

  /** The namespace, for whatever takes a reference. */
  public get namespaceRef(): interfaces.aws_redshiftserverless.NamespaceReference {
    return { namespaceName: this.namespaceName };
  }

  /** Looks at the final template, when all Aspects have run. */
  private guard(parts: NamespaceParts): void {
    registerOwnNamespace(this.resource, this);
    addGuard(this, (index) => report([
      ...guardNamespace(index, parts),
      ...isInTree(this.resource) ? guardOneResource(index, this.resource) : [],
      ...guardWorkgroups(index, this, this.resource, parts.namespaceName),
    ]));
  }

  /**
   * The alias that the namespace is created with, and that follows its key. Its ARN is a constant, so that
   * CloudFormation, which compares templates, never changes the key itself.
   */
  private createAlias(namespaceName: string, active: kms.IKey): NonNullable<NamespaceParts['alias']> {
    const aliasName = `alias/redshift-serverless/${namespaceName}`;
    const resource = new kms.CfnAlias(this, 'Alias', { aliasName, targetKeyId: active.keyId });
    // It moves when the key has changed, and not before.
    resource.node.addDependency(this.keyChange);
    this.resource.node.addDependency(resource);
    return { resource, aliasName, targetKeyId: active.keyId };
  }

  private createNamespace(name: string, props: RotatableNamespaceProps): redshiftserverless.CfnNamespace {
    const manageAdminPassword = props.manageAdminPassword ?? props.adminUserPassword === undefined;
    const resource = new redshiftserverless.CfnNamespace(this, 'Resource', {
      namespaceName: name,
      dbName: props.databaseName ?? DEFAULT_DATABASE_NAME,
      adminUsername: props.adminUsername ?? (manageAdminPassword ? DEFAULT_ADMIN_USERNAME : undefined),
      adminUserPassword: props.adminUserPassword?.unsafeUnwrap(),
      manageAdminPassword: manageAdminPassword || undefined,
      adminPasswordSecretKmsKeyId: props.adminPasswordSecretKey?.keyArn,
      iamRoles: props.roles?.map((role) => role.roleArn),
      defaultIamRoleArn: props.defaultRole?.roleArn,
      logExports: props.logExports ?? [LogExport.CONNECTION_LOG, LogExport.USER_LOG],
      finalSnapshotName: props.finalSnapshot?.snapshotName,
      finalSnapshotRetentionPeriod: props.finalSnapshot?.retentionDays,
      snapshotCopyConfigurations: props.snapshotCopies?.map((copy) => ({
        destinationRegion: copy.destinationRegion,
        destinationKmsKeyId: copy.destinationKey?.keyArn,
        snapshotRetentionPeriod: copy.retentionDays,
      })),
      namespaceResourcePolicy: props.resourcePolicy,
      redshiftIdcApplicationArn: props.identityCenterApplicationArn,
      tags: Object.entries({ ...props.tags, [OWNERSHIP_TAG]: Stack.of(this).stackName }).map(([key, value]) => ({ key, value })),
    });
    resource.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return resource;
  }
}
