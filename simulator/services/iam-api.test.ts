import {
  CreateRoleCommand, DeleteRoleCommand, DeleteRolePolicyCommand, GetRoleCommand, IAMClient, ListRolesCommand,
  paginateListRoles, PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { LocalAws, type LocalAwsOptions } from '../local-aws';
import type { Caller } from '../types';

const ROOT = 'arn:aws:iam::111122223333:root';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/team/worker';
const trust = (AWS: string) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }] });
const allow = (Action: string) => JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

let aws: LocalAws;
let iam: IAMClient;
let sts: STSClient;

async function begin(options: LocalAwsOptions = {}): Promise<void> {
  aws = await LocalAws.start(options);
  iam = new IAMClient({ ...aws.sdkConfig(aws.administrator), maxAttempts: 1 });
  sts = new STSClient({ ...aws.sdkConfig(aws.administrator), maxAttempts: 1 });
}
afterEach(async () => {
  iam.destroy();
  sts.destroy();
  await aws.stop();
});

const create = (RoleName = 'worker', principal = ROOT) => aws.send(() => iam.send(
  new CreateRoleCommand({ RoleName, Path: '/team/', AssumeRolePolicyDocument: trust(principal) })));
const put = (PolicyDocument: string, RoleName = 'worker') =>
  aws.send(() => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument })));
const assume = (client = sts, RoleArn = ROLE_ARN) =>
  aws.send(() => client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' })));

/** A KMS client with the credentials of a session. */
async function session(): Promise<() => Promise<unknown>> {
  const { Credentials: given } = await assume();
  const client = new KMSClient({
    ...aws.sdkConfig(aws.administrator),
    maxAttempts: 1,
    credentials: {
      accessKeyId: given!.AccessKeyId!, secretAccessKey: given!.SecretAccessKey!, sessionToken: given!.SessionToken!,
    },
  });
  return () => aws.send(() => client.send(new ListKeysCommand({})));
}

test('a role is created, assumed, permitted, and deleted', async () => {
  await begin();
  expect((await create()).Role).toMatchObject({ Arn: ROLE_ARN, Path: '/team/', CreateDate: expect.any(Date) as Date });
  const listKeys = await session();
  await expect(listKeys()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await put(allow('kms:ListKeys'));
  await listKeys();
  await expect(aws.send(() => iam.send(new DeleteRoleCommand({ RoleName: 'worker' }))))
    .rejects.toMatchObject({ name: 'DeleteConflictException' });
  const deletePolicy = () =>
    aws.send(() => iam.send(new DeleteRolePolicyCommand({ RoleName: 'worker', PolicyName: 'inline' })));
  await deletePolicy();
  await expect(deletePolicy()).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  await expect(listKeys()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await aws.send(() => iam.send(new DeleteRoleCommand({ RoleName: 'worker' })));
  await expect(assume()).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a new role and a new policy act after the delay of IAM', async () => {
  await begin({ iamDelayMs: 10_000 });
  await create();
  await put(allow('kms:ListKeys'));
  await expect(assume()).rejects.toMatchObject({ name: 'AccessDenied' });
  await aws.clock.advance(10_000);
  await (await session())();
});

test('the credentials of a session expire', async () => {
  await begin();
  await create();
  await put(allow('kms:ListKeys'));
  const listKeys = await session();
  await aws.clock.advance(3600_000 - 1);
  await listKeys();
  await aws.clock.advance(1);
  await expect(listKeys()).rejects.toMatchObject({ name: 'ExpiredTokenException' });
});

interface Trusting {
  readonly name: string;
  readonly principal: string;
  readonly permitted: boolean;
  readonly want: boolean;
}
test.each<Trusting>([
  { name: 'the account, and the caller has permission', principal: ROOT, permitted: true, want: true },
  { name: 'the account, and the caller has none', principal: ROOT, permitted: false, want: false },
  { name: 'another role', principal: `${ROLE_ARN}s`, permitted: true, want: false },
  { name: 'the caller', principal: 'arn:aws:iam::111122223333:role/caller', permitted: false, want: true },
  { name: 'another account', principal: 'arn:aws:iam::444455556666:root', permitted: true, want: false },
])('a role trusts $name: $want', async ({ principal, permitted, want }) => {
  await begin();
  await create('worker', principal);
  const caller: Caller = { principal: 'caller', administrator: false };
  aws.iam.putRole('caller', {
    policies: permitted ? { inline: { Statement: { Effect: 'Allow', Action: 'sts:*', Resource: ROLE_ARN } } } : {},
  });
  const client = new STSClient({ ...aws.sdkConfig(caller), maxAttempts: 1 });
  const assumed = await assume(client).then(() => true, (error: Error) => error.name);
  client.destroy();
  expect(assumed).toBe(want ? true : 'AccessDenied');
});

test('roles are listed by their path, in pages', async () => {
  await begin();
  aws.iam.putRole('elsewhere', { policies: {} });
  for (let index = 0; index < 5; index += 1) { await create(`worker-${index}`); }
  const names = await aws.send(async () => {
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateListRoles({ client: iam, pageSize: 2 }, { PathPrefix: '/team/' })) {
      pages.push((page.Roles ?? []).map(({ RoleName }) => RoleName));
    }
    return pages;
  });
  expect(names).toEqual([['worker-0', 'worker-1'], ['worker-2', 'worker-3'], ['worker-4']]);
  const { Roles } = await aws.send(() => iam.send(new ListRolesCommand({ PathPrefix: '/nothing/' })));
  expect(Roles ?? []).toEqual([]);
});

test('each call needs its permission, on the ARN of the role with its path', async () => {
  await begin();
  const caller: Caller = { principal: 'caller', administrator: false };
  aws.iam.putRole('caller', {
    policies: { inline: { Statement: { Effect: 'Allow', Action: 'iam:*', Resource: `${ROLE_ARN}*` } } },
  });
  const call = (operation: string, input: Record<string, unknown>) => aws.call(caller, 'iam', operation, input);
  const AssumeRolePolicyDocument = trust(ROOT);
  await call('CreateRole', { RoleName: 'worker', Path: '/team/', AssumeRolePolicyDocument });
  await call('PutRolePolicy', { RoleName: 'worker', PolicyName: 'a', PolicyDocument: allow('kms:*') });
  const denied = { code: 'AccessDenied', httpStatus: 403 };
  await expect(call('CreateRole', { RoleName: 'worker2', AssumeRolePolicyDocument })).rejects.toMatchObject(denied);
  await expect(call('DeleteRole', { RoleName: 'caller' })).rejects.toMatchObject(denied);
  await expect(call('ListRoles', { PathPrefix: '/team/' })).rejects.toMatchObject(denied);
});

test('what it does not have is refused by name', async () => {
  await begin();
  await create();
  await expect(aws.send(() => iam.send(new GetRoleCommand({ RoleName: 'worker' }))))
    .rejects.toMatchObject({ message: expect.stringContaining('GetRole') as string });
  await expect(aws.send(() => sts.send(new GetCallerIdentityCommand({}))))
    .rejects.toMatchObject({ message: expect.stringContaining('GetCallerIdentity') as string });
  await expect(aws.send(() => sts.send(
    new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: 'session', ExternalId: 'some' }))))
    .rejects.toMatchObject({ message: expect.stringContaining('ExternalId') as string });
  await expect(create()).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
  await expect(put('{"Statement": []}')).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  await expect(put(trust(ROOT))).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
});

test('a change of the tags of a namespace acts after its delay, and not before', async () => {
  await begin({ unknowns: { tagDelayMs: 30_000 } });
  const caller: Caller = { principal: 'caller', administrator: false };
  const Condition = { StringEquals: { 'aws:ResourceTag/team': 'one' } };
  aws.iam.putRole('caller', {
    policies: { inline: { Statement: { Effect: 'Allow', Action: 'redshift-serverless:*', Resource: '*', Condition } } },
  });
  aws.redshift.addNamespace({ name: 'warehouse' });
  const resourceArn = aws.redshift.view('warehouse')!.namespaceArn;
  const redshift = (who: Caller, operation: string, input: Record<string, unknown>) =>
    aws.call(who, 'redshift-serverless', operation, input).then(() => true, ({ code }: { code: string }) => code);
  const isPermitted = () => redshift(caller, 'GetNamespace', { namespaceName: 'warehouse' });
  await redshift(aws.administrator, 'TagResource', { resourceArn, tags: [{ key: 'team', value: 'one' }] });
  expect(await isPermitted()).toBe('AccessDeniedException');
  await aws.clock.advance(30_000);
  expect(await isPermitted()).toBe(true);
  await redshift(aws.administrator, 'UntagResource', { resourceArn, tagKeys: ['team'] });
  expect(await isPermitted()).toBe(true);
  await aws.clock.advance(30_000);
  expect(await isPermitted()).toBe('AccessDeniedException');
});
