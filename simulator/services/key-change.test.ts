import { call, changeKey, fixture, NAME, read } from './redshift-fixture';

const TEBIBYTE = 2 ** 40;

describe('a key change', () => {
  test.each([
    ['one minute for little data', 2 ** 30, 1, 60_000],
    ['15 minutes for 8 TB', 8 * TEBIBYTE, 1, 15 * 60_000],
    ['150 minutes for 40 TB that take twice as long as usual', 40 * TEBIBYTE, 2, 150 * 60_000],
  ])('takes %s', async (_title, bytes, durationFactor, ms) => {
    const { aws, first, second } = await fixture();
    aws.redshift.setDataSize(NAME, bytes);
    aws.redshift.setDurationFactor(NAME, durationFactor);
    await changeKey(aws, second);
    await aws.clock.advance(ms - 1);
    expect(await read(aws)).toMatchObject({ status: 'MODIFYING', kmsKeyId: first });
    await aws.clock.advance(1);
    expect(await read(aws)).toMatchObject({ status: 'AVAILABLE', kmsKeyId: second });
    expect(aws.redshift.history.map(({ status, kmsKeyArn }) => [status, kmsKeyArn])).toEqual([
      ['MODIFYING', first], ['AVAILABLE', first], ['MODIFYING', first], ['AVAILABLE', second],
    ]);
  });

  test('accepts a key id, a key ARN, an alias name and an alias ARN, and shows the key ARN', async () => {
    const { aws, first } = await fixture();
    const key = aws.kms.addKey({ alias: 'alias/next' });
    const aliasArn = `arn:aws:kms:us-east-1:${aws.account}:alias/next`;
    for (const reference of [key, key.split('/')[1] ?? '', 'alias/next', aliasArn]) {
      await changeKey(aws, reference);
      await aws.clock.advance(60_000);
      expect((await read(aws)).kmsKeyId).toBe(key);
      aws.redshift.changeKeyByHand(NAME, first);
    }
  });

  test('blocks every other action but tagging', async () => {
    const { aws, second } = await fixture();
    await changeKey(aws, second);
    const conflict = { code: 'ConflictException', message: 'There is an operation running on the namespace.' };
    await expect(changeKey(aws, second)).rejects.toMatchObject(conflict);
    await expect(call(aws, 'UpdateNamespace', { namespaceName: NAME, logExports: [] }))
      .rejects.toMatchObject(conflict);
    await expect(call(aws, 'DeleteNamespace', { namespaceName: NAME })).rejects.toMatchObject(conflict);
    await expect(call(aws, 'CreateWorkgroup', { workgroupName: 'work', namespaceName: NAME }))
      .rejects.toMatchObject(conflict);
    const resourceArn = aws.redshift.view(NAME)?.namespaceArn ?? '';
    await call(aws, 'TagResource', { resourceArn, tags: [{ key: 'stage', value: 'prod' }] });
    await call(aws, 'UntagResource', { resourceArn, tagKeys: ['team'] });
    expect(await call(aws, 'ListTagsForResource', { resourceArn })).toEqual({
      tags: [{ key: 'stage', value: 'prod' }],
    });
  });

  test('fails halfway on demand, and when a key is disabled meanwhile', async () => {
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

  const INACCESSIBLE = ['Disabled', 'PendingDeletion'] as const;
  test.each(INACCESSIBLE)('the namespace is inaccessible while its key is %s', async (state) => {
    const { aws, first, second } = await fixture();
    aws.kms.setState(first, state);
    expect((await read(aws)).status).toBe('INACCESSIBLE_KMS_KEY');
    await expect(changeKey(aws, second)).rejects.toMatchObject({ message: `The key '${first}' is inaccessible.` });
    aws.kms.setState(first, 'Enabled');
    expect(aws.redshift.history.slice(-2).map(({ status }) => status)).toEqual(['INACCESSIBLE_KMS_KEY', 'AVAILABLE']);
  });
});

describe('the switches for unknown facts', () => {
  test.each([
    [true, 'second'],
    [false, 'first'],
  ] as const)('keyShownWhileModifying %s', async (keyShownWhileModifying, shown) => {
    const account = await fixture({ keyShownWhileModifying });
    await changeKey(account.aws, account.second);
    expect(await read(account.aws)).toMatchObject({ status: 'MODIFYING', kmsKeyId: account[shown] });
    expect(account.aws.redshift.view(NAME)).toMatchObject({ kmsKeyArn: account.first });
  });

  test.each([
    ['no-op', 'AVAILABLE'], ['modifies', 'MODIFYING'], ['refused', 'ValidationException'],
  ] as const)('sameKey %s', async (sameKey, want) => {
    const { aws } = await fixture({ sameKey });
    const outcome = changeKey(aws, 'alias/warehouse')
      .then(() => read(aws))
      .then(({ status }) => status, (error: { code: string }) => error.code);
    expect(await outcome).toBe(want);
  });

  test('staleReads, lowerCaseStatus', async () => {
    const { aws, first, second } = await fixture({ staleReads: 2, lowerCaseStatus: true });
    await aws.clock.advance(1);
    const answer = await changeKey(aws, second);
    expect(answer).toMatchObject({ namespace: { status: 'modifying', kmsKeyId: first } });
    const reads = [await read(aws), await read(aws), await read(aws)];
    // The answer of UpdateNamespace has used up none of them.
    expect(reads.map(({ status, kmsKeyId }) => [status, kmsKeyId]))
      .toEqual([['available', first], ['available', first], ['modifying', first]]);
  });
});
