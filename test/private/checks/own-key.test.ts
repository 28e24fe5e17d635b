import { RemovalPolicy, Stack, aws_kms as kms, type App } from 'aws-cdk-lib';
import { ENV, errorIds, idOfError, newStack, parameter, synth, warehouse } from './support';
import { CreatedWith, NamespaceEncryption, NamespaceKeyChange } from '../../../src';

interface Case {
  readonly name: string;
  readonly key: (stack: Stack) => kms.IKeyRef;
  readonly want: string[];
}
const { DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE } = RemovalPolicy;
const otherStack = (stack: Stack) => new Stack(stack.node.root as App, 'Keys', { env: ENV });
const cfnKey = (stack: Stack, policy?: RemovalPolicy): kms.CfnKey => {
  const key = new kms.CfnKey(stack, 'Key');
  if (policy) { key.applyRemovalPolicy(policy); }
  return key;
};

const CASES: Case[] = [
  {
    name: 'DESTROY, in the same stack',
    key: (s) => new kms.Key(s, 'Key', { removalPolicy: DESTROY }),
    want: ['keyDeletedWithApp'],
  },
  {
    name: 'DESTROY, in another stack of the app',
    key: (s) => new kms.Key(otherStack(s), 'Key', { removalPolicy: DESTROY }),
    want: ['keyDeletedWithApp'],
  },
  { name: 'CfnKey, which CloudFormation deletes by default', key: (s) => cfnKey(s), want: ['keyDeletedWithApp'] },
  {
    name: 'CfnKey in another stack of the app',
    key: (s) => cfnKey(otherStack(s), DESTROY),
    want: ['keyDeletedWithApp'],
  },
  {
    name: 'CfnKey, as an IKey',
    key: (s) => kms.Key.fromCfnKey(new kms.CfnKey(s, 'Key', { keyPolicy: { Statement: [] } })),
    want: ['keyDeletedWithApp'],
  },
  {
    name: 'deleted when it is replaced',
    key: (s) => {
      const key = cfnKey(s);
      key.applyRemovalPolicy(RETAIN, { applyToUpdateReplacePolicy: false });
      return key;
    },
    want: ['keyDeletedWithApp'],
  },
  {
    name: 'DESTROY by an Aspect or override, later',
    key: (s) => {
      const key = new kms.Key(s, 'Key');
      key.applyRemovalPolicy(DESTROY);
      return key;
    },
    want: ['keyDeletedWithApp'],
  },
  {
    name: 'RSA',
    key: (s) => new kms.Key(s, 'Key', { keySpec: kms.KeySpec.RSA_2048, keyUsage: kms.KeyUsage.ENCRYPT_DECRYPT }),
    want: ['keyUnfit'],
  },
  {
    name: 'HMAC: two properties',
    key: (s) => new kms.Key(s, 'Key', { keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC }),
    want: ['keyUnfit', 'keyUnfit'],
  },
  { name: 'disabled', key: (s) => new kms.Key(s, 'Key', { enabled: false }), want: ['keyUnfit'] },
  {
    name: 'disabled by a token',
    key: (s) => {
      const key = cfnKey(s, RETAIN);
      key.addPropertyOverride('Enabled', parameter(s));
      return key;
    },
    want: ['keyUnfit'],
  },
  { name: 'nearest: retained by default', key: (s) => new kms.Key(s, 'Key'), want: [] },
  {
    name: 'nearest: retained except on create',
    key: (s) => new kms.Key(s, 'Key', { removalPolicy: RETAIN_ON_UPDATE_OR_DELETE }),
    want: [],
  },
  { name: 'nearest: CfnKey, retained', key: (s) => cfnKey(s, RETAIN), want: [] },
  { name: 'nearest: in another stack, retained', key: (s) => new kms.Key(otherStack(s), 'Key'), want: [] },
  {
    name: 'nearest: the defaults, set explicitly',
    key: (s) => new kms.Key(s, 'Key', { enabled: true, keySpec: kms.KeySpec.SYMMETRIC_DEFAULT }),
    want: [],
  },
  {
    name: 'nearest: a key that is in no template',
    key: (s) => {
      const key = cfnKey(s);
      s.node.tryRemoveChild('Key');
      return key;
    },
    want: [],
  },
];

test.each(CASES)('RotatableNamespace on a key of the app: $name', ({ key, want }) => {
  const stack = newStack();
  warehouse(stack, { encryption: NamespaceEncryption.customerManagedKey(key(stack)) });
  expect(errorIds(stack)).toEqual(want);
});

test.each(CASES)('NamespaceKeyChange to a key of the app: $name', ({ key, want }) => {
  const stack = newStack();
  new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key: key(stack) });
  expect(errorIds(stack)).toEqual(want);
});

test('a key behind an alias of the app', () => {
  const stack = newStack();
  const targetKey = new kms.Key(stack, 'Key', { removalPolicy: DESTROY });
  const alias = new kms.Alias(stack, 'Alias', { aliasName: 'alias/mine', targetKey });
  const encryption = NamespaceEncryption.customerManagedKey(alias);
  warehouse(stack, { encryption, createdWith: CreatedWith.kmsKeyId('alias/mine') });
  expect(errorIds(stack)).toEqual(['keyDeletedWithApp']);
});

test('the key that a namespace leaves may be destroyed with the app', () => {
  const stack = newStack();
  new kms.Key(stack, 'Before', { removalPolicy: DESTROY });
  warehouse(stack, { encryption: NamespaceEncryption.customerManagedKey(new kms.Key(stack, 'Key')) });
  expect(errorIds(stack)).toEqual([]);
});

test('a namespace that is deleted with its stack may have a key that is, too', () => {
  const stack = newStack();
  const encryption = NamespaceEncryption.customerManagedKey(new kms.Key(stack, 'Key', { removalPolicy: DESTROY }));
  warehouse(stack, { encryption, removalPolicy: DESTROY, finalSnapshotName: 'last' });
  expect(errorIds(stack)).toEqual([]);
});

test('one removal policy is one mistake, and the message says both properties', () => {
  const stack = newStack();
  const key = new kms.Key(stack, 'Key', { removalPolicy: DESTROY });
  new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key });
  const { errors } = synth(stack);
  expect(errors.map(idOfError)).toEqual(['keyDeletedWithApp']);
  expect(errors[0]).toContain("the key 'Stack/Key/Resource' must be retained, or the namespace on it loses its data "
    + "with the key's stack, got: DeletionPolicy 'Delete', UpdateReplacePolicy 'Delete'; give the key "
    + 'removalPolicy: RemovalPolicy.RETAIN');
});

test('a key generation is checked once, by its own check', () => {
  const stack = newStack();
  const namespace = warehouse(stack);
  (namespace.encryptionKey as kms.Key).applyRemovalPolicy(DESTROY);
  // DeletionPolicy and UpdateReplacePolicy.
  expect(errorIds(stack)).toEqual(['keyNotRetained', 'keyNotRetained']);
});
