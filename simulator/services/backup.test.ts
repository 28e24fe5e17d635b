import {
  BackupClient, DeleteRecoveryPointCommand, ListBackupVaultsCommand, ListRecoveryPointsByBackupVaultCommand,
  ListRecoveryPointsByResourceCommand, type ListRecoveryPointsByBackupVaultInput,
} from '@aws-sdk/client-backup';
import { LocalAws } from '../local-aws';
import type { Caller } from '../types';

const HOUR = 3600_000;
const NAMESPACE_ARN = 'arn:aws:redshift-serverless:us-east-1:111122223333:namespace/one';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/one';
const point = { resourceArn: NAMESPACE_ARN, resourceType: 'Redshift Serverless', encryptionKeyArn: KEY };

let aws: LocalAws;
beforeEach(async () => { aws = await LocalAws.start(); });
afterEach(() => aws.stop());

const client = (caller: Caller = aws.administrator) => new BackupClient({ ...aws.sdkConfig(caller), maxAttempts: 1 });
const vaults = (input = {}, caller?: Caller) =>
  aws.send(() => client(caller).send(new ListBackupVaultsCommand(input)));
const points = (input: Partial<ListRecoveryPointsByBackupVaultInput> = {}, caller?: Caller) => aws.send(() =>
  client(caller).send(new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName: 'daily', ...input })));
const role = (name: string, statement: object): Caller => {
  const document = { Statement: [{ Effect: 'Allow' as const, ...statement }] };
  aws.iam.putRole(name, { policies: { inline: document as never } });
  return { principal: name, administrator: false };
};

test('a recovery point is listed with its key and its end', async () => {
  const deleteAt = aws.clock.now() + 48 * HOUR;
  aws.backup.putVault('daily', `${KEY}-of-the-vault`);
  const arn = aws.backup.putRecoveryPoint('daily', { ...point, deleteAt });
  expect((await vaults()).BackupVaultList).toMatchObject([
    { BackupVaultName: 'daily', NumberOfRecoveryPoints: 1, EncryptionKeyArn: `${KEY}-of-the-vault` },
  ]);
  expect((await points()).RecoveryPoints).toMatchObject([{
    RecoveryPointArn: arn,
    BackupVaultName: 'daily',
    ResourceArn: NAMESPACE_ARN,
    EncryptionKeyArn: KEY,
    Status: 'COMPLETED',
    CalculatedLifecycle: { DeleteAt: new Date(deleteAt) },
  }]);
});

test('it is there for hours after its end, and for longer if AWS Backup could not delete it', async () => {
  const deleteAt = aws.clock.now() + HOUR;
  aws.backup.putRecoveryPoint('daily', { ...point, deleteAt });
  const stays = aws.backup.putRecoveryPoint('daily', { ...point, deleteAt, status: 'EXPIRED' });
  await aws.clock.advance(2 * HOUR);
  expect((await points()).RecoveryPoints).toHaveLength(2);
  await aws.clock.advance(8 * HOUR);
  expect((await points()).RecoveryPoints).toMatchObject([{ RecoveryPointArn: stays, Status: 'EXPIRED' }]);
});

test('pages', async () => {
  const arns = Array.from({ length: 5 }, () => aws.backup.putRecoveryPoint('daily', point));
  for (const vault of ['weekly', 'yearly']) { aws.backup.putVault(vault); }
  aws.backup.pageSize = 2;
  const found: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await points({ NextToken, MaxResults: 100 });
    expect(page.RecoveryPoints!.length).toBeLessThanOrEqual(2);
    found.push(...page.RecoveryPoints!.map(({ RecoveryPointArn }) => RecoveryPointArn));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  expect(found).toEqual(arns);
  const first = await vaults({ MaxResults: 1 });
  expect(first.BackupVaultList).toHaveLength(1);
  expect((await vaults({ NextToken: first.NextToken })).BackupVaultList).toHaveLength(2);
});

test('permissions: the list of vaults has no resource, the list of recovery points has the vault', async () => {
  aws.backup.putRecoveryPoint('daily', point);
  aws.backup.putRecoveryPoint('weekly', point);
  const vaultOnly = 'arn:aws:backup:us-east-1:111122223333:backup-vault:daily';
  const reader = role('reader', { Action: 'backup:List*', Resource: vaultOnly });
  expect((await points({}, reader)).RecoveryPoints).toHaveLength(1);
  const denied = { name: 'AccessDeniedException', message: expect.stringMatching('not authorized') as string };
  await expect(points({ BackupVaultName: 'weekly' }, reader)).rejects.toMatchObject(denied);
  await expect(vaults({}, reader)).rejects.toMatchObject(denied);
});

describe('refused by name', () => {
  test('a vault that does not exist', async () => {
    await expect(points({ BackupVaultName: 'none' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each([
    { MaxResults: 0 }, { MaxResults: 1001 }, { NextToken: 'mine' },
  ])('%j', async (input) => {
    aws.backup.putVault('daily');
    await expect(points(input)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  test('filters', async () => {
    await expect(points({ ByResourceArn: NAMESPACE_ARN })).rejects.toThrow(/does not support .* with ByResourceArn/);
    await expect(points({ ByCreatedAfter: new Date(0) })).rejects.toThrow(/with ByCreatedAfter/);
    await expect(vaults({ ByShared: true })).rejects.toThrow(/does not support ListBackupVaults with ByShared/);
  });

  test('other operations', async () => {
    await expect(aws.send(() => client().send(new ListRecoveryPointsByResourceCommand({ ResourceArn: NAMESPACE_ARN }))))
      .rejects.toThrow('does not support ListRecoveryPointsByResource');
    const input = { BackupVaultName: 'daily', RecoveryPointArn: `${NAMESPACE_ARN}/a` };
    await expect(aws.send(() => client().send(new DeleteRecoveryPointCommand(input))))
      .rejects.toThrow('does not support DeleteRecoveryPoint');
    expect(aws.calls.at(-1)).toMatchObject({ operation: 'DeleteRecoveryPoint', input });
  });

  test('paths and query parameters that AWS Backup does not have', async () => {
    const { accessKeyId } = aws.sdkConfig(aws.administrator).credentials;
    const get = async (path: string) => (await fetch(`${aws.endpoint.url}${path}`, {
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/backup/aws4_request` },
    })).json() as Promise<object>;
    expect(await get('/nothing')).toMatchObject({ __type: 'UnknownOperationException' });
    expect(await get('/backup-vaults?other=1')).toMatchObject({ __type: 'InvalidParameterValueException' });
    expect(await get('/backup-vaults?maxResults=many')).toMatchObject({ __type: 'SerializationException' });
    expect(await get('/backup-vaults/')).toEqual({ BackupVaultList: [] });
  });
});
