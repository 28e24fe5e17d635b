import { AWS_OWNED_KMS_KEY } from './key-change/contract';

/**
 * What a namespace was created with, where that is not the construct's own alias.
 *
 * CloudFormation compares the template with the template before it, never with the namespace. So the template must
 * keep for ever what the namespace was created with: a `KmsKeyId` that changes would make CloudFormation change the key
 * itself, and give up after 30 minutes.
 */
export class CreatedWith {
  /**
   * The namespace was, or will be, created with this literal `KmsKeyId`: a key ARN, key id, alias ARN or alias name.
   *
   * Needed for a key of another account, and for a namespace whose template has held a literal key so far.
   *
   * @throws if the id is empty, or the literal that stands for an AWS-owned key
   */
  public static kmsKeyId(kmsKeyId: string): CreatedWith {
    if (kmsKeyId.trim() === '' || kmsKeyId === AWS_OWNED_KMS_KEY) {
      throw new Error(`CreatedWith.kmsKeyId must be the KmsKeyId of a customer managed key, got: '${kmsKeyId}'; `
        + 'use CreatedWith.awsOwnedKey() for a namespace that was created without one');
    }
    return new CreatedWith(kmsKeyId);
  }

  /** The namespace was created under an AWS-owned key: the template holds no `KmsKeyId`. */
  public static awsOwnedKey(): CreatedWith {
    return new CreatedWith(undefined);
  }

  /**
   * `KmsKeyId` in the template; undefined = none
   * @internal
   */
  public readonly _kmsKeyId?: string;

  private constructor(kmsKeyId: string | undefined) {
    this._kmsKeyId = kmsKeyId;
  }
}
