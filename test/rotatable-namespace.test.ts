import {
  App, Aws, CfnParameter, CfnResource, RemovalPolicy, SecretValue, Stack, Tags,
  aws_iam as iam, aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CreatedWith, LogExport, NamespaceEncryption, RotatableNamespace, type KeyGenerationsOptions, type RotatableNamespaceProps } from '../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const NAMESPACE = 'AWS::RedshiftServerless::Namespace';
const WINDOW = 'Custom::RedshiftServerlessNamespaceKeyChange';
const ALIAS = 'AWS::KMS::Alias';
const FIXED_RESOURCES = 8;

function newStack(): Stack {
  return new Stack(new App(), 'Stack', { env: ENV });
}

function synth(props: RotatableNamespaceProps = {}, stack = newStack()): Template {
  new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse', ...props });
  return Template.fromStack(stack);
}

/** A piece of a template. */
interface Fragment { readonly [key: string]: Fragment }
interface Resource { readonly DependsOn?: string[]; readonly DeletionPolicy?: string; readonly Properties: Fragment }

const only = (template: Template, type: string): [string, Resource] => {
  const found = Object.entries(template.findResources(type));
  expect(found).toHaveLength(1);
  return found[0] as [string, Resource];
};

describe('what is made', () => {
  test('a namespace costs four resources of its own, and a stack at most eight', () => {
    const template = synth();
    template.resourceCountIs(NAMESPACE, 1);
    template.resourceCountIs('AWS::KMS::Key', 1);
    template.resourceCountIs(ALIAS, 1);
    template.resourceCountIs(WINDOW, 1);
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(4 + FIXED_RESOURCES);
  });

  test('a second namespace shares the function, the waiter, the roles and the logs', () => {
    const stack = newStack();
    new RotatableNamespace(stack, 'Other', { namespaceName: 'other' });
    expect(Object.keys(synth({}, stack).toJSON().Resources)).toHaveLength(2 * 4 + FIXED_RESOURCES);
  });

  test('two stacks of an app have a function each', () => {
    const app = new App();
    const templates = ['One', 'Two'].map((id) => {
      const stack = new Stack(app, id);
      new RotatableNamespace(stack, 'Warehouse');
      return stack;
    }).map((stack) => Template.fromStack(stack));
    for (const template of templates) { template.resourceCountIs('AWS::Lambda::Function', 1); }
  });
});

describe('the order: keys, key change, alias, namespace, whatever refers to it', () => {
  const stack = newStack();
  const namespace = new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
  new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', { workgroupName: 'warehouse', namespaceName: namespace.namespaceName });
  const template = Template.fromStack(stack);
  const [keyId] = only(template, 'AWS::KMS::Key');
  const [windowId, window] = only(template, WINDOW);
  const [aliasId, alias] = only(template, ALIAS);
  const [namespaceId, resource] = only(template, NAMESPACE);

  test('the window wishes for the key itself', () => {
    expect(window.Properties).toMatchObject({
      NamespaceName: 'warehouse', KmsKeyId: { 'Fn::GetAtt': [keyId, 'Arn'] }, Window: 1, Windows: 1, ServiceTimeout: '3600',
    });
    expect(window.Properties).not.toHaveProperty('CreatedWithKmsKeyId');
  });

  test('the alias waits for the window', () => {
    expect(alias.DependsOn).toEqual([windowId]);
    expect(alias.Properties).toEqual({ AliasName: 'alias/redshift-serverless/warehouse', TargetKeyId: { Ref: keyId } });
  });

  test('the namespace waits for the alias, and its KmsKeyId is the ARN of the alias', () => {
    expect(resource.DependsOn).toEqual([aliasId]);
    expect(stack.resolve(resource.Properties.KmsKeyId)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-west-1:111122223333:alias/redshift-serverless/warehouse']],
    });
  });

  test('the workgroup waits for the namespace', () => {
    template.hasResourceProperties('AWS::RedshiftServerless::Workgroup', { NamespaceName: { Ref: namespaceId } });
  });

  test('the window waits for the permission to start the waiter, and for the limit on the age of events', () => {
    const [policyId] = only(template, 'AWS::IAM::Policy');
    const [limitId] = only(template, 'AWS::Lambda::EventInvokeConfig');
    expect(window.DependsOn).toEqual([limitId]);
    expect(template.findResources('AWS::Lambda::EventInvokeConfig')[limitId].DependsOn).toEqual([policyId]);
  });

  test('the logical ids are a contract: a changed one replaces a key, a namespace, or a ServiceToken', () => {
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

describe('key generations', () => {
  test.each<[string, RotatableNamespaceProps['encryption'], number[], number]>([
    ['one by default', undefined, [1], 1],
    ['every one up to the active one', NamespaceEncryption.keyGenerations({ active: 3 }), [1, 2, 3], 3],
    ['the newest exists before it is used', NamespaceEncryption.keyGenerations({ active: 1, newest: 2 }), [1, 2], 1],
    ['older ones leave the template when told so', NamespaceEncryption.keyGenerations({ active: 3, oldest: 2 }), [2, 3], 3],
  ])('%s', (_name, encryption, generations, active) => {
    const template = synth({ encryption });
    const keys = Object.keys(template.findResources('AWS::KMS::Key'));
    expect(keys.map((id) => Number(/KeyGeneration(\d)/.exec(id)![1])).sort()).toEqual(generations);
    const [, window] = only(template, WINDOW);
    expect(window.Properties.KmsKeyId['Fn::GetAtt'][0]).toMatch(new RegExp(`^WarehouseKeyGeneration${active}`));
    const [, alias] = only(template, ALIAS);
    expect(alias.Properties.TargetKeyId.Ref).toMatch(new RegExp(`^WarehouseKeyGeneration${active}`));
  });

  test('every key outlives everything: retained by a failed stack too, material rotated, 30 days to change one\'s mind', () => {
    const template = synth({ encryption: NamespaceEncryption.keyGenerations({ active: 2 }) });
    template.allResources('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true, PendingWindowInDays: 30, KeyPolicy: Match.anyValue() },
    });
  });

  test('a generation keeps its logical id when newer ones come', () => {
    const ids = (active: number) => Object.keys(synth({ encryption: NamespaceEncryption.keyGenerations({ active }) }).findResources('AWS::KMS::Key'));
    expect(ids(3)).toEqual(expect.arrayContaining(ids(2)));
  });

  test('encryptionKey is the key of the active generation', () => {
    const stack = newStack();
    const namespace = new RotatableNamespace(stack, 'Warehouse', { encryption: NamespaceEncryption.keyGenerations({ active: 1, newest: 2 }) });
    expect(stack.resolve(namespace.encryptionKey?.keyArn)['Fn::GetAtt'][0]).toMatch(/KeyGeneration1/);
  });

  test('nothing but the window and the alias changes when the generation is raised', () => {
    const resources = (active: number): Record<string, unknown> =>
      synth({ encryption: NamespaceEncryption.keyGenerations({ active, newest: 2 }) }).toJSON().Resources;
    const [before, after] = [resources(1), resources(2)];
    const changed = Object.keys(after).filter((id) => JSON.stringify(after[id]) !== JSON.stringify(before[id]));
    expect(changed.sort()).toEqual(['WarehouseAlias743C1A19', 'WarehouseKeyChangeWindow1BD538362']);
  });
});

describe('a customer managed key of the user\'s own', () => {
  const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

  test('no key is made, and the alias follows the given one', () => {
    const stack = newStack();
    const template = synth({ encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', arn)) }, stack);
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.hasResourceProperties(WINDOW, { KmsKeyId: arn });
    template.hasResourceProperties(ALIAS, { TargetKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' });
  });

  test('a key of another account needs createdWith: the template keeps exactly that, and there is no alias', () => {
    const other = arn.replace('111122223333', '444455556666');
    const stack = newStack();
    const template = synth({
      encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', other)),
      createdWith: CreatedWith.kmsKeyId(other),
    }, stack);
    template.resourceCountIs(ALIAS, 0);
    template.hasResourceProperties(NAMESPACE, { KmsKeyId: other });
    template.hasResourceProperties(WINDOW, { KmsKeyId: other, CreatedWithKmsKeyId: other });
    expect(only(template, NAMESPACE)[1].DependsOn).toEqual([only(template, WINDOW)[0]]);
  });

  test('a namespace born under an AWS-owned key keeps a template without KmsKeyId', () => {
    const template = synth({ createdWith: CreatedWith.awsOwnedKey() });
    template.hasResourceProperties(NAMESPACE, { KmsKeyId: Match.absent() });
    template.hasResourceProperties(WINDOW, { CreatedWithKmsKeyId: 'AWS_OWNED_KMS_KEY' });
  });

  test.each([' ', '', 'AWS_OWNED_KMS_KEY'])('CreatedWith.kmsKeyId(%j) is refused', (id) => {
    expect(() => CreatedWith.kmsKeyId(id)).toThrow(/must be the KmsKeyId of a customer managed key, got: '.*'; use CreatedWith\.awsOwnedKey\(\)/);
  });
});

describe('settings', () => {
  test('the defaults are the secure ones', () => {
    const [, resource] = only(synth(), NAMESPACE);
    expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(resource.Properties).toEqual({
      NamespaceName: 'warehouse',
      DbName: 'warehouse',
      AdminUsername: 'awsuser',
      ManageAdminPassword: true,
      KmsKeyId: expect.anything(),
      LogExports: ['connectionlog', 'userlog'],
      Tags: [{ Key: 'cdk-redshift-rotatable-namespace:stack', Value: 'Stack' }],
    });
  });

  test('each setting reaches its property', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('redshift-serverless.amazonaws.com') });
    const secretKey = new kms.Key(stack, 'SecretKey');
    const template = synth({
      databaseName: 'analytics',
      adminUsername: 'boss',
      adminPasswordSecretKey: secretKey,
      roles: [role],
      defaultRole: role,
      logExports: [LogExport.USER_ACTIVITY_LOG],
      finalSnapshot: { snapshotName: 'last', retentionDays: 30 },
      snapshotCopies: [{ destinationRegion: 'eu-central-1', retentionDays: -1 }],
      resourcePolicy: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({
          actions: ['redshift-serverless:RestoreFromSnapshot'], principals: [new iam.AccountPrincipal('444455556666')], resources: ['*'],
        })],
      }),
      identityCenterApplicationArn: 'arn:aws:sso::111122223333:application/x',
      tags: { team: 'data' },
      removalPolicy: RemovalPolicy.DESTROY,
    }, stack);
    const roleArn = stack.resolve(role.roleArn);
    const [, resource] = only(template, NAMESPACE);
    expect(resource.DeletionPolicy).toBe('Delete');
    expect(resource.Properties).toMatchObject({
      DbName: 'analytics',
      AdminUsername: 'boss',
      ManageAdminPassword: true,
      AdminPasswordSecretKmsKeyId: stack.resolve(secretKey.keyArn),
      IamRoles: [roleArn],
      DefaultIamRoleArn: roleArn,
      LogExports: ['useractivitylog'],
      FinalSnapshotName: 'last',
      FinalSnapshotRetentionPeriod: 30,
      SnapshotCopyConfigurations: [{ DestinationRegion: 'eu-central-1', SnapshotRetentionPeriod: -1 }],
      NamespaceResourcePolicy: { Statement: [expect.objectContaining({ Action: 'redshift-serverless:RestoreFromSnapshot' })] },
      RedshiftIdcApplicationArn: 'arn:aws:sso::111122223333:application/x',
    });
    expect(resource.Properties.Tags).toEqual(expect.arrayContaining([{ Key: 'team', Value: 'data' }]));
  });

  test('a given password switches the managed one off, and stays a dynamic reference', () => {
    const [, resource] = only(synth({ adminUsername: 'boss', adminUserPassword: SecretValue.secretsManager('admin') }), NAMESPACE);
    expect(resource.Properties.AdminUserPassword).toBe('{{resolve:secretsmanager:admin:SecretString:::}}');
    expect(resource.Properties).not.toHaveProperty('ManageAdminPassword');
  });

  test('no administrator at all', () => {
    const [, resource] = only(synth({ manageAdminPassword: false }), NAMESPACE);
    for (const property of ['AdminUsername', 'AdminUserPassword', 'ManageAdminPassword']) { expect(resource.Properties).not.toHaveProperty(property); }
  });

  test('tags of its scopes reach the namespace', () => {
    const stack = newStack();
    Tags.of(stack).add('cost-centre', '42');
    const [, resource] = only(synth({}, stack), NAMESPACE);
    expect(resource.Properties.Tags).toContainEqual({ Key: 'cost-centre', Value: '42' });
  });

  test('a name is generated from the path, in the form that the service takes', () => {
    const stack = newStack();
    new RotatableNamespace(stack, 'My_Warehouse With Öddities');
    const [, resource] = only(Template.fromStack(stack), NAMESPACE);
    expect(resource.Properties.NamespaceName).toMatch(/^stack-my.*warehouse[a-z0-9-]*$/);
    expect(resource.Properties.NamespaceName).toMatch(/^[a-z0-9-]{3,64}$/);
  });

  test('a name that only the deployment knows goes everywhere as it is', () => {
    const stack = newStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    const template = synth({ namespaceName: name }, stack);
    template.hasResourceProperties(WINDOW, { NamespaceName: { Ref: 'Name' } });
    template.hasResourceProperties(ALIAS, { AliasName: { 'Fn::Join': ['', ['alias/redshift-serverless/', { Ref: 'Name' }]] } });
    template.hasResourceProperties(NAMESPACE, { NamespaceName: { Ref: 'Name' } });
  });
});

describe('what others see of it', () => {
  test('the references are those of the resource, so that they wait', () => {
    const stack = newStack();
    const namespace = new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
    const id = 'Warehouse50B5FE91';
    expect(stack.resolve(namespace.namespaceName)).toEqual({ Ref: id });
    expect(stack.resolve(namespace.namespaceRef.namespaceName)).toEqual({ Ref: id });
    expect(stack.resolve(namespace.namespaceId)).toEqual({ 'Fn::GetAtt': [id, 'Namespace.NamespaceId'] });
    expect(stack.resolve(namespace.namespaceArn)).toEqual({ 'Fn::GetAtt': [id, 'Namespace.NamespaceArn'] });
  });

  test('another stack takes its name', () => {
    const app = new App();
    const namespace = new RotatableNamespace(new Stack(app, 'One', { env: ENV }), 'Warehouse', { namespaceName: 'warehouse' });
    const two = new Stack(app, 'Two', { env: ENV });
    new redshiftserverless.CfnWorkgroup(two, 'Workgroup', { workgroupName: 'w', namespaceName: namespace.namespaceName });
    Template.fromStack(two).hasResourceProperties('AWS::RedshiftServerless::Workgroup', { NamespaceName: { 'Fn::ImportValue': Match.anyValue() } });
  });

  test('fromNamespaceAttributes makes nothing', () => {
    const stack = newStack();
    const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');
    const namespace = RotatableNamespace.fromNamespaceAttributes(stack, 'Imported', { namespaceName: 'warehouse', namespaceId: 'id-1', encryptionKey: key });
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources ?? {})).toEqual([]);
    expect(stack.resolve(namespace.namespaceArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':redshift-serverless:eu-west-1:111122223333:namespace/id-1']],
    });
    expect(namespace).toMatchObject({ namespaceName: 'warehouse', namespaceId: 'id-1', encryptionKey: key, namespaceRef: { namespaceName: 'warehouse' } });
  });
});

describe('bad input is refused before any resource is made', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('redshift-serverless.amazonaws.com') });
  const keyOf = (account: string, region: string) => kms.Key.fromKeyArn(stack, `Key-${account}-${region}`, `arn:aws:kms:${region}:${account}:key/k`);
  const secret = SecretValue.secretsManager('admin');
  const generations = (options: KeyGenerationsOptions) => ({ encryption: NamespaceEncryption.keyGenerations(options) });
  const given = (key: kms.IKey) => ({ encryption: NamespaceEncryption.customerManagedKey(key) });
  const localKey = keyOf(ENV.account, ENV.region);
  const local = given(localKey);

  test.each<[string, RotatableNamespaceProps, string]>([
    ['name too short', { namespaceName: 'ab' }, "namespaceName must have 3 to 64 characters of a-z, 0-9 and '-', got: 'ab' (2 characters); choose another name"],
    ['name too long', { namespaceName: 'a'.repeat(65) }, `got: '${'a'.repeat(65)}' (65 characters); choose another name`],
    ['name in upper case', { namespaceName: 'Warehouse' }, "got: 'Warehouse' (9 characters)"],
    ['name with an underscore', { namespaceName: 'ware_house' }, "got: 'ware_house'"],
    ['name that is reserved', { namespaceName: 'select' }, "namespaceName must not be a word that Amazon Redshift reserves, got: 'select'; choose another name, such as 'select-namespace'"],
    ['database name that begins with a digit', { databaseName: '1st' }, "databaseName must begin with a letter and have at most 127 characters of a-z, A-Z, 0-9 and '_+.@-', got: '1st' (3 characters); choose another name"],
    ['database name too long', { databaseName: 'a'.repeat(128) }, '(128 characters)'],
    ['admin name with a blank', { adminUsername: 'the boss' }, "adminUsername must begin with a letter and have at most 127 characters of a-z, A-Z, 0-9 and '_+.@-', got: 'the boss' (8 characters); choose another name"],
    ['admin name without password', { adminUsername: 'boss', manageAdminPassword: false }, "adminUsername must come with a password, got: adminUsername 'boss' with manageAdminPassword false and no adminUserPassword; give adminUserPassword, or leave manageAdminPassword out"],
    ['password without admin name', { adminUserPassword: secret }, 'adminUserPassword must come with adminUsername, got: a password alone; give adminUsername too, or leave both out'],
    ['password beside a managed one', { adminUsername: 'boss', adminUserPassword: secret, manageAdminPassword: true }, 'adminUserPassword must not be given while manageAdminPassword is true, got: both; leave one of them out'],
    ['key of a secret that is not managed', { manageAdminPassword: false, adminPasswordSecretKey: localKey }, 'adminPasswordSecretKey must not be given where the service does not manage the admin password, got: a key; leave it out'],
    ['default role missing from the roles', { defaultRole: role }, "defaultRole must be one of roles, got: 'Stack/Role', which is not among the 0 given; add it to roles"],
    ['final snapshot kept for 0 days', { finalSnapshot: { snapshotName: 's', retentionDays: 0 } }, 'finalSnapshot.retentionDays must be -1 (keep for ever) or a whole number from 1 to 3653, got: 0; give a number of days in that range'],
    ['final snapshot kept for too long', { finalSnapshot: { snapshotName: 's', retentionDays: 3654 } }, 'got: 3654'],
    ['snapshot copy kept for half a day', { snapshotCopies: [{ destinationRegion: 'eu-central-1' }, { destinationRegion: 'eu-north-1', retentionDays: 0.5 }] }, 'snapshotCopies[1].retentionDays must be -1'],
    ['active generation 0', generations({ active: 0 }), 'the active key generation must be a whole number of at least 1, got: 0; key generations are counted from 1'],
    ['active generation 1.5', generations({ active: 1.5 }), 'got: 1.5'],
    ['active generation is a token', generations({ active: new CfnParameter(stack, 'G', { type: 'Number' }).valueAsNumber }), 'the active key generation must be known at synth, because it decides which keys are in the template, got: a token; give a number'],
    ['newest generation -1', generations({ newest: -1 }), 'the newest key generation must be a whole number of at least 1, got: -1'],
    ['oldest generation 0', generations({ oldest: 0 }), 'the oldest key generation must be a whole number of at least 1, got: 0'],
    ['active above newest', generations({ active: 3, newest: 2 }), 'the active key generation must not be above the newest one, got: active 3, newest 2; raise newest to 3'],
    ['oldest above active', generations({ active: 2, oldest: 3 }), 'the oldest key generation must not be above the active one, got: oldest 3, active 2; lower oldest to 2'],
    ['key in another Region', given(keyOf(ENV.account, 'us-east-1')), "the key must be of the namespace's Region eu-west-1, got: a key of us-east-1 ('Stack/Key-111122223333-us-east-1'); give a key of eu-west-1"],
    ['key of another account without createdWith', given(keyOf('444455556666', ENV.region)), 'a key of another account needs createdWith, because account 111122223333 can have no alias for it, got: a key of account 444455556666; give createdWith: CreatedWith.kmsKeyId('],
    ['key by its alias', given(kms.Alias.fromAliasName(stack, 'Alias', 'alias/mine')), "a key given by its alias needs createdWith, because an alias cannot point to an alias, got: alias 'alias/mine'; give the key itself"],
  ])('%s', (_name, props, message) => {
    const scope = new Stack(new App(), 'Clean', { env: ENV });
    const resources = () => scope.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length;
    expect(() => new RotatableNamespace(scope, 'Warehouse', { namespaceName: 'warehouse', ...local, ...props })).toThrow(message);
    expect(resources()).toBe(0);
  });

  test('several mistakes are told in one go', () => {
    expect(() => new RotatableNamespace(new Stack(), 'Warehouse', { namespaceName: 'x', databaseName: '1', ...generations({ active: 2, newest: 1 }) }))
      .toThrow(/RotatableNamespace 'Default\/Warehouse' cannot be made: \n {2}- namespaceName .*\n {2}- databaseName .*\n {2}- the active key generation/);
  });

  test('tokens are left to the deployment', () => {
    const scope = new Stack(new App(), 'Tokens');
    const text = new CfnParameter(scope, 'P').valueAsString;
    const number = new CfnParameter(scope, 'N', { type: 'Number' }).valueAsNumber;
    const imported = (id: string) => iam.Role.fromRoleArn(scope, id, new CfnParameter(scope, `${id}Arn`).valueAsString);
    expect(() => new RotatableNamespace(scope, 'Warehouse', {
      namespaceName: text,
      databaseName: text,
      adminUsername: text,
      finalSnapshot: { snapshotName: text, retentionDays: number },
      roles: [imported('R1')],
      defaultRole: imported('R2'),
      encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(scope, 'K', `arn:aws:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/k`)),
    })).not.toThrow();
  });

  test('a role imported twice is the same role', () => {
    const scope = newStack();
    const arn = 'arn:aws:iam::111122223333:role/loader';
    const [one, two] = ['One', 'Two'].map((id) => iam.Role.fromRoleArn(scope, id, arn));
    expect(() => synth({ roles: [one], defaultRole: two }, scope)).not.toThrow();
  });
});
