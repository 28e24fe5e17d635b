import { Caller, NamespaceView, Service, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, optionalText, tagContext, tagsOf, text } from './input';
import { KeyRights } from './key-rights';
import { Kms } from './kms';
import { KmsKey } from './kms-key';
import { Namespace, NamespaceMoment } from './namespace';
import { NamespaceRegistry } from './namespace-registry';
import {
  AWS_OWNED_KMS_KEY,
  checkNamespaceRequest,
  checkOneConfiguration,
  validationException,
} from './namespace-rules';
import { changeSettings, secretOf } from './namespace-settings';
import { pageOf } from './paging';
import { listRecoveryPoints } from './recovery-points';
import { ResourceTags } from './resource-tags';
import { SecretsManager } from './secrets-manager';
import { SnapshotCopies } from './snapshot-copies';
import { Snapshots } from './snapshots';
import { Workgroups } from './workgroups';

const CREATE_MS = 30_000;
const DELETE_MS = 20_000;

/** Properties of a namespace that exists already. */
export interface NamespaceProperties {
  readonly name: string;
  readonly id?: string;
  /** id, ARN or alias of its key. @default an AWS-owned key */
  readonly kmsKey?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

type Operation = (input: Input, caller: Caller) => Record<string, unknown>;

/** Amazon Redshift Serverless: namespaces, their keys, and their workgroups. */
export class RedshiftServerless implements Service {
  public readonly prefix = 'redshift-serverless';
  public readonly history: NamespaceMoment[] = [];
  /** changes what GetNamespace shows; nothing else is changed by it */
  public shown?: (namespace: Record<string, unknown>) => Record<string, unknown>;
  private readonly namespaces: NamespaceRegistry;
  private readonly rights: KeyRights;
  private readonly workgroups: Workgroups;
  private readonly snapshots: Snapshots;
  private readonly snapshotCopies: SnapshotCopies;
  private readonly operations: Readonly<Record<string, Operation>>;

  constructor(
    private readonly env: Environment, private readonly kms: Kms, private readonly iam: Iam,
    private readonly secrets: SecretsManager,
  ) {
    this.namespaces = new NamespaceRegistry(env, kms, iam, (moment) => this.history.push(moment));
    this.rights = new KeyRights(env, kms, iam);
    this.workgroups = new Workgroups(env, iam, (name) => this.namespaces.find(name));
    this.snapshots = new Snapshots(env, iam, kms, this.workgroups, (name) => this.namespaces.find(name));
    this.snapshotCopies = new SnapshotCopies(env, iam, this.namespaces);
    kms.onStateChange(() => this.namespaces.all().forEach((namespace) => namespace.recordState()));
    this.operations = {
      CreateNamespace: (input, caller) => this.createNamespace(input, caller),
      GetNamespace: (input, caller) => this.getNamespace(input, caller),
      UpdateNamespace: (input, caller) => this.updateNamespace(input, caller),
      DeleteNamespace: (input, caller) => this.deleteNamespace(input, caller),
      CreateWorkgroup: (input, caller) => this.workgroups.create(input, caller),
      GetWorkgroup: (input, caller) => this.workgroups.get(input, caller),
      UpdateWorkgroup: (input, caller) => this.workgroups.update(input, caller),
      DeleteWorkgroup: (input, caller) => this.workgroups.delete(input, caller),
      ...new ResourceTags(iam, this.namespaces.actingTags, (arn) => this.tagsByArn(arn)).operations,
      ListNamespaces: (input, caller) => this.listNamespaces(input, caller),
      ListWorkgroups: (input, caller) => this.workgroups.list(input, caller),
      ListRecoveryPoints: (input, caller) => this.listRecoveryPoints(input, caller),
      CreateSnapshot: (input, caller) => this.snapshots.create(input, caller),
      GetSnapshot: (input, caller) => this.snapshots.get(input, caller),
      ListSnapshots: (input, caller) => this.snapshots.list(input, caller),
      DeleteSnapshot: (input, caller) => this.snapshots.delete(input, caller),
      RestoreFromSnapshot: (input, caller) =>
        this.snapshots.restore(input, caller, (namespace) => this.describe(namespace)),
      ...this.snapshotCopies.operations,
    };
  }

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    const carryOut = this.operations[operation];
    if (!carryOut) {
      throw new ServiceError(
        'UnknownOperationException',
        `the simulated Redshift Serverless does not support ${operation}`,
      );
    }
    return carryOut(input, caller);
  }

  public view(name: string): NamespaceView | undefined {
    return this.namespaces.get(name)?.view();
  }

  public views(): NamespaceView[] {
    return this.namespaces.all().map((namespace) => namespace.view());
  }

  /** The namespace with this ARN, if it exists. */
  public byNamespaceArn(arn: string): Namespace | undefined {
    return this.namespaces.all().find((namespace) => namespace.arn === arn);
  }

  public tagsOf(name: string): Readonly<Record<string, string>> {
    return this.namespaces.find(name).tags;
  }

  /** Adds a namespace without a call, as if it had been created long ago. */
  public addNamespace({ name, id, kmsKey, tags }: NamespaceProperties): void {
    const namespace = this.namespaces.add(name, tags, id);
    if (kmsKey !== undefined) { namespace.setKey(this.kms.resolve(kmsKey).arn); }
    namespace.recordState();
  }

  public setDataSize(name: string, bytes: number): void {
    this.namespaces.find(name).dataSize = bytes;
  }

  public setDurationFactor(name: string, factor: number): void {
    this.namespaces.find(name).durationFactor = factor;
  }

  /** The next key change fails after half of its duration and leaves the namespace on its old key. */
  public failNextKeyChange(name: string): void {
    this.namespaces.find(name).failNextKeyChange = true;
  }

  /** Changes the key at once, as if it had been changed in the console long ago. */
  public changeKeyByHand(name: string, keyArn: string): void {
    this.namespaces.find(name).setKey(this.kms.resolve(keyArn).arn);
  }

  private createNamespace(input: Input, caller: Caller): Record<string, unknown> {
    checkNamespaceRequest(input);
    const tags = tagsOf(input, 'tags');
    const { anyArn } = this.namespaces;
    const context = tagContext('aws:RequestTag', tags);
    this.iam.authorize(caller, 'redshift-serverless:CreateNamespace', anyArn, context);
    if (Object.keys(tags).length > 0) {
      this.iam.authorize(caller, 'redshift-serverless:TagResource', anyArn, context);
    }
    const name = text(input, 'namespaceName');
    if (this.namespaces.has(name)) {
      throw new ServiceError('ConflictException', `Serverless namespace ${name} already exists.`);
    }
    const key = this.requestedKey(input);
    if (key) { this.rights.check(caller, key.arn, 'CreateNamespace'); }
    if (input.manageAdminPassword === true) {
      this.rights.checkSecret(caller, secretOf(this.env, name, '*'), 'CreateNamespace');
    }
    const namespace = this.namespaces.add(name, tags);
    this.applySettings(namespace, input);
    namespace.create(key, CREATE_MS);
    return { namespace: this.describe(namespace) };
  }

  private getNamespace(input: Input, caller: Caller): Record<string, unknown> {
    checkNamespaceRequest(input);
    const namespace = this.namespaces.authorized(input, caller, 'GetNamespace');
    const shown = this.describe(namespace, namespace.read());
    return { namespace: this.shown?.(shown) ?? shown };
  }

  private listNamespaces(input: Input, caller: Caller): Record<string, unknown> {
    this.iam.authorize(caller, 'redshift-serverless:ListNamespaces', '*');
    return pageOf('namespaces', this.namespaces.all().map((namespace) => this.describe(namespace)), input);
  }

  private listRecoveryPoints(input: Input, caller: Caller): Record<string, unknown> {
    // SIZE-1: the action supports no resource.
    this.iam.authorize(caller, 'redshift-serverless:ListRecoveryPoints', '*');
    return listRecoveryPoints(this.namespaces.all(), input);
  }

  private updateNamespace(input: Input, caller: Caller): Record<string, unknown> {
    checkNamespaceRequest(input);
    const namespace = this.namespaces.authorized(input, caller, 'UpdateNamespace');
    this.namespaces.throwIfBusy(namespace);
    if (namespace.status === 'INACCESSIBLE_KMS_KEY') { throw this.rights.inaccessible(namespace.kmsKeyArn ?? ''); }
    checkOneConfiguration(input);
    if (input.kmsKeyId !== undefined) {
      this.changeKey(namespace, this.requestedKey(input), caller);
    } else if (Object.keys(input).length > 1) {
      if (input.manageAdminPassword !== undefined || input.adminPasswordSecretKmsKeyId !== undefined) {
        this.rights.checkSecret(caller, secretOf(this.env, namespace.name, '*'), 'UpdateNamespace');
      }
      this.applySettings(namespace, input);
      namespace.modify(this.env.random.integer(5, 20) * 1000);
    }
    // A name alone changes nothing. CloudFormation's handler sends it for a change of tags only.
    return { namespace: this.describe(namespace) };
  }

  private changeKey(namespace: Namespace, key: KmsKey | undefined, caller: Caller): void {
    const from = namespace.kmsKeyArn;
    if (from !== undefined && key === undefined) {
      // CHANGE-3: a namespace cannot change from a customer managed key to an AWS-owned key.
      throw validationException(
        "You can't change the encryption of a namespace from a customer managed key to an AWS-owned key.",
      );
    }
    if (key) { this.rights.check(caller, key.arn, 'UpdateNamespace'); }
    // U-5: whether the old key is needed during the change.
    if (from !== undefined && this.env.unknowns.oldKeyRightsNeeded) {
      this.rights.check(caller, from, 'UpdateNamespace');
    }
    if (key?.arn === from) {
      // U-1: what an update to the key that the namespace already has does.
      if (this.env.unknowns.sameKey === 'refused') {
        throw validationException(`The namespace ${namespace.name} is already encrypted with the given key.`);
      }
      if (this.env.unknowns.sameKey === 'no-op') { return; }
    }
    namespace.changeKey(key);
  }

  private deleteNamespace(input: Input, caller: Caller): Record<string, unknown> {
    checkNamespaceRequest(input);
    const namespace = this.namespaces.authorized(input, caller, 'DeleteNamespace');
    this.namespaces.throwIfBusy(namespace);
    if (this.workgroups.of(namespace.name)) {
      throw new ServiceError(
        'ConflictException',
        `The namespace ${namespace.name} is associated with a workgroup. Delete the workgroup first.`,
      );
    }
    this.checkDeletion(namespace, caller);
    namespace.delete(DELETE_MS, () => {
      this.namespaces.delete(namespace.name);
      this.snapshotCopies.forget(namespace.name);
      this.secrets.replace(namespace.settings.adminPasswordSecretArn, undefined);
    });
    return { namespace: this.describe(namespace) };
  }

  /** What DeleteNamespace depends on: the grants on a key that exists, and the secret of a managed password. */
  private checkDeletion(namespace: Namespace, caller: Caller): void {
    const { kmsKeyArn, settings: { adminPasswordSecretArn: secret } } = namespace;
    if (kmsKeyArn !== undefined && this.kms.key(kmsKeyArn)) {
      this.rights.check(caller, kmsKeyArn, 'DeleteNamespace');
    }
    if (typeof secret === 'string') { this.rights.checkSecret(caller, secret, 'DeleteNamespace'); }
  }

  private applySettings(namespace: Namespace, input: Input): void {
    const before = namespace.settings.adminPasswordSecretArn;
    changeSettings(this.env, namespace, input);
    this.secrets.replace(before, namespace.settings.adminPasswordSecretArn);
  }

  /** Of whatever has tags: a namespace, a workgroup or a snapshot. */
  private tagsByArn(arn: string): Record<string, string> | undefined {
    return this.byNamespaceArn(arn)?.tags ?? this.workgroups.tagsByArn(arn) ?? this.snapshots.tagsByArn(arn);
  }

  /** API-5: absent and empty mean an AWS-owned key. API-6: an alias is accepted. */
  private requestedKey(input: Input): KmsKey | undefined {
    const reference = optionalText(input, 'kmsKeyId');
    return reference === undefined || reference === '' || reference === AWS_OWNED_KMS_KEY
      ? undefined
      : this.rights.usableKey(reference);
  }

  /** Only GetNamespace reads what may be stale (API-8). The response of another operation uses up no stale read. */
  private describe(namespace: Namespace, reading = namespace.current()): Record<string, unknown> {
    const { status, kmsKeyArn } = reading;
    return {
      namespaceArn: namespace.arn,
      namespaceId: namespace.id,
      namespaceName: namespace.name,
      ...namespace.settings,
      kmsKeyId: kmsKeyArn ?? AWS_OWNED_KMS_KEY,
      // API-9: the letter case of a status has varied.
      status: this.env.unknowns.lowerCaseStatus ? status.toLowerCase() : status,
      creationDate: namespace.creationDate,
    };
  }
}
