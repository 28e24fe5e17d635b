import { type Duration, aws_iam as iam } from 'aws-cdk-lib';
import type { ValidationError } from './private/validation/validation';

/** Days that KMS has recorded without a use of the key, rounded down. It exists for these two actions alone. */
const DAYS_WITHOUT_USE = 'kms:TrailingDaysWithoutKeyUsage';
const PROTECTED_ACTIONS = ['kms:DisableKey', 'kms:ScheduleKeyDeletion'];

/**
 * What keeps a key generation from being disabled or deleted too early: a `Deny` in its key policy.
 *
 * It binds everyone, administrators and CloudFormation included. To take it off, leave `oldKeyProtection` out and
 * deploy, or, for a key that has left the template, put a key policy without it (`aws kms put-key-policy`): it denies
 * no change of the policy.
 *
 * It looks at the use of the key, not at what is encrypted with it: a snapshot that nobody has restored for longer is
 * not protected.
 */
export class OldKeyProtection {
  /**
   * Nobody may disable a key, or schedule its deletion, until it has been unused for so long. KMS counts from the last
   * cryptographic operation; for a key that was never used, from its creation, or from when KMS began to track it. KMS
   * may record a use up to an hour late.
   *
   * @param time whole days, at least 1
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
   */
  public static unusedFor(time: Duration): OldKeyProtection {
    return new OldKeyProtection(time);
  }

  private constructor(private readonly time: Duration) {}

  /**
   * What is wrong with the time.
   * @internal
   */
  public _error(): ValidationError {
    if (this.time.isUnresolved()) {
      return 'OldKeyProtection.unusedFor() must be known at synth, because it is written into the key policies, '
        + 'got: a token; give a Duration such as Duration.days(90)';
    }
    const days = this.time.toDays({ integral: false });
    if (Number.isInteger(days) && days >= 1) { return undefined; }
    return 'OldKeyProtection.unusedFor() must be whole days, at least 1, since KMS counts whole days, got: '
      + `${this.time.toHumanString()}; give a Duration such as Duration.days(90)`;
  }

  /**
   * The statement for the policy of a key. `<` and not `<=`: the days are rounded down, so 90 of them have passed when
   * KMS says 90.
   * @internal
   */
  public _statement(): iam.PolicyStatement {
    return new iam.PolicyStatement({
      sid: 'OldKeyProtection',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: PROTECTED_ACTIONS,
      resources: ['*'],
      conditions: { NumericLessThan: { [DAYS_WITHOUT_USE]: String(this.time.toDays()) } },
    });
  }
}
