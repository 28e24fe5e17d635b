import type { Exercised } from './exercise';

/** What must hold in every scenario, whatever goes wrong. docs/reliability.md has the same table, and explains it. */
export const INVARIANTS = {
  i: 'a request gets at most one response, and exactly one where an invocation survives to send it',
  ii: 'a final SUCCESS means that the namespace is AVAILABLE on the desired key',
  iii: 'a namespace never leaves a customer managed key for an AWS-owned key',
  iv: 'no key is disabled or deleted, and no key that a namespace is on leaves the account',
  v: 'a request sends at most two updates, has at most one accepted, and sends none needlessly or during a change',
  vi: 'when the alias moves, and once an operation is COMPLETE, the namespace is AVAILABLE on the key of the template',
  vii: 'no ResponseURL is in any log, metric, error text or event',
  viii: 'every scenario ends: no waiter runs without end, fails without a fault, or ends before the change it awaits',
  ix: 'where nothing goes wrong, the deployment succeeds; where nothing stands in its way, a rollback ends',
  x: 'an update is accepted for an update of the same identity alone, or by the opt-in',
  xi: 'after every …_COMPLETE a namespace is on a key of its own template, or on the key from before its first contact',
  xii: 'no stack is stuck: doing what the reasons say leads to COMPLETE',
  xiii: 'no key changes together with more windows, or to a lower generation while its own key leaves the template',
} as const;

export type InvariantNumber = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: InvariantNumber;
  readonly what: string;
  /** virtual seconds since the scenario began */
  readonly atS: number;
}

/** What the run of one scenario has come to. */
export interface ScenarioReport {
  readonly violations: readonly Violation[];
  /** what happened, one line each, for whoever replays the scenario */
  readonly trace: readonly string[];
  /** virtual hours */
  readonly hours: number;
  readonly requests: number;
  /** UpdateNamespace calls with a key that were sent and not refused */
  readonly updates: number;
  readonly exercised: Exercised;
}
