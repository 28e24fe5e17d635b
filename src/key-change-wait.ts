import { SizeRoundingBehavior, type Duration, type Size } from 'aws-cdk-lib';

/** One custom resource waits an hour at the most, of which five minutes are left for the answer. */
const WINDOW_MINUTES = 55;
const LONGEST_HOURS = 48;

/** The service's typical figure, 15 minutes for each 8 TB, is no promise: so twice as long. */
const TYPICAL_MINUTES = 15;
const MINUTES = 2 * TYPICAL_MINUTES;
const PER_TEBIBYTES = 8;

const NOTHING_GIVEN = 'give more, or leave keyChangeWait out for one hour';

/**
 * How long a deployment waits for a key change at the most.
 *
 * Longer waits than an hour are a chain of custom resources, a window each. A change that ends sooner is noticed soon,
 * so a generous bound costs a few idle resources and no time.
 *
 * Raise it in a deployment of its own, before the key: a rollback would find only the windows that were there before.
 */
export class KeyChangeWait {
  /**
   * Waits up to this long.
   *
   * @param duration at most 48 hours; up to an hour is one window
   * @throws if the duration is not positive, or longer than 48 hours
   */
  public static upTo(duration: Duration): KeyChangeWait {
    if (duration.isUnresolved()) {
      throw new Error('KeyChangeWait.upTo must be known at synth, because it decides how many resources wait, got: a token; give a Duration of known length');
    }
    const minutes = duration.toMinutes({ integral: false });
    if (minutes <= 0 || minutes > LONGEST_HOURS * 60) {
      throw new Error(`KeyChangeWait.upTo must be more than 0 minutes and at most ${LONGEST_HOURS} hours, got: ${duration.toHumanString()}; `
        + (minutes <= 0 ? NOTHING_GIVEN : 'for a longer change, deploy with --no-rollback, and again when the change has ended'));
    }
    return new KeyChangeWait(minutes);
  }

  /**
   * Waits twice as long as a change of this much data typically takes (15 minutes for each 8 TB), and an hour at the least.
   *
   * Until four fifths of the typical time have passed, the change is looked at less often. Where the size is wrong, the end
   * is noticed a little later, and nothing else depends on it.
   *
   * @param size data of the namespace, at most 768 TiB
   * @throws if the size is not positive, or the estimate is longer than 48 hours
   */
  public static forDataSize(size: Size): KeyChangeWait {
    if (size.isUnresolved()) {
      throw new Error('KeyChangeWait.forDataSize must be known at synth, because it decides how many resources wait, got: a token; give a Size of known amount');
    }
    const tebibytes = size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) / 2 ** 30;
    const minutes = (tebibytes / PER_TEBIBYTES) * MINUTES;
    if (tebibytes <= 0 || minutes > LONGEST_HOURS * 60) {
      throw new Error(`KeyChangeWait.forDataSize must be more than 0 and at most ${(LONGEST_HOURS * 60 * PER_TEBIBYTES) / MINUTES} TiB `
        + `(${LONGEST_HOURS} hours at ${MINUTES} minutes for each ${PER_TEBIBYTES} TiB), got: ${tebibytes} TiB; `
        + (tebibytes <= 0 ? NOTHING_GIVEN : `use KeyChangeWait.upTo(Duration.hours(${LONGEST_HOURS})), deploy with --no-rollback, and again when the change has ended`));
    }
    return new KeyChangeWait(Math.max(60, minutes), Math.ceil((tebibytes / PER_TEBIBYTES) * TYPICAL_MINUTES * 60));
  }

  /**
   * custom resources in the chain
   * @internal
   */
  public readonly _windows: number;

  /**
   * what a change of the data typically takes, where the data is known
   * @internal
   */
  public readonly _typicalSeconds?: number;

  private constructor(minutes: number, typicalSeconds?: number) {
    this._typicalSeconds = typicalSeconds;
    this._windows = minutes <= 60 ? 1 : Math.ceil(minutes / WINDOW_MINUTES);
  }
}
