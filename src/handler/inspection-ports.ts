import type { Log } from './log';
import type { Namespaces, Reading } from './ports';
import type { EVENT_DETAIL_VERSION } from '../contract';

/** When AWS KMS created a key. */
export interface KeyAges {
  createdAt(keyArn: string): Promise<Reading<number>>;
}

/**
 * Detail of the event that a key change is overdue. It is sent every day, as long as that is so.
 * docs/schemas/key-change-overdue-event.schema.json describes it. Nothing in it is secret.
 */
export interface OverdueDetail {
  readonly version: typeof EVENT_DETAIL_VERSION;
  readonly namespaceName: string;
  /** ARN of the stack */
  readonly stackId: string;
  readonly stackName: string;
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
  readonly keyAges: KeyAges;
  readonly log: Log;
  /** sends the event; absent where the stack sends no events */
  readonly sendOverdue?: (detail: OverdueDetail) => Promise<void>;
  readonly now: () => number;
}
