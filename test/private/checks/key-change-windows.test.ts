import { Aspects, CfnResource, aws_kms as kms, type Stack } from 'aws-cdk-lib';
import { newCondition } from './conditions';
import {
  cfn, checkEdit, errorIds, KEY, keyOf, newStack, parameter, resourceOf, warehouse, windowOf, type EditCase,
} from './support';
import { CreatedWith, NamespaceKeyChange, type NamespaceKeyChangeProps } from '../../../src';

describe('the window stays as the construct has created it', () => {
  test.each<EditCase>([
    { name: 'removed', edit: (n) => n.keyChange.node.tryRemoveChild('Window1'), want: ['partRemoved'] },
    {
      name: 'its resource removed',
      edit: (n) => n.keyChange.node.findChild('Window1').node.tryRemoveChild('Default'),
      want: ['partRemoved'],
    },
    { name: 'the whole key change removed', edit: (n) => n.node.tryRemoveChild('KeyChange'), want: ['partRemoved'] },
    {
      name: 'another key change in its place',
      edit: (n) => {
        n.node.tryRemoveChild('KeyChange');
        new NamespaceKeyChange(n, 'KeyChange', { namespaceName: 'elsewhere', key: n.encryptionKey! });
      },
      want: ['partRemoved'],
    },
    {
      name: 'another key',
      edit: (n) => windowOf(n).addPropertyOverride('KmsKeyId', KEY),
      want: ['keyChangeAltered'],
    },
    {
      name: 'the literal as the key',
      edit: (n) => windowOf(n).addPropertyOverride('KmsKeyId', 'AWS_OWNED_KMS_KEY'),
      want: ['keyChangeAltered'],
    },
    {
      name: 'a token as the key',
      edit: (n, s) => windowOf(n).addPropertyOverride('KmsKeyId', parameter(s)),
      want: ['keyChangeAltered'],
    },
    {
      name: 'another name',
      edit: (n) => windowOf(n).addPropertyOverride('NamespaceName', 'other'),
      want: ['keyChangeAltered'],
    },
    {
      name: 'a property deleted',
      edit: (n) => windowOf(n).addPropertyDeletionOverride('WaiterArn'),
      want: ['keyChangeAltered'],
    },
    {
      name: 'another key that the namespace was created with',
      edit: (n) => windowOf(n).addPropertyOverride('CreatedWithKmsKeyId', 'AWS_OWNED_KMS_KEY'),
      want: ['keyChangeAltered'],
    },
    {
      name: 'another ServiceToken',
      edit: (n) => windowOf(n)
        .addPropertyOverride('ServiceToken', 'arn:aws:lambda:eu-west-1:111122223333:function:theirs'),
      want: ['keyChangeAltered'],
    },
    {
      name: 'another type',
      edit: (n) => windowOf(n).addOverride('Type', 'Custom::Nothing'),
      want: ['keyChangeAltered'],
    },
    {
      name: 'an Aspect that empties it',
      edit: (_n, s) => Aspects.of(s).add({
        visit: (node) => {
          const isWindow = CfnResource.isCfnResource(node) && node.cfnResourceType.startsWith('Custom::');
          if (isWindow) { node.addPropertyOverride('KmsKeyId', ''); }
        },
      }),
      want: ['keyChangeAltered'],
    },
    {
      name: 'nearest: a property that has no meaning there',
      edit: (n) => windowOf(n).addPropertyOverride('Salt', 'once more'),
      want: [],
    },
    { name: 'nearest: its metadata', edit: (n) => windowOf(n).addMetadata('why', 'documentation'), want: [] },
    {
      name: 'under a condition',
      edit: (n, s) => { windowOf(n).cfnOptions.condition = newCondition(s); },
      want: ['partConditional'],
    },
    {
      name: 'nearest: namespace, window, alias and key under the same condition',
      edit: (n, s) => {
        const condition = newCondition(s);
        for (const part of [resourceOf(n), windowOf(n), cfn(n, 'Alias'), keyOf(n)]) {
          part.cfnOptions.condition = condition;
        }
      },
      want: [],
    },
    {
      name: 'nearest: the namespace alone under a condition',
      edit: (n, s) => { resourceOf(n).cfnOptions.condition = newCondition(s); },
      want: [],
    },
  ])('$name', checkEdit);
});

/** Each has a meaning for the function, so that one that is added counts as well as one that is taken away. */
describe('an Aspect that alters what the function decides by', () => {
  const VALUES: Readonly<Record<string, unknown>> = {
    CreatedWithKmsKeyId: KEY,
    CreatedWithStated: true,
    AliasFollowsKey: false,
    ManagesNamespace: false,
    NamespaceId: 'id-1',
    ChangeKeyOnCreate: true,
    NewestGeneration: 9,
  };
  const alter = (stack: Stack, edit: (window: CfnResource) => void) => Aspects.of(stack).add({
    visit: (node) => {
      if (CfnResource.isCfnResource(node) && node.cfnResourceType.startsWith('Custom::')) { edit(node); }
    },
  });
  const keyChange = (stack: Stack, props: Partial<NamespaceKeyChangeProps> = {}) =>
    new NamespaceKeyChange(stack, 'KeyChange', {
      namespaceName: 'theirs', key: kms.Key.fromKeyArn(stack, 'Key', KEY), ...props,
    });

  test.each(Object.entries(VALUES))('%s of a RotatableNamespace', (property, value) => {
    const stack = newStack();
    warehouse(stack);
    alter(stack, (window) => window.addPropertyOverride(property, value));
    expect(errorIds(stack)).toEqual(['keyChangeAltered']);
  });

  test.each(Object.entries(VALUES))('%s of a NamespaceKeyChange', (property, value) => {
    const stack = newStack();
    keyChange(stack);
    alter(stack, (window) => window.addPropertyOverride(property, value));
    expect(errorIds(stack)).toEqual(['keyChangeAltered']);
  });

  test.each(['CreatedWithKmsKeyId', 'CreatedWithStated', 'NamespaceId', 'ChangeKeyOnCreate'])(
    '%s taken away from a NamespaceKeyChange', (property) => {
      const stack = newStack();
      keyChange(stack, { createdWith: CreatedWith.kmsKeyId(KEY), namespaceId: 'id-1', changeKeyOnCreate: true });
      alter(stack, (window) => window.addPropertyDeletionOverride(property));
      expect(errorIds(stack)).toEqual(['keyChangeAltered']);
    });

  test.each(['CreatedWithKmsKeyId', 'AliasFollowsKey', 'ManagesNamespace', 'NewestGeneration'])(
    '%s taken away from a RotatableNamespace', (property) => {
      const stack = newStack();
      warehouse(stack);
      alter(stack, (window) => window.addPropertyDeletionOverride(property));
      expect(errorIds(stack)).toEqual(['keyChangeAltered']);
    });
});

describe('a key change alone', () => {
  test.each<{ name: string; edit: (change: NamespaceKeyChange) => unknown; want: string[] }>([
    { name: 'removed', edit: (c) => c.node.tryRemoveChild('Window1'), want: ['partRemoved'] },
    {
      name: 'another key',
      edit: (c) => cfn(c, 'Window1').addPropertyOverride('KmsKeyId', 'alias/aws/redshift'),
      want: ['keyChangeAltered'],
    },
    { name: 'untouched', edit: () => undefined, want: [] },
  ])('$name', ({ edit, want }) => {
    const stack = newStack();
    const key = kms.Key.fromKeyArn(stack, 'Key', KEY);
    edit(new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key }));
    expect(errorIds(stack)).toEqual(want);
  });
});
