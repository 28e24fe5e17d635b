import type { Evidence, KeyEvidence } from './evidence';

/**
 * Bounds of the time for which the namespace was on a key. Nothing in AWS records it, so it follows from creation dates
 * of keys and from what each snapshot was encrypted with.
 */
export interface Cryptoperiod {
  /** it did not begin before */
  readonly notBefore?: number;
  /** it did not end later; undefined: it has not ended */
  readonly notAfter?: number;
  /** whole days between the two: the period is at most so long */
  readonly atMostDays?: number;
}

const DAY_MS = 24 * 3600_000;

export function cryptoperiodOf(key: KeyEvidence, evidence: Evidence): Cryptoperiod {
  const notBefore = key.createdAt;
  const isCurrent = key.users.includes(`namespace ${evidence.namespaceName}`);
  const notAfter = isCurrent ? undefined : leftBy(key, evidence);
  const end = notAfter ?? evidence.at;
  return {
    notBefore,
    notAfter,
    ...notBefore !== undefined && { atMostDays: Math.max(0, Math.ceil((end - notBefore) / DAY_MS)) },
  };
}

/** A snapshot under a newer key shows that the older one had been left by then; so does the end of the last change. */
function leftBy(key: KeyEvidence, { keys, lastChangeEndedBy, at }: Evidence): number {
  const latestOwn = Math.max(0, ...key.snapshots.map(({ createdAt }) => createdAt));
  const newer = keys.filter((other) => other.region === key.region && isNewer(other, key));
  const signs = newer.flatMap(({ snapshots }) => snapshots.map(({ createdAt }) => createdAt))
    .filter((createdAt) => createdAt > latestOwn);
  return Math.min(at, ...signs, ...lastChangeEndedBy !== undefined && newer.length > 0 ? [lastChangeEndedBy] : []);
}

const isNewer = (one: KeyEvidence, other: KeyEvidence): boolean =>
  one.createdAt !== undefined && other.createdAt !== undefined && one.createdAt > other.createdAt;
