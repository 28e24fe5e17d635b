import { Token } from 'aws-cdk-lib';
import { AWS_OWNED_KMS_KEY } from './contract';
import { diagnostics } from './private/diagnostics/diagnostics';
import { errorText } from './private/diagnostics/report';
import { ownerOfText } from './private/key-ownership';

/**
 * What a namespace was created with, where that is not the construct's own alias.
 *
 * CloudFormation compares a template with the template before it, never with the namespace. So the template always
 * keeps what the namespace was created with: a `KmsKeyId` that changes would make CloudFormation change the key itself,
 * and give up after 30 minutes.
 */
export class CreatedWith {
  /**
   * The namespace was, or will be, created with this literal `KmsKeyId`: a key ARN, key id, alias ARN or alias name.
   *
   * Needed for a key of another account, and for a namespace whose template has held a literal key so far.
   *
   * @throws if the id is empty, the literal that stands for an AWS-owned key, or the alias of a key that AWS manages
   */
  public static kmsKeyId(kmsKeyId: string): CreatedWith {
    if (kmsKeyId.trim() === '' || kmsKeyId === AWS_OWNED_KMS_KEY) {
      throw new Error(`CreatedWith.kmsKeyId must be the KmsKeyId of a customer managed key, got: '${kmsKeyId}'; `
        + 'use CreatedWith.awsOwnedKey() for a namespace that was created without one');
    }
    if (!Token.isUnresolved(kmsKeyId) && ownerOfText(kmsKeyId) === 'aws-managed') {
      const subject = 'the key that a namespace was created with';
      throw new Error(errorText(diagnostics.notCustomerManagedKey(subject, `'${kmsKeyId}'`)));
    }
    return new CreatedWith(kmsKeyId);
  }

  /**
   * The namespace was created under an AWS-owned key (`NamespaceEncryption.awsOwnedKey()`, or a `CfnNamespace` without
   * `kmsKeyId`): the template holds no `KmsKeyId`, and never will.
   *
   * Needed to move such a namespace to a customer managed key. Without it the deployment refuses the move before it
   * touches anything, because CloudFormation would change the key by itself afterwards.
   */
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
