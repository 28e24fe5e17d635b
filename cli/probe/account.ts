import {
  CreateAliasCommand, CreateKeyCommand, DeleteAliasCommand, DescribeKeyCommand, GetKeyRotationStatusCommand,
  ListAliasesCommand, ListKeysCommand, ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  CreateNamespaceCommand, CreateSnapshotCommand, CreateWorkgroupCommand, DeleteNamespaceCommand, DeleteSnapshotCommand,
  DeleteWorkgroupCommand, GetNamespaceCommand, GetSnapshotCommand, GetWorkgroupCommand, ListNamespacesCommand,
  ListSnapshotsCommand, ListWorkgroupsCommand, TagResourceCommand, UpdateNamespaceCommand,
} from '@aws-sdk/client-redshift-serverless';
import type { RegionClients } from '../aws/clients';
import { failureOf } from '../aws/errors';
import { pages } from '../aws/pages';

/** Everything that a probe makes is named so, and a key is described so: a later `--clean` finds it by that alone. */
export const PREFIX = 'rotatable-probe-';
const KEY_DESCRIPTION = `${PREFIX}key of cdk-redshift-rotatable-namespace`;
/** The shortest that KMS allows. A key that waits for its deletion costs nothing. */
const PENDING_DAYS = 7;

export interface Reading {
  readonly status: string;
  readonly kmsKeyId?: string;
  /** absent for a snapshot */
  readonly arn?: string;
}

/** What became of an UpdateNamespace. */
export type Sent =
  { readonly accepted: true } | { readonly accepted: false; readonly name: string; readonly error: string };

/** The calls that a probe makes in the operator's account. */
export class ProbeAccount {
  public readonly name: string;
  public readonly alias: string;

  constructor(private readonly clients: RegionClients, private readonly run: string) {
    this.name = `${PREFIX}${run}`;
    this.alias = `alias/${PREFIX}${run}`;
  }

  /** The same names, and other credentials. */
  public as(clients: RegionClients): ProbeAccount {
    return new ProbeAccount(clients, this.run);
  }

  public async createKey(): Promise<string> {
    const { KeyMetadata: key } = await this.clients.kms.send(new CreateKeyCommand({ Description: KEY_DESCRIPTION }));
    return key!.Arn!;
  }

  public createAlias(TargetKeyId: string): Promise<unknown> {
    return this.clients.kms.send(new CreateAliasCommand({ AliasName: this.alias, TargetKeyId }));
  }

  public createNamespace(kmsKeyId: string): Promise<unknown> {
    return this.clients.redshift.send(new CreateNamespaceCommand({ namespaceName: this.name, kmsKeyId }));
  }

  public createWorkgroup(): Promise<unknown> {
    const names = { namespaceName: this.name, workgroupName: this.name };
    return this.clients.redshift.send(new CreateWorkgroupCommand({ ...names, baseCapacity: 8 }));
  }

  public createSnapshot(): Promise<unknown> {
    const names = { namespaceName: this.name, snapshotName: this.name };
    return this.clients.redshift.send(new CreateSnapshotCommand({ ...names, retentionPeriod: 1 }));
  }

  public async namespace(namespaceName = this.name): Promise<Reading | undefined> {
    return orAbsent(async () => {
      const { namespace } = await this.clients.redshift.send(new GetNamespaceCommand({ namespaceName }));
      return { status: namespace?.status ?? 'UNKNOWN', kmsKeyId: namespace?.kmsKeyId, arn: namespace?.namespaceArn };
    });
  }

  public async workgroupStatus(workgroupName = this.name): Promise<string | undefined> {
    return orAbsent(async () =>
      (await this.clients.redshift.send(new GetWorkgroupCommand({ workgroupName }))).workgroup?.status ?? 'UNKNOWN');
  }

  public async snapshot(): Promise<Reading | undefined> {
    return orAbsent(async () => {
      const { snapshot } = await this.clients.redshift.send(new GetSnapshotCommand({ snapshotName: this.name }));
      return { status: snapshot?.status ?? 'UNKNOWN', kmsKeyId: snapshot?.kmsKeyId };
    });
  }

  /** Sends a key, and tells what the service says to it. */
  public async send(kmsKeyId: string): Promise<Sent> {
    try {
      await this.clients.redshift.send(new UpdateNamespaceCommand({ namespaceName: this.name, kmsKeyId }));
      return { accepted: true };
    } catch (error) {
      if (failureOf(error) === 'no-credentials') { throw error; }
      const { name, message } = error as Error;
      return { accepted: false, name, error: `${name}: ${message}` };
    }
  }

  public async tag(resourceArn: string, tag: { readonly key: string; readonly value: string }): Promise<unknown> {
    return this.clients.redshift.send(new TagResourceCommand({ resourceArn, tags: [tag] }));
  }

  /** Whether these credentials may read a namespace and these keys: the sign that a new policy acts. */
  public async canRead(keys: readonly string[]): Promise<boolean> {
    try {
      await this.namespace();
      for (const KeyId of keys) { await this.clients.kms.send(new GetKeyRotationStatusCommand({ KeyId })); }
      return true;
    } catch (error) {
      // The credentials of a new session take a while as well.
      if (['denied', 'no-credentials'].includes(failureOf(error))) { return false; }
      throw error;
    }
  }

  /** What earlier runs, or this one, have left. */
  public async leftovers(): Promise<Leftovers> {
    const { redshift, kms } = this.clients;
    const isOurs = (name: string | undefined): name is string => name?.startsWith(PREFIX) === true;
    const snapshots = await pages(async (nextToken) => {
      const page = await redshift.send(new ListSnapshotsCommand({ nextToken }));
      return { items: (page.snapshots ?? []).map(({ snapshotName }) => snapshotName), next: page.nextToken };
    });
    const workgroups = await pages(async (nextToken) => {
      const page = await redshift.send(new ListWorkgroupsCommand({ nextToken }));
      return { items: (page.workgroups ?? []).map(({ workgroupName }) => workgroupName), next: page.nextToken };
    });
    const namespaces = await pages(async (nextToken) => {
      const page = await redshift.send(new ListNamespacesCommand({ nextToken }));
      return { items: (page.namespaces ?? []).map(({ namespaceName }) => namespaceName), next: page.nextToken };
    });
    const aliases = await pages(async (Marker) => {
      const page = await kms.send(new ListAliasesCommand({ Marker }));
      return { items: (page.Aliases ?? []).map(({ AliasName }) => AliasName), next: page.NextMarker };
    });
    const keys = await pages(async (Marker) => {
      const page = await kms.send(new ListKeysCommand({ Marker }));
      return { items: (page.Keys ?? []).map(({ KeyArn }) => KeyArn), next: page.NextMarker };
    });
    const ours: string[] = [];
    for (const key of keys) { if (key !== undefined && await this.isOurKey(key)) { ours.push(key); } }
    return {
      snapshots: snapshots.filter(isOurs),
      workgroups: workgroups.filter(isOurs),
      namespaces: namespaces.filter(isOurs),
      aliases: aliases.filter((name) => name !== undefined && isOurs(name.replace(/^alias\//, ''))) as string[],
      keys: ours,
    };
  }

  public deleteSnapshot(snapshotName: string): Promise<unknown> {
    return this.clients.redshift.send(new DeleteSnapshotCommand({ snapshotName }));
  }

  public deleteWorkgroup(workgroupName: string): Promise<unknown> {
    return this.clients.redshift.send(new DeleteWorkgroupCommand({ workgroupName }));
  }

  public deleteNamespace(namespaceName: string): Promise<unknown> {
    return this.clients.redshift.send(new DeleteNamespaceCommand({ namespaceName }));
  }

  public deleteAlias(AliasName: string): Promise<unknown> {
    return this.clients.kms.send(new DeleteAliasCommand({ AliasName }));
  }

  public deleteKey(KeyId: string): Promise<unknown> {
    return this.clients.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: PENDING_DAYS }));
  }

  /** A key whose policy denies even its description is another team's. One that waits for its deletion is done with. */
  private async isOurKey(KeyId: string): Promise<boolean> {
    try {
      const { KeyMetadata: key } = await this.clients.kms.send(new DescribeKeyCommand({ KeyId }));
      return key?.Description === KEY_DESCRIPTION && key.KeyState !== 'PendingDeletion';
    } catch (error) {
      if (['denied', 'not-found'].includes(failureOf(error))) { return false; }
      throw error;
    }
  }
}

export interface Leftovers {
  readonly snapshots: readonly string[];
  readonly workgroups: readonly string[];
  readonly namespaces: readonly string[];
  readonly aliases: readonly string[];
  readonly keys: readonly string[];
}

async function orAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (failureOf(error) === 'not-found') { return undefined; }
    throw error;
  }
}
