import { cryptoperiodOf } from './cryptoperiod';
import type { Evidence, KeyEvidence } from './evidence';
import { verdictOf } from './verdict';
import { renderTable } from '../terminal/table';
import type { Screen, Style } from '../terminal/terminal';

/** Version of the formats for auditors. A member may be added to a version; none is taken away or renamed. */
const VERSION = 1;

const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
const dayOf = (at: number | undefined): string => iso(at)?.slice(0, 10) ?? '';

/** One key, for a program. docs/schemas/keys.schema.json describes it. */
function recordOf(key: KeyEvidence, evidence: Evidence) {
  const { kind, text, until, next } = verdictOf(key, evidence);
  const period = cryptoperiodOf(key, evidence);
  return {
    keyArn: key.arn,
    region: key.region,
    generation: key.generation ?? null,
    state: key.state,
    createdAt: iso(key.createdAt),
    cryptoperiod: {
      notBefore: iso(period.notBefore), notAfter: iso(period.notAfter), atMostDays: period.atMostDays ?? null,
    },
    verdict: kind,
    explanation: text,
    neededUntil: iso(until),
    users: key.users,
    snapshots: key.snapshots.map(({ name, createdAt, until: end }) => ({
      name, createdAt: iso(createdAt), until: iso(end),
    })),
    backups: key.backups.map(({ arn, vault, status, createdAt, until: end }) => ({
      recoveryPointArn: arn, vault, status, createdAt: iso(createdAt), until: iso(end),
    })),
    grants: key.grants,
    lastUse: key.lastUse === undefined ? null : {
      at: iso(key.lastUse.at), operation: key.lastUse.operation ?? null, trackedSince: iso(key.lastUse.trackedSince),
    },
    notRead: key.gaps.map(({ what, why }) => `${what}: ${why}`),
    nextCommand: next ?? null,
  };
}

export const jsonOf = (evidence: Evidence): string => `${JSON.stringify({
  version: VERSION,
  at: iso(evidence.at),
  namespace: evidence.namespaceName,
  region: evidence.region,
  lastChangeEndedBy: iso(evidence.lastChangeEndedBy),
  keys: evidence.keys.map((key) => recordOf(key, evidence)),
  notRead: evidence.gaps.map(({ what, why }) => `${what}: ${why}`),
}, null, 2)}\n`;

/** One line a key. The columns are documented in docs/program.md. */
export function csvOf(evidence: Evidence): string {
  const lines = evidence.keys.map((key) => {
    const record = recordOf(key, evidence);
    return {
      at: iso(evidence.at),
      namespace: evidence.namespaceName,
      region: record.region,
      generation: record.generation,
      key_arn: record.keyArn,
      state: record.state,
      created_at: record.createdAt,
      period_not_before: record.cryptoperiod.notBefore,
      period_not_after: record.cryptoperiod.notAfter,
      period_at_most_days: record.cryptoperiod.atMostDays,
      verdict: record.verdict,
      needed_until: record.neededUntil,
      snapshots: record.snapshots.length,
      grants: record.grants.length,
      last_use_at: record.lastUse?.at ?? null,
      last_use_tracked_since: record.lastUse?.trackedSince ?? null,
      not_read: record.notRead.length,
      explanation: record.explanation,
      backups: record.backups.length,
    };
  });
  const [first] = lines;
  const header = first === undefined ? [] : Object.keys(first);
  return [header, ...lines.map((line) => Object.values(line))].map((cells) => cells.map(cell).join(',')).join('\r\n')
    + '\r\n';
}

/** As in RFC 4180. A spreadsheet must not take a text for a formula. */
function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What was not read may have shown more keys than are listed. */
export const unreadText = ({ gaps }: Evidence): string | undefined => (gaps.length === 0
  ? undefined
  : gaps.map(({ what, why }) => `${what} could not be read (${why})`).join('; '));

const CAVEAT = 'This is evidence, not permission. Not looked at: vaults of AWS Backup in other Regions and other '
  + 'accounts, legal holds, snapshots shared with other accounts and restored there, CloudTrail. AWS warns against '
  + 'deleting a key by its last use alone.';

const STYLES: Readonly<Record<string, Style>> = {
  'in use': 'green', 'still needed': 'yellow', 'not known': 'red', 'to be deleted': 'red', 'deleted': 'red',
};

/** For a person: a table, then what to type next. */
export function printKeys(screen: Screen, evidence: Evidence): void {
  screen.cutLine(`keys of namespace ${evidence.namespaceName} in ${evidence.region}`, 'bold');
  screen.line();
  screen.line(renderTable({
    head: ['key', 'state', 'created', 'on it, at most', 'evidence'],
    rows: evidence.keys.map((key) => {
      const { kind, text } = verdictOf(key, evidence);
      const { notBefore, notAfter } = cryptoperiodOf(key, evidence);
      const style = STYLES[kind];
      return [
        `${key.generation === undefined ? 'another key' : `generation ${key.generation}`}\n${shortOf(key, evidence)}`,
        key.state,
        dayOf(key.createdAt),
        `${dayOf(notBefore)} to\n${notAfter === undefined ? 'now' : dayOf(notAfter)}`,
        style === undefined ? text : screen.paint(style, text),
      ];
    }),
    width: screen.width,
  }));
  screen.line();
  const unread = unreadText(evidence);
  if (unread !== undefined) { screen.paragraph(`There may be more keys: ${unread}.`, 0, 'red'); }
  screen.paragraph(CAVEAT, 0, 'dim');
  const commands = evidence.keys.flatMap((key) => verdictOf(key, evidence).next ?? []);
  if (commands.length > 0) {
    screen.heading('the next command to type, if you agree with the evidence (this program changes nothing)');
    for (const command of new Set(commands)) { screen.line(`  ${command}`); }
  }
}

const shortOf = ({ arn, region }: KeyEvidence, evidence: Evidence): string =>
  `${arn.replace(/^.*:key\//, '')}${region === evidence.region ? '' : ` (${region})`}`;
