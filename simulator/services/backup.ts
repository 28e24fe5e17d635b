import { Caller, Service, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, optionalNumber, optionalText, text } from './input';

/** A recovery point that a test puts into a vault. */
export interface RecoveryPointSettings {
  readonly resourceArn: string;
  /** such as `EBS` */
  readonly resourceType: string;
  readonly resourceName?: string;
  /** @default an ARN of AWS Backup. That of a snapshot, for a resource type that AWS Backup does not fully manage */
  readonly recoveryPointArn?: string;
  /** @default AWS Backup names no key */
  readonly encryptionKeyArn?: string;
  readonly encryptionKeyType?: 'AWS_OWNED_KMS_KEY' | 'CUSTOMER_MANAGED_KMS_KEY';
  /** virtual milliseconds since 1970. @default it is kept until somebody deletes it */
  readonly deleteAt?: number;
  /** `EXPIRED`: AWS Backup could not delete it, and it stays. @default 'COMPLETED' */
  readonly status?: 'COMPLETED' | 'EXPIRED' | 'PARTIAL';
}

interface Stored extends RecoveryPointSettings { readonly arn: string; readonly createdAt: number }

/** BACKUP-5: nobody says how soon a recovery point is deleted after its end. */
const DELETION_LAG_MS = 8 * 3600_000;
const LARGEST_PAGE = 1000;

/** AWS Backup: vaults and recovery points that a test puts there, and their lists. There are no plans and no jobs. */
export class Backup implements Service {
  public readonly prefix = 'backup';
  /** How many items a page has at most, whatever the caller asks for: a service may return fewer. */
  public pageSize = 100;
  private readonly vaults = new Map<string, Stored[]>();
  private readonly vaultKeys = new Map<string, string>();

  constructor(private readonly env: Environment, private readonly iam: Iam) {}

  public putVault(name: string, encryptionKeyArn?: string): void {
    if (encryptionKeyArn !== undefined) { this.vaultKeys.set(name, encryptionKeyArn); }
    if (!this.vaults.has(name)) { this.vaults.set(name, []); }
  }

  /** @returns the ARN of the recovery point */
  public putRecoveryPoint(vault: string, settings: RecoveryPointSettings): string {
    this.putVault(vault);
    const { partition, region, account } = this.env;
    const arn = settings.recoveryPointArn
      ?? `arn:${partition}:backup:${region}:${account}:recovery-point:${this.env.random.uuid().toUpperCase()}`;
    this.vaults.get(vault)?.push({ ...settings, arn, createdAt: this.env.clock.now() });
    return arn;
  }

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    switch (operation) {
      case 'ListBackupVaults': return this.listVaults(input, caller);
      case 'ListRecoveryPointsByBackupVault': return this.listRecoveryPoints(input, caller);
      default:
        throw new ServiceError('UnknownOperationException', `the simulated AWS Backup does not support ${operation}`);
    }
  }

  private listVaults(input: Input, caller: Caller): Record<string, unknown> {
    this.iam.authorize(caller, 'backup:ListBackupVaults', '*');
    refuseOthers('ListBackupVaults', input, ['NextToken', 'MaxResults']);
    const vaults = [...this.vaults].map(([name, points]) => ({
      BackupVaultName: name,
      BackupVaultArn: this.vaultArn(name),
      VaultType: 'BACKUP_VAULT',
      EncryptionKeyArn: this.vaultKeys.get(name),
      NumberOfRecoveryPoints: this.living(points).length,
    }));
    return this.page('BackupVaultList', vaults, input);
  }

  private listRecoveryPoints(input: Input, caller: Caller): Record<string, unknown> {
    const vault = text(input, 'BackupVaultName');
    this.iam.authorize(caller, 'backup:ListRecoveryPointsByBackupVault', this.vaultArn(vault));
    refuseOthers('ListRecoveryPointsByBackupVault', input, ['BackupVaultName', 'NextToken', 'MaxResults']);
    const points = this.vaults.get(vault);
    if (!points) { throw new ServiceError('ResourceNotFoundException', `Backup vault ${vault} does not exist.`); }
    return this.page('RecoveryPoints', this.living(points).map((point) => this.describe(vault, point)), input);
  }

  private describe(vault: string, point: Stored): Record<string, unknown> {
    return {
      RecoveryPointArn: point.arn,
      BackupVaultName: vault,
      BackupVaultArn: this.vaultArn(vault),
      ResourceArn: point.resourceArn,
      ResourceType: point.resourceType,
      ResourceName: point.resourceName,
      Status: point.status ?? 'COMPLETED',
      CreationDate: point.createdAt / 1000,
      EncryptionKeyArn: point.encryptionKeyArn,
      EncryptionKeyType: point.encryptionKeyType,
      VaultType: 'BACKUP_VAULT',
      ...(point.deleteAt !== undefined && { CalculatedLifecycle: { DeleteAt: point.deleteAt / 1000 } }),
    };
  }

  private living(points: readonly Stored[]): Stored[] {
    const now = this.env.clock.now();
    return points.filter(({ deleteAt, status }) =>
      deleteAt === undefined || status === 'EXPIRED' || now < deleteAt + DELETION_LAG_MS);
  }

  private vaultArn(name: string): string {
    const { partition, region, account } = this.env;
    return `arn:${partition}:backup:${region}:${account}:backup-vault:${name}`;
  }

  private page(member: string, all: readonly unknown[], input: Input): Record<string, unknown> {
    const wanted = optionalNumber(input, 'MaxResults') ?? LARGEST_PAGE;
    const token = optionalText(input, 'NextToken');
    const start = token === undefined ? 0 : Number(/^backup-from-(\d+)$/.exec(token)?.[1] ?? NaN);
    if (!(wanted >= 1 && wanted <= LARGEST_PAGE) || Number.isNaN(start)) {
      throw new ServiceError('InvalidParameterValueException', 'MaxResults or NextToken is not valid');
    }
    const next = start + Math.min(wanted, this.pageSize);
    return { [member]: all.slice(start, next), ...(next < all.length && { NextToken: `backup-from-${next}` }) };
  }
}

function refuseOthers(operation: string, input: Input, modeled: readonly string[]): void {
  const other = Object.keys(input).find((member) => !modeled.includes(member) && input[member] !== undefined);
  if (other !== undefined) {
    throw new ServiceError('UnknownOperationException', `the simulator does not support ${operation} with ${other}`);
  }
}
