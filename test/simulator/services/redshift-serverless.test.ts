import { LocalAws } from '../local-aws';
import { Unknowns } from '../types';

const NAME = 'warehouse';
const TEBIBYTE = 2 ** 40;

interface Fixture { readonly aws: LocalAws; readonly first: string; readonly second: string }

async function fixture(unknowns: Partial<Unknowns> = {}, kmsKeyId?: string): Promise<Fixture> {
  const aws = await LocalAws.start({ unknowns });
  const first = aws.kms.addKey({ alias: 'alias/warehouse' });
  const second = aws.kms.addKey();
  await call(aws, 'CreateNamespace', { namespaceName: NAME, kmsKeyId: kmsKeyId ?? first, tags: [{ key: 'team', value: 'data' }] });
  await aws.clock.advance(30_000);
  await aws.stop();
  return { aws, first, second };
}

function call(aws: LocalAws, operation: string, input: Record<string, unknown>, principal?: string): Promise<Record<string, unknown>> {
  return aws.call(principal === undefined ? aws.administrator : { principal, administrator: false }, 'redshift-serverless', operation, input);
}

function changeKey(aws: LocalAws, kmsKeyId: string, principal?: string) {
  return call(aws, 'UpdateNamespace', { namespaceName: NAME, kmsKeyId }, principal);
}

async function read(aws: LocalAws): Promise<{ status: string; kmsKeyId: string }> {
  return (await call(aws, 'GetNamespace', { namespaceName: NAME })).namespace as { status: string; kmsKeyId: string };
}

describe('a key change', () => {
  test.each([
    ['little data: a minute', 2 ** 30, 1, 60_000],
    ['8 TB: 15 minutes', 8 * TEBIBYTE, 1, 15 * 60_000],
    ['40 TB at half the pace: 150 minutes', 40 * TEBIBYTE, 2, 150 * 60_000],
  ])('takes its time: %s', async (_title, bytes, pace, ms) => {
    const { aws, first, second } = await fixture();
    aws.redshift.setDataSize(NAME, bytes);
    aws.redshift.setPaceFactor(NAME, pace);
    await changeKey(aws, second);
    await aws.clock.advance(ms - 1);
    expect(await read(aws)).toMatchObject({ status: 'MODIFYING', kmsKeyId: first });
    await aws.clock.advance(1);
    expect(await read(aws)).toMatchObject({ status: 'AVAILABLE', kmsKeyId: second });
    expect(aws.redshift.history.map(({ status, kmsKeyArn }) => [status, kmsKeyArn])).toEqual([
      ['MODIFYING', first], ['AVAILABLE', first], ['MODIFYING', first], ['AVAILABLE', second],
    ]);
  });

  test('accepts a key id, a key ARN, an alias name and an alias ARN, and reads back the key ARN', async () => {
    const { aws, first } = await fixture();
    const key = aws.kms.addKey({ alias: 'alias/next' });
    for (const reference of [key, key.split('/')[1] ?? '', 'alias/next', `arn:aws:kms:us-east-1:${aws.account}:alias/next`]) {
      await changeKey(aws, reference);
      await aws.clock.advance(60_000);
      expect((await read(aws)).kmsKeyId).toBe(key);
      aws.redshift.changeKeyByHand(NAME, first);
    }
  });

  test('no other action meanwhile, save tagging', async () => {
    const { aws, second } = await fixture();
    await changeKey(aws, second);
    const conflict = { code: 'ConflictException', message: 'There is an operation running on the namespace.' };
    await expect(changeKey(aws, second)).rejects.toMatchObject(conflict);
    await expect(call(aws, 'UpdateNamespace', { namespaceName: NAME, logExports: [] })).rejects.toMatchObject(conflict);
    await expect(call(aws, 'DeleteNamespace', { namespaceName: NAME })).rejects.toMatchObject(conflict);
    await expect(call(aws, 'CreateWorkgroup', { workgroupName: 'work', namespaceName: NAME })).rejects.toMatchObject(conflict);
    const resourceArn = aws.redshift.view(NAME)?.namespaceArn ?? '';
    await call(aws, 'TagResource', { resourceArn, tags: [{ key: 'stage', value: 'prod' }] });
    await call(aws, 'UntagResource', { resourceArn, tagKeys: ['team'] });
    expect(await call(aws, 'ListTagsForResource', { resourceArn })).toEqual({ tags: [{ key: 'stage', value: 'prod' }] });
  });

  test('fails half-way on demand, and when a key is disabled meanwhile', async () => {
    const { aws, first, second } = await fixture();
    aws.redshift.failNextKeyChange(NAME);
    await changeKey(aws, second);
    await aws.clock.advance(30_000);
    expect(await read(aws)).toMatchObject({ status: 'AVAILABLE', kmsKeyId: first });
    await changeKey(aws, second);
    aws.kms.setState(second, 'Disabled');
    await aws.clock.advance(60_000);
    expect(await read(aws)).toMatchObject({ status: 'AVAILABLE', kmsKeyId: first });
  });

  test.each(['Disabled', 'PendingDeletion'] as const)('the namespace is inaccessible while its key is %s', async (state) => {
    const { aws, first, second } = await fixture();
    aws.kms.setState(first, state);
    expect((await read(aws)).status).toBe('INACCESSIBLE_KMS_KEY');
    await expect(changeKey(aws, second)).rejects.toMatchObject({ message: `The key '${first}' is inaccessible.` });
    aws.kms.setState(first, 'Enabled');
    expect(aws.redshift.history.slice(-2).map(({ status }) => status)).toEqual(['INACCESSIBLE_KMS_KEY', 'AVAILABLE']);
  });
});

describe('what UpdateNamespace refuses', () => {
  const OTHER_REGION = 'arn:aws:kms:eu-west-1:111122223333:key/0000';
  test.each([
    ['two configurations', { kmsKeyId: 'alias/warehouse', logExports: ['userlog'] }, /can't update multiple configurations at the same time for namespace warehouse\./],
    ['two configurations without a key', { iamRoles: [], logExports: ['userlog'] }, /multiple configurations/],
    ['back to an AWS-owned key', { kmsKeyId: 'AWS_OWNED_KMS_KEY' }, /AWS-owned/],
    ['back to an AWS-owned key, by an empty string', { kmsKeyId: '' }, /AWS-owned/],
    ['an unknown key', { kmsKeyId: 'alias/nobody' }, /The key 'alias\/nobody' is inaccessible\./],
    ['a key of another Region', { kmsKeyId: OTHER_REGION }, /is inaccessible\./],
    ['an unknown log', { logExports: ['everything'] }, /logExports/],
    ['an unknown member', { kmsKey: 'x' }, /kmsKey/],
    ['both kinds of password', { manageAdminPassword: true, adminUserPassword: 'Secret123' }, /can't use both/],
  ])('%s', async (_title, input, message) => {
    const { aws } = await fixture();
    await expect(call(aws, 'UpdateNamespace', { namespaceName: NAME, ...input }))
      .rejects.toMatchObject({ code: 'ValidationException', message: expect.stringMatching(message) as string });
  });

  test.each([
    ['asymmetric', { keySpec: 'RSA_2048' }],
    ['for signing', { keyUsage: 'SIGN_VERIFY' }],
    ['disabled', { state: 'Disabled' }],
    ['of another Region', { region: 'eu-west-1' }],
  ] as const)('a key that is %s', async (_title, properties) => {
    const { aws } = await fixture();
    await expect(changeKey(aws, aws.kms.addKey(properties))).rejects.toMatchObject({ code: 'ValidationException' });
  });

  test('wrong types, a missing name and a missing namespace', async () => {
    const { aws } = await fixture();
    await expect(call(aws, 'UpdateNamespace', { namespaceName: NAME, manageAdminPassword: 'true' })).rejects.toMatchObject({ code: 'SerializationException' });
    await expect(call(aws, 'UpdateNamespace', {})).rejects.toMatchObject({ code: 'ValidationException', message: expect.stringContaining('must not be null') as string });
    await expect(call(aws, 'GetNamespace', { namespaceName: 'nobody' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});

describe('the unknowns', () => {
  test.each([[true, 'second'], [false, 'first']] as const)('keyShownWhileModifying %s', async (keyShownWhileModifying, shown) => {
    const made = await fixture({ keyShownWhileModifying });
    await changeKey(made.aws, made.second);
    expect(await read(made.aws)).toMatchObject({ status: 'MODIFYING', kmsKeyId: made[shown] });
    expect(made.aws.redshift.view(NAME)).toMatchObject({ kmsKeyArn: made.first });
  });

  test.each([['no-op', 'AVAILABLE'], ['modifies', 'MODIFYING'], ['refused', 'ValidationException']] as const)('sameKey %s', async (sameKey, outcome) => {
    const { aws } = await fixture({ sameKey });
    const answer = changeKey(aws, 'alias/warehouse').then(() => read(aws)).then(({ status }) => status, (error: { code: string }) => error.code);
    expect(await answer).toBe(outcome);
  });

  test('staleReads, lowerCaseStatus', async () => {
    const { aws, first, second } = await fixture({ staleReads: 2, lowerCaseStatus: true });
    await aws.clock.advance(1);
    await changeKey(aws, second);
    const seen = [await read(aws), await read(aws), await read(aws)];
    expect(seen.map(({ status, kmsKeyId }) => [status, kmsKeyId])).toEqual([['available', first], ['modifying', first], ['modifying', first]]);
  });
});

describe('rights', () => {
  const KMS_ACTIONS = ['kms:CreateGrant', 'kms:GenerateDataKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'];
  const viaService = { StringEquals: { 'kms:ViaService': 'redshift-serverless.us-east-1.amazonaws.com' } };
  function role(aws: LocalAws, kmsActions: readonly string[], resource: string, update: object = {}): string {
    aws.iam.putRole('changer', {
      policies: {
        inline: {
          Statement: [
            { Effect: 'Allow', Action: 'redshift-serverless:*Namespace', Resource: '*', ...update },
            { Sid: 'Kms', Effect: 'Allow', Action: kmsActions, Resource: resource, Condition: viaService },
          ],
        },
      },
    });
    return 'changer';
  }

  test('the five KMS actions are needed on the new key, by way of the service', async () => {
    const { aws, second } = await fixture();
    await changeKey(aws, second, role(aws, KMS_ACTIONS, second));
    expect(aws.iam.decisions.filter(({ action }) => action === 'kms:CreateGrant')).toMatchObject([{
      resource: second, allowed: true, context: { 'kms:GrantIsForAWSResource': 'true' }, statement: { policy: 'inline', sid: 'Kms', index: 1 },
    }]);
  });

  test.each(KMS_ACTIONS)('without %s, the key is inaccessible or access is denied', async (missing) => {
    const actions = KMS_ACTIONS.filter((action) => action !== missing);
    for (const [inaccessibleKeyText, code] of [[true, 'ValidationException'], [false, 'AccessDeniedException']] as const) {
      const { aws, second } = await fixture({ inaccessibleKeyText });
      await expect(changeKey(aws, second, role(aws, actions, '*'))).rejects.toMatchObject({ code });
    }
  });

  test('the old key too, if it is so', async () => {
    const { aws, first, second } = await fixture({ oldKeyRightsNeeded: true });
    await expect(changeKey(aws, second, role(aws, KMS_ACTIONS, second))).rejects.toMatchObject({ message: `The key '${first}' is inaccessible.` });
  });

  test('by the tag of the namespace; without a namespace there is none', async () => {
    const { aws, second } = await fixture();
    const changer = role(aws, KMS_ACTIONS, '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'data' } } });
    await expect(call(aws, 'GetNamespace', { namespaceName: 'nobody' }, changer)).rejects.toMatchObject({ code: 'AccessDeniedException' });
    await changeKey(aws, second, changer);
    expect(aws.redshift.view(NAME)?.status).toBe('MODIFYING');
  });
});

describe('the rest of a namespace', () => {
  test('under an AWS-owned key, and on to a customer managed key', async () => {
    const { aws, second } = await fixture({}, '');
    expect((await read(aws)).kmsKeyId).toBe('AWS_OWNED_KMS_KEY');
    await changeKey(aws, second);
    await aws.clock.advance(60_000);
    expect((await read(aws)).kmsKeyId).toBe(second);
  });

  test('settings take seconds, a name alone changes nothing, and a password is never told', async () => {
    const { aws } = await fixture();
    await call(aws, 'UpdateNamespace', { namespaceName: NAME });
    expect((await read(aws)).status).toBe('AVAILABLE');
    await call(aws, 'UpdateNamespace', { namespaceName: NAME, adminUsername: 'boss', adminUserPassword: 'Secret123' });
    expect((await read(aws)).status).toBe('MODIFYING');
    await aws.clock.advance(20_000);
    expect(JSON.stringify(await read(aws))).toMatch(/^(?!.*Secret123).*"adminUsername":"boss"/);
    await call(aws, 'UpdateNamespace', { namespaceName: NAME, manageAdminPassword: true });
    expect((await read(aws))).toMatchObject({ adminPasswordSecretArn: expect.stringContaining('secret:redshift!') as string });
  });

  test('deletion waits for the workgroup', async () => {
    const { aws } = await fixture();
    await call(aws, 'CreateWorkgroup', { workgroupName: 'work', namespaceName: NAME, baseCapacity: 8 });
    await expect(call(aws, 'DeleteNamespace', { namespaceName: NAME })).rejects.toMatchObject({ code: 'ConflictException' });
    await aws.clock.advance(60_000);
    await call(aws, 'UpdateWorkgroup', { workgroupName: 'work', baseCapacity: 16 });
    await aws.clock.advance(60_000);
    expect(await call(aws, 'GetWorkgroup', { workgroupName: 'work' })).toMatchObject({ workgroup: { status: 'AVAILABLE', baseCapacity: 16 } });
    await call(aws, 'DeleteWorkgroup', { workgroupName: 'work' });
    await aws.clock.advance(30_000);
    await call(aws, 'DeleteNamespace', { namespaceName: NAME });
    expect((await read(aws)).status).toBe('DELETING');
    await aws.clock.advance(20_000);
    expect(aws.redshift.views()).toEqual([]);
    expect(aws.redshift.history.at(-1)?.status).toBe('DELETED');
  });
});
