export const CHECKER = 'reliability/invariants/invariant-checker.ts';
export const EXCUSES = 'reliability/invariants/excuses.ts';
export const RESPONSES = 'reliability/invariants/responses.ts';
export const INVOCATIONS = 'reliability/invariants/invocations.ts';
export const IDENTITIES = 'reliability/invariants/request-identities.ts';
export const MUST_SUCCEED = 'reliability/invariants/must-succeed.ts';
export const BOUNDARY = 'reliability/invariants/key-boundary.ts';
export const UPDATES = 'reliability/invariants/update-counter.ts';
/** The tests with planted violations. */
export const PLANTED = [
  'reliability/invariants/planted', 'reliability/invariants/invariant-checker', 'reliability/invariants/must-succeed',
];
