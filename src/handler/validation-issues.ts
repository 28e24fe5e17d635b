import * as v from 'valibot';

/** Paths and rules, never values: they may be secret, or huge. */
export const describeIssues = (issues: readonly v.BaseIssue<unknown>[]): string => issues
  .slice(0, 5)
  .map((issue) => `${v.getDotPath(issue) ?? 'value'}: expected ${issue.expected ?? issue.type}`)
  .join('; ')
  .slice(0, 500);
