import { Caller, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Kms } from './kms';
import { isUsable, KmsKey } from './kms-key';
import { validationException } from './namespace-rules';

/** KMS-1: the permissions that the caller needs on the key. */
const ACTIONS = ['kms:DescribeKey', 'kms:CreateGrant', 'kms:GenerateDataKey', 'kms:Encrypt', 'kms:Decrypt'];

/** The checks of Redshift Serverless on a key: whether it can be used, and whether the caller has permission. */
export class KeyRights {
  constructor(private readonly env: Environment, private readonly kms: Kms, private readonly iam: Iam) {}

  /** Finds the key of a request by id, ARN or alias. Throws unless Redshift Serverless can use it. */
  public usableKey(reference: string): KmsKey {
    let arn = reference;
    try {
      const key = this.kms.resolve(reference);
      if (isUsable(key, this.env.region)) { return key; }
      arn = key.arn;
    } catch {
      // A key that does not exist has the same message.
    }
    // API-13: the text of the error.
    throw this.inaccessible(arn);
  }

  public inaccessible(arn: string): ServiceError {
    return validationException(`The key '${arn}' is inaccessible.`);
  }

  /** Throws unless the caller has every permission on the key that Redshift uses on the caller's behalf. */
  public check(caller: Caller, keyArn: string): void {
    const key = this.kms.key(keyArn);
    if (!key) { throw this.inaccessible(keyArn); }
    const denials = ACTIONS.flatMap((action) => this.iam.denial(caller, action, keyArn, {
      // KMS-2: in every partition.
      'kms:ViaService': `redshift-serverless.${this.env.region}.amazonaws.com`,
      ...(action === 'kms:CreateGrant' && { 'kms:GrantIsForAWSResource': 'true' }),
      ...this.kms.conditionContext(key),
    }) ?? []);
    if (denials.length === 0) { return; }
    throw this.env.unknowns.inaccessibleKeyText
      ? this.inaccessible(keyArn)
      : new ServiceError('AccessDeniedException', denials[0] ?? '');
  }
}
