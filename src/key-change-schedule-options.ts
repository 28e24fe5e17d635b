import type { Duration } from 'aws-cdk-lib';

/** For which date the key generations are asked. */
export interface KeyGenerationsAtOptions {
  /**
   * The date that the template is for: `2027-01-20` (in UTC), or an instant with its zone, of which the UTC day counts.
   * The same date gives the same template. The clock is never read: see `KeyChangeSchedule.asOfContext`.
   */
  readonly asOf: string;

  /**
   * How long before it is due the next key is created: 1 to 90 whole days, and shorter than the period. A key change
   * that fails then leaves no orphan key, and whoever uses the key can be prepared.
   *
   * @default - with the key change
   */
  readonly createAhead?: Duration;

  /**
   * Number of key generations up to the active one that stay in the template: at least 2, since a rollback returns to
   * the one before. A key that leaves the template is retained.
   *
   * @default - all of them, from generation 1 on
   */
  readonly keep?: number;
}

/** When a target is invoked. */
export interface KeyChangeDueOptions {
  /**
   * Invokes the target this long before each due date too: the `createAhead` of `KeyChangeSchedule.at`.
   *
   * Where a 29 February lies between the two dates, the earlier invocation is a day late in a year without one.
   *
   * @default - on the due date alone
   */
  readonly createAhead?: Duration;

  /**
   * Time of the day in UTC: whole minutes since midnight, less than 24 hours.
   *
   * @default - midnight
   */
  readonly timeOfDay?: Duration;
}

/** How a key change is reminded of. */
export interface KeyChangeReminderOptions {
  /** The date of the synthesis: `2027-01-20` (in UTC), or an instant with its zone. The clock is never read. */
  readonly asOf: string;

  /**
   * How long before the due date the synthesis begins to warn: 0 to 90 whole days.
   *
   * @default Duration.days(30)
   */
  readonly warnAhead?: Duration;

  /**
   * How long after the due date a key change is not overdue yet: 0 to 90 whole days. A weekly maintenance window needs
   * seven.
   *
   * @default Duration.days(0)
   */
  readonly grace?: Duration;
}
