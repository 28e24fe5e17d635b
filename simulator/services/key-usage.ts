import { Environment } from './environment';
import { KmsKey } from './kms-key';

/** KMS-23: uses are recorded since then. */
const TRACKED_SINCE = Date.UTC(2026, 3, 23);

export interface Grant { readonly grantee: string; readonly operations: readonly string[] }

/** Uses and grants of keys, as far as something has reported them. The simulated Redshift reports none. */
export class KeyUsage {
  private readonly uses = new Map<string, { readonly at: number; readonly operation: string }>();
  private readonly grants = new Map<string, Grant[]>();

  constructor(private readonly env: Environment) {}

  /** Something has used a key. */
  public record(keyArn: string, operation: string = 'Decrypt', at: number = this.env.clock.now()): void {
    this.uses.set(keyArn, { at, operation });
  }

  public addGrant(keyArn: string, grant: Grant): void {
    this.grants.set(keyArn, [...this.grants.get(keyArn) ?? [], grant]);
  }

  public lastUsage(key: KmsKey): Record<string, unknown> {
    const use = this.uses.get(key.arn);
    return {
      KeyId: key.keyId,
      KeyCreationDate: key.creationDate / 1000,
      TrackingStartDate: Math.max(key.creationDate, TRACKED_SINCE) / 1000,
      KeyLastUsage: use === undefined || use.at < TRACKED_SINCE ? {} : {
        Timestamp: use.at / 1000,
        Operation: use.operation,
        KmsRequestId: this.env.random.uuid(),
        CloudTrailEventId: this.env.random.uuid(),
      },
    };
  }

  public list(key: KmsKey): Record<string, unknown> {
    return {
      Grants: (this.grants.get(key.arn) ?? []).map(({ grantee, operations }, index) => ({
        KeyId: key.arn, GrantId: `grant-${index}`, GranteePrincipal: grantee, Operations: operations,
      })),
      Truncated: false,
    };
  }
}
