/** What must hold in every life, whatever goes wrong. The numbers are those of docs/reliability.md. */
export const INVARIANTS = {
  i: 'CloudFormation gets at most one answer for every request, and exactly one where the handler lives to give it',
  ii: 'SUCCESS of the last window means that the namespace was AVAILABLE on the wanted key',
  iii: 'a namespace never leaves a customer managed key for an AWS-owned one',
  iv: 'no key is disabled or deleted, and none that a namespace is on leaves the account',
  v: 'at most one accepted UpdateNamespace with a key per wish, at most two sent, none with the key that was seen or while a change was seen running',
  vi: 'when a stack operation ends COMPLETE, the namespace is AVAILABLE on the key that the template names, and stays so',
  vii: 'no ResponseURL and no password in any log, metric, error text or event',
  viii: 'every life ends: no waiter runs for ever',
  ix: 'where nothing goes wrong, the deployment succeeds',
} as const;

export type InvariantNumber = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: InvariantNumber;
  readonly what: string;
  /** virtual seconds since the life began */
  readonly atS: number;
}

/** What a life has come to. */
export interface LifeReport {
  readonly violations: readonly Violation[];
  /** what happened, a line each, for whoever replays it */
  readonly story: readonly string[];
  /** virtual hours */
  readonly hours: number;
  readonly requests: number;
  readonly asks: number;
}
