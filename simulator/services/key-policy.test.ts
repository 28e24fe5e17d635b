import { LocalAws } from '../local-aws';
import { PolicyDocument, PolicyStatement } from './iam-policy';
import { changeKey, fixture } from './redshift-fixture';

const ROOT = 'arn:aws:iam::111122223333:root';
const REDSHIFT = 'redshift-serverless.us-east-1.amazonaws.com';

/** A statement that lets an account, a role or everyone do everything with a key. */
const all = (AWS: string, rest: Partial<PolicyStatement> = {}): PolicyStatement =>
  ({ Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*', ...rest });

let aws: LocalAws;
beforeEach(async () => {
  aws = await LocalAws.start();
  await aws.stop();
});

const roleArn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const use = (key: string, principal = 'user') =>
  aws.call({ principal, administrator: false }, 'kms', 'DescribeKey', { KeyId: key });

describe('a key policy, for a role of the account of the key', () => {
  interface Case {
    readonly name: string;
    readonly policy: readonly PolicyStatement[];
    /** the statement of the role's own policy, if it has one */
    readonly identity?: PolicyStatement['Effect'];
    /** part of the reason of the denial; absent: the call is allowed */
    readonly denied?: RegExp;
  }
  const cases: readonly Case[] = [
    { name: 'it delegates, and the role may', policy: [all(ROOT)], identity: 'Allow' },
    { name: 'it delegates by the id of the account', policy: [all('111122223333')], identity: 'Allow' },
    { name: 'it delegates, and the role has no policy', policy: [all(ROOT)], denied: /no identity-based policy/ },
    { name: 'it names the role', policy: [all(roleArn('user'))] },
    { name: 'it names everyone', policy: [all('*')] },
    {
      name: 'it names another role',
      policy: [all(roleArn('other'))],
      identity: 'Allow',
      denied: /no resource-based policy/,
    },
    {
      name: 'it names the role, whose policy denies',
      policy: [all(roleArn('user'))],
      identity: 'Deny',
      denied: /identity/,
    },
    { name: 'it has no statement', policy: [], identity: 'Allow', denied: /no resource-based policy/ },
    {
      name: 'it denies everyone',
      policy: [all(ROOT), all('*', { Effect: 'Deny' })],
      identity: 'Allow',
      denied: /explicit deny in a resource-based policy/,
    },
    {
      name: 'it denies another action',
      policy: [all(ROOT), all('*', { Effect: 'Deny', Action: 'kms:Decrypt' })],
      identity: 'Allow',
    },
    {
      name: 'it delegates to another account',
      policy: [all('arn:aws:iam::444455556666:root')],
      identity: 'Allow',
      denied: /no resource-based policy/,
    },
    {
      name: 'it delegates through another service only',
      policy: [all(ROOT, { Condition: { StringEquals: { 'kms:ViaService': REDSHIFT } } })],
      identity: 'Allow',
      denied: /no resource-based policy/,
    },
    {
      name: 'it delegates to callers of the account',
      policy: [all('*', { Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } } })],
    },
  ];
  test.each(cases)('$name', async ({ policy, identity, denied }) => {
    const statement = identity && { Effect: identity, Action: 'kms:DescribeKey', Resource: '*' };
    aws.iam.putRole('user', { policies: statement ? { own: { Statement: statement } } : {} });
    const key = aws.kms.addKey({ policy: { Statement: policy } });
    const outcome = use(key);
    await (denied ? expect(outcome).rejects.toMatchObject({ message: expect.stringMatching(denied) as string })
      : expect(outcome).resolves.toBeDefined());
  });
});

test('a role needs its own policy as well for a key of another account', async () => {
  const key = aws.kms.addKey({ account: '444455556666', policy: { Statement: [all(roleArn('user'))] } });
  aws.iam.putRole('user', { policies: {} });
  await expect(use(key)).rejects.toMatchObject({ code: 'AccessDeniedException' });
  aws.iam.putRolePolicy('user', 'own', { Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*' } });
  await expect(use(key)).resolves.toBeDefined();
});

test('a key policy that delegates to Redshift Serverless only is enough for a change', async () => {
  const { aws: account } = await fixture();
  const policy = { Statement: all(ROOT, { Condition: { StringEquals: { 'kms:ViaService': REDSHIFT } } }) };
  const key = account.kms.addKey({ policy });
  await expect(changeKey(account, key)).resolves.toBeDefined();
});

test('a key whose policy is empty can be used by no one, an administrator included', async () => {
  const { aws: account } = await fixture();
  const key = account.kms.addKey({ policy: { Statement: [] } });
  await expect(changeKey(account, key)).rejects.toMatchObject({ message: `The key '${key}' is inaccessible.` });
});

describe('CreateKey and PutKeyPolicy refuse', () => {
  interface Case { readonly name: string; readonly policy: string | PolicyDocument; readonly want: RegExp }
  test.each<Case>([
    { name: 'what is not JSON', policy: 'nonsense', want: /no statement/ },
    { name: 'an empty policy', policy: '{}', want: /no statement/ },
    { name: 'a policy without statements', policy: { Statement: [] }, want: /no statement/ },
    {
      name: 'a statement without a principal',
      policy: { Statement: all('*', { Principal: undefined }) },
      want: /principal/,
    },
    {
      name: 'a role that does not exist',
      policy: { Statement: [all(ROOT), all(roleArn('gone'))] },
      want: /invalid principals/,
    },
    {
      name: 'to lock the caller out',
      policy: { Statement: all(ROOT, { Action: 'kms:Decrypt' }) },
      want: /not allow you to update the key policy/,
    },
  ])('$name', async ({ policy, want }) => {
    const Policy = typeof policy === 'string' ? policy : JSON.stringify(policy);
    const refused = { code: 'MalformedPolicyDocumentException', message: expect.stringMatching(want) as string };
    await expect(aws.call(aws.administrator, 'kms', 'CreateKey', { Policy })).rejects.toMatchObject(refused);
    const KeyId = aws.kms.addKey();
    await expect(aws.call(aws.administrator, 'kms', 'PutKeyPolicy', { KeyId, Policy })).rejects.toMatchObject(refused);
  });
});

test('a policy is put and read', async () => {
  const KeyId = aws.kms.addKey();
  const Policy = JSON.stringify({ Statement: [all(ROOT)] });
  await aws.call(aws.administrator, 'kms', 'PutKeyPolicy', { KeyId, Policy });
  expect(await aws.call(aws.administrator, 'kms', 'GetKeyPolicy', { KeyId })).toMatchObject({ Policy });
});
