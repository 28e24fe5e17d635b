import type { LogGauges } from './gauges';
import type { Log } from './log';
import type { Namespaces, Reading } from './ports';

/** When AWS KMS created a key. */
export interface KeyAges {
  createdAt(keyArn: string): Promise<Reading<number>>;
}

/** Detail of the event that a key change is overdue. It is sent every day, as long as that is so. */
export interface OverdueDetail {
  readonly version: string;
  /** name of the namespace */
  readonly namespace: string;
  /** ARN of the stack */
  readonly stack: string;
  /** ARN of the key that the namespace is on; absent where AWS owns the key */
  readonly from?: string;
  /** ARN of the key that it should be on; absent where the template does not have it yet */
  readonly to?: string;
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
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly gauges: LogGauges;
  /** sends the event; absent where the stack sends no events */
  readonly sendOverdue?: (detail: OverdueDetail) => Promise<void>;
  readonly now: () => number;
}
