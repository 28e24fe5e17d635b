import { LocalAws } from '../local-aws';
import { PolicyStatement, statementMatches } from './iam-policy';

const DAY = 24 * 3600 * 1000;

describe('KMS', () => {
  let aws: LocalAws;
  let key: string;
  const call = (operation: string, input: Record<string, unknown>) =>
    aws.call(aws.administrator, 'kms', operation, input);
  const describeKey = async (KeyId: string) =>
    (await call('DescribeKey', { KeyId })).KeyMetadata as Record<string, unknown>;

  beforeEach(async () => {
    aws = await LocalAws.start();
    await aws.stop();
    key = aws.kms.addKey({ alias: 'alias/one' });
  });

  test('DescribeKey finds a key by any of its names', async () => {
    for (const name of [key, key.split('/')[1] ?? '', 'alias/one', key.replace(/key\/.*/, 'alias/one')]) {
      expect(await describeKey(name)).toMatchObject({
        Arn: key,
        Enabled: true,
        KeyState: 'Enabled',
        KeySpec: 'SYMMETRIC_DEFAULT',
      });
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

  test('a key is disabled, scheduled for deletion, restored, and finally deleted', async () => {
    await call('DisableKey', { KeyId: key });
    expect(await describeKey(key)).toMatchObject({ Enabled: false, KeyState: 'Disabled' });
    await call('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });
    await expect(call('EnableKey', { KeyId: key }))
      .rejects.toMatchObject({ code: 'KMSInvalidStateException', message: `${key} is pending deletion.` });
    await call('CancelKeyDeletion', { KeyId: key });
    await call('EnableKey', { KeyId: key });
    await call('ScheduleKeyDeletion', { KeyId: key });
    await aws.clock.advance(30 * DAY - 1);
    expect(await describeKey(key)).toMatchObject({ KeyState: 'PendingDeletion' });
    await aws.clock.advance(1);
    await expect(describeKey(key)).rejects.toMatchObject({ code: 'NotFoundException' });
  });

  test('an alias changes its key, and its history is kept', async () => {
    const created = await call('CreateKey', { Description: 'two', Tags: [{ TagKey: 'a', TagValue: 'b' }] });
    const { Arn: arn, KeyId: keyId } = created.KeyMetadata as { Arn: string; KeyId: string };
    await expect(call('CreateAlias', { AliasName: 'alias/one', TargetKeyId: keyId }))
      .rejects.toMatchObject({ code: 'AlreadyExistsException' });
    await expect(call('UpdateAlias', { AliasName: 'alias/two', TargetKeyId: keyId }))
      .rejects.toMatchObject({ code: 'NotFoundException' });
    await call('UpdateAlias', { AliasName: 'alias/one', TargetKeyId: arn });
    expect(await call('ListAliases', { KeyId: keyId }))
      .toMatchObject({ Aliases: [{ AliasName: 'alias/one', TargetKeyId: keyId }] });
    await call('DeleteAlias', { AliasName: 'alias/one' });
    expect(aws.kms.aliasHistory.map(({ keyArn }) => keyArn)).toEqual([key, arn, undefined]);
  });
});

describe('IAM', () => {
  const allow = (rest: Partial<PolicyStatement>): PolicyStatement => ({
    Effect: 'Allow',
    Action: 'kms:*',
    Resource: '*',
    ...rest,
  });
  interface Case { readonly name: string; readonly given: Partial<PolicyStatement>; readonly want: boolean }
  test.each<Case>([
    { name: 'an action in another letter case', given: { Action: 'KMS:decrypt' }, want: true },
    { name: 'a wildcard action', given: { Action: ['s3:*', 'kms:De*'] }, want: true },
    { name: 'another action', given: { Action: 'kms:Encrypt' }, want: false },
    { name: 'NotAction', given: { Action: undefined, NotAction: 'kms:Encrypt' }, want: true },
    { name: 'a policy variable', given: { Resource: 'arn:aws:kms:*:1:key/${aws:PrincipalTag/key}' }, want: true },
    { name: 'a policy variable without a value', given: { Resource: '${aws:username}*' }, want: false },
    { name: 'NumericLessThan', given: { Condition: { NumericLessThan: { 'kms:Days': '90' } } }, want: true },
    {
      name: 'NumericGreaterThanEquals',
      given: { Condition: { NumericGreaterThanEquals: { 'kms:Days': 90 } } },
      want: false,
    },
    { name: 'a wildcard resource', given: { Resource: 'arn:aws:kms:*:1:key/?' }, want: true },
    { name: 'another resource', given: { Resource: 'arn:aws:kms:us-east-1:1:key/b' }, want: false },
    { name: 'NotResource', given: { Resource: undefined, NotResource: '*' }, want: false },
    {
      name: 'StringEquals',
      given: { Condition: { StringEquals: { 'kms:viaservice': ['x', 'redshift'] } } },
      want: true,
    },
    {
      name: 'StringEquals of another value',
      given: { Condition: { StringEquals: { 'kms:ViaService': 's3' } } },
      want: false,
    },
    {
      name: 'StringEquals on an absent key',
      given: { Condition: { StringEquals: { 'aws:ResourceTag/x': 'y' } } },
      want: false,
    },
    {
      name: 'StringEqualsIfExists on an absent key',
      given: { Condition: { StringEqualsIfExists: { 'aws:ResourceTag/x': 'y' } } },
      want: true,
    },
    {
      name: 'StringNotEquals',
      given: { Condition: { StringNotEquals: { 'kms:ViaService': 'redshift' } } },
      want: false,
    },
    { name: 'StringLike', given: { Condition: { StringLike: { 'kms:ViaService': 'red*' } } }, want: true },
    { name: 'ArnLike', given: { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:*' } } }, want: true },
    { name: 'Bool', given: { Condition: { Bool: { 'kms:GrantIsForAWSResource': true } } }, want: true },
    { name: 'Bool on an absent key', given: { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, want: false },
    { name: 'Null', given: { Condition: { Null: { 'aws:SecureTransport': 'true' } } }, want: true },
    {
      name: 'two conditions, one of another value',
      given: {
        Condition: { StringLike: { 'kms:ViaService': 'red*' }, Bool: { 'kms:GrantIsForAWSResource': 'false' } },
      },
      want: false,
    },
  ])('$name', ({ given, want }) => {
    const context = {
      'kms:ViaService': 'redshift',
      'kms:GrantIsForAWSResource': 'true',
      'aws:SourceArn': 'arn:aws:lambda:a',
      'aws:PrincipalTag/key': 'a',
      'kms:Days': '30',
    };
    const resource = 'arn:aws:kms:us-east-1:1:key/a';
    expect(statementMatches(allow(given), 'kms:Decrypt', resource, context)).toBe(want);
  });

  test('throws for what it cannot evaluate', () => {
    const matches = (rest: Partial<PolicyStatement>) => statementMatches(allow(rest), 'kms:Decrypt', 'a', {});
    expect(() => matches({ Condition: { IpAddress: { 'aws:SourceIp': '::1' } } })).toThrow('IpAddress');
    expect(() => matches({ Resource: 'arn:${*}' })).toThrow('policy variable');
  });

  test('a Deny overrides an Allow, and each change of a policy takes time', async () => {
    const aws = await LocalAws.start({ iamDelayMs: 10_000 });
    await aws.stop();
    const caller = { principal: 'role', administrator: false };
    const isAllowed = () => aws.iam.denial(caller, 'kms:Decrypt', 'arn:aws:kms:us-east-1:1:key/a') === undefined;
    aws.iam.putRole('role', { policies: { inline: { Statement: allow({}) } } });
    expect(isAllowed()).toBe(false);
    expect(() => aws.iam.authorize(caller, 'kms:Decrypt', 'arn:x')).toThrow(
      'User: arn:aws:sts::111122223333:assumed-role/role/role is not authorized to perform: kms:Decrypt '
        + 'on resource: arn:x because no identity-based policy allows the kms:Decrypt action',
    );
    await aws.clock.advance(10_000);
    expect(isAllowed()).toBe(true);
    aws.iam.putRolePolicy('role', 'separate', { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] });
    expect(isAllowed()).toBe(true);
    await aws.clock.advance(10_000);
    expect(isAllowed()).toBe(false);
    aws.iam.deleteRolePolicy('role', 'separate');
    await aws.clock.advance(10_000);
    expect(isAllowed()).toBe(true);
    expect(Object.keys(aws.iam.policiesOf('role'))).toEqual(['inline']);
    aws.iam.deleteRole('role');
    expect(isAllowed()).toBe(false);
    expect(aws.iam.decisions.map(({ allowed }) => allowed)).toEqual([false, false, true, true, false, true, false]);
  });
});
