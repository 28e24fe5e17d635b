/**
 * Whether two values of a template are the same, whatever the order of their keys. CloudFormation accepts 1 for '1'.
 */
export const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

/** The same text for values that are the same. */
export const canonical = (value: unknown): string => JSON.stringify(ordered(value)) ?? '';

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(ordered); }
  if (!isRecord(value)) { return value === undefined || value === null ? undefined : String(value); }
  return Object.fromEntries(Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, ordered(inner)]));
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
