import type { Bar } from './timeline-bars';

/** One line of the upper lane. */
export interface Row {
  readonly title: string;
  readonly detail: string;
  readonly bars: readonly Bar[];
  /** number of the key generation, if the row is a key */
  readonly generation?: number;
  /** true: UpdateNamespace is sent from here */
  readonly sendsUpdates?: boolean;
}
