import { cryptoperiodOf } from '../../../cli/keys/cryptoperiod';
import type { BackupEvidence, Evidence, KeyEvidence } from '../../../cli/keys/evidence';
import { csvOf } from '../../../cli/keys/rows';
import { verdictOf } from '../../../cli/keys/verdict';

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 5, 15, 12);
const ago = (days: number) => NOW - days * DAY;
const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/key-1';

const key = (more: Partial<KeyEvidence> = {}): KeyEvidence => ({
  arn: ARN,
  region: 'eu-west-1',
  generation: 1,
  state: 'Enabled',
  createdAt: ago(400),
  users: [],
  snapshots: [],
  backups: [],
  grants: [],
  lastUse: { trackedSince: Date.UTC(2026, 3, 23), at: ago(40), operation: 'Decrypt' },
  gaps: [],
  ...more,
});
const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  at: NOW,
  namespaceName: 'warehouse',
  region: 'eu-west-1',
  lastChangeEndedBy: ago(30),
  isLastChangeKnown: true,
  keys: [],
  gaps: [],
  ...more,
});
const snapshot = (name: string, createdDaysAgo: number, keptDays?: number) => ({
  name, createdAt: ago(createdDaysAgo), ...keptDays !== undefined && { until: ago(createdDaysAgo - keptDays) },
});

const backup = (name: string, keptForDays?: number, more: Partial<BackupEvidence> = {}): BackupEvidence => ({
  arn: `arn:aws:backup:eu-west-1:111122223333:recovery-point:${name}`,
  vault: 'Default',
  status: 'COMPLETED',
  createdAt: ago(50),
  ...keptForDays !== undefined && { until: ago(-keptForDays) },
  ...more,
});

describe('the verdict about a key', () => {
  interface Case {
    readonly name: string;
    readonly key?: Partial<KeyEvidence>;
    readonly evidence?: Partial<Evidence>;
    readonly want: { readonly kind: string; readonly text: RegExp; readonly until?: number; readonly next?: RegExp };
  }
  test.each<Case>([
    {
      name: 'the namespace is on it',
      key: { users: ['namespace warehouse'], snapshots: [snapshot('a', 1)] },
      want: { kind: 'in use', text: /^in use by namespace warehouse$/ },
    },
    {
      name: 'another namespace is on it',
      key: { users: ['namespace other', 'the admin secret of namespace third'] },
      want: { kind: 'in use', text: /by namespace other, the admin secret of namespace third/ },
    },
    {
      name: 'snapshots with an end',
      key: { snapshots: [snapshot('a', 10, 30), snapshot('b', 50, 90)] },
      want: {
        kind: 'still needed',
        text: /until 2026-07-25 12:00 UTC: 2 snapshots \(a, b\)/,
        until: ago(-40),
        next: /keys warehouse$/,
      },
    },
    {
      name: 'one snapshot without an end',
      key: { snapshots: [snapshot('a', 10, 30), snapshot('b', 50)] },
      want: {
        kind: 'still needed',
        text: /without a known end: 2 snapshots; without an end of retention: b$/,
        next: /list-snapshots --region eu-west-1 --query "snapshots\[\?kmsKeyId=='arn.*key-1'\]/,
      },
    },
    {
      name: 'recovery points of AWS Backup with an end',
      key: { backups: [backup('a', 10), backup('b', 35, { vault: 'yearly' })] },
      want: {
        kind: 'still needed',
        text: /until 2026-07-20 12:00 UTC: 2 recovery points of AWS Backup \(vault Default, yearly\)$/,
        until: ago(-35),
        next: /keys warehouse$/,
      },
    },
    {
      name: 'one recovery point of AWS Backup without an end',
      key: { backups: [backup('a', 10), backup('b', undefined, { vault: 'for ever' })] },
      want: {
        kind: 'still needed',
        text: /without a known end: 2 recovery points of AWS Backup; without a known end: 1 in vault for ever$/,
        next: /^aws backup list-recovery-.*-vault --region eu-west-1 --backup-vault-name 'for ever' --query/,
      },
    },
    {
      name: 'a recovery point that is still there after its end',
      key: { backups: [backup('a', -1, { status: 'EXPIRED' })] },
      want: { kind: 'still needed', text: /without a known end: 1 in vault Default$/, next: /^aws backup list/ },
    },
    {
      name: 'the longer of a snapshot and a recovery point',
      key: { backups: [backup('a', 10)], snapshots: [snapshot('s', 1, 90)] },
      want: { kind: 'still needed', text: /1 snapshot \(s\); 1 recovery point of/, until: ago(-89), next: /keys/ },
    },
    {
      name: 'a snapshot that is a recovery point has the end of the recovery point',
      key: { backups: [backup('a', 10)], snapshots: [{ ...snapshot('s', 1), arn: backup('a').arn }] },
      want: {
        kind: 'still needed', text: /until 2026-06-25 12:00 UTC: 1 recovery point/, until: ago(-10), next: /keys/,
      },
    },
    {
      name: 'a snapshot with an end of its own keeps it, also if it is a recovery point',
      key: { backups: [backup('a', 10)], snapshots: [{ ...snapshot('s', 1, 90), arn: backup('a').arn }] },
      want: { kind: 'still needed', text: /1 snapshot \(s\); 1 recovery point/, until: ago(-89), next: /keys/ },
    },
    {
      name: 'an end, beside what could not be read',
      key: { backups: [backup('a', 10)], gaps: [{ what: 'snapshots in eu-west-1', why: 'permit it' }] },
      want: {
        kind: 'still needed',
        text: /\(vault Default\); snapshots in eu-west-1 could not be read \(permit it\)$/,
        until: ago(-10),
        next: /keys/,
      },
    },
    {
      name: 'recovery points from before a change of today',
      evidence: { lastChangeEndedBy: NOW - 2 * HOUR },
      want: {
        kind: 'still needed', text: /recovery points from before/, until: NOW + 22 * HOUR, next: /keys warehouse$/,
      },
    },
    {
      name: 'when the last change ended is not known',
      evidence: { lastChangeEndedBy: undefined, isLastChangeKnown: false },
      want: {
        kind: 'still needed', text: /is not known, and recovery points live 24 hours/, until: NOW + DAY, next: /keys/,
      },
    },
    {
      name: 'no change in 90 days',
      evidence: { lastChangeEndedBy: undefined },
      want: { kind: 'nothing found', text: /nothing found/, next: /disable-key/ },
    },
    {
      name: 'a read that was denied is not taken for nothing',
      key: { gaps: [{ what: 'grants of the key', why: 'permit kms:ListGrants' }] },
      want: { kind: 'not known', text: /^not known: grants of the key could not be read \(permit kms:ListGrants\)$/ },
    },
    {
      name: 'nothing found: disable it first',
      want: {
        kind: 'nothing found',
        text: /^nothing found .*, as of 2026-06-15 12:00 UTC; last recorded use 2026-05-06 12:00 UTC \(Decrypt\)$/,
        next: /^aws kms disable-key --region eu-west-1 --key-id arn.*key-1$/,
      },
    },
    {
      name: 'nothing found, and disabled: then schedule its deletion',
      key: { state: 'Disabled', lastUse: { trackedSince: Date.UTC(2026, 3, 23) } },
      want: {
        kind: 'nothing found',
        text: /no recorded use since KMS began to record uses \(2026-04-23\)/,
        next: /schedule-key-deletion .* --pending-window-in-days 30$/,
      },
    },
    {
      name: 'the last use is not known',
      key: { lastUse: undefined },
      want: { kind: 'nothing found', text: /its last use is not known$/, next: /disable-key/ },
    },
    {
      name: 'pending deletion',
      key: { state: 'PendingDeletion', deletedAt: ago(-12) },
      want: { kind: 'to be deleted', text: /^KMS deletes it at 2026-06-27/, next: /cancel-key-deletion/ },
    },
    {
      name: 'pending deletion, and a snapshot needs it',
      key: { state: 'PendingDeletion', deletedAt: ago(-12), snapshots: [snapshot('a', 1)] },
      want: { kind: 'still needed', text: /without a known end/, next: /list-snapshots/ },
    },
    { name: 'deleted', key: { state: 'NotFound' }, want: { kind: 'deleted', text: /cannot be read/ } },
    {
      name: 'a key of another Region has no recovery points',
      key: { region: 'eu-central-1' },
      evidence: { lastChangeEndedBy: NOW - HOUR },
      want: { kind: 'nothing found', text: /nothing found/, next: /--region eu-central-1/ },
    },
  ])('$name', ({ key: more, evidence: about, want }) => {
    const verdict = verdictOf(key(more), evidence(about));
    expect(verdict).toMatchObject({ kind: want.kind, text: expect.stringMatching(want.text) as string });
    expect(verdict.until).toBe(want.until);
    expect(verdict.next ?? 'none').toMatch(want.next ?? /^none$/);
  });
});

describe('the cryptoperiod', () => {
  const old = key({ createdAt: ago(400), snapshots: [snapshot('a', 100)] });
  const current = key({
    arn: `${ARN}2`, generation: 2, createdAt: ago(50), users: ['namespace warehouse'], snapshots: [snapshot('b', 35)],
  });
  test.each<{ name: string; of: KeyEvidence; about?: Partial<Evidence>; want: object }>([
    {
      name: 'of the current key has no end',
      of: current,
      want: { notBefore: ago(50), notAfter: undefined, atMostDays: 50 },
    },
    {
      name: 'of an old one ended before the first snapshot under a newer key',
      of: old,
      want: { notBefore: ago(400), notAfter: ago(35), atMostDays: 365 },
    },
    {
      name: 'or before the end of the last change, if that is earlier',
      of: old,
      about: { lastChangeEndedBy: ago(45) },
      want: { notAfter: ago(45), atMostDays: 355 },
    },
    {
      name: 'without a sign: by now',
      of: key({ createdAt: ago(10) }),
      about: { keys: [], lastChangeEndedBy: undefined },
      want: { notAfter: NOW, atMostDays: 10 },
    },
  ])('$name', ({ of, about, want }) => {
    expect(cryptoperiodOf(of, evidence({ keys: [old, current], ...about }))).toMatchObject(want);
  });
});

test('a cell of the CSV is quoted where it must be, and is never a formula', () => {
  const csv = csvOf(evidence({ keys: [key({ arn: '=cmd()', state: 'a "b", c' })] }));
  expect(csv.split('\r\n')).toHaveLength(3);
  expect(csv).toContain("'=cmd()");
  expect(csv).toContain('"a ""b"", c"');
});
