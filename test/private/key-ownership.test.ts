import { CfnParameter, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { notCustomerManaged, ownerOfText, ownersOf, type KeyOwnership } from '../../src/private/key-ownership';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:';

test.each<{ text: string; want: KeyOwnership }>([
  { text: '', want: 'aws-owned' },
  { text: ' ', want: 'aws-owned' },
  { text: 'AWS_OWNED_KMS_KEY', want: 'aws-owned' },
  { text: 'alias/aws/redshift', want: 'aws-managed' },
  { text: `${ARN}alias/aws/redshift`, want: 'aws-managed' },
  { text: '{{resolve:ssm:/key}}', want: 'unknown' },
  { text: 'alias/awsome', want: 'customer-managed' },
  { text: 'alias/team/aws/key', want: 'customer-managed' },
  { text: '1234abcd-12ab-34cd-56ef-1234567890ab', want: 'customer-managed' },
  { text: `${ARN}key/k`, want: 'customer-managed' },
])("the owner of '$text' is $want", ({ text, want }) => expect(ownerOfText(text)).toBe(want));

describe('the owners of a KmsKeyId', () => {
  const stack = new Stack();
  new CfnParameter(stack, 'Parameter');
  const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
  test.each<{ name: string; kmsKeyId: unknown; want: KeyOwnership[] }>([
    { name: 'none', kmsKeyId: undefined, want: ['aws-owned'] },
    { name: 'null', kmsKeyId: null, want: ['aws-owned'] },
    { name: 'a text', kmsKeyId: 'alias/mine', want: ['customer-managed'] },
    { name: 'a number', kmsKeyId: 1, want: ['unknown'] },
    { name: 'an empty object', kmsKeyId: {}, want: ['unknown'] },
    { name: 'AWS::NoValue', kmsKeyId: { Ref: 'AWS::NoValue' }, want: ['aws-owned'] },
    { name: 'a parameter', kmsKeyId: { Ref: 'Parameter' }, want: ['unknown'] },
    { name: 'a resource', kmsKeyId: { Ref: 'Key' }, want: ['customer-managed'] },
    { name: 'an attribute', kmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] }, want: ['customer-managed'] },
    { name: 'an import', kmsKeyId: { 'Fn::ImportValue': 'Key' }, want: ['customer-managed'] },
    {
      name: 'a condition between a key and none',
      kmsKeyId: { 'Fn::If': ['C', 'alias/mine', { Ref: 'AWS::NoValue' }] },
      want: ['customer-managed', 'aws-owned'],
    },
    { name: 'a condition that cannot be read', kmsKeyId: { 'Fn::If': 'C' }, want: [] },
    {
      name: 'a joined ARN',
      kmsKeyId: join('arn:', { Ref: 'AWS::Partition' }, ':kms:x:key/k'),
      want: ['customer-managed'],
    },
    { name: 'a joined alias of AWS', kmsKeyId: join('arn:', 'aws', ':kms:x:alias/aws/s3'), want: ['aws-managed'] },
    { name: 'a joined literal', kmsKeyId: join('AWS_OWNED_KMS_KEY'), want: ['aws-owned'] },
    { name: 'a joined parameter', kmsKeyId: join('', { Ref: 'Parameter' }), want: ['unknown'] },
    {
      name: 'a substitution',
      kmsKeyId: { 'Fn::Sub': 'arn:${AWS::Partition}:kms:x:key/k' },
      want: ['customer-managed'],
    },
    { name: 'another intrinsic', kmsKeyId: { 'Fn::FindInMap': ['M', 'a', 'b'] }, want: ['unknown'] },
  ])('$name', ({ kmsKeyId, want }) => expect([...ownersOf(stack, kmsKeyId)]).toEqual(want));
});

describe('what cannot be a customer managed key', () => {
  const stack = new Stack();
  test.each<{ name: string; key: kms.IKeyRef; want: string | undefined }>([
    { name: 'an alias of AWS', key: kms.Alias.fromAliasName(stack, 'A', 'alias/aws/s3'), want: "'alias/aws/s3'" },
    { name: 'nearest: an alias', key: kms.Alias.fromAliasName(stack, 'B', 'alias/mine'), want: undefined },
    { name: 'nearest: an L1 key', key: new kms.CfnKey(stack, 'C'), want: undefined },
    { name: 'nearest: an L2 key', key: new kms.Key(stack, 'D'), want: undefined },
  ])('$name', ({ key, want }) => expect(notCustomerManaged(key)).toBe(want));
});
