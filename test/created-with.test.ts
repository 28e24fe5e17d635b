import { CfnParameter, aws_kms as kms } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { KEY } from './private/checks/support';
import { ALIAS, ENV, expectRefused, NAMESPACE, newStack, only, synthNamespace, WINDOW } from './templates';
import { CreatedWith, NamespaceEncryption } from '../src';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:';

test('a namespace that was created under an AWS-owned key keeps a template without KmsKeyId', () => {
  const template = synthNamespace({ createdWith: CreatedWith.awsOwnedKey() });
  template.hasResourceProperties(NAMESPACE, { KmsKeyId: Match.absent() });
  template.hasResourceProperties(WINDOW, { CreatedWithKmsKeyId: 'AWS_OWNED_KMS_KEY' });
});

test('CreatedWith.alias() is the default, said explicitly', () => {
  const [said, unsaid] = [synthNamespace({ createdWith: CreatedWith.alias() }), synthNamespace()];
  const [[, window], [, before]] = [only(said, WINDOW), only(unsaid, WINDOW)];
  expect(window.Properties).toEqual({ ...before.Properties, CreatedWithStated: true });
  const apartFromWindow = (template: Template) => ({ ...template.toJSON().Resources, [only(template, WINDOW)[0]]: {} });
  expect(apartFromWindow(said)).toEqual(apartFromWindow(unsaid));
});

test('CreatedWith.alias() with a key of another account: no alias in the template, and its constant ARN stays', () => {
  const stack = newStack();
  const key = kms.Key.fromKeyArn(stack, 'Theirs', KEY.replace(ENV.account, '444455556666'));
  const encryption = NamespaceEncryption.customerManagedKey(key);
  const template = synthNamespace({ encryption, createdWith: CreatedWith.alias() }, stack);
  const [[windowId, window], [, namespace]] = [only(template, WINDOW), only(template, NAMESPACE)];
  template.resourceCountIs(ALIAS, 0);
  expect(namespace.Properties.KmsKeyId).toEqual(only(synthNamespace(), NAMESPACE)[1].Properties.KmsKeyId);
  expect(window.Properties.CreatedWithKmsKeyId).toEqual(namespace.Properties.KmsKeyId);
  expect(window.Properties).not.toHaveProperty('AliasFollowsKey');
  // Without an alias in between, the namespace itself waits for the window.
  expect(namespace.DependsOn).toEqual([windowId]);
});

test('CreatedWith.alias() with a key of this account keeps the alias', () => {
  const stack = newStack();
  const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Mine', KEY));
  const template = synthNamespace({ encryption, createdWith: CreatedWith.alias() }, stack);
  template.hasResourceProperties(ALIAS, { TargetKeyId: KEY.split('/')[1] });
  template.hasResourceProperties(WINDOW, { AliasFollowsKey: true, CreatedWithStated: true });
});

test.each(['my key', 'alias/', 'arn:aws:kms:eu-west-1:111122223333:my key', '1234'])(
  'CreatedWith.kmsKeyId(%j) is refused: no KmsKeyId reads like that', (id) => {
    expect(() => CreatedWith.kmsKeyId(id)).toThrow('CreatedWith.kmsKeyId must be the ARN or id of a key, or the ARN '
      + `or name ('alias/…') of an alias, got: '${id}'; give what the template has, or shall have, as KmsKeyId`);
  });

test.each([
  KEY, `${ARN}alias/mine`, 'alias/mine', '1234abcd-12ab-34cd-56ef-1234567890ab',
  'mrk-1234abcd12ab34cd56ef1234567890ab', 'arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1',
])('CreatedWith.kmsKeyId(%j) is accepted', (id) => expect(() => CreatedWith.kmsKeyId(id)).not.toThrow());

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
