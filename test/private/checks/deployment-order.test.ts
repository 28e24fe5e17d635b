import { CfnResource, RemovalPolicy, type aws_kms as kms } from 'aws-cdk-lib';
import { newCondition } from './conditions';
import { cfn, checkEdit, KEY, parameter, resourceOf, type EditCase } from './support';
import { CreatedWith, type RotatableNamespace } from '../../../src';

const aliasOf = (namespace: RotatableNamespace) => cfn(namespace, 'Alias') as kms.CfnAlias;

describe('the alias follows the key', () => {
  test.each<EditCase>([
    { name: 'removed', edit: (n) => n.node.tryRemoveChild('Alias'), want: ['partRemoved'] },
    {
      name: 'another target',
      edit: (n) => aliasOf(n).addPropertyOverride('TargetKeyId', KEY),
      want: ['aliasAltered'],
    },
    {
      name: 'another target, by its property',
      edit: (n) => { aliasOf(n).targetKeyId = KEY; },
      want: ['aliasAltered'],
    },
    {
      name: 'a token as the target',
      edit: (n, s) => { aliasOf(n).targetKeyId = parameter(s); },
      want: ['aliasAltered'],
    },
    { name: 'another name', edit: (n) => { aliasOf(n).aliasName = 'alias/mine'; }, want: ['aliasAltered'] },
    {
      name: 'under a condition',
      edit: (n, s) => { aliasOf(n).cfnOptions.condition = newCondition(s); },
      want: ['partConditional'],
    },
    { name: 'nearest: retained', edit: (n) => aliasOf(n).applyRemovalPolicy(RemovalPolicy.RETAIN), want: [] },
  ])('$name', checkEdit);
});

describe('the order of deployment', () => {
  test.each<EditCase>([
    {
      name: 'the alias no longer waits for the window',
      edit: (n) => aliasOf(n).addDeletionOverride('DependsOn'),
      want: ['orderBroken'],
    },
    {
      name: 'the namespace no longer waits for the alias',
      edit: (n) => resourceOf(n).addDeletionOverride('DependsOn'),
      want: ['orderBroken'],
    },
    {
      name: 'the namespace no longer waits for the window, where there is no alias',
      edit: (n) => resourceOf(n).addOverride('DependsOn', ['Else']),
      want: ['orderBroken'],
      props: { createdWith: CreatedWith.awsOwnedKey() },
    },
    {
      name: 'nearest: one more dependency',
      edit: (n, s) => resourceOf(n).addDependency(new CfnResource(s, 'First', { type: 'A::B::C' })),
      want: [],
    },
    {
      name: 'nearest: written as a single text',
      edit: (n) => resourceOf(n).addOverride('DependsOn', 'WarehouseAlias743C1A19'),
      want: [],
    },
  ])('$name', checkEdit);
});
