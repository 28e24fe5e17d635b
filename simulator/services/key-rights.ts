import { Caller, ServiceError } from '../types';
import { DEPENDENT_ACTIONS, MORE_KEY_ACTIONS } from './authorization-reference';
import { Environment } from './environment';
import { Iam } from './iam';
import { Kms } from './kms';
import { isUsable, KmsKey } from './kms-key';
import { validationException } from './namespace-rules';

/** KMS evaluates GrantIsForAWSResource for these actions (KMS-3). */
const GRANT_ACTIONS = ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'];

/** An operation on a namespace that depends on actions of other services. */
export type DependingOperation = 'CreateNamespace' | 'UpdateNamespace' | 'DeleteNamespace';

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
  public check(caller: Caller, keyArn: string, operation: DependingOperation): void {
    const key = this.kms.key(keyArn);
    if (!key) { throw this.inaccessible(keyArn); }
    const denials = this.needed(operation, 'kms').flatMap((action) => this.kms.denial(caller, action, key, {
      // KMS-2: in every partition.
      'kms:ViaService': `redshift-serverless.${this.env.region}.amazonaws.com`,
      ...(GRANT_ACTIONS.includes(action) && { 'kms:GrantIsForAWSResource': 'true' }),
    }) ?? []);
    if (denials.length === 0) { return; }
    throw this.env.unknowns.inaccessibleKeyText
      ? this.inaccessible(keyArn)
      : new ServiceError('AccessDeniedException', denials[0] ?? '');
  }

  /** Throws unless the caller may have the secret of a managed admin password created, changed or deleted. */
  public checkSecret(caller: Caller, secretArn: string, operation: DependingOperation): void {
    for (const action of this.needed(operation, 'secretsmanager')) {
      const hasResource = action !== 'secretsmanager:GetRandomPassword';
      this.iam.authorize(caller, action, hasResource ? secretArn : '*');
    }
  }

  /** KMS-1, KMS-9: which of these the service enforces is unknown, so each is a switch. */
  private needed(operation: DependingOperation, service: 'kms' | 'secretsmanager'): readonly string[] {
    const more = operation === 'DeleteNamespace' ? [] : MORE_KEY_ACTIONS;
    const all = [...DEPENDENT_ACTIONS[`redshift-serverless:${operation}`] ?? [], ...more];
    const { enforcedRights = 'all' } = this.env.unknowns;
    const isEnforced = (action: string) =>
      enforcedRights === 'all' || (enforcedRights !== 'none' && enforcedRights.includes(action));
    return all.filter((action) => action.startsWith(`${service}:`) && isEnforced(action));
  }
}
