import type { aws_kms as kms } from 'aws-cdk-lib';

/** The snapshot that is taken before a namespace is deleted. */
export interface FinalSnapshot {
  /** Name of the snapshot. */
  readonly snapshotName: string;

  /**
   * Days that the snapshot is kept: -1 (for ever), or 1 to 3653.
   *
   * @default - the service's own: kept for ever
   */
  readonly retentionDays?: number;
}

/** Copies of a namespace's snapshots in another Region. */
export interface SnapshotCopy {
  /** Region that the snapshots are copied to, such as `eu-west-1`. */
  readonly destinationRegion: string;

  /**
   * Key of the destination Region that the copies are encrypted with.
   *
   * @default - an AWS-owned key of the destination Region
   */
  readonly destinationKey?: kms.IKey;

  /**
   * Days that a copy is kept: -1 (for ever), or 1 to 3653.
   *
   * @default - the service's own: as long as the snapshot itself
   */
  readonly retentionDays?: number;
}
