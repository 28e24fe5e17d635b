import { App, NestedStack, Stack, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ENV, KEY as KEY_TYPE, newStack, type Fragment } from './templates';
import { CreatedWith, NamespaceEncryption, RotatableNamespace, type RotatableNamespaceProps } from '../src';
import { KEY } from './private/checks/support';

const USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
const DECRYPT = ['kms:Decrypt', 'kms:DescribeKey'];
const TWO = { encryption: NamespaceEncryption.keyGenerations({ active: 1, newest: 2 }) };

const roleIn = (scope: Stack, id = 'Reader'): iam.Role =>
  new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const roleArn = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${id}`)), 'Arn'] });

function namespaceIn(stack: Stack, props: RotatableNamespaceProps = TWO): RotatableNamespace {
  return new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse', ...props });
}

/** The statements of each key's policy, apart from the one that the CDK begins with. */
function addedTo(template: Template): Fragment[][] {
  return Object.values(template.findResources(KEY_TYPE)).map(({ Properties: properties }) =>
    properties.KeyPolicy.Statement.filter((statement: Fragment) => String(statement.Action) !== 'kms:*'));
}

/** The statements of the policies of a role. */
const permittedTo = (template: Template, id = 'Reader'): Fragment[] =>
  Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([logicalId]) => logicalId.startsWith(id))
    .flatMap(([, { Properties: properties }]) => properties.PolicyDocument.Statement);

describe('encryptionKeys', () => {
  test('every generation of the template', () => {
    const stack = newStack();
    const { encryptionKeys, encryptionKey } = namespaceIn(stack);
    expect(encryptionKeys.map((key) => key.node.id)).toEqual(['KeyGeneration1', 'KeyGeneration2']);
    expect(encryptionKeys[0]).toBe(encryptionKey);
  });

  test('your own key', () => {
    const stack = newStack();
    const key = kms.Key.fromKeyArn(stack, 'Key', KEY);
    const { encryptionKeys } = namespaceIn(stack, { encryption: NamespaceEncryption.customerManagedKey(key) });
    expect(encryptionKeys).toEqual([key]);
  });

  test('none under an AWS-owned key', () => {
    const encryption = NamespaceEncryption.awsOwnedKey();
    const { encryptionKeys, encryptionKey } = namespaceIn(newStack(), { encryption });
    expect(encryptionKeys).toEqual([]);
    expect(encryptionKey).toBeUndefined();
  });
});

describe('grants on key generations', () => {
  test.each<{ grant: 'grantKeyUse' | 'grantDecrypt'; actions: string[] }>([
    { grant: 'grantKeyUse', actions: USE },
    { grant: 'grantDecrypt', actions: DECRYPT },
  ])('$grant is a statement in the policy of every generation', ({ grant, actions }) => {
    const stack = newStack();
    namespaceIn(stack)[grant](roleIn(stack));
    const template = Template.fromStack(stack);
    const statement = { Action: actions, Effect: 'Allow', Principal: { AWS: roleArn('Reader') }, Resource: '*' };
    expect(addedTo(template)).toEqual([[statement], [statement]]);
    expect(permittedTo(template)).toEqual([]);
  });

  test('a statement stays when its key is no longer the active one', () => {
    const stack = newStack();
    const encryption = NamespaceEncryption.keyGenerations({ active: 3, oldest: 2 });
    namespaceIn(stack, { encryption }).grantDecrypt(roleIn(stack));
    expect(addedTo(Template.fromStack(stack)).map((statements) => statements.length)).toEqual([1, 1]);
  });

  test('an imported role is named in the key policy, whatever stack imports it', () => {
    const stack = newStack();
    const other = new Stack(stack.node.root as App, 'Other', { env: ENV });
    const arn = 'arn:aws:iam::444455556666:role/reader';
    namespaceIn(stack).grantDecrypt(iam.Role.fromRoleArn(other, 'Imported', arn));
    const statement = expect.objectContaining({ Principal: { AWS: arn } });
    expect(addedTo(Template.fromStack(stack))).toEqual([[statement], [statement]]);
  });

  test('a principal that is no construct is named in the key policy', () => {
    const stack = newStack();
    namespaceIn(stack).grantDecrypt(new iam.AccountPrincipal('444455556666'));
    expect(JSON.stringify(addedTo(Template.fromStack(stack)))).toContain(':iam::444455556666:root');
  });

  test('a role of another stack, which refers to the namespace, gets permissions: no cycle between the stacks', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map((id) => new Stack(app, id, { env: ENV }));
    const namespace = namespaceIn(stack);
    const role = roleIn(other);
    namespace.grantKeyUse(role);
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['redshift-serverless:GetCredentials'], resources: [namespace.namespaceArn],
    }));
    app.synth();
    expect(other.dependencies).toEqual([stack]);
    expect(stack.dependencies).toEqual([]);
    expect(addedTo(Template.fromStack(stack))).toEqual([[], []]);
    const generation = (number: number) => ({ 'Fn::ImportValue': expect.stringContaining(`KeyGeneration${number}`) });
    expect(permittedTo(Template.fromStack(other)).filter(({ Action }) => String(Action) === String(USE)))
      .toMatchObject([{ Resource: generation(1) }, { Resource: generation(2) }]);
  });

  test('a role of a nested stack gets permissions too', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Nested');
    namespaceIn(stack).grantDecrypt(roleIn(nested));
    expect(permittedTo(Template.fromStack(nested))).toMatchObject([{ Action: DECRYPT }, { Action: DECRYPT }]);
  });
});

describe('keyGenerations({ policy })', () => {
  const administer = () => new iam.PolicyStatement({
    sid: 'Administer', actions: ['kms:*'], principals: [new iam.AccountRootPrincipal()], resources: ['*'],
  });

  test('reaches every generation in the place of the default policy, and a grant comes on top of it', () => {
    const stack = newStack();
    const policy = new iam.PolicyDocument({ statements: [administer()] });
    const encryption = NamespaceEncryption.keyGenerations({ active: 1, newest: 2, policy });
    namespaceIn(stack, { encryption }).grantDecrypt(roleIn(stack));
    const policies = Object.values(Template.fromStack(stack).findResources(KEY_TYPE))
      .map(({ Properties: properties }) => properties.KeyPolicy.Statement);
    const want = [
      expect.objectContaining({ Sid: 'Administer', Action: 'kms:*' }),
      expect.objectContaining({ Action: DECRYPT, Principal: { AWS: roleArn('Reader') } }),
    ];
    expect(policies).toEqual([want, want]);
  });

  test('a statement that is added to one key reaches neither another key nor the policy that was given', () => {
    const stack = newStack();
    const policy = new iam.PolicyDocument({ statements: [administer()] });
    const encryption = NamespaceEncryption.keyGenerations({ active: 1, newest: 2, policy });
    const [first] = namespaceIn(stack, { encryption }).encryptionKeys as kms.Key[];
    first.addToResourcePolicy(new iam.PolicyStatement({
      actions: ['kms:Decrypt'], principals: [new iam.AccountPrincipal('444455556666')], resources: ['*'],
    }));
    expect(addedTo(Template.fromStack(stack)).map((statements) => statements.length)).toEqual([1, 0]);
    expect(policy.statementCount).toBe(1);
  });
});

describe('grants on a key of your own', () => {
  test('that is imported: a permission of the role', () => {
    const stack = newStack();
    const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', KEY));
    namespaceIn(stack, { encryption }).grantKeyUse(roleIn(stack));
    expect(permittedTo(Template.fromStack(stack))).toEqual([{ Action: USE, Effect: 'Allow', Resource: KEY }]);
  });

  test('of the app: a statement of the key policy', () => {
    const stack = newStack();
    const encryption = NamespaceEncryption.customerManagedKey(new kms.Key(stack, 'Key'));
    namespaceIn(stack, { encryption }).grantDecrypt(roleIn(stack));
    const template = Template.fromStack(stack);
    expect(addedTo(template)).toEqual([[expect.objectContaining({ Action: DECRYPT })]]);
    expect(permittedTo(template)).toEqual([]);
  });

  test('given by an alias of the app: on the key behind it, since IAM permits nothing on an alias', () => {
    const stack = newStack();
    const targetKey = new kms.Key(stack, 'Key');
    const alias = new kms.Alias(stack, 'Alias', { aliasName: 'alias/mine', targetKey });
    const encryption = NamespaceEncryption.customerManagedKey(alias);
    namespaceIn(stack, { encryption, createdWith: CreatedWith.kmsKeyId('alias/mine') }).grantDecrypt(roleIn(stack));
    expect(addedTo(Template.fromStack(stack))).toEqual([[expect.objectContaining({ Action: DECRYPT })]]);
  });
});

test('a grant under an AWS-owned key adds nothing', () => {
  const stack = newStack();
  namespaceIn(stack, { encryption: NamespaceEncryption.awsOwnedKey({ lookup: false }) }).grantKeyUse(roleIn(stack));
  expect(permittedTo(Template.fromStack(stack))).toEqual([]);
});
