import {
  ListBackupVaultsCommand, ListRecoveryPointsByBackupVaultCommand, type BackupClient, type BackupVaultListMember,
  type RecoveryPointByBackupVault,
} from '@aws-sdk/client-backup';
import type { RecoveryPoint } from './backups';
import type { Gap } from './evidence';
import { orGap } from './reads';
import { printable } from '../aws/errors';
import { pages } from '../aws/pages';

/**
 * Every recovery point in the vaults of a Region. They are not filtered: other resources may be under the same key, and
 * AWS does not document which type and ARN a namespace has there (BACKUP-4). The list by resource has no end of
 * retention (BACKUP-3).
 */
export async function readBackups(client: BackupClient, region: string, gaps: Gap[]): Promise<RecoveryPoint[]> {
  const what = `recovery points of AWS Backup in ${region}`;
  const vaults = await orGap(gaps, what, 'backup:ListBackupVaults', () => listVaults(client)) ?? [];
  const found: RecoveryPoint[] = [];
  for (const { BackupVaultName: vault, EncryptionKeyArn: vaultKeyArn } of vaults) {
    if (vault === undefined) { continue; }
    const inVault = `recovery points of AWS Backup in vault ${printable(vault)} in ${region}`;
    const action = 'backup:ListRecoveryPointsByBackupVault';
    const points = await orGap(gaps, inVault, action, () => listRecoveryPoints(client, vault)) ?? [];
    found.push(...points.map((point) => ({ ...recoveryPointOf(point, vault), vaultKeyArn })));
  }
  return found;
}

const listVaults = (client: BackupClient): Promise<BackupVaultListMember[]> => pages(async (NextToken) => {
  const page = await client.send(new ListBackupVaultsCommand({ NextToken }));
  return { items: page.BackupVaultList ?? [], next: page.NextToken };
});

const listRecoveryPoints = (
  client: BackupClient, BackupVaultName: string,
): Promise<RecoveryPointByBackupVault[]> => pages(async (NextToken) => {
  const page = await client.send(new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName, NextToken }));
  return { items: page.RecoveryPoints ?? [], next: page.NextToken };
});

function recoveryPointOf(point: RecoveryPointByBackupVault, vault: string): RecoveryPoint {
  return {
    arn: printable(point.RecoveryPointArn ?? ''),
    vault: printable(vault),
    status: point.Status ?? 'unknown',
    createdAt: point.CreationDate?.getTime(),
    until: point.CalculatedLifecycle?.DeleteAt?.getTime(),
    resourceArn: point.ResourceArn,
    resourceType: point.ResourceType,
    resourceName: point.ResourceName,
    keyArn: point.EncryptionKeyArn,
    isUnderAwsOwnedKey: point.EncryptionKeyType === 'AWS_OWNED_KMS_KEY',
  };
}
