import { CfnParameter } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { KEY } from './private/checks/support';
import { expectRefused, NAMESPACE, newStack, synthNamespace, WINDOW } from './templates';
import { CreatedWith, NamespaceEncryption } from '../src';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:';

test('a namespace that was created under an AWS-owned key keeps a template without KmsKeyId', () => {
  const template = synthNamespace({ createdWith: CreatedWith.awsOwnedKey() });
  template.hasResourceProperties(NAMESPACE, { KmsKeyId: Match.absent() });
  template.hasResourceProperties(WINDOW, { CreatedWithKmsKeyId: 'AWS_OWNED_KMS_KEY' });
});

test.each([' ', '', 'AWS_OWNED_KMS_KEY'])('CreatedWith.kmsKeyId(%j) is refused', (id) => {
  const message = /must be the KmsKeyId of a customer managed key, got: '.*'; use CreatedWith\.awsOwnedKey\(\)/;
  expect(() => CreatedWith.kmsKeyId(id)).toThrow(message);
});

test.each(['alias/aws/redshift', `${ARN}alias/aws/redshift`])('CreatedWith.kmsKeyId(%j) is refused', (id) => {
  const message = /the key that a namespace was created with must be a customer managed key/;
  expect(() => CreatedWith.kmsKeyId(id)).toThrow(message);
});

test('CreatedWith.kmsKeyId accepts tokens', () => {
  expect(() => CreatedWith.kmsKeyId(new CfnParameter(newStack(), 'P').valueAsString)).not.toThrow();
});

test('awsOwnedKey() and a createdWith of a customer managed key contradict each other', () => {
  const message = 'can never be on an AWS-owned one, got: NamespaceEncryption.awsOwnedKey() with '
    + `createdWith '${KEY}'; leave createdWith out`;
  expectRefused({ encryption: NamespaceEncryption.awsOwnedKey(), createdWith: CreatedWith.kmsKeyId(KEY) }, message);
});
