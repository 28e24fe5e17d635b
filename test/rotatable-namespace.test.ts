import { App, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ALIAS, ENV, KEY, NAMESPACE, newStack, only, synthNamespace, WINDOW, WORKGROUP } from './templates';
import { RotatableNamespace } from '../src';

const FIXED_RESOURCES = 8;

describe('resources', () => {
  test('a namespace costs four resources of its own, and a stack at most eight', () => {
    const template = synthNamespace();
    template.resourceCountIs(NAMESPACE, 1);
    template.resourceCountIs(KEY, 1);
    template.resourceCountIs(ALIAS, 1);
    template.resourceCountIs(WINDOW, 1);
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(4 + FIXED_RESOURCES);
  });

  test('a second namespace shares the function, the waiter, the roles and the logs', () => {
    const stack = newStack();
    new RotatableNamespace(stack, 'Other', { namespaceName: 'other' });
    expect(Object.keys(synthNamespace({}, stack).toJSON().Resources)).toHaveLength(2 * 4 + FIXED_RESOURCES);
  });

  test('two stacks of an app have a function each', () => {
    const app = new App();
    const stacks = ['One', 'Two'].map((id) => new Stack(app, id));
    for (const stack of stacks) { new RotatableNamespace(stack, 'Warehouse'); }
    for (const stack of stacks) { Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1); }
  });
});

describe('the order of deployment: keys, key change, alias, namespace, whatever refers to it', () => {
  const stack = newStack();
  const namespace = new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
  new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', {
    workgroupName: 'warehouse',
    namespaceName: namespace.namespaceName,
  });
  const template = Template.fromStack(stack);
  const [keyId] = only(template, KEY);
  const [windowId, window] = only(template, WINDOW);
  const [aliasId, alias] = only(template, ALIAS);
  const [namespaceId, resource] = only(template, NAMESPACE);

  test('the window requests the key itself', () => {
    expect(window.Properties).toMatchObject({
      NamespaceName: 'warehouse',
      KmsKeyId: { 'Fn::GetAtt': [keyId, 'Arn'] },
      Window: 1,
      Windows: 1,
      ServiceTimeout: '3600',
    });
  });

  test('the window knows what the template says of the namespace', () => {
    expect(window.Properties).toMatchObject({
      CreatedWithKmsKeyId: resource.Properties.KmsKeyId,
      AliasFollowsKey: true,
      ManagesNamespace: true,
      NewestGeneration: 1,
    });
    for (const property of ['CreatedWithStated', 'NamespaceId', 'ChangeKeyOnCreate']) {
      expect(window.Properties).not.toHaveProperty(property);
    }
  });

  test('the alias waits for the window', () => {
    expect(alias.DependsOn).toEqual([windowId]);
    expect(alias.Properties).toEqual({ AliasName: 'alias/redshift-serverless/warehouse', TargetKeyId: { Ref: keyId } });
  });

  test('the namespace waits for the alias, and its KmsKeyId is the ARN of the alias', () => {
    expect(resource.DependsOn).toEqual([aliasId]);
    const aliasArn = ':kms:eu-west-1:111122223333:alias/redshift-serverless/warehouse';
    expect(stack.resolve(resource.Properties.KmsKeyId)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, aliasArn]],
    });
  });

  test('the workgroup waits for the namespace', () => {
    template.hasResourceProperties(WORKGROUP, { NamespaceName: { Ref: namespaceId } });
  });

  test('the window waits for the permission to start the waiter, and for the limit on the age of events', () => {
    const [policyId] = only(template, 'AWS::IAM::Policy');
    const [limitId, limit] = only(template, 'AWS::Lambda::EventInvokeConfig');
    expect(window.DependsOn).toEqual([limitId]);
    expect(limit.DependsOn).toEqual([policyId]);
  });

  test('the logical ids are a contract: another id would replace a key, a namespace, or a ServiceToken', () => {
    const [functionId] = only(template, 'AWS::Lambda::Function');
    expect({ keyId, windowId, aliasId, namespaceId, functionId }).toEqual({
      keyId: 'WarehouseKeyGeneration13C0856E0',
      windowId: 'WarehouseKeyChangeWindow1BD538362',
      aliasId: 'WarehouseAlias743C1A19',
      namespaceId: 'Warehouse50B5FE91',
      functionId: 'RedshiftNamespaceKeyChangeFunction08CAFFA2',
    });
  });
});

describe('references', () => {
  test('refer to the resource, so that whatever uses them waits', () => {
    const stack = newStack();
    const namespace = new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
    const id = 'Warehouse50B5FE91';
    expect(stack.resolve(namespace.namespaceName)).toEqual({ Ref: id });
    expect(stack.resolve(namespace.namespaceRef.namespaceName)).toEqual({ Ref: id });
    expect(stack.resolve(namespace.namespaceId)).toEqual({ 'Fn::GetAtt': [id, 'Namespace.NamespaceId'] });
    expect(stack.resolve(namespace.namespaceArn)).toEqual({ 'Fn::GetAtt': [id, 'Namespace.NamespaceArn'] });
  });

  test('work across stacks', () => {
    const app = new App();
    const one = new Stack(app, 'One', { env: ENV });
    const two = new Stack(app, 'Two', { env: ENV });
    const { namespaceName } = new RotatableNamespace(one, 'Warehouse', { namespaceName: 'warehouse' });
    new redshiftserverless.CfnWorkgroup(two, 'Workgroup', { workgroupName: 'w', namespaceName });
    const imported = { 'Fn::ImportValue': Match.anyValue() };
    Template.fromStack(two).hasResourceProperties(WORKGROUP, { NamespaceName: imported });
  });

  test('fromNamespaceAttributes creates nothing', () => {
    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');
    const attributes = { namespaceName: 'warehouse', namespaceId: 'id-1', encryptionKey };
    const namespace = RotatableNamespace.fromNamespaceAttributes(stack, 'Imported', attributes);
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources ?? {})).toEqual([]);
    const namespaceArn = ':redshift-serverless:eu-west-1:111122223333:namespace/id-1';
    expect(stack.resolve(namespace.namespaceArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, namespaceArn]],
    });
    expect(namespace).toMatchObject({ ...attributes, namespaceRef: { namespaceName: 'warehouse' } });
  });
});
