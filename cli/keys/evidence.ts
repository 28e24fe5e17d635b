/** A read that was not possible. What it would have shown may still need a key. */
export interface Gap {
  /** such as `grants of the key` */
  readonly what: string;
  /** such as `permit kms:ListGrants` */
  readonly why: string;
}

export interface SnapshotEvidence {
  readonly arn?: string;
  readonly name: string;
  readonly createdAt: number;
  /** when its retention ends; undefined: it is kept until somebody deletes it */
  readonly until?: number;
}

/** A recovery point in a vault of AWS Backup. */
export interface BackupEvidence {
  readonly arn: string;
  readonly vault: string;
  /** as AWS Backup says, such as `COMPLETED` or `EXPIRED` */
  readonly status: string;
  readonly createdAt?: number;
  /** when AWS Backup deletes it; undefined: it is kept until somebody deletes it */
  readonly until?: number;
}

export interface LastUse {
  /** KMS has recorded uses since then */
  readonly trackedSince?: number;
  /** undefined: none since then */
  readonly at?: number;
  readonly operation?: string;
}

/** What an account shows about one key. */
export interface KeyEvidence {
  readonly arn: string;
  readonly region: string;
  /** number of the key generation, by the description that the construct has given it */
  readonly generation?: number;
  /** as KMS says, or `NotFound` */
  readonly state: string;
  readonly createdAt?: number;
  /** when KMS deletes it */
  readonly deletedAt?: number;
  /** what is on it now, such as `namespace warehouse` or `the admin secret of namespace warehouse` */
  readonly users: readonly string[];
  readonly snapshots: readonly SnapshotEvidence[];
  readonly backups: readonly BackupEvidence[];
  readonly grants: readonly string[];
  /** undefined: it could not be read */
  readonly lastUse?: LastUse;
  readonly gaps: readonly Gap[];
}

/** What an account shows about the keys of a namespace. */
export interface Evidence {
  readonly at: number;
  readonly namespaceName: string;
  readonly region: string;
  /** the newest key change had ended by then; undefined: none in the last 90 days, or not known */
  readonly lastChangeEndedBy?: number;
  /** whether `lastChangeEndedBy` is known at all */
  readonly isLastChangeKnown: boolean;
  readonly keys: readonly KeyEvidence[];
  /** what could not be read of all Regions: there may be more keys than `keys` has */
  readonly gaps: readonly Gap[];
}
