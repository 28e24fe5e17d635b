import {
  Aws, Names, RemovalPolicy, Resource, Stack, type CfnResource, type interfaces,
  type aws_iam as iam, aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { AWS_OWNED_KMS_KEY, OWNERSHIP_TAG } from './contract';
import { CreatedWith } from './created-with';
import { LogExport } from './log-export';
import { NamespaceEncryption, type GenerationKeys } from './namespace-encryption';
import { NamespaceKeyChange } from './namespace-key-change';
import { aliasArnOf, aliasNameOf } from './private/alias';
import { AwsOwnedKey } from './private/aws-owned-key';
import { addCheck } from './private/checks/app-index';
import { isInTree } from './private/checks/final-resource';
import type { AliasParts, NamespaceParts } from './private/checks/namespace-parts';
import { checkNamespaceTemplate } from './private/checks/namespace-template';
import { registerOwnNamespace } from './private/checks/registry';
import { checkOneResource } from './private/checks/shared-namespace';
import { checkWorkgroups } from './private/checks/workgroup-order';
import { report } from './private/diagnostics/report';
import { grantOnKeys, KEY_DECRYPT, KEY_USE } from './private/key-grants';
import type { ManagedKeyChangeProps } from './private/managed-key-change';
import { validateProps } from './private/validation/namespace-props';
import { throwIfInvalid } from './private/validation/validation';
import type { RotatableNamespaceProps } from './rotatable-namespace-props';
import type { IRotatableNamespace, RotatableNamespaceAttributes } from './rotatable-namespace-ref';

/** The service's own `admin` is the first name that an attacker tries. */
const DEFAULT_ADMIN_USERNAME = 'awsuser';
const DEFAULT_DB_NAME = 'warehouse';

/**
 * An Amazon Redshift Serverless namespace whose KMS key is changed by deploying.
 *
 * A deployment that changes `encryption` moves the namespace to the other key, and ends when the move has ended. All
 * resources that refer to the namespace wait for it: the service permits no other action while the key is being
 * changed.
 *
 * Order of deployment: keys, key change, alias, namespace, whatever refers to the namespace.
 *
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces-rotate-kms-key.html
 */
@propertyInjectable
export class RotatableNamespace extends Resource implements IRotatableNamespace {
  /** Identifies this construct for property injection (`IPropertyInjector`). */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-redshift-rotatable-namespace.RotatableNamespace';

  /** A namespace that something else has created. Nothing is changed about it. */
  public static fromNamespaceAttributes(
    scope: Construct, id: string, attributes: RotatableNamespaceAttributes,
  ): IRotatableNamespace {
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
  /** Id of the namespace, which the service generates. */
  public readonly namespaceId: string;
  /** The key that the namespace is on when a deployment has ended. Grants belong on all keys: see `grantKeyUse`. */
  public readonly encryptionKey?: kms.IKeyRef;
  /**
   * Every key of the namespace in this template: all key generations, or your own key. Empty under an AWS-owned key.
   */
  public readonly encryptionKeys: kms.IKeyRef[];
  /** The key change, which comes before the namespace. */
  public readonly keyChange: NamespaceKeyChange;
  /**
   * The keys of its generations by their numbers; undefined = it has none.
   * @internal
   */
  public readonly _generations?: GenerationKeys;
  /**
   * The name as text: a token only where the user has given one.
   * @internal
   */
  public readonly _plainName: string;
  private readonly resource: redshiftserverless.CfnNamespace;

  /**
   * @throws one error that names every setting that is wrong, before any resource is created
   */
  constructor(scope: Construct, id: string, props: RotatableNamespaceProps = {}) {
    super(scope, id, { physicalName: props.namespaceName });
    const encryption = props.encryption ?? NamespaceEncryption.keyGenerations();
    const name = props.namespaceName ?? this.generateName();
    throwIfInvalid(this, 'RotatableNamespace', [
      ...validateProps(props, name, Stack.of(this)),
      ...encryption._errors(Stack.of(this), props.createdWith),
    ]);

    const bound = encryption._bind(this, name);
    const { active, keys } = bound;
    this._generations = bound.generations;
    this._plainName = name;
    const stack = Stack.of(this);
    // Under an AWS-owned key the template has no KmsKeyId, and keeps none when the namespace moves to another key.
    const createdWith = active ? props.createdWith ?? CreatedWith.alias() : CreatedWith.awsOwnedKey();
    const aliasFollowsKey = createdWith._isAlias && active !== undefined
      && (props.createdWith === undefined || active.env.account === stack.account);
    const kmsKeyId = createdWith._kmsKeyId(aliasArnOf(stack, name));
    this.encryptionKey = active;
    this.encryptionKeys = keys.length > 0 ? [...keys] : active ? [active] : [];
    this.keyChange = new NamespaceKeyChange(this, 'KeyChange', {
      namespaceName: name,
      key: active ?? new AwsOwnedKey(this, 'AwsOwnedKey'),
      keyChangeTimeout: props.keyChangeTimeout,
      managed: {
        createdWithKmsKeyId: kmsKeyId ?? AWS_OWNED_KMS_KEY,
        isStated: props.createdWith !== undefined || active === undefined,
        aliasFollowsKey,
        newestGeneration: bound.newestGeneration,
        generation: bound.generation,
      },
    } as ManagedKeyChangeProps);
    this.resource = this.createNamespace(name, props);
    const alias = aliasFollowsKey ? this.createAlias(name, active) : undefined;
    if (alias === undefined) { this.resource.node.addDependency(this.keyChange); }
    this.resource.kmsKeyId = kmsKeyId;

    this.checkTemplate({
      stack,
      namespaceName: name,
      resource: this.resource,
      kmsKeyId,
      awsOwned: active ? undefined : { lookup: bound.lookup! },
      createdWithAwsOwnedKey: createdWith._isAwsOwned,
      keys: keys.map((key) => key.node.defaultChild as CfnResource),
      keyChange: this.keyChange,
      alias,
      deletionPolicy: this.resource.cfnOptions.deletionPolicy,
      updateReplacePolicy: this.resource.cfnOptions.updateReplacePolicy,
      hasFinalSnapshot: props.finalSnapshotName !== undefined,
      warnings: encryption._warnings(),
    });
    this.namespaceName = this.getResourceNameAttribute(this.resource.ref);
    this.namespaceId = this.resource.attrNamespaceNamespaceId;
    this.namespaceArn = this.resource.attrNamespaceNamespaceArn;
  }

  /**
   * Lets a grantee use every key of the namespace: the one that it is on, the ones that it was on (its snapshots stay
   * on them), and the ones that it will be on. It is a statement of the key policies, so it also stays on a key that
   * leaves the template. For a key of your own that is imported, and for a role of another stack, it is a permission
   * of the grantee.
   *
   * @param grantee a role or user, say
   */
  public grantKeyUse(grantee: iam.IGrantable): iam.Grant {
    return grantOnKeys(this.encryptionKeys, grantee, KEY_USE);
  }

  /**
   * Lets a grantee decrypt with every key of the namespace, as `grantKeyUse` does.
   *
   * @param grantee a role or user, say
   */
  public grantDecrypt(grantee: iam.IGrantable): iam.Grant {
    return grantOnKeys(this.encryptionKeys, grantee, KEY_DECRYPT);
  }

  /** The namespace, for whatever takes a reference. */
  public get namespaceRef(): interfaces.aws_redshiftserverless.NamespaceReference {
    return { namespaceName: this.namespaceName };
  }

  private generateName(): string {
    return Names.uniqueResourceName(this, { maxLength: 64, separator: '-' }).toLowerCase();
  }

  /** Checks the final template, when all Aspects have run. */
  private checkTemplate(parts: NamespaceParts): void {
    registerOwnNamespace(this.resource, this);
    addCheck(this, (index) => report([
      ...checkNamespaceTemplate(index, parts),
      ...isInTree(this.resource) ? checkOneResource(index, this.resource) : [],
      ...checkWorkgroups(index, this, this.resource, parts.namespaceName),
    ]));
  }

  /** The alias that the namespace is created with, and that follows its key. */
  private createAlias(namespaceName: string, active: kms.IKeyRef): AliasParts {
    const aliasName = aliasNameOf(namespaceName);
    const targetKeyId = active.keyRef.keyId;
    const resource = new kms.CfnAlias(this, 'Alias', { aliasName, targetKeyId });
    // It moves when the key has changed, and not before.
    resource.node.addDependency(this.keyChange);
    this.resource.node.addDependency(resource);
    return { resource, aliasName, targetKeyId };
  }

  private createNamespace(name: string, props: RotatableNamespaceProps): redshiftserverless.CfnNamespace {
    const manageAdminPassword = props.manageAdminPassword ?? props.adminUserPassword === undefined;
    const { snapshotCopy } = props;
    const tags = { ...props.tags, [OWNERSHIP_TAG]: Aws.STACK_NAME };
    const resource = new redshiftserverless.CfnNamespace(this, 'Resource', {
      namespaceName: name,
      dbName: props.dbName ?? DEFAULT_DB_NAME,
      adminUsername: props.adminUsername ?? (manageAdminPassword ? DEFAULT_ADMIN_USERNAME : undefined),
      adminUserPassword: props.adminUserPassword?.unsafeUnwrap(),
      manageAdminPassword: manageAdminPassword || undefined,
      adminPasswordSecretKmsKeyId: props.adminPasswordSecretKey?.keyRef.keyArn,
      iamRoles: props.roles?.map((role) => role.roleRef.roleArn),
      defaultIamRoleArn: props.defaultRole?.roleRef.roleArn,
      logExports: props.logExports ?? [LogExport.CONNECTION_LOG, LogExport.USER_LOG],
      finalSnapshotName: props.finalSnapshotName,
      finalSnapshotRetentionPeriod: props.finalSnapshotRetention?.toDays(),
      snapshotCopyConfigurations: snapshotCopy && [{
        destinationRegion: snapshotCopy.destinationRegion,
        destinationKmsKeyId: snapshotCopy.destinationKey?.keyRef.keyArn,
        snapshotRetentionPeriod: snapshotCopy.retention?.toDays(),
      }],
      namespaceResourcePolicy: props.resourcePolicy,
      redshiftIdcApplicationArn: props.identityCenterApplicationArn,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    });
    resource.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return resource;
  }
}
