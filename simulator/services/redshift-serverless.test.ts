import { call, changeKey, fixture, NAME, read } from './redshift-fixture';

describe('UpdateNamespace refuses', () => {
  interface Case { readonly name: string; readonly input: Record<string, unknown>; readonly want: RegExp }
  test.each<Case>([
    {
      name: 'two configurations',
      input: { kmsKeyId: 'alias/warehouse', logExports: ['userlog'] },
      want: /can't update multiple configurations at the same time for namespace warehouse\./,
    },
    {
      name: 'two configurations without a key',
      input: { iamRoles: [], logExports: ['userlog'] },
      want: /multiple configurations/,
    },
    { name: 'an AWS-owned key', input: { kmsKeyId: 'AWS_OWNED_KMS_KEY' }, want: /AWS-owned/ },
    { name: 'an AWS-owned key, as an empty string', input: { kmsKeyId: '' }, want: /AWS-owned/ },
    {
      name: 'an unknown key',
      input: { kmsKeyId: 'alias/missing' },
      want: /The key 'alias\/missing' is inaccessible\./,
    },
    {
      name: 'a key of another Region',
      input: { kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/0000' },
      want: /is inaccessible\./,
    },
    { name: 'an unknown log', input: { logExports: ['everything'] }, want: /logExports/ },
    { name: 'an unknown member', input: { kmsKey: 'x' }, want: /kmsKey/ },
    {
      name: 'both kinds of password',
      input: { manageAdminPassword: true, adminUserPassword: 'Secret123' },
      want: /can't use both/,
    },
  ])('$name', async ({ input, want }) => {
    const { aws } = await fixture();
    await expect(call(aws, 'UpdateNamespace', { namespaceName: NAME, ...input }))
      .rejects.toMatchObject({ code: 'ValidationException', message: expect.stringMatching(want) as string });
  });

  test.each([
    ['asymmetric', { keySpec: 'RSA_2048' }],
    ['for signing', { keyUsage: 'SIGN_VERIFY' }],
    ['disabled', { state: 'Disabled' }],
    ['of another Region', { region: 'eu-west-1' }],
  ] as const)('a key that is %s', async (_title, properties) => {
    const { aws } = await fixture();
    await expect(changeKey(aws, aws.kms.addKey(properties)))
      .rejects.toMatchObject({ code: 'ValidationException' });
  });

  test('wrong types, a missing name and a missing namespace', async () => {
    const { aws } = await fixture();
    await expect(call(aws, 'UpdateNamespace', { namespaceName: NAME, manageAdminPassword: 'true' }))
      .rejects.toMatchObject({ code: 'SerializationException' });
    const message = expect.stringContaining('must not be null') as string;
    await expect(call(aws, 'UpdateNamespace', {})).rejects.toMatchObject({ code: 'ValidationException', message });
    await expect(call(aws, 'GetNamespace', { namespaceName: 'missing' }))
      .rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});

describe('a namespace', () => {
  test('is on an AWS-owned key, and changes to a customer managed key', async () => {
    const { aws, second } = await fixture({}, '');
    expect((await read(aws)).kmsKeyId).toBe('AWS_OWNED_KMS_KEY');
    await changeKey(aws, second);
    await aws.clock.advance(60_000);
    expect((await read(aws)).kmsKeyId).toBe(second);
  });

  test('changes settings in seconds, changes nothing for a name alone, and never shows a password', async () => {
    const { aws } = await fixture();
    await call(aws, 'UpdateNamespace', { namespaceName: NAME });
    expect((await read(aws)).status).toBe('AVAILABLE');
    await call(aws, 'UpdateNamespace', { namespaceName: NAME, adminUsername: 'boss', adminUserPassword: 'Secret123' });
    expect((await read(aws)).status).toBe('MODIFYING');
    await aws.clock.advance(20_000);
    expect(JSON.stringify(await read(aws))).toMatch(/^(?!.*Secret123).*"adminUsername":"boss"/);
    await call(aws, 'UpdateNamespace', { namespaceName: NAME, manageAdminPassword: true });
    expect(await read(aws))
      .toMatchObject({ adminPasswordSecretArn: expect.stringContaining('secret:redshift!') as string });
  });

  test('cannot be deleted before its workgroup', async () => {
    const { aws } = await fixture();
    await call(aws, 'CreateWorkgroup', { workgroupName: 'work', namespaceName: NAME, baseCapacity: 8 });
    await expect(call(aws, 'DeleteNamespace', { namespaceName: NAME }))
      .rejects.toMatchObject({ code: 'ConflictException' });
    await aws.clock.advance(60_000);
    await call(aws, 'UpdateWorkgroup', { workgroupName: 'work', baseCapacity: 16 });
    await aws.clock.advance(60_000);
    expect(await call(aws, 'GetWorkgroup', { workgroupName: 'work' }))
      .toMatchObject({ workgroup: { status: 'AVAILABLE', baseCapacity: 16 } });
    await call(aws, 'DeleteWorkgroup', { workgroupName: 'work' });
    await aws.clock.advance(30_000);
    await call(aws, 'DeleteNamespace', { namespaceName: NAME });
    expect((await read(aws)).status).toBe('DELETING');
    await aws.clock.advance(20_000);
    expect(aws.redshift.views()).toEqual([]);
    expect(aws.redshift.history.at(-1)?.status).toBe('DELETED');
  });
});
