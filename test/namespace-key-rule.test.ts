import { CfnResource, aws_kms as kms } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { warehouse } from './private/checks/support';
import { newStack, only } from './templates';
import { NamespaceEncryption, NamespaceKeyRule, RotatableNamespace } from '../src';

const RULE = 'AWS::Config::ConfigRule';
const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test('the managed rule allows the active key of each namespace', () => {
  const stack = newStack();
  const namespaces = [
    warehouse(stack, { encryption: NamespaceEncryption.keyGenerations({ active: 2, newest: 3 }) }),
    warehouse(stack, { namespaceName: 'other' }, 'Other'),
  ];
  const rule = new NamespaceKeyRule(stack, 'Rule', {
    namespaces, otherKeys: [kms.Key.fromKeyArn(stack, 'Imported', ARN)],
  });
  const template = Template.fromStack(stack);
  const [id, { Properties, DependsOn }] = only(template, RULE);
  expect(Properties).toMatchObject({
    Source: { Owner: 'AWS', SourceIdentifier: 'REDSHIFT_SERVERLESS_NAMESPACE_CMK_ENCRYPTION' },
  });
  const [separator, arns] = (Properties.InputParameters as unknown as {
    kmsKeyArns: { 'Fn::Join': [string, { 'Fn::GetAtt': string[] }[]] };
  }).kmsKeyArns['Fn::Join'];
  expect(separator).toBe(',');
  expect(arns.map((arn) => arn['Fn::GetAtt']?.[0] ?? arn)).toEqual([
    expect.stringMatching(/^WarehouseKeyGeneration2/), expect.stringMatching(/^OtherKeyGeneration1/), ARN,
  ]);
  // It follows the key: a key change, or its failure, comes first.
  expect(DependsOn).toEqual(expect.arrayContaining(namespaces.map((namespace) =>
    stack.getLogicalId(namespace.node.defaultChild as CfnResource))));
  expect(stack.resolve(rule.ruleName)).toEqual({ Ref: id });
});

test('keys of other namespaces alone, each once', () => {
  const stack = newStack();
  const key = kms.Key.fromKeyArn(stack, 'Imported', ARN);
  new NamespaceKeyRule(stack, 'Rule', { namespaces: [], otherKeys: [key, key] });
  const [, { Properties }] = only(Template.fromStack(stack), RULE);
  expect(Properties.InputParameters).toEqual({ kmsKeyArns: ARN });
});

describe('refused', () => {
  test('no key', () => {
    expect(() => new NamespaceKeyRule(newStack(), 'Rule', { namespaces: [] })).toThrow(
      "NamespaceKeyRule 'Stack/Rule' cannot be created: the rule must have 1 to 11 keys, since AWS Config takes 1024 "
      + 'characters of parameters, got: 0; give namespaces of one account and Region that share keys, or fewer of '
      + 'them');
  });

  test('more keys than the parameters of a rule can hold', () => {
    const stack = newStack();
    const namespaces = Array.from({ length: 12 }, (_, index) =>
      warehouse(stack, { namespaceName: `warehouse-${index}` }, `Warehouse${index}`));
    expect(() => new NamespaceKeyRule(stack, 'Rule', { namespaces })).toThrow('got: 12');
    // The longest ARNs that there are, with the name of the parameter.
    const arn = 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234567890abcdef1234567890abcdef';
    expect(JSON.stringify({ kmsKeyArns: Array(11).fill(arn).join(',') }).length).toBeLessThanOrEqual(1024);
  });

  test('a namespace whose key is not known', () => {
    const stack = newStack();
    const imported = RotatableNamespace.fromNamespaceAttributes(
      stack, 'Imported', { namespaceName: 'warehouse', namespaceId: 'id-1' });
    expect(() => new NamespaceKeyRule(stack, 'Rule', { namespaces: [imported] })).toThrow(
      "every namespace must be on a customer managed key that is known, got: 'Stack/Imported'; give an imported "
      + 'namespace its encryptionKey, or leave out what is on an AWS-owned key');
  });
});
