import { LocalAws } from '../local-aws';
import { PolicyStatement, statementMatches } from './iam-policy';

const DAY = 24 * 3600 * 1000;

describe('KMS', () => {
  let aws: LocalAws;
  let key: string;
  const call = (operation: string, input: Record<string, unknown>) => aws.call(aws.administrator, 'kms', operation, input);
  const describeKey = async (KeyId: string) => (await call('DescribeKey', { KeyId })).KeyMetadata as Record<string, unknown>;

  beforeEach(async () => {
    aws = await LocalAws.start();
    await aws.stop();
    key = aws.kms.addKey({ alias: 'alias/one' });
  });

  test('DescribeKey finds a key by any of its names', async () => {
    for (const name of [key, key.split('/')[1] ?? '', 'alias/one', key.replace(/key\/.*/, 'alias/one')]) {
      expect(await describeKey(name)).toMatchObject({ Arn: key, Enabled: true, KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT' });
    }
  });

  test.each([
    ['alias/none', 'Alias arn:aws:kms:us-east-1:111122223333:alias/none is not found.'],
    ['0000', "Key 'arn:aws:kms:us-east-1:111122223333:key/0000' does not exist"],
    ['arn:aws:kms:eu-west-1:111122223333:key/0000', 'Invalid arn eu-west-1'],
    ['arn:aws:s3:::bucket', 'Invalid keyId arn:aws:s3:::bucket'],
  ])('DescribeKey does not find %s', async (name, message) => {
    await expect(describeKey(name)).rejects.toMatchObject({ code: 'NotFoundException', message });
  });

  test('a key is disabled, scheduled for deletion, saved, and at last gone', async () => {
    await call('DisableKey', { KeyId: key });
    expect(await describeKey(key)).toMatchObject({ Enabled: false, KeyState: 'Disabled' });
    await call('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });
    await expect(call('EnableKey', { KeyId: key })).rejects.toMatchObject({ code: 'KMSInvalidStateException', message: `${key} is pending deletion.` });
    await call('CancelKeyDeletion', { KeyId: key });
    await call('EnableKey', { KeyId: key });
    await call('ScheduleKeyDeletion', { KeyId: key });
    await aws.clock.advance(30 * DAY - 1);
    expect(await describeKey(key)).toMatchObject({ KeyState: 'PendingDeletion' });
    await aws.clock.advance(1);
    await expect(describeKey(key)).rejects.toMatchObject({ code: 'NotFoundException' });
  });

  test('an alias moves, and its history is kept', async () => {
    const made = (await call('CreateKey', { Description: 'two', Tags: [{ TagKey: 'a', TagValue: 'b' }] })).KeyMetadata as { Arn: string; KeyId: string };
    await expect(call('CreateAlias', { AliasName: 'alias/one', TargetKeyId: made.KeyId })).rejects.toMatchObject({ code: 'AlreadyExistsException' });
    await expect(call('UpdateAlias', { AliasName: 'alias/two', TargetKeyId: made.KeyId })).rejects.toMatchObject({ code: 'NotFoundException' });
    await call('UpdateAlias', { AliasName: 'alias/one', TargetKeyId: made.Arn });
    expect(await call('ListAliases', { KeyId: made.KeyId })).toMatchObject({ Aliases: [{ AliasName: 'alias/one', TargetKeyId: made.KeyId }] });
    await call('DeleteAlias', { AliasName: 'alias/one' });
    expect(aws.kms.aliasHistory.map(({ keyArn }) => keyArn)).toEqual([key, made.Arn, undefined]);
  });
});

describe('IAM', () => {
  const allow = (rest: Partial<PolicyStatement>): PolicyStatement => ({ Effect: 'Allow', Action: 'kms:*', Resource: '*', ...rest });
  test.each<[string, PolicyStatement, boolean]>([
    ['an action in other letter case', allow({ Action: 'KMS:decrypt' }), true],
    ['a wildcard action', allow({ Action: ['s3:*', 'kms:De*'] }), true],
    ['another action', allow({ Action: 'kms:Encrypt' }), false],
    ['NotAction', allow({ Action: undefined, NotAction: 'kms:Encrypt' }), true],
    ['a wildcard resource', allow({ Resource: 'arn:aws:kms:*:1:key/?' }), true],
    ['another resource', allow({ Resource: 'arn:aws:kms:us-east-1:1:key/b' }), false],
    ['NotResource', allow({ Resource: undefined, NotResource: '*' }), false],
    ['StringEquals', allow({ Condition: { StringEquals: { 'kms:viaservice': ['x', 'redshift'] } } }), true],
    ['StringEquals, not so', allow({ Condition: { StringEquals: { 'kms:ViaService': 's3' } } }), false],
    ['StringEquals on an absent key', allow({ Condition: { StringEquals: { 'aws:ResourceTag/x': 'y' } } }), false],
    ['StringEqualsIfExists on an absent key', allow({ Condition: { StringEqualsIfExists: { 'aws:ResourceTag/x': 'y' } } }), true],
    ['StringNotEquals', allow({ Condition: { StringNotEquals: { 'kms:ViaService': 'redshift' } } }), false],
    ['StringLike', allow({ Condition: { StringLike: { 'kms:ViaService': 'red*' } } }), true],
    ['ArnLike', allow({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:*' } } }), true],
    ['Bool', allow({ Condition: { Bool: { 'kms:GrantIsForAWSResource': true } } }), true],
    ['Bool on an absent key', allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), false],
    ['Null', allow({ Condition: { Null: { 'aws:SecureTransport': 'true' } } }), true],
    ['two conditions, one not so', allow({ Condition: { StringLike: { 'kms:ViaService': 'red*' }, Bool: { 'kms:GrantIsForAWSResource': 'false' } } }), false],
  ])('%s', (_title, statement, matches) => {
    const context = { 'kms:ViaService': 'redshift', 'kms:GrantIsForAWSResource': 'true', 'aws:SourceArn': 'arn:aws:lambda:a' };
    expect(statementMatches(statement, 'kms:Decrypt', 'arn:aws:kms:us-east-1:1:key/a', context)).toBe(matches);
  });

  test('what it cannot evaluate, it says', () => {
    expect(() => statementMatches(allow({ Condition: { IpAddress: { 'aws:SourceIp': '::1' } } }), 'kms:Decrypt', 'a', {})).toThrow('IpAddress');
    expect(() => statementMatches(allow({ Resource: 'arn:${aws:username}' }), 'kms:Decrypt', 'a', {})).toThrow('policy variables');
  });

  test('a denial outweighs, policies take time to act, and so does taking one away', async () => {
    const aws = await LocalAws.start({ iamDelayMs: 10_000 });
    await aws.stop();
    const caller = { principal: 'role', administrator: false };
    const may = () => aws.iam.refusal(caller, 'kms:Decrypt', 'arn:aws:kms:us-east-1:1:key/a') === undefined;
    aws.iam.putRole('role', { policies: { inline: { Statement: allow({}) } } });
    expect(may()).toBe(false);
    expect(() => aws.iam.authorize(caller, 'kms:Decrypt', 'arn:x')).toThrow(
      'User: arn:aws:sts::111122223333:assumed-role/role/role is not authorized to perform: kms:Decrypt on resource: arn:x because no identity-based policy allows the kms:Decrypt action');
    await aws.clock.advance(10_000);
    expect(may()).toBe(true);
    aws.iam.putRolePolicy('role', 'separate', { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] });
    expect(may()).toBe(true);
    await aws.clock.advance(10_000);
    expect(may()).toBe(false);
    aws.iam.deleteRolePolicy('role', 'separate');
    await aws.clock.advance(10_000);
    expect(may()).toBe(true);
    expect(Object.keys(aws.iam.policiesOf('role'))).toEqual(['inline']);
    aws.iam.deleteRole('role');
    expect(may()).toBe(false);
    expect(aws.iam.decisions.map(({ allowed }) => allowed)).toEqual([false, false, true, true, false, true, false]);
  });
});
