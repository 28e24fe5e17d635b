import {
  Aspects, Fn, RemovalPolicy, Tags, type IAspect,
  aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { newCondition } from './conditions';
import {
  checkEdit, context, errorIds, idOfError, KEY, keyOf, newStack, parameter, resourceOf, synth, warehouse, windowOf,
  type EditCase,
} from './support';
import { CreatedWith, type RotatableNamespaceProps } from '../../../src';

const TAG = 'cdk-redshift-rotatable-namespace:stack';

const onNamespace = (edit: (node: redshiftserverless.CfnNamespace) => void): IAspect =>
  ({ visit: (node) => { if (node instanceof redshiftserverless.CfnNamespace) { edit(node); } } });

describe('KmsKeyId of the namespace stays what the construct has set', () => {
  test.each<EditCase>([
    {
      name: 'addPropertyDeletionOverride',
      edit: (n) => resourceOf(n).addPropertyDeletionOverride('KmsKeyId'),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'addPropertyOverride with the literal',
      edit: (n) => resourceOf(n).addPropertyOverride('KmsKeyId', 'AWS_OWNED_KMS_KEY'),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'addPropertyOverride with nothing',
      edit: (n) => resourceOf(n).addPropertyOverride('KmsKeyId', ''),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'addPropertyOverride with an alias of AWS',
      edit: (n) => resourceOf(n).addPropertyOverride('KmsKeyId', 'alias/aws/redshift'),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'addPropertyOverride with another key',
      edit: (n) => resourceOf(n).addPropertyOverride('KmsKeyId', KEY),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'addOverride',
      edit: (n) => resourceOf(n).addOverride('Properties.KmsKeyId', undefined),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'addDeletionOverride',
      edit: (n) => resourceOf(n).addDeletionOverride('Properties.KmsKeyId'),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'addOverride of all properties',
      edit: (n) => resourceOf(n).addOverride('Properties', { KmsKeyId: 'AWS_OWNED_KMS_KEY' }),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'addDeletionOverride of all properties',
      edit: (n) => resourceOf(n).addDeletionOverride('Properties'),
      want: ['kmsKeyIdChanged', 'namespaceNameChanged', 'ownershipTagGone'],
    },
    {
      name: 'the property set to undefined',
      edit: (n) => { resourceOf(n).kmsKeyId = undefined; },
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'an Aspect that blanks it',
      edit: (_n, s) => Aspects.of(s).add(onNamespace((node) => { node.kmsKeyId = undefined; })),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'an Aspect of the app that overrides it',
      edit: (_n, s) => Aspects.of(s.node.root)
        .add(onNamespace((node) => node.addPropertyDeletionOverride('KmsKeyId'))),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'a token',
      edit: (n, s) => resourceOf(n).addPropertyOverride('KmsKeyId', parameter(s)),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'a condition that may take it away',
      edit: (n, s) => resourceOf(n).addPropertyOverride('KmsKeyId',
        Fn.conditionIf(newCondition(s).logicalId, KEY, { Ref: 'AWS::NoValue' })),
      want: ['kmsKeyIdChanged'],
    },
    {
      name: 'a KmsKeyId where there must be none',
      edit: (n) => { resourceOf(n).kmsKeyId = KEY; },
      want: ['kmsKeyIdChanged'],
      props: { createdWith: CreatedWith.awsOwnedKey() },
    },
    {
      name: 'nearest: another property overridden',
      edit: (n) => resourceOf(n).addPropertyOverride('DbName', 'other'),
      want: [],
    },
    {
      name: 'nearest: the same value set again',
      edit: (n) => { resourceOf(n).kmsKeyId = resourceOf(n).kmsKeyId; },
      want: [],
    },
    {
      name: 'nearest: created without one, by the prop',
      edit: () => undefined,
      want: [],
      props: { createdWith: CreatedWith.awsOwnedKey() },
    },
    {
      name: 'nearest: an Aspect that changes nothing',
      edit: (_n, s) => Aspects.of(s).add(onNamespace(() => undefined)),
      want: [],
    },
  ])('$name', checkEdit);
});

describe('the namespace keeps its name and its tag', () => {
  test.each<EditCase>([
    {
      name: 'the name overridden',
      edit: (n) => resourceOf(n).addPropertyOverride('NamespaceName', 'other'),
      want: ['namespaceNameChanged'],
    },
    {
      name: 'the name set',
      edit: (n) => { resourceOf(n).namespaceName = 'other'; },
      want: ['namespaceNameChanged'],
    },
    {
      name: 'the name a token',
      edit: (n, s) => { resourceOf(n).namespaceName = parameter(s); },
      want: ['namespaceNameChanged'],
    },
    { name: 'nearest: the same name', edit: (n) => { resourceOf(n).namespaceName = 'warehouse'; }, want: [] },
    { name: 'the tag removed', edit: (n) => Tags.of(n).remove(TAG), want: ['ownershipTagGone'] },
    {
      name: 'the tag with another value',
      edit: (_n, s) => Tags.of(s).add(TAG, 'Other', { priority: 400 }),
      want: ['ownershipTagGone'],
    },
    {
      name: 'the tag a token',
      edit: (n, s) => Tags.of(n).add(TAG, parameter(s), { priority: 400 }),
      want: ['ownershipTagGone'],
    },
    { name: 'nearest: another tag', edit: (n) => Tags.of(n).add('team', 'data'), want: [] },
  ])('$name', checkEdit);
});

describe('the namespace stays in the tree', () => {
  test.each<EditCase>([
    { name: 'removed', edit: (n) => n.node.tryRemoveChild('Resource'), want: ['partRemoved'] },
    {
      name: 'replaced by a bare one',
      edit: (n) => {
        n.node.tryRemoveChild('Resource');
        new redshiftserverless.CfnNamespace(n, 'Resource', { namespaceName: 'warehouse' });
      },
      want: ['partRemoved'],
    },
    {
      name: 'nearest: something else removed',
      edit: (n, s) => {
        new kms.Key(n, 'Extra');
        n.node.tryRemoveChild('Extra');
        parameter(s);
      },
      want: [],
    },
  ])('$name', checkEdit);
});

describe('the move from an AWS-owned key without createdWith, where an answer is at hand', () => {
  const onAwsOwnedKey = context({ warehouse: 'aws-owned' });
  interface Case {
    readonly name: string;
    readonly props: RotatableNamespaceProps;
    readonly live: Record<string, unknown>;
    readonly want: string[];
  }
  test.each<Case>([
    {
      name: 'on an AWS-owned key, and an alias in the template',
      props: {},
      live: onAwsOwnedKey,
      want: ['createdWithMissing'],
    },
    {
      name: 'on an AWS-owned key, and a literal in the template',
      props: { createdWith: CreatedWith.kmsKeyId(KEY) },
      live: onAwsOwnedKey,
      want: ['createdWithMissing'],
    },
    {
      name: 'nearest: createdWith says so',
      props: { createdWith: CreatedWith.awsOwnedKey() },
      live: onAwsOwnedKey,
      want: [],
    },
    { name: 'nearest: does not exist yet', props: {}, live: context({ warehouse: 'not-found' }), want: [] },
    {
      name: 'nearest: on a customer managed key',
      props: {},
      live: context({ warehouse: 'customer-managed' }),
      want: [],
    },
    { name: 'nearest: never looked up', props: {}, live: {}, want: [] },
  ])('$name', ({ props, live, want }) => {
    const stack = newStack(live);
    warehouse(stack, props);
    const outcome = synth(stack);
    expect(outcome.errors.map(idOfError)).toEqual(want);
    expect(outcome.missing).toEqual([]);
  });

  test('a name that only the deployment knows is left to it', () => {
    const stack = newStack();
    warehouse(stack, { namespaceName: parameter(stack) });
    expect(synth(stack)).toEqual({ errors: [], reported: [], texts: [], missing: [] });
  });
});

test('several findings are reported at once', () => {
  const stack = newStack();
  const namespace = warehouse(stack);
  resourceOf(namespace).addPropertyDeletionOverride('KmsKeyId');
  windowOf(namespace).addPropertyOverride('KmsKeyId', '');
  keyOf(namespace).applyRemovalPolicy(RemovalPolicy.DESTROY);
  expect(errorIds(stack).sort()).toEqual(['keyChangeAltered', 'keyNotRetained', 'keyNotRetained', 'kmsKeyIdChanged']);
});
