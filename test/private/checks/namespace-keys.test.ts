import { Aspects, RemovalPolicies, RemovalPolicy, aws_kms as kms } from 'aws-cdk-lib';
import { newCondition } from './conditions';
import { checkEdit, keyOf, parameter, type EditCase } from './support';
import { NamespaceEncryption, type RotatableNamespace } from '../../../src';

const twoGenerations = { encryption: NamespaceEncryption.keyGenerations({ active: 2 }) };
const encryptionKeyOf = (namespace: RotatableNamespace) => namespace.encryptionKey as kms.Key;

describe('keys outlive the stack', () => {
  test.each<EditCase>([
    {
      name: 'applyRemovalPolicy',
      edit: (n) => keyOf(n).applyRemovalPolicy(RemovalPolicy.DESTROY),
      want: ['keyNotRetained', 'keyNotRetained'],
    },
    {
      name: 'through encryptionKey',
      edit: (n) => encryptionKeyOf(n).applyRemovalPolicy(RemovalPolicy.DESTROY),
      want: ['keyNotRetained', 'keyNotRetained'],
    },
    {
      name: 'retained except on create: a stack that fails would take it',
      edit: (n) => { keyOf(n).cfnOptions.deletionPolicy = 'RetainExceptOnCreate' as never; },
      want: ['keyNotRetained'],
    },
    {
      name: 'an Aspect over all keys',
      edit: (_n, s) => Aspects.of(s).add({
        visit: (node) => {
          if (!(node instanceof kms.CfnKey)) { return; }
          node.applyRemovalPolicy(RemovalPolicy.DESTROY, { applyToUpdateReplacePolicy: false });
        },
      }),
      want: ['keyNotRetained'],
    },
    {
      name: 'RemovalPolicies',
      edit: (_n, s) => RemovalPolicies.of(s).destroy({ applyToResourceTypes: ['AWS::KMS::Key'] }),
      want: ['keyNotRetained', 'keyNotRetained'],
    },
    {
      name: 'an override of the policy',
      edit: (n) => keyOf(n).addOverride('DeletionPolicy', 'Delete'),
      want: ['keyNotRetained'],
    },
    {
      name: 'a token as the policy',
      edit: (n, s) => keyOf(n).addOverride('DeletionPolicy', parameter(s)),
      want: ['keyNotRetained'],
    },
    {
      name: 'nearest: retained again',
      edit: (n) => keyOf(n).applyRemovalPolicy(RemovalPolicy.RETAIN),
      want: [],
    },
    {
      name: 'nearest: another key destroyed',
      edit: (_n, s) => new kms.Key(s, 'Other', { removalPolicy: RemovalPolicy.DESTROY }),
      want: [],
    },
    {
      name: 'nearest: RemovalPolicies that leaves keys and namespaces out',
      edit: (_n, s) => RemovalPolicies.of(s)
        .destroy({ excludeResourceTypes: ['AWS::KMS::Key', 'AWS::RedshiftServerless::Namespace'] }),
      want: [],
    },
  ])('$name', checkEdit);
});

describe('keys stay usable', () => {
  test.each<EditCase>([
    { name: 'disabled', edit: (n) => keyOf(n).addPropertyOverride('Enabled', false), want: ['keyAltered'] },
    {
      name: 'disabled by a token',
      edit: (n, s) => keyOf(n).addPropertyOverride('Enabled', parameter(s)),
      want: ['keyAltered'],
    },
    { name: 'asymmetric', edit: (n) => keyOf(n).addPropertyOverride('KeySpec', 'RSA_2048'), want: ['keyAltered'] },
    {
      name: 'for signatures',
      edit: (n) => keyOf(n).addPropertyOverride('KeyUsage', 'SIGN_VERIFY'),
      want: ['keyAltered'],
    },
    {
      name: 'nearest: the defaults, set explicitly',
      edit: (n) => keyOf(n).addOverride('Properties', {
        Enabled: true, KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT',
      }),
      want: [],
    },
    {
      name: 'under a condition',
      edit: (n, s) => { keyOf(n).cfnOptions.condition = newCondition(s); },
      want: ['partConditional'],
    },
  ])('$name', checkEdit);
});

describe('keys stay in the template', () => {
  test.each<EditCase>([
    {
      name: 'the active generation removed',
      edit: (n) => n.node.tryRemoveChild('KeyGeneration2'),
      want: ['partRemoved'],
      props: twoGenerations,
    },
    {
      name: 'an earlier generation removed',
      edit: (n) => n.node.tryRemoveChild('KeyGeneration1'),
      want: ['partRemoved'],
      props: twoGenerations,
    },
    {
      name: 'the resource of a key removed',
      edit: (n) => n.node.findChild('KeyGeneration1').node.tryRemoveChild('Resource'),
      want: ['partRemoved'],
      props: twoGenerations,
    },
    {
      name: 'nearest: an earlier one let go by the prop',
      edit: () => undefined,
      want: [],
      props: { encryption: NamespaceEncryption.keyGenerations({ active: 2, oldest: 2 }) },
    },
  ])('$name', checkEdit);
});
