import type { Duration, aws_kms as kms } from 'aws-cdk-lib';

/** Where a namespace's snapshots are copied to. */
export interface SnapshotCopy {
  /** Region that the snapshots are copied to, such as `eu-west-1`. */
  readonly destinationRegion: string;

  /**
   * Key of the destination Region that the copies are encrypted with.
   *
   * @default - an AWS-owned key of the destination Region
   */
  readonly destinationKey?: kms.IKeyRef;

  /**
   * How long a copy is kept: 1 to 3653 days.
   *
   * @default - the service's own: as long as the snapshot itself
   */
  readonly retention?: Duration;
}
