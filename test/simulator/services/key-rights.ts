import { Caller, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Kms } from './kms';
import { isUsable, KmsKey } from './kms-key';
import { validationException } from './namespace-rules';

/** KMS-1: "The caller of UpdateNamespace needs, on the customer managed key: kms:CreateGrant, GenerateDataKey, Encrypt, Decrypt, DescribeKey" */
const ACTIONS = ['kms:DescribeKey', 'kms:CreateGrant', 'kms:GenerateDataKey', 'kms:Encrypt', 'kms:Decrypt'];

/** What Redshift Serverless asks of KMS on behalf of its caller. */
export class KeyRights {
  constructor(private readonly env: Environment, private readonly kms: Kms, private readonly iam: Iam) {}

  /** Finds the key that a request means, by id, ARN or alias; throws unless it can be used. */
  public usableKey(reference: string): KmsKey {
    let arn = reference;
    try {
      const key = this.kms.resolve(reference);
      if (isUsable(key, this.env.region)) { return key; }
      arn = key.arn;
    } catch {
      // A key that does not exist is told no other way.
    }
    // API-13: "came back as `ValidationException: … The key '<arn>' is inaccessible.`"
    throw this.inaccessible(arn);
  }

  public inaccessible(arn: string): ServiceError {
    return validationException(`The key '${arn}' is inaccessible.`);
  }

  /** Throws unless the caller has every right on the key that Redshift uses in its name. */
  public check(caller: Caller, keyArn: string): void {
    const key = this.kms.key(keyArn);
    if (!key) { throw this.inaccessible(keyArn); }
    const refusals = ACTIONS.flatMap((action) => this.iam.refusal(caller, action, keyArn, {
      // KMS-2: "`kms:ViaService` is `redshift-serverless.<region>.amazonaws.com`, with that suffix in every partition"
      'kms:ViaService': `redshift-serverless.${this.env.region}.amazonaws.com`,
      ...(action === 'kms:CreateGrant' && { 'kms:GrantIsForAWSResource': 'true' }),
      ...this.kms.conditionContext(key),
    }) ?? []);
    if (refusals.length === 0) { return; }
    throw this.env.unknowns.inaccessibleKeyText ? this.inaccessible(keyArn) : new ServiceError('AccessDeniedException', refusals[0] ?? '');
  }
}
