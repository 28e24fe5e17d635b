import type { Log } from './log';
import type { Events, Keys, Namespaces } from './ports';
import type { EventOrigin } from './reconcile/event-origin';

/**
 * Detail of the event that a key change is overdue. It is sent every day, as long as that is so.
 * docs/schemas/key-change-overdue-event.schema.json describes it. Nothing in it is secret.
 */
export interface OverdueDetail extends EventOrigin {
  /** ARN of the key that the namespace is on, or AWS_OWNED_KMS_KEY */
  readonly fromKey: string;
  /** ARN of the key that it should be on; absent where the template does not have it yet */
  readonly toKey?: string;
  /** number of the key generation that the namespace is on; absent where the key is none of the template's */
  readonly generation?: number;
  /** number of the key generation that the schedule says */
  readonly scheduledGeneration: number;
  /** YYYY-MM-DD, in UTC: the first due date that was missed */
  readonly due: string;
  readonly daysLate: number;
  readonly reason: string;
}

/** Everything outside of an inspection. */
export interface InspectionPorts {
  readonly namespaces: Pick<Namespaces, 'getNamespace'>;
  readonly keys: Keys;
  readonly events: Events<'overdue', OverdueDetail>;
  readonly log: Log;
  readonly now: () => number;
}
