import { RemovalPolicy, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { KEY } from './private/checks/support';
import { synthKeyChange } from './private/provider/key-change';
import { newStack, only, WINDOW } from './templates';
import { CreatedWith, NamespaceKeyChange } from '../src';

test('costs a window, and what a stack has once', () => {
  const template = synthKeyChange();
  expect(Object.keys(template.toJSON().Resources)).toHaveLength(1 + 8);
  template.hasResourceProperties(WINDOW, { NamespaceName: 'theirs', KmsKeyId: KEY });
});

test('whatever refers to keyArn waits for the key change', () => {
  const stack = new Stack();
  const key = new kms.Key(stack, 'Key');
  const change = new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key });
  const window = expect.stringMatching(/^KeyChangeWindow1/);
  expect(stack.resolve(change.keyArn)).toEqual({ 'Fn::GetAtt': [window, 'KmsKeyArn'] });
});

test('CfnKey fits, because only the ARN of the key is needed', () => {
  const stack = newStack();
  const key = new kms.CfnKey(stack, 'TheirKey');
  key.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const template = synthKeyChange({ key }, stack);
  template.hasResourceProperties(WINDOW, { KmsKeyId: { 'Fn::GetAtt': ['TheirKey', 'Arn'] } });
});

test.each<{ name: string; createdWith: CreatedWith; want: string }>([
  { name: 'a literal key', createdWith: CreatedWith.kmsKeyId('alias/theirs'), want: 'alias/theirs' },
  { name: 'an AWS-owned key', createdWith: CreatedWith.awsOwnedKey(), want: 'AWS_OWNED_KMS_KEY' },
])('createdWith reaches the handler: $name', ({ createdWith, want }) => {
  synthKeyChange({ createdWith }).hasResourceProperties(WINDOW, {
    CreatedWithKmsKeyId: want, CreatedWithStated: true,
  });
});

test('CreatedWith.alias() reaches the handler as the alias that a RotatableNamespace of that name has', () => {
  const aliasArn = ':kms:eu-west-1:111122223333:alias/redshift-serverless/theirs';
  synthKeyChange({ createdWith: CreatedWith.alias() }).hasResourceProperties(WINDOW, {
    CreatedWithKmsKeyId: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, aliasArn]] },
  });
});

test('namespaceId and changeKeyOnCreate reach the handler, and nothing that only a RotatableNamespace knows', () => {
  const [, window] = only(synthKeyChange({ namespaceId: 'id-1', changeKeyOnCreate: true }), WINDOW);
  expect(window.Properties).toMatchObject({ NamespaceId: 'id-1', ChangeKeyOnCreate: true });
  const ofManaged = [
    'CreatedWithKmsKeyId', 'CreatedWithStated', 'AliasFollowsKey', 'ManagesNamespace', 'NewestGeneration',
  ];
  for (const property of ofManaged) { expect(window.Properties).not.toHaveProperty(property); }
});
