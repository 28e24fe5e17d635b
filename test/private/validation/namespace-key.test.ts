import { App, CfnParameter, RemovalPolicy, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { CreatedWith, NamespaceEncryption, NamespaceKeyChange } from '../../../src';
import { ENV, expectRefused, newStack } from '../../templates';
import { errorIds, KEY, parameter, warehouse } from '../checks/support';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:';
const byAlias = (stack: Stack, name: string) => kms.Alias.fromAliasName(stack, 'Alias', name);
const byArn = (stack: Stack, arn: string) => kms.Key.fromKeyArn(stack, 'Key', arn);
/** A key whose ARN reads like this. */
const withArn = (stack: Stack, keyArn: string): kms.IKeyRef =>
  Object.assign(Object.create(byArn(stack, KEY)), { keyArn });

const retained = (key: kms.CfnKey): kms.CfnKey => {
  key.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return key;
};

describe('the key of a namespace', () => {
  const keys = new Stack(new App(), 'Keys', { env: ENV });
  const own = kms.Key.fromKeyArn(keys, 'Key', KEY);
  const keyOf = (account: string, region: string) =>
    kms.Key.fromKeyArn(keys, `Key-${account}-${region}`, `arn:aws:kms:${region}:${account}:key/k`);

  test.each<{ name: string; key: kms.IKeyRef; want: string }>([
    {
      name: 'of another Region',
      key: keyOf(ENV.account, 'us-east-1'),
      want: "the key must be of the namespace's Region eu-west-1, got: a key of us-east-1 "
        + "('Keys/Key-111122223333-us-east-1'); give a key of eu-west-1",
    },
    {
      name: 'of another account, without createdWith',
      key: keyOf('444455556666', ENV.region),
      want: 'a key of another account needs createdWith, because account 111122223333 can have no alias for it, '
        + 'got: a key of account 444455556666; give createdWith: CreatedWith.alias() if the namespace was created with '
        + 'the alias of this construct, or CreatedWith.kmsKeyId(<ARN of the key that it is created with>), and never '
        + 'change it afterwards',
    },
    {
      name: 'given by its alias',
      key: kms.Alias.fromAliasName(keys, 'Alias', 'alias/mine'),
      want: 'a key given by its alias needs createdWith, because an alias cannot point to an alias, '
        + "got: alias 'alias/mine'; give the key itself",
    },
    {
      name: 'given by an alias of the app, which says its path and not a token',
      key: new kms.Alias(keys, 'Own', { aliasName: new CfnParameter(keys, 'Name').valueAsString, targetKey: own }),
      want: "got: alias 'Keys/Own'; give the key itself",
    },
    {
      name: 'left out, in JavaScript',
      key: undefined as never,
      want: 'the key of NamespaceEncryption.customerManagedKey() must be a KMS key, got: undefined; give a key '
        + '(kms.Key, kms.Key.fromKeyArn)',
    },
    { name: 'null, in JavaScript', key: null as never, want: 'must be a KMS key, got: null; give a key' },
    {
      name: 'of another account, as CfnKey',
      key: new kms.CfnKey(new Stack(new App(), 'Far', { env: { ...ENV, account: '444455556666' } }), 'Key'),
      want: 'got: a key of account 444455556666',
    },
  ])('$name: refused', ({ key, want }) => {
    expectRefused({ encryption: NamespaceEncryption.customerManagedKey(key) }, want);
  });

  test('of another Region is refused with createdWith too', () => {
    const encryption = NamespaceEncryption.customerManagedKey(keyOf(ENV.account, 'us-west-2'));
    expectRefused({ encryption, createdWith: CreatedWith.kmsKeyId(KEY) }, 'got: a key of us-west-2');
  });
});

describe('a customer managed key is one of the customer', () => {
  test.each<{ name: string; key: (stack: Stack) => kms.IKeyRef }>([
    { name: 'alias/aws/redshift', key: (s) => byAlias(s, 'alias/aws/redshift') },
    { name: 'alias/aws/redshift-serverless', key: (s) => byAlias(s, 'alias/aws/redshift-serverless') },
    { name: 'alias/aws/s3', key: (s) => byAlias(s, 'alias/aws/s3') },
    { name: 'the ARN of an alias of AWS', key: (s) => byArn(s, `${ARN}alias/aws/redshift`) },
    {
      name: 'its ARN with tokens',
      key: (s) => byArn(s, `arn:aws:kms:${new Stack().region}:111122223333:alias/aws/redshift`),
    },
    { name: 'the literal', key: (s) => byArn(s, `${ARN}key/AWS_OWNED_KMS_KEY`) },
    { name: 'nothing', key: (s) => withArn(s, '') },
    { name: 'blanks', key: (s) => withArn(s, ' ') },
  ])('$name: refused', ({ key }) => {
    const message = new RegExp("must be a customer managed key, got: '.*'; give a key of your own.*"
      + '\\[cdk-redshift-rotatable-namespace:notCustomerManagedKey\\]');
    const stack = newStack();
    const given = key(stack);
    const encryption = NamespaceEncryption.customerManagedKey(given);
    expect(() => warehouse(stack, { encryption, createdWith: CreatedWith.kmsKeyId(KEY) })).toThrow(message);
    expect(() => new NamespaceKeyChange(stack, 'Change', { namespaceName: 'theirs', key: given })).toThrow(message);
  });

  test.each<{ name: string; key: (stack: Stack) => kms.IKeyRef }>([
    { name: 'a key', key: (s) => byArn(s, KEY) },
    { name: 'a token', key: (s) => byArn(s, parameter(s)) },
    { name: 'an alias of your own', key: (s) => byAlias(s, 'alias/awsome') },
    { name: 'an alias with aws in the middle', key: (s) => byAlias(s, 'alias/team/aws/key') },
    { name: 'an L1 key', key: (s) => retained(new kms.CfnKey(s, 'Key')) },
  ])('nearest: $name', ({ key }) => {
    const stack = newStack();
    const encryption = NamespaceEncryption.customerManagedKey(key(stack));
    warehouse(stack, { encryption, createdWith: CreatedWith.kmsKeyId(KEY) });
    expect(errorIds(stack)).toEqual([]);
  });
});

describe('the key of a key change', () => {
  const keyChange = (stack: Stack, namespaceName: string, key: kms.IKeyRef) =>
    new NamespaceKeyChange(stack, 'KeyChange', { namespaceName, key });

  test('of another Region is refused', () => {
    const far = byArn(new Stack(new App(), 'Else'), KEY.replace('eu-west-1', 'us-east-1'));
    expect(() => keyChange(newStack(), 'theirs', far))
      .toThrow("the key must be of the namespace's Region eu-west-1, got: a key of us-east-1");
  });

  test.each([undefined, null])('%p, in JavaScript, is refused', (key) => {
    expect(() => keyChange(newStack(), 'theirs', key as never))
      .toThrow(`the key of a key change must be a KMS key, got: ${key}; give a key (kms.Key, kms.Key.fromKeyArn)`);
  });

  test('an ARN, or a name that no id can be, as namespaceId is refused', () => {
    const stack = newStack();
    const key = byArn(stack, KEY);
    const namespaceId = 'arn:aws:redshift-serverless:eu-west-1:111122223333:namespace/id-1';
    expect(() => new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key, namespaceId })).toThrow(
      `namespaceId must be the id of the namespace, not its ARN or name, got: '${namespaceId}'; `
        + 'give what aws redshift-serverless get-namespace shows as namespaceId');
  });

  test('a namespaceId that only the deployment knows is accepted', () => {
    const stack = newStack();
    const namespaceId = parameter(stack);
    const key = byArn(stack, KEY);
    expect(() => new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key, namespaceId }))
      .not.toThrow();
  });

  test('a namespace name that the service does not accept is refused', () => {
    const stack = newStack();
    expect(() => keyChange(stack, 'No', byArn(stack, KEY)))
      .toThrow("NamespaceKeyChange 'Stack/KeyChange' cannot be created: namespaceName must have 3 to 64 characters");
  });

  test('a Region that is not known is left to the deployment', () => {
    const stack = new Stack();
    const name = new CfnParameter(stack, 'N').valueAsString;
    expect(() => keyChange(stack, name, byArn(stack, KEY))).not.toThrow();
  });
});
