import type { BackupEvidence, Evidence, KeyEvidence } from './evidence';

export type VerdictKind = 'in use' | 'still needed' | 'not known' | 'nothing found' | 'to be deleted' | 'deleted';

/** What the evidence says about one key. It is no permission to delete it. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly text: string;
  /** the key is needed until then, by what was found; undefined: no end is known, or nothing was found */
  readonly until?: number;
  /** the next command to type; undefined: none */
  readonly next?: string;
}

/** How long a recovery point is kept. It shows no key (SNAP-4). */
const RECOVERY_POINT_MS = 24 * 3600_000;
const DAY_MS = 24 * 3600_000;

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
const minute = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Judges a key by everything that was found about it. */
export function verdictOf(key: KeyEvidence, evidence: Evidence): Verdict {
  const { arn, region } = key;
  if (key.state === 'NotFound') {
    return { kind: 'deleted', text: 'KMS has no such key any more: what is encrypted with it cannot be read' };
  }
  if (key.users.length > 0) { return { kind: 'in use', text: `in use by ${key.users.join(', ')}` }; }
  const needs = [snapshotNeed(key), backupNeed(key, evidence), recoveryPointNeed(key, evidence)]
    .filter((need) => need !== undefined);
  if (needs.length > 0) {
    const ends = needs.map(({ until }) => until);
    const until = ends.includes(undefined) ? undefined : Math.max(...ends.map(Number));
    const end = until === undefined ? 'without a known end' : `until ${minute(until)}`;
    const text = `still needed ${end}: ${[...needs.map((need) => need.text), ...unread(key)].join('; ')}`;
    const list = needs.find((need) => need.until === undefined)?.list;
    const again = `npx cdk-redshift-rotatable-namespace keys ${evidence.namespaceName}`;
    return { kind: 'still needed', text, until, next: list ?? again };
  }
  if (key.gaps.length > 0) {
    return { kind: 'not known', text: `not known: ${unread(key).join('; ')}` };
  }
  const found = `nothing found that needs it, as of ${minute(evidence.at)}; ${lastUseText(key)}`;
  switch (key.state) {
    case 'PendingDeletion': return {
      kind: 'to be deleted',
      text: `KMS deletes it${key.deletedAt === undefined ? '' : ` at ${minute(key.deletedAt)}`}; ${found}`,
      next: `aws kms cancel-key-deletion --region ${region} --key-id ${arn}`,
    };
    case 'Disabled': return {
      kind: 'nothing found',
      text: `disabled; ${found}`,
      next: `aws kms schedule-key-deletion --region ${region} --key-id ${arn} --pending-window-in-days 30`,
    };
    default: return {
      kind: 'nothing found', text: found, next: `aws kms disable-key --region ${region} --key-id ${arn}`,
    };
  }
}

const unread = ({ gaps }: KeyEvidence): string[] => gaps.map(({ what, why }) => `${what} could not be read (${why})`);

interface Need {
  readonly text: string;
  readonly until?: number;
  /** the command that lists what has no end */
  readonly list?: string;
}

function snapshotNeed(key: KeyEvidence): Need | undefined {
  // The end of a snapshot that is a recovery point of AWS Backup is the end of that recovery point.
  const ofBackup = new Set(key.backups.map(({ arn }) => arn));
  const snapshots = key.snapshots.filter(({ arn, until }) =>
    until !== undefined || arn === undefined || !ofBackup.has(arn));
  if (snapshots.length === 0) { return undefined; }
  const endless = snapshots.filter(({ until }) => until === undefined);
  const names = (list: readonly { readonly name: string }[]) => firstOf(list.map(({ name }) => name));
  const count = snapshots.length === 1 ? '1 snapshot' : `${snapshots.length} snapshots`;
  if (endless.length > 0) {
    return {
      text: `${count}; without an end of retention: ${names(endless)}`,
      list: `aws redshift-serverless list-snapshots --region ${key.region} --query `
        + `"snapshots[?kmsKeyId=='${key.arn}'].[snapshotName,snapshotCreateTime,snapshotRetentionPeriod]"`,
    };
  }
  const until = Math.max(...snapshots.map((snapshot) => Number(snapshot.until)));
  return { text: `${count} (${names(snapshots)})`, until };
}

const firstOf = (names: readonly string[]): string => names.length > 3
  ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
  : names.join(', ');

/** What is still there after its end, nobody knows when it goes. */
const hasNoEnd = ({ until }: BackupEvidence, at: number): boolean => until === undefined || until <= at;

function backupNeed({ backups, region }: KeyEvidence, { at }: Evidence): Need | undefined {
  if (backups.length === 0) { return undefined; }
  const vaults = (list: readonly BackupEvidence[]) => firstOf([...new Set(list.map(({ vault }) => vault))]);
  const count = `${backups.length} recovery point${backups.length === 1 ? '' : 's'} of AWS Backup`;
  const endless = backups.filter((backup) => hasNoEnd(backup, at));
  const [first] = endless;
  if (first !== undefined) {
    return {
      text: `${count}; without a known end: ${endless.length} in vault ${vaults(endless)}`,
      list: `aws backup list-recovery-points-by-backup-vault --region ${region} --backup-vault-name `
        + `${shellWord(first.vault)} `
        + '--query "RecoveryPoints[].[RecoveryPointArn,EncryptionKeyArn,Status,CalculatedLifecycle.DeleteAt]"',
    };
  }
  return { text: `${count} (vault ${vaults(backups)})`, until: Math.max(...backups.map(({ until }) => Number(until))) };
}

const shellWord = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** Recovery points show no key. Those from before the last change may be on an older one. */
function recoveryPointNeed(key: KeyEvidence, evidence: Evidence): Need | undefined {
  // Another Region has copies of snapshots alone.
  if (key.region !== evidence.region) { return undefined; }
  const { at, lastChangeEndedBy, isLastChangeKnown } = evidence;
  if (lastChangeEndedBy !== undefined) {
    const until = lastChangeEndedBy + RECOVERY_POINT_MS;
    return until > at ? { text: 'recovery points from before the last key change', until } : undefined;
  }
  return isLastChangeKnown
    ? undefined
    : { text: 'when the last key change ended is not known, and recovery points live 24 hours', until: at + DAY_MS };
}

function lastUseText({ lastUse }: KeyEvidence): string {
  if (lastUse === undefined) { return 'its last use is not known'; }
  const since = lastUse.trackedSince === undefined
    ? '' : ` since KMS began to record uses (${day(lastUse.trackedSince)})`;
  return lastUse.at === undefined
    ? `no recorded use${since}`
    : `last recorded use ${minute(lastUse.at)}${lastUse.operation === undefined ? '' : ` (${lastUse.operation})`}`;
}
