import { Token } from 'aws-cdk-lib';
import { AWS_OWNED_KMS_KEY } from './contract';
import { diagnostics } from './private/diagnostics/diagnostics';
import { errorText } from './private/diagnostics/report';
import { ownerOfText } from './private/key-ownership';

/** Key ARN, key id (those of multi-Region keys begin with `mrk-`), alias ARN or alias name. Source: KMS API, KeyId. */
const KMS_KEY_ID = new RegExp('^('
  + 'arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:(key/[a-zA-Z0-9-]+|alias/[a-zA-Z0-9/_-]+)'
  + '|alias/[a-zA-Z0-9/_-]+'
  + '|(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})'
  + ')$');

/**
 * What a namespace was created with, where that is not the construct's own alias.
 *
 * CloudFormation compares a template with the template before it, never with the namespace. So the template always
 * keeps what the namespace was created with: a `KmsKeyId` that changes would make CloudFormation change the key itself,
 * and give up after 30 minutes.
 */
export class CreatedWith {
  /**
   * The namespace was created with the alias of its construct, `alias/redshift-serverless/<name of the namespace>`.
   *
   * That is the default. Say so explicitly when the construct adopts a namespace that the stack holds already, and when
   * the namespace moves to a key that the alias cannot point to, such as one of another account: the template goes on
   * naming the alias, and there is no alias in the template as long as the key is not known to be of this account.
   */
  public static alias(): CreatedWith {
    return new CreatedWith('alias');
  }

  /**
   * The namespace was, or will be, created with this literal `KmsKeyId`: a key ARN, key id, alias ARN or alias name.
   *
   * Needed for a key of another account, and for a namespace whose template has held a literal key so far.
   *
   * @throws if the id is none of these, the literal that stands for an AWS-owned key, or the alias of a key that AWS
   * manages
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
    if (!Token.isUnresolved(kmsKeyId) && !KMS_KEY_ID.test(kmsKeyId)) {
      throw new Error(
        "CreatedWith.kmsKeyId must be the ARN or id of a key, or the ARN or name ('alias/…') of an alias, "
          + `got: '${kmsKeyId}'; give what the template has, or shall have, as KmsKeyId`,
      );
    }
    return new CreatedWith('literal', kmsKeyId);
  }

  /**
   * The namespace was created under an AWS-owned key (`NamespaceEncryption.awsOwnedKey()`, or a `CfnNamespace` without
   * `kmsKeyId`). The template holds no `KmsKeyId`, and never will.
   *
   * Needed to move such a namespace to a customer managed key. Without it the deployment refuses the move before it
   * touches anything, because CloudFormation would change the key by itself afterwards.
   */
  public static awsOwnedKey(): CreatedWith {
    return new CreatedWith('aws-owned');
  }

  private constructor(private readonly kind: 'alias' | 'literal' | 'aws-owned', private readonly literal?: string) {}

  /**
   * Whether the template holds no `KmsKeyId`.
   * @internal
   */
  public get _isAwsOwned(): boolean {
    return this.kind === 'aws-owned';
  }

  /**
   * Whether the template names the construct's own alias.
   * @internal
   */
  public get _isAlias(): boolean {
    return this.kind === 'alias';
  }

  /**
   * `KmsKeyId` in the template; undefined = none.
   * @internal
   */
  public _kmsKeyId(aliasArn: string): string | undefined {
    return this._isAlias ? aliasArn : this.literal;
  }
}
