import type { BackupEvidence, Gap } from './evidence';

/** What AWS Backup says about one recovery point. */
export interface RecoveryPoint extends BackupEvidence {
  readonly resourceArn?: string;
  readonly resourceType?: string;
  readonly resourceName?: string;
  readonly keyArn?: string;
  /** key of the vault that it is in */
  readonly vaultKeyArn?: string;
  readonly isUnderAwsOwnedKey: boolean;
}

/** A snapshot of Redshift Serverless, as far as a recovery point can be one. */
export interface KeyedSnapshot {
  readonly snapshotArn?: string;
  readonly kmsKeyId?: string;
}

/** The namespace that the evidence is about. */
export interface Owner {
  readonly name: string;
  readonly arns: ReadonlySet<string>;
}

/** A recovery point with every key that it may be under. */
export interface Backup {
  readonly keys: readonly string[];
  /** whether it is one of the namespace */
  readonly isOwn: boolean;
  readonly evidence: BackupEvidence;
}

/**
 * Which keys each recovery point may be under: the key that AWS Backup names, and that of the snapshot that the
 * recovery point is (BACKUP-2). Whether AWS Backup names the snapshot's key or the vault's is not known, so both count.
 */
export const backupsOf = (
  points: readonly RecoveryPoint[], snapshots: readonly KeyedSnapshot[], owner: Owner,
): Backup[] => points.map((point) => ({
  keys: keysOf(point, snapshots),
  isOwn: isOf(point, owner),
  evidence: {
    arn: point.arn, vault: point.vault, status: point.status, createdAt: point.createdAt, until: point.until,
  },
}));

/** Recovery points of Redshift whose key is not certain: any key may be needed. */
export const unknownKeys = (points: readonly RecoveryPoint[], snapshots: readonly KeyedSnapshot[]): Gap[] =>
  points.flatMap((point) => {
    const why = isOfRedshift(point) && snapshotKeysOf(point, snapshots).length === 0 ? doubt(point) : undefined;
    const what = `the key of the recovery point ${point.arn} in vault ${point.vault}`;
    return why === undefined ? [] : [{ what, why }];
  });

function doubt({ keyArn, vaultKeyArn, isUnderAwsOwnedKey }: RecoveryPoint): string | undefined {
  if (keyArn === undefined && !isUnderAwsOwnedKey) { return 'AWS Backup names none'; }
  // A vault without a key is under one that AWS owns. The data may be under the key of the namespace at that time.
  return keyArn === vaultKeyArn ? 'AWS Backup names that of the vault' : undefined;
}

const keysOf = (point: RecoveryPoint, snapshots: readonly KeyedSnapshot[]): string[] =>
  [...new Set([...point.keyArn === undefined ? [] : [point.keyArn], ...snapshotKeysOf(point, snapshots)])]
    .filter((key) => key.startsWith('arn:'));

/** The key of the snapshot that a recovery point is. */
const snapshotKeysOf = ({ arn }: RecoveryPoint, snapshots: readonly KeyedSnapshot[]): string[] => (arn === ''
  ? []
  : snapshots.filter(({ snapshotArn }) => snapshotArn === arn).flatMap(({ kmsKeyId }) => kmsKeyId ?? []));

const isOfRedshift = ({ resourceType = '', resourceArn = '' }: RecoveryPoint): boolean =>
  /redshift/i.test(`${resourceType} ${resourceArn}`);

const isOf = (point: RecoveryPoint, { name, arns }: Owner): boolean =>
  (point.resourceArn !== undefined && arns.has(point.resourceArn))
  || (point.resourceName === name && isOfRedshift(point));
