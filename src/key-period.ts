import { validatePeriod } from './private/validation/key-period';

/**
 * How much time lies between two planned key changes: more than none, and less than ten years.
 *
 * Months and years are counted as a calendar counts them: every 12 months since 2024-02-29 are 2025-02-28 and
 * 2028-02-29.
 */
export class KeyPeriod {
  /**
   * Every so many months.
   *
   * @param months whole months, 1 to 119
   * @throws if the number is not whole, not positive, ten years or more, or a token
   */
  public static months(months: number): KeyPeriod {
    return new KeyPeriod('months', months);
  }

  /**
   * Every so many years: each of them is twelve months.
   *
   * @param years whole years, 1 to 9
   * @throws if the number is not whole, not positive, ten years or more, or a token
   */
  public static years(years: number): KeyPeriod {
    return new KeyPeriod('years', years);
  }

  /**
   * Every so many days. `KeyChangeSchedule.onDue` cannot start anything in such a period: no constant cron expression
   * says it.
   *
   * @param days whole days, 1 to 3651
   * @throws if the number is not whole, not positive, ten years or more, or a token
   */
  public static days(days: number): KeyPeriod {
    return new KeyPeriod('days', days);
  }

  /**
   * whole months; undefined = days are given
   * @internal
   */
  public readonly _months?: number;

  /**
   * whole days; undefined = months are given
   * @internal
   */
  public readonly _days?: number;

  private constructor(private readonly unit: 'months' | 'years' | 'days', private readonly count: number) {
    const error = validatePeriod(unit, count);
    if (error !== undefined) { throw new Error(error); }
    this._months = unit === 'days' ? undefined : count * (unit === 'years' ? 12 : 1);
    this._days = unit === 'days' ? count : undefined;
  }

  /** The period in words: `12 months`, for instance. */
  public toString(): string {
    return `${this.count} ${this.count === 1 ? this.unit.slice(0, -1) : this.unit}`;
  }
}
