import { isRecord } from '../host';

/** A snapshot copy of a template. */
export interface DesiredCopy {
  readonly destinationRegion: string;
  readonly destinationKmsKeyId?: string;
  readonly snapshotRetentionPeriod?: number;
}

/** A snapshot copy of the service. */
export interface ExistingCopy {
  readonly snapshotCopyConfigurationId: string;
  readonly destinationRegion: string;
  readonly destinationKmsKeyId: string;
  readonly snapshotRetentionPeriod: number;
}

export interface SnapshotCopyChanges {
  readonly create: readonly DesiredCopy[];
  /** by id */
  readonly update: readonly { readonly id: string; readonly desired: DesiredCopy }[];
  readonly delete: readonly ExistingCopy[];
}

const AWS_OWNED = 'AWS_OWNED_KMS_KEY';
const WITHOUT_END = -1;

/**
 * What the handler does with snapshot copies.
 * CFN-44: it compares with the previous template, so a copy that was made by hand stays, unless the template now names
 * its Region. A copy that was deleted by hand is made again; another key means another copy.
 */
export function snapshotCopyChanges(
  desired: readonly DesiredCopy[], previous: readonly DesiredCopy[], existing: readonly ExistingCopy[],
): SnapshotCopyChanges {
  const find = <C extends { readonly destinationRegion: string }>(copies: readonly C[], region: string) =>
    copies.find(({ destinationRegion }) => destinationRegion === region);
  const regions = new Set([...desired, ...previous].map(({ destinationRegion }) => destinationRegion));
  const changes = {
    create: [] as DesiredCopy[],
    update: [] as { id: string; desired: DesiredCopy }[],
    delete: [] as ExistingCopy[],
  };
  for (const region of regions) {
    const [wanted, present] = [find(desired, region), find(existing, region)];
    if (!wanted) {
      if (present) { changes.delete.push(present); }
    } else if (!present) {
      changes.create.push(wanted);
    } else if ((wanted.destinationKmsKeyId ?? AWS_OWNED) !== present.destinationKmsKeyId) {
      changes.delete.push(present);
      changes.create.push(wanted);
    } else if ((wanted.snapshotRetentionPeriod ?? WITHOUT_END) !== present.snapshotRetentionPeriod) {
      changes.update.push({ id: present.snapshotCopyConfigurationId, desired: wanted });
    }
  }
  return changes;
}

/** The snapshot copies of a template. */
export function copiesOf(property: unknown): readonly DesiredCopy[] {
  const copies = Array.isArray(property) ? property.filter(isRecord) : [];
  return copies.map((copy) => ({
    destinationRegion: String(copy.DestinationRegion),
    ...(copy.DestinationKmsKeyId !== undefined && { destinationKmsKeyId: String(copy.DestinationKmsKeyId) }),
    ...(copy.SnapshotRetentionPeriod !== undefined && {
      snapshotRetentionPeriod: Number(copy.SnapshotRetentionPeriod),
    }),
  }));
}
