import {
  DescribeKeyCommand, GetKeyLastUsageCommand, ListGrantsCommand, ListKeysCommand, type KMSClient,
} from '@aws-sdk/client-kms';
import {
  GetNamespaceCommand, ListNamespacesCommand, ListSnapshotCopyConfigurationsCommand, ListSnapshotsCommand,
  ListTagsForResourceCommand, type Namespace, type RedshiftServerlessClient, type Snapshot,
} from '@aws-sdk/client-redshift-serverless';
import { readBackups } from './backup-vaults';
import { backupsOf, unknownKeys, type Backup } from './backups';
import type { Evidence, Gap, KeyEvidence, LastUse } from './evidence';
import { lastChange } from './last-change';
import { orGap } from './reads';
import { AWS_OWNED_KMS_KEY, OWNERSHIP_TAG } from '../../src/contract';
import type { Clients, RegionClients } from '../aws/clients';
import { cannot, failureOf, printable } from '../aws/errors';
import { pages } from '../aws/pages';

const DAY_MS = 24 * 3600_000;
const NO_KEY = 'NotFound';
/** What the construct writes into the description of each key. */
const DESCRIPTION = /^Key generation (\d+) of the Redshift Serverless namespace (\S+)$/;

/** Collects what the account shows about the keys of a namespace. Reads only. */
export async function collect(clients: Clients, namespaceName: string): Promise<Evidence> {
  const { region } = clients;
  const namespace = await readNamespace(clients.redshift, namespaceName);
  const gaps: Gap[] = [];
  const namespaces = await orGap(gaps, 'other namespaces', 'redshift-serverless:ListNamespaces', () =>
    listNamespaces(clients.redshift)) ?? (namespace ? [namespace] : []);
  const regions = [region, ...await copyRegions(clients.redshift, namespaceName, gaps)];
  const generations = await ownKeys(clients.kms, namespaceName, gaps);
  const change = await lastChange(clients, namespaceName, await stackOf(clients.redshift, namespace));
  const at = clients.clock.now();

  // AWS Backup names the namespace of a copy by its ARN in the Region that it comes from.
  const namespaceArns = new Set(namespace?.namespaceArn === undefined ? [] : [namespace.namespaceArn]);
  const keys: KeyEvidence[] = [];
  const ofRegions: Gap[] = [];
  for (const each of regions) {
    const in_ = each === region ? clients : clients.inRegion(each);
    const here: Gap[] = [];
    const action = 'redshift-serverless:ListSnapshots';
    // Snapshots of other namespaces may be under the same key, so they are not filtered by name.
    const snapshots = await orGap(here, `snapshots in ${each}`, action, () => listSnapshots(in_.redshift)) ?? [];
    const own = snapshots.filter((snapshot) => snapshot.namespaceName === namespaceName);
    for (const { namespaceArn } of own) { if (namespaceArn !== undefined) { namespaceArns.add(namespaceArn); } }
    const points = await readBackups(in_.backup, each, here);
    here.push(...unknownKeys(points, snapshots));
    const backups = backupsOf(points, snapshots, { name: namespaceName, arns: namespaceArns });
    const arns = new Set([
      ...each === region ? [namespace?.kmsKeyId, ...generations.keys()] : [],
      ...own.map(({ kmsKeyId }) => kmsKeyId),
      ...backups.filter(({ isOwn }) => isOwn).flatMap((backup) => backup.keys),
    ].filter((arn) => arn !== undefined && arn !== '' && arn !== AWS_OWNED_KMS_KEY));
    for (const arn of arns as Set<string>) {
      keys.push(await keyEvidence(in_, arn, each, {
        generation: generations.get(arn),
        users: each === region ? usersOf(arn, namespaces) : [],
        snapshots: snapshots.filter(({ kmsKeyId }) => kmsKeyId === arn),
        backups: backups.filter((backup) => backup.keys.includes(arn)),
        gaps: [...gaps, ...here],
      }));
    }
    ofRegions.push(...here);
  }
  return {
    at,
    namespaceName,
    region,
    lastChangeEndedBy: change.endedBy,
    isLastChangeKnown: change.isKnown,
    keys: sorted(keys),
    gaps: [...gaps, ...ofRegions],
  };
}

/** The newest generation first, then other keys by age. */
const sorted = (keys: readonly KeyEvidence[]): KeyEvidence[] => [...keys].sort((one, other) =>
  (other.generation ?? 0) - (one.generation ?? 0) || (other.createdAt ?? 0) - (one.createdAt ?? 0));

async function readNamespace(client: RedshiftServerlessClient, namespaceName: string): Promise<Namespace | undefined> {
  try {
    return (await client.send(new GetNamespaceCommand({ namespaceName }))).namespace;
  } catch (error) {
    // Its keys and snapshots outlive a namespace.
    if (failureOf(error) === 'not-found') { return undefined; }
    throw cannot(`the namespace ${namespaceName} could not be read`, 'redshift-serverless:GetNamespace', error);
  }
}

const listNamespaces = (client: RedshiftServerlessClient): Promise<Namespace[]> => pages(async (token) => {
  const page = await client.send(new ListNamespacesCommand({ nextToken: token }));
  return { items: page.namespaces ?? [], next: page.nextToken };
});

const listSnapshots = (client: RedshiftServerlessClient): Promise<Snapshot[]> => pages(async (token) => {
  const { snapshots: items = [], nextToken: next } = await client.send(new ListSnapshotsCommand({ nextToken: token }));
  return { items, next };
});

async function copyRegions(client: RedshiftServerlessClient, namespaceName: string, gaps: Gap[]): Promise<string[]> {
  const action = 'redshift-serverless:ListSnapshotCopyConfigurations';
  const found = await orGap(gaps, 'Regions that snapshots are copied to', action, async () => {
    try {
      const input = new ListSnapshotCopyConfigurationsCommand({ namespaceName });
      return (await client.send(input)).snapshotCopyConfigurations ?? [];
    } catch (error) {
      if (failureOf(error) === 'not-found') { return []; }
      throw error;
    }
  }) ?? [];
  return [...new Set(found.flatMap(({ destinationRegion }) => destinationRegion ?? []))];
}

/** The name of the stack that has the right to change the key, by the namespace's tag. */
async function stackOf(
  client: RedshiftServerlessClient, namespace: Namespace | undefined,
): Promise<string | undefined> {
  const resourceArn = namespace?.namespaceArn;
  if (resourceArn === undefined) { return undefined; }
  // Without the stack, when the last change ended is not known, and the verdict says so.
  const tags = await orGap([], 'tags', 'redshift-serverless:ListTagsForResource', async () =>
    (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags ?? []);
  return tags?.find(({ key }) => key === OWNERSHIP_TAG)?.value;
}

/** Every key of the account whose description says that the construct made it for this namespace. */
async function ownKeys(client: KMSClient, namespaceName: string, gaps: Gap[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  await orGap(gaps, 'keys of earlier generations', 'kms:ListKeys and kms:DescribeKey', async () => {
    const keys = await pages(async (Marker) => {
      const { Keys: items = [], NextMarker: next } = await client.send(new ListKeysCommand({ Marker, Limit: 1000 }));
      return { items, next };
    });
    for (const { KeyArn } of keys) {
      const [, generation, name] = DESCRIPTION.exec(await descriptionOf(client, KeyArn)) ?? [];
      if (KeyArn !== undefined && name === namespaceName) { found.set(KeyArn, Number(generation)); }
    }
  });
  return found;
}

/** A key whose policy denies even this is another team's. */
async function descriptionOf(client: KMSClient, KeyId: string | undefined): Promise<string> {
  try {
    return (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.Description ?? '';
  } catch (error) {
    if (failureOf(error) === 'denied') { return ''; }
    throw error;
  }
}

const usersOf = (arn: string, namespaces: readonly Namespace[]): string[] => namespaces.flatMap((each) => [
  ...each.kmsKeyId === arn ? [`namespace ${each.namespaceName}`] : [],
  ...each.adminPasswordSecretKmsKeyId === arn ? [`the admin secret of namespace ${each.namespaceName}`] : [],
]);

interface Known {
  readonly generation?: number;
  readonly users: readonly string[];
  readonly snapshots: readonly Snapshot[];
  readonly backups: readonly Backup[];
  readonly gaps: readonly Gap[];
}

async function keyEvidence({ kms }: RegionClients, arn: string, region: string, known: Known): Promise<KeyEvidence> {
  const gaps = [...known.gaps];
  const described = await orGap(gaps, 'the state of the key', 'kms:DescribeKey', async () => {
    try {
      const { KeyMetadata: metadata } = await kms.send(new DescribeKeyCommand({ KeyId: arn }));
      const { KeyState: state = 'unknown', CreationDate: created, DeletionDate: deleted } = metadata ?? {};
      return { state, created, deleted };
    } catch (error) {
      if (failureOf(error) === 'not-found') { return { state: NO_KEY }; }
      throw error;
    }
  });
  const exists = described !== undefined && described.state !== NO_KEY;
  const grants = exists
    ? await orGap(gaps, 'grants of the key', 'kms:ListGrants', () => pages(async (Marker) => {
      const { Grants: items = [], NextMarker: next } = await kms.send(new ListGrantsCommand({ KeyId: arn, Marker }));
      return { items, next };
    })) ?? []
    : [];
  return {
    arn,
    region,
    generation: known.generation,
    state: described?.state ?? 'unknown',
    createdAt: described?.created?.getTime(),
    deletedAt: described?.deleted?.getTime(),
    users: known.users,
    snapshots: known.snapshots.map(snapshotOf),
    backups: known.backups.map((backup) => backup.evidence),
    grants: grants.map(({ GranteePrincipal, GranteeServicePrincipal, Operations = [] }) =>
      printable(`${GranteePrincipal ?? GranteeServicePrincipal ?? 'somebody'}: ${Operations.join(', ')}`)),
    lastUse: exists ? await lastUseOf(kms, arn) : undefined,
    gaps,
  };
}

/** Where the service does not have it, or does not permit it, the verdict says that the last use is not known. */
async function lastUseOf(kms: KMSClient, KeyId: string): Promise<LastUse | undefined> {
  try {
    const { KeyLastUsage: use, TrackingStartDate } = await kms.send(new GetKeyLastUsageCommand({ KeyId }));
    return { trackedSince: TrackingStartDate?.getTime(), at: use?.Timestamp?.getTime(), operation: use?.Operation };
  } catch (error) {
    if (failureOf(error) === 'no-credentials') { throw error; }
    return undefined;
  }
}

function snapshotOf({ snapshotArn, snapshotName = '', snapshotCreateTime, snapshotRetentionPeriod }: Snapshot) {
  const createdAt = snapshotCreateTime?.getTime() ?? 0;
  const days = snapshotRetentionPeriod ?? -1;
  const until = days > 0 ? createdAt + days * DAY_MS : undefined;
  return { arn: snapshotArn, name: printable(snapshotName), createdAt, until };
}
