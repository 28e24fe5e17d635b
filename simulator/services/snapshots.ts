import { Caller, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, optionalNumber, optionalText, tagContext, tagsOf, text } from './input';
import { Kms } from './kms';
import { isUsable } from './kms-key';
import { Namespace } from './namespace';
import { AWS_OWNED_KMS_KEY, validationException } from './namespace-rules';
import { changeSettings } from './namespace-settings';
import { pageOf } from './paging';
import { Workgroups } from './workgroups';

const CREATE_MS = 2 * 60_000;
const RESTORE_MS = 10 * 60_000;
const DAY_MS = 24 * 3600_000;
const MEBIBYTE = 2 ** 20;

/** What a restore takes over from a snapshot. The key is not among it (SNAP-3). */
const RESTORED_SETTINGS = ['dbName', 'adminUsername'] as const;

interface Snapshot {
  readonly name: string;
  readonly arn: string;
  readonly namespace: Namespace;
  readonly createdAt: number;
  /** undefined: it is kept until it is deleted */
  readonly retentionDays?: number;
  readonly dataSize: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly tags: Record<string, string>;
  /** undefined: an AWS-owned key */
  readonly keyArn?: string;
  status: 'CREATING' | 'AVAILABLE';
}

/** Snapshots of namespaces, and restores from them. They outlive the namespace. */
export class Snapshots {
  private readonly snapshots = new Map<string, Snapshot>();

  constructor(
    private readonly env: Environment,
    private readonly iam: Iam,
    private readonly kms: Kms,
    private readonly workgroups: Workgroups,
    private readonly find: (namespaceName: string) => Namespace,
  ) {}

  public tagsByArn(arn: string): Record<string, string> | undefined {
    return this.living().find((snapshot) => snapshot.arn === arn)?.tags;
  }

  public create(input: Input, caller: Caller): Record<string, unknown> {
    const tags = tagsOf(input, 'tags');
    const name = text(input, 'snapshotName');
    this.iam.authorize(caller, 'redshift-serverless:CreateSnapshot', this.arn('*'), tagContext('aws:RequestTag', tags));
    const namespace = this.find(text(input, 'namespaceName'));
    this.throwIfBusy(namespace);
    // SNAP-1: a snapshot needs a workgroup.
    if (this.workgroups.of(namespace.name) === undefined) {
      throw validationException(`The namespace ${namespace.name} is not associated with a workgroup.`);
    }
    if (this.living().some((snapshot) => snapshot.name === name)) {
      throw new ServiceError('ConflictException', `Serverless snapshot ${name} already exists.`);
    }
    const days = optionalNumber(input, 'retentionPeriod');
    const snapshot: Snapshot = {
      name,
      arn: this.arn(this.env.random.uuid()),
      namespace,
      createdAt: this.env.clock.now(),
      retentionDays: days === -1 ? undefined : days,
      dataSize: namespace.dataSize,
      settings: { ...namespace.settings },
      tags,
      keyArn: namespace.kmsKeyArn,
      status: 'CREATING',
    };
    this.snapshots.set(name, snapshot);
    this.env.clock.setTimeout(() => { snapshot.status = 'AVAILABLE'; }, CREATE_MS);
    return { snapshot: this.describe(snapshot) };
  }

  public get(input: Input, caller: Caller): Record<string, unknown> {
    return { snapshot: this.describe(this.authorized(input, caller, 'GetSnapshot')) };
  }

  public list(input: Input, caller: Caller): Record<string, unknown> {
    // A list needs a permission on everything.
    this.iam.authorize(caller, 'redshift-serverless:ListSnapshots', this.arn('*'));
    this.refuseOthers(input);
    for (const member of ['startTime', 'endTime']) {
      if (input[member] !== undefined) { throw unsupported(`ListSnapshots with ${member}`); }
    }
    const [name, arn] = [optionalText(input, 'namespaceName'), optionalText(input, 'namespaceArn')];
    const found = this.living().filter(({ namespace }) =>
      (name === undefined || namespace.name === name) && (arn === undefined || namespace.arn === arn));
    return pageOf('snapshots', found.map((snapshot) => this.describe(snapshot)), input);
  }

  public delete(input: Input, caller: Caller): Record<string, unknown> {
    const snapshot = this.authorized(input, caller, 'DeleteSnapshot');
    if (snapshot.status !== 'AVAILABLE') {
      throw new ServiceError('ConflictException', `The snapshot ${snapshot.name} is being created.`);
    }
    this.snapshots.delete(snapshot.name);
    return { snapshot: { ...this.describe(snapshot), status: 'DELETED' } };
  }

  /** SNAP-2: the database of the namespace is replaced. SNAP-3: the namespace stays on its own key. */
  public restore(input: Input, caller: Caller, describe: (namespace: Namespace) => unknown): Record<string, unknown> {
    if (input.maintainIntegration !== undefined) { throw unsupported('RestoreFromSnapshot with maintainIntegration'); }
    const namespace = this.find(text(input, 'namespaceName'));
    this.iam.authorize(
      caller, 'redshift-serverless:RestoreFromSnapshot', namespace.arn,
      tagContext('aws:ResourceTag', namespace.actingTags),
    );
    const snapshot = this.authorized(input, caller, 'RestoreFromSnapshot');
    const workgroup = text(input, 'workgroupName');
    if (this.workgroups.of(namespace.name) !== workgroup) {
      throw validationException(`The workgroup ${workgroup} is not associated with the namespace ${namespace.name}.`);
    }
    this.throwIfBusy(namespace);
    this.workgroups.throwUnlessAvailable(workgroup);
    if (snapshot.status !== 'AVAILABLE') {
      throw validationException(`The snapshot ${snapshot.name} is not available.`);
    }
    const keyArn = this.keyOf(snapshot);
    if (keyArn !== undefined && !isUsable(this.kms.key(keyArn), this.env.region)) {
      throw validationException(`The key '${keyArn}' is inaccessible.`);
    }
    namespace.restore(RESTORE_MS, () => {
      namespace.dataSize = snapshot.dataSize;
      for (const setting of RESTORED_SETTINGS) { namespace.settings[setting] = snapshot.settings[setting]; }
      // Without it, the admin has the password of the snapshot.
      const { manageAdminPassword = false, adminPasswordSecretKmsKeyId } = input;
      changeSettings(this.env, namespace, { manageAdminPassword, adminPasswordSecretKmsKeyId });
    });
    return { snapshotName: snapshot.name, ownerAccount: this.env.account, namespace: describe(namespace) };
  }

  /** U-6: whether a key change moves the snapshots of the namespace too. */
  private keyOf(snapshot: Snapshot): string | undefined {
    return this.env.unknowns.snapshotsFollowKey ? snapshot.namespace.kmsKeyArn : snapshot.keyArn;
  }

  private living(): Snapshot[] {
    return [...this.snapshots.values()].filter(({ createdAt, retentionDays }) =>
      retentionDays === undefined || this.env.clock.now() < createdAt + retentionDays * DAY_MS);
  }

  private authorized(input: Input, caller: Caller, action: string): Snapshot {
    this.refuseOthers(input);
    const [name, arn] = [optionalText(input, 'snapshotName'), optionalText(input, 'snapshotArn')];
    if ((name === undefined) === (arn === undefined)) {
      throw validationException('Specify either snapshotName or snapshotArn.');
    }
    const snapshot = this.living().find((each) => each.name === name || each.arn === arn);
    this.iam.authorize(caller, `redshift-serverless:${action}`, snapshot?.arn ?? this.arn('*'),
      tagContext('aws:ResourceTag', snapshot?.tags ?? {}));
    if (!snapshot) {
      throw new ServiceError('ResourceNotFoundException', `Serverless snapshot ${name ?? arn} not found.`);
    }
    return snapshot;
  }

  private refuseOthers(input: Input): void {
    if (input.ownerAccount !== undefined && input.ownerAccount !== this.env.account) {
      throw unsupported('snapshots of another account');
    }
  }

  private throwIfBusy(namespace: Namespace): void {
    if (namespace.status !== 'AVAILABLE') {
      throw new ServiceError('ConflictException', 'There is an operation running on the namespace.');
    }
  }

  private describe(snapshot: Snapshot): Record<string, unknown> {
    const { namespace, createdAt, retentionDays, dataSize } = snapshot;
    const age = Math.floor((this.env.clock.now() - createdAt) / DAY_MS);
    return {
      namespaceName: namespace.name,
      namespaceArn: namespace.arn,
      snapshotName: snapshot.name,
      snapshotArn: snapshot.arn,
      snapshotCreateTime: new Date(createdAt).toISOString(),
      ...(snapshot.settings.adminUsername !== undefined && { adminUsername: snapshot.settings.adminUsername }),
      status: snapshot.status,
      kmsKeyId: this.keyOf(snapshot) ?? AWS_OWNED_KMS_KEY,
      ownerAccount: this.env.account,
      totalBackupSizeInMegaBytes: dataSize / MEBIBYTE,
      snapshotRetentionPeriod: retentionDays ?? -1,
      ...(retentionDays !== undefined && { snapshotRemainingDays: retentionDays - age }),
    };
  }

  private arn(id: string): string {
    return `arn:${this.env.partition}:redshift-serverless:${this.env.region}:${this.env.account}:snapshot/${id}`;
  }
}

const unsupported = (what: string): ServiceError => new ServiceError(
  'UnknownOperationException', `the simulated Redshift Serverless does not support ${what}`);
