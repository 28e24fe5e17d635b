import { type Duration, type aws_cloudwatch as cloudwatch, type aws_scheduler as scheduler } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { generationOn, nextDue, sinceOf, type KeyCalendar, type ScheduleAnchor } from './calendar/key-calendar';
import { formatDay, type UtcDay } from './calendar/utc-day';
import { KeyChangeProvider } from './key-change-provider';
import type {
  KeyChangeDueOptions, KeyChangeReminderOptions, KeyGenerationsAtOptions,
} from './key-change-schedule-options';
import { KeyPeriod } from './key-period';
import type { KeyGenerationsOptions } from './namespace-encryption';
import { MOST_KEYS } from './private/most-keys';
import { DueSchedules } from './private/schedule/due-schedules';
import { fromCalendar } from './private/schedule/origins';
import { remind } from './private/schedule/reminder';
import {
  AS_OF_CONTEXT_KEY, requireDay, throwFirst, validateAhead, validateContinuation, validateDays, validateKeep,
  validateTimeOfDay,
} from './private/validation/schedule';
import { validateGeneration } from './private/validation/validation';
import type { RotatableNamespace } from './rotatable-namespace';

const GIVE_AS_OF = 'give the date that the template is for: KeyChangeSchedule.asOfContext(scope), or a text such as '
  + "'2027-01-20'; the clock is never read";

/** Where a schedule starts to count. */
export interface KeyChangeScheduleOptions {
  /**
   * The day on which `generation` is due: the first day of the schedule, or the day of the last key change. A date
   * (`2026-01-15`, in UTC), or an instant with its zone. It is a constant: never the date of the synthesis.
   */
  readonly since: string;

  /** Number of the key generation that the namespace shall be on from that day on. */
  readonly generation: number;

  /**
   * The schedule that this one continues with another period. Before `since` the schedule before counts, and the
   * generation can neither fall nor jump.
   *
   * @default - the schedule has nothing before `since`
   */
  readonly after?: KeyChangeSchedule;
}

/**
 * When the key of a namespace is to be changed: a pure function of a date.
 *
 * ```ts
 * const schedule = KeyChangeSchedule.every(KeyPeriod.months(12), { since: '2026-01-15', generation: 1 });
 * new RotatableNamespace(this, 'Warehouse', {
 *   encryption: NamespaceEncryption.keyGenerations(schedule.at({ asOf: KeyChangeSchedule.asOfContext(this) })),
 * });
 * ```
 *
 * A deployment changes the key: the first one for a date on or after the due date. Nothing does it between deployments.
 */
export class KeyChangeSchedule {
  /** Context key of the date that a template is for. */
  public static readonly AS_OF_CONTEXT_KEY: string = AS_OF_CONTEXT_KEY;

  /**
   * A key change in each period.
   *
   * To change the period, begin anew where the schedule stands: with the day of the last key change as `since`, its
   * `generation`, and the schedule so far as `after`.
   *
   * @param period time from one due date to the next
   * @param options the anchor
   * @throws if `since` is no date, or the generation is no whole number from 1 on, or would fall
   */
  public static every(period: KeyPeriod, options: KeyChangeScheduleOptions): KeyChangeSchedule {
    if (!(period instanceof KeyPeriod)) {
      throw new Error(`KeyChangeSchedule.every must have a period, got: ${String(period)}; `
        + 'give one such as KeyPeriod.months(12)');
    }
    const { generation, after } = options ?? {};
    const since = requireDay('since', options?.since, 'give the day of the last key change');
    if (generation === undefined || generation === null) {
      throw new Error(`generation must be given, got: ${generation}; give the number of the key generation that the `
        + `namespace shall be on from ${formatDay(since)} on`);
    }
    throwFirst(
      validateGeneration('the generation of a schedule', generation),
      after && validateContinuation({
        since, generation, previousSince: after.startDay, previousGeneration: generationOn(after.calendar, since),
      }),
    );
    const anchor = { since: formatDay(since), generation, months: period._months, days: period._days };
    return new KeyChangeSchedule(period, [...after?.calendar ?? [], anchor]);
  }

  /**
   * The date in the context, under `cdk-redshift-rotatable-namespace:asOf`:
   * `cdk deploy -c cdk-redshift-rotatable-namespace:asOf=$(date -u +%F)`.
   *
   * @param scope any construct of the app
   * @throws if there is none, or it is no date
   */
  public static asOfContext(scope: Construct): string {
    const given: unknown = scope.node.tryGetContext(AS_OF_CONTEXT_KEY);
    requireDay(`the context value '${AS_OF_CONTEXT_KEY}'`, given,
      `run the CDK CLI with -c ${AS_OF_CONTEXT_KEY}=$(date -u +%F), or put a date into the context of cdk.json`);
    return given as string;
  }

  private constructor(private readonly period: KeyPeriod, private readonly calendar: KeyCalendar) {}

  /**
   * The key generations of a date, for `NamespaceEncryption.keyGenerations`.
   *
   * @throws if the date is none or before the schedule, or a setting is out of range
   */
  public at(options: KeyGenerationsAtOptions): KeyGenerationsOptions {
    const day = requireDay('asOf', options?.asOf, GIVE_AS_OF);
    const { createAhead, keep } = options;
    throwFirst(
      this.validateStarted(day),
      this.validateCreateAhead(createAhead),
      validateKeep(keep, MOST_KEYS, createAhead !== undefined),
    );
    const active = this.generationAt(day);
    const isAhead = createAhead !== undefined && nextDue(this.calendar, day).day - day <= createAhead.toDays();
    const newest = isAhead ? nextDue(this.calendar, day).generation : active;
    const oldest = keep === undefined ? 1 : Math.max(1, active - keep + 1);
    if (newest - oldest >= MOST_KEYS) {
      throw new Error(`the schedule has come to key generation ${newest} as of ${formatDay(day)}, and a template can `
        + `have at most ${MOST_KEYS} keys, got: generations ${oldest} to ${newest}; give keep, such as keep: 5, and `
        + 'count generations from 1, one for each key change');
    }
    return fromCalendar({ active, newest, oldest }, this.calendar);
  }

  /**
   * Invokes a target when a key change is due, such as the pipeline that deploys the app. On each due date, and with
   * `createAhead` that long before, by constant cron expressions of Amazon EventBridge Scheduler.
   *
   * @param scope where the schedules are created
   * @param id of a construct that holds them
   * @param target any target of `aws-cdk-lib/aws-scheduler-targets`
   * @param options when exactly
   * @throws if there is no target, a setting is out of range, or the period is one of days
   */
  public onDue(
    scope: Construct, id: string, target: scheduler.IScheduleTarget, options: KeyChangeDueOptions = {},
  ): void {
    if (typeof (target as { bind?: unknown } | undefined)?.bind !== 'function') {
      throw new Error(`KeyChangeSchedule.onDue '${scope.node.path}/${id}' must have a target, got: ${String(target)}; `
        + 'give one of aws-cdk-lib/aws-scheduler-targets, such as CodePipelineStartPipelineExecution');
    }
    const { createAhead, timeOfDay } = options;
    const anchor = this.calendar.at(-1)!;
    const { months } = anchor;
    if (months === undefined) {
      throw new Error('KeyChangeSchedule.onDue must have a period of months or years, since no constant cron '
        + `expression says every ${this.period.toString()}, and EventBridge Scheduler refuses a rate that begins in `
        + `the past, got: KeyPeriod.days(${anchor.days}); give KeyPeriod.months(…), or start the target by the event `
        + 'of KeyChangeSchedule.remind');
    }
    throwFirst(this.validateCreateAhead(createAhead), validateTimeOfDay(timeOfDay));
    new DueSchedules(scope, id, {
      anchor: { ...anchor, months },
      daysAhead: createAhead?.toDays(),
      minutes: timeOfDay?.toMinutes() ?? 0,
      period: this.period.toString(),
      target,
    });
  }

  /**
   * Reminds of key changes, for a team that raises the number of the generation by hand.
   *
   * The synthesis warns before the due date, and in other words when it has passed. In the stack, the function reads
   * the key of the namespace every day. When the due date has passed and the namespace is still on an older key, the
   * metric `KeyChangeOverdue` is 1, and an event `Redshift Serverless Key Change Overdue` is sent to the default bus.
   *
   * @param rotatableNamespace on key generations
   * @param options the date of the synthesis, and thresholds
   * @returns the alarm on that metric. Give it actions. Without data it is INSUFFICIENT_DATA: the daily reading fails
   * @throws if the namespace has a schedule already, or no key generations, or a setting is out of range
   */
  public remind(rotatableNamespace: RotatableNamespace, options: KeyChangeReminderOptions): cloudwatch.Alarm {
    const asOf = requireDay('asOf', options?.asOf, GIVE_AS_OF);
    const { warnAhead, grace } = options;
    throwFirst(
      this.validateStarted(asOf),
      validateDays('warnAhead', warnAhead),
      validateDays('grace', grace),
    );
    return remind(rotatableNamespace, KeyChangeProvider.of(rotatableNamespace), {
      calendar: this.calendar,
      asOf,
      warnDays: warnAhead?.toDays() ?? 30,
      graceDays: grace?.toDays() ?? 0,
    });
  }

  private get startDay(): UtcDay {
    return sinceOf(this.calendar.at(-1)!);
  }

  private generationAt(day: UtcDay): number {
    return generationOn(this.calendar, day)!;
  }

  private validateStarted(day: UtcDay): string | undefined {
    const [first]: readonly ScheduleAnchor[] = this.calendar;
    return generationOn(this.calendar, day) !== undefined
      ? undefined
      : `asOf must not be before the schedule starts (since: '${first.since}'), got: ${formatDay(day)}; give a later `
        + 'date, or an earlier since';
  }

  private validateCreateAhead(createAhead: Duration | undefined): string | undefined {
    const { months, days } = this.calendar.at(-1)!;
    return validateAhead(createAhead, days ?? 28 * months!, this.period.toString());
  }
}
