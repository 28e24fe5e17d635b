import { LocalAws } from '../local-aws';
import { Unknowns } from '../types';
import { call, changeKey, fixture, NAME } from './redshift-fixture';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A namespace with a workgroup and 2 TiB. */
async function warehouse(unknowns: Partial<Unknowns> = {}) {
  const made = await fixture(unknowns);
  await call(made.aws, 'CreateWorkgroup', { workgroupName: 'on-it', namespaceName: NAME });
  made.aws.redshift.setDataSize(NAME, 2 * 2 ** 40);
  await made.aws.clock.advance(2 * MINUTE);
  return made;
}

async function snapshot(aws: LocalAws, snapshotName: string, more: object = {}) {
  await call(aws, 'CreateSnapshot', { namespaceName: NAME, snapshotName, ...more });
  await aws.clock.advance(3 * MINUTE);
}
const get = async (aws: LocalAws, snapshotName: string) =>
  (await call(aws, 'GetSnapshot', { snapshotName })).snapshot as Record<string, unknown>;
const list = async (aws: LocalAws, input: Record<string, unknown> = {}) => await call(aws, 'ListSnapshots', input) as {
  snapshots: Record<string, unknown>[]; nextToken?: string;
};
const restore = (aws: LocalAws, input: Record<string, unknown> = {}) => call(aws, 'RestoreFromSnapshot', {
  namespaceName: NAME, workgroupName: 'on-it', snapshotName: 'one', ...input,
});
const refusal = (code: string, message: RegExp) => ({ code, message: expect.stringMatching(message) as string });

describe('a snapshot', () => {
  test('is CREATING, then AVAILABLE, under the key of that moment and with the size in MB', async () => {
    const { aws, first } = await warehouse();
    const made = await call(aws, 'CreateSnapshot', { namespaceName: NAME, snapshotName: 'one' });
    expect(made.snapshot).toMatchObject({ status: 'CREATING', snapshotRetentionPeriod: -1 });
    await aws.clock.advance(3 * MINUTE);
    expect(await get(aws, 'one')).toMatchObject({
      status: 'AVAILABLE', kmsKeyId: first, totalBackupSizeInMegaBytes: 2 * 2 ** 20, namespaceName: NAME,
    });
  });

  test.each([
    { follows: false, want: 'first' as const },
    { follows: true, want: 'second' as const },
  ])('after a key change it is on the $want key, where snapshotsFollowKey is $follows', async ({ follows, want }) => {
    const made = await warehouse({ snapshotsFollowKey: follows });
    await snapshot(made.aws, 'one');
    await changeKey(made.aws, made.second);
    await made.aws.clock.advance(60 * MINUTE);
    expect((await get(made.aws, 'one')).kmsKeyId).toBe(made[want]);
  });

  test('needs a workgroup, an AVAILABLE namespace and a name of its own', async () => {
    const { aws } = await fixture();
    const create = () => call(aws, 'CreateSnapshot', { namespaceName: NAME, snapshotName: 'one' });
    await expect(create()).rejects.toMatchObject(refusal('ValidationException', /not associated with a workgroup/));
    await call(aws, 'CreateWorkgroup', { workgroupName: 'on-it', namespaceName: NAME });
    await aws.clock.advance(2 * MINUTE);
    await create();
    await expect(create()).rejects.toMatchObject(refusal('ConflictException', /already exists/));
    await call(aws, 'UpdateNamespace', { namespaceName: NAME, logExports: ['userlog'] });
    await expect(create()).rejects.toMatchObject(refusal('ConflictException', /operation running/));
  });

  test('is listed in pages, by namespace, and ends with its retention or by DeleteSnapshot', async () => {
    const { aws } = await warehouse();
    for (const name of ['one', 'two', 'three']) { await snapshot(aws, name, { retentionPeriod: 2 }); }
    const page = await list(aws, { maxResults: 2, namespaceName: NAME });
    expect(page.snapshots.map(({ snapshotName }) => snapshotName)).toEqual(['one', 'two']);
    const rest = await list(aws, { maxResults: 2, namespaceName: NAME, nextToken: page.nextToken });
    expect(rest.snapshots.map(({ snapshotName }) => snapshotName)).toEqual(['three']);
    expect(rest.nextToken).toBeUndefined();
    expect((await list(aws, { namespaceName: 'another' })).snapshots).toEqual([]);
    await call(aws, 'DeleteSnapshot', { snapshotName: 'two' });
    await aws.clock.advance(DAY);
    expect((await list(aws)).snapshots).toHaveLength(2);
    expect(await get(aws, 'one')).toMatchObject({ snapshotRemainingDays: 1 });
    await aws.clock.advance(DAY);
    expect((await list(aws)).snapshots).toEqual([]);
  });

  test('outlives its namespace', async () => {
    const { aws } = await warehouse();
    await snapshot(aws, 'one');
    await call(aws, 'DeleteWorkgroup', { workgroupName: 'on-it' });
    await aws.clock.advance(MINUTE);
    await call(aws, 'DeleteNamespace', { namespaceName: NAME });
    await aws.clock.advance(MINUTE);
    expect((await list(aws)).snapshots).toHaveLength(1);
  });

  test('takes tags, and permissions by tag', async () => {
    const { aws } = await warehouse();
    await snapshot(aws, 'one', { tags: [{ key: 'for', value: 'audit' }] });
    const { snapshotArn: resourceArn } = await get(aws, 'one');
    expect(await call(aws, 'ListTagsForResource', { resourceArn })).toEqual({ tags: [{ key: 'for', value: 'audit' }] });
    aws.iam.putRole('auditor', {
      policies: {
        inline: {
          Statement: {
            Effect: 'Allow',
            Action: 'redshift-serverless:*',
            Resource: '*',
            Condition: { StringEquals: { 'aws:ResourceTag/for': 'audit' } },
          },
        },
      },
    });
    await expect(call(aws, 'GetSnapshot', { snapshotName: 'one' }, 'auditor')).resolves.toBeDefined();
    await expect(call(aws, 'ListSnapshots', {}, 'auditor')).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });
});

describe('RestoreFromSnapshot', () => {
  test('replaces the data, while the namespace is MODIFYING; the key stays', async () => {
    const { aws, first, second } = await warehouse();
    await snapshot(aws, 'one');
    await changeKey(aws, second);
    await aws.clock.advance(60 * MINUTE);
    aws.redshift.setDataSize(NAME, 5 * 2 ** 40);
    expect((await restore(aws)).namespace).toMatchObject({ status: 'MODIFYING' });
    await expect(restore(aws)).rejects.toMatchObject({ code: 'ConflictException' });
    await aws.clock.advance(11 * MINUTE);
    expect(aws.redshift.view(NAME)).toMatchObject({ status: 'AVAILABLE', dataSize: 2 * 2 ** 40, kmsKeyArn: second });
    expect((await get(aws, 'one')).kmsKeyId).toBe(first);
  });

  test('is impossible when the key of the snapshot cannot be used: that is why old keys stay', async () => {
    const { aws, first, second } = await warehouse();
    await snapshot(aws, 'one');
    await changeKey(aws, second);
    await aws.clock.advance(60 * MINUTE);
    aws.kms.setState(first, 'Disabled');
    await expect(restore(aws)).rejects.toMatchObject(refusal('ValidationException', /is inaccessible/));
  });

  test.each<{ name: string; input: Record<string, unknown>; want: object }>([
    { name: 'another workgroup', input: { workgroupName: 'else' }, want: refusal('ValidationException', /workgroup/) },
    { name: 'a missing snapshot', input: { snapshotName: 'two' }, want: { code: 'ResourceNotFoundException' } },
    { name: 'no snapshot', input: { snapshotName: undefined }, want: { code: 'ValidationException' } },
    {
      name: 'both names',
      input: { snapshotArn: 'arn:aws:redshift-serverless:us-east-1:111122223333:snapshot/1' },
      want: { code: 'ValidationException' },
    },
    {
      name: 'another account, which is not modelled',
      input: { ownerAccount: '444455556666' },
      want: refusal('UnknownOperationException', /snapshots of another account/),
    },
    {
      name: 'integrations, which are not modelled',
      input: { maintainIntegration: true },
      want: refusal('UnknownOperationException', /maintainIntegration/),
    },
  ])('refuses $name', async ({ input, want }) => {
    const { aws } = await warehouse();
    await snapshot(aws, 'one');
    await expect(restore(aws, input)).rejects.toMatchObject(want);
    expect(aws.redshift.view(NAME)?.status).toBe('AVAILABLE');
  });

  test('from a recovery point is not modelled', async () => {
    const { aws } = await warehouse();
    const input = { namespaceName: NAME, workgroupName: 'on-it', recoveryPointId: 'r-1' };
    await expect(call(aws, 'RestoreFromRecoveryPoint', input))
      .rejects.toMatchObject(refusal('UnknownOperationException', /RestoreFromRecoveryPoint/));
  });
});

test('namespaces and workgroups are listed, in pages', async () => {
  const { aws } = await warehouse();
  await call(aws, 'CreateNamespace', { namespaceName: 'second' });
  const page = await call(aws, 'ListNamespaces', { maxResults: 1 }) as { namespaces: object[]; nextToken: string };
  expect(page.namespaces).toMatchObject([{ namespaceName: NAME }]);
  expect(await call(aws, 'ListNamespaces', { nextToken: page.nextToken }))
    .toMatchObject({ namespaces: [{ namespaceName: 'second' }] });
  expect(await call(aws, 'ListWorkgroups', {})).toMatchObject({ workgroups: [{ workgroupName: 'on-it' }] });
  await expect(call(aws, 'ListNamespaces', { nextToken: 'another' }))
    .rejects.toMatchObject({ code: 'ValidationException' });
});
