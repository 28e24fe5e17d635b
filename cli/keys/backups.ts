import type { BackupEvidence, Gap } from './evidence';

/** What AWS Backup says about one recovery point. */
export interface RecoveryPoint extends BackupEvidence {
  readonly resourceArn?: string;
  readonly resourceType?: string;
  readonly resourceName?: string;
  readonly keyArn?: string;
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

/** Recovery points of Redshift whose key nobody names: any key may be needed. */
export const unknownKeys = (points: readonly RecoveryPoint[], snapshots: readonly KeyedSnapshot[]): Gap[] => points
  .filter((point) => isOfRedshift(point) && !point.isUnderAwsOwnedKey && keysOf(point, snapshots).length === 0)
  .map(({ arn, vault }) => ({
    what: `the key of the recovery point ${arn} in vault ${vault}`, why: 'AWS Backup names none',
  }));

const keysOf = ({ arn, keyArn }: RecoveryPoint, snapshots: readonly KeyedSnapshot[]): string[] => [
  ...new Set([
    keyArn,
    ...arn === '' ? [] : snapshots.filter(({ snapshotArn }) => snapshotArn === arn).map(({ kmsKeyId }) => kmsKeyId),
  ].filter((key) => key?.startsWith('arn:') === true) as string[]),
];

const isOfRedshift = ({ resourceType = '', resourceArn = '' }: RecoveryPoint): boolean =>
  /redshift/i.test(`${resourceType} ${resourceArn}`);

const isOf = (point: RecoveryPoint, { name, arns }: Owner): boolean =>
  (point.resourceArn !== undefined && arns.has(point.resourceArn))
  || (point.resourceName === name && isOfRedshift(point));
