import { SizeRoundingBehavior, type Duration, type Size } from 'aws-cdk-lib';

/** One custom resource waits at most an hour, of which five minutes are left for the response. */
const WINDOW_MINUTES = 55;
/** The wait of one window, and the shortest that can be had. */
const SHORTEST_MINUTES = 60;
const LONGEST_HOURS = 48;
const LONGEST_MINUTES = LONGEST_HOURS * 60;

/**
 * The service's typical figure, 15 minutes for each 8 TB, is no promise, so twice as long is allowed.
 * Source: "Changing the AWS KMS key for a namespace", Amazon Redshift Management Guide.
 */
const TYPICAL_MINUTES = 15;
const ALLOWED_MINUTES = 2 * TYPICAL_MINUTES;
const PER_TEBIBYTES = 8;
const LARGEST_TEBIBYTES = (LONGEST_MINUTES * PER_TEBIBYTES) / ALLOWED_MINUTES;

const TOO_SHORT = 'give more, or leave keyChangeTimeout out for one hour';
const AGAIN = 'deploy with --no-rollback, and again when the change has ended';

/**
 * How long a deployment waits for a key change at most.
 *
 * A wait of more than an hour is a chain of custom resources, one for each window of 55 minutes. The end of a change is
 * noticed soon in any window, so a generous timeout costs a few idle resources and no time.
 *
 * Raise it in a deployment of its own, before the key: a rollback has only the windows that existed before.
 */
export class KeyChangeTimeout {
  /**
   * Waits up to this long.
   *
   * @param duration at most 48 hours; up to an hour is one window
   * @throws if the duration is a token, not positive, or longer than 48 hours
   */
  public static upTo(duration: Duration): KeyChangeTimeout {
    if (duration.isUnresolved()) { throw new Error(unknownAtSynth('upTo', 'a Duration of known length')); }
    const minutes = duration.toMinutes({ integral: false });
    if (minutes <= 0 || minutes > LONGEST_MINUTES) {
      throw new Error(`KeyChangeTimeout.upTo must be more than 0 minutes and at most ${LONGEST_HOURS} hours, `
        + `got: ${duration.toHumanString()}; ${minutes <= 0 ? TOO_SHORT : `for a longer change, ${AGAIN}`}`);
    }
    return new KeyChangeTimeout(minutes);
  }

  /**
   * Waits twice as long as a change of this much data typically takes (15 minutes for each 8 TB), and at least an hour.
   *
   * Until four fifths of the typical time have passed, the namespace is observed less often, unless Amazon Redshift
   * Serverless states the size of its data itself. Where the size is wrong, the end is noticed a little later, and
   * nothing else depends on it.
   *
   * @param size data of the namespace, at most 768 TiB
   * @throws if the size is a token, not positive, or would take longer than 48 hours
   */
  public static forDataSize(size: Size): KeyChangeTimeout {
    if (size.isUnresolved()) { throw new Error(unknownAtSynth('forDataSize', 'a Size of known amount')); }
    const tebibytes = size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) / 2 ** 30;
    if (tebibytes <= 0 || tebibytes > LARGEST_TEBIBYTES) {
      throw new Error(`KeyChangeTimeout.forDataSize must be more than 0 and at most ${LARGEST_TEBIBYTES} TiB `
        + `(${LONGEST_HOURS} hours at ${ALLOWED_MINUTES} minutes for each ${PER_TEBIBYTES} TiB), `
        + `got: ${tebibytes} TiB; `
        + (tebibytes <= 0 ? TOO_SHORT : `use KeyChangeTimeout.upTo(Duration.hours(${LONGEST_HOURS})), ${AGAIN}`));
    }
    const minutes = (tebibytes / PER_TEBIBYTES) * ALLOWED_MINUTES;
    const typicalSeconds = Math.ceil((tebibytes / PER_TEBIBYTES) * TYPICAL_MINUTES * 60);
    return new KeyChangeTimeout(Math.max(SHORTEST_MINUTES, minutes), typicalSeconds);
  }

  /**
   * custom resources in the chain
   * @internal
   */
  public readonly _windows: number;

  /**
   * seconds that a change typically takes, where the size is known
   * @internal
   */
  public readonly _typicalSeconds?: number;

  private constructor(minutes: number, typicalSeconds?: number) {
    this._typicalSeconds = typicalSeconds;
    this._windows = minutes <= SHORTEST_MINUTES ? 1 : Math.ceil(minutes / WINDOW_MINUTES);
  }
}

const unknownAtSynth = (method: string, remedy: string): string =>
  `KeyChangeTimeout.${method} must be known at synth, because it decides how many resources wait, got: a token; `
  + `give ${remedy}`;
