import {
  CfnParameter, Duration, RemovalPolicy, SecretValue, Stack, Tags, aws_iam as iam, aws_kms as kms,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ALIAS, NAMESPACE, newStack, only, synthNamespace, WINDOW } from './templates';
import { LogExport, RotatableNamespace, type RotatableNamespaceProps } from '../src';

const propertiesWith = (props: RotatableNamespaceProps = {}, stack?: Stack) =>
  only(synthNamespace(props, stack), NAMESPACE)[1].Properties;

test('the defaults are the secure ones', () => {
  const [, resource] = only(synthNamespace(), NAMESPACE);
  expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  expect(resource.Properties).toEqual({
    NamespaceName: 'warehouse',
    DbName: 'warehouse',
    AdminUsername: 'awsuser',
    ManageAdminPassword: true,
    KmsKeyId: expect.anything(),
    LogExports: ['connectionlog', 'userlog'],
    Tags: [{ Key: 'cdk-redshift-rotatable-namespace:stack', Value: { Ref: 'AWS::StackName' } }],
  });
});

test('each setting reaches its property', () => {
  const stack = newStack();
  const role = new iam.Role(stack, 'Role', {
    assumedBy: new iam.ServicePrincipal('redshift-serverless.amazonaws.com'),
  });
  const secretKey = new kms.Key(stack, 'SecretKey');
  const copyKey = kms.Key.fromKeyArn(stack, 'CopyKey', 'arn:aws:kms:eu-central-1:111122223333:key/copy');
  const restore = new iam.PolicyStatement({
    actions: ['redshift-serverless:RestoreFromSnapshot'],
    principals: [new iam.AccountPrincipal('444455556666')],
    resources: ['*'],
  });
  const template = synthNamespace({
    dbName: 'analytics',
    adminUsername: 'boss',
    adminPasswordSecretKey: secretKey,
    roles: [role],
    defaultRole: role,
    logExports: [LogExport.USER_ACTIVITY_LOG],
    finalSnapshotName: 'last',
    finalSnapshotRetention: Duration.days(30),
    snapshotCopy: { destinationRegion: 'eu-central-1', destinationKey: copyKey, retention: Duration.days(7) },
    resourcePolicy: new iam.PolicyDocument({ statements: [restore] }),
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
    SnapshotCopyConfigurations: [{
      DestinationRegion: 'eu-central-1',
      DestinationKmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/copy',
      SnapshotRetentionPeriod: 7,
    }],
    NamespaceResourcePolicy: {
      Statement: [expect.objectContaining({ Action: 'redshift-serverless:RestoreFromSnapshot' })],
    },
    RedshiftIdcApplicationArn: 'arn:aws:sso::111122223333:application/x',
  });
  expect(resource.Properties.Tags).toEqual(expect.arrayContaining([{ Key: 'team', Value: 'data' }]));
});

describe('L1 constructs fit where a reference is taken', () => {
  test('CfnRole as a role and as the default role', () => {
    const stack = newStack();
    const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
    const properties = propertiesWith({ roles: [role], defaultRole: role }, stack);
    const roleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
    expect(properties).toMatchObject({ IamRoles: [roleArn], DefaultIamRoleArn: roleArn });
  });

  test('CfnKey as the key of the secret and of the snapshot copy', () => {
    const stack = newStack();
    const key = new kms.CfnKey(stack, 'Key');
    const snapshotCopy = { destinationRegion: 'eu-central-1', destinationKey: key };
    const properties = propertiesWith({ adminPasswordSecretKey: key, snapshotCopy }, stack);
    const keyArn = { 'Fn::GetAtt': ['Key', 'Arn'] };
    expect(properties).toMatchObject({
      AdminPasswordSecretKmsKeyId: keyArn,
      SnapshotCopyConfigurations: [{ DestinationRegion: 'eu-central-1', DestinationKmsKeyId: keyArn }],
    });
  });
});

describe('snapshots', () => {
  test.each<{ name: string; retention: Duration; days: number }>([
    { name: 'the shortest', retention: Duration.days(1), days: 1 },
    { name: 'the longest', retention: Duration.days(3653), days: 3653 },
    { name: 'whole days in hours', retention: Duration.hours(48), days: 2 },
  ])('a retention reaches its property in days: $name', ({ retention, days }) => {
    const snapshotCopy = { destinationRegion: 'eu-central-1', retention };
    const properties = propertiesWith({ finalSnapshotName: 'last', finalSnapshotRetention: retention, snapshotCopy });
    expect(properties).toMatchObject({
      FinalSnapshotRetentionPeriod: days,
      SnapshotCopyConfigurations: [{ DestinationRegion: 'eu-central-1', SnapshotRetentionPeriod: days }],
    });
  });

  test('without a retention, the service decides', () => {
    const snapshotCopy = { destinationRegion: 'eu-central-1' };
    const properties = propertiesWith({ finalSnapshotName: 'last', snapshotCopy });
    expect(properties.FinalSnapshotName).toBe('last');
    expect(properties).not.toHaveProperty('FinalSnapshotRetentionPeriod');
    expect(properties.SnapshotCopyConfigurations).toEqual([{ DestinationRegion: 'eu-central-1' }]);
  });
});

describe('administrator', () => {
  test('a given password switches the managed one off, and stays a dynamic reference', () => {
    const properties = propertiesWith({
      adminUsername: 'boss',
      adminUserPassword: SecretValue.secretsManager('admin'),
    });
    expect(properties.AdminUserPassword).toBe('{{resolve:secretsmanager:admin:SecretString:::}}');
    expect(properties).not.toHaveProperty('ManageAdminPassword');
  });

  test('no administrator at all', () => {
    const properties = propertiesWith({ manageAdminPassword: false });
    for (const property of ['AdminUsername', 'AdminUserPassword', 'ManageAdminPassword']) {
      expect(properties).not.toHaveProperty(property);
    }
  });
});

test('tags of its scopes reach the namespace', () => {
  const stack = newStack();
  Tags.of(stack).add('cost-centre', '42');
  expect(propertiesWith({}, stack).Tags).toContainEqual({ Key: 'cost-centre', Value: '42' });
});

describe('name', () => {
  test('is generated from the path, in the form that the service accepts', () => {
    const stack = newStack();
    new RotatableNamespace(stack, 'My_Warehouse With Öddities');
    const { NamespaceName: name } = only(Template.fromStack(stack), NAMESPACE)[1].Properties;
    expect(name).toMatch(/^stack-my.*warehouse[a-z0-9-]*$/);
    expect(name).toMatch(/^[a-z0-9-]{3,64}$/);
  });

  test('that only the deployment knows goes everywhere as it is', () => {
    const stack = newStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    const template = synthNamespace({ namespaceName: name }, stack);
    const aliasName = { 'Fn::Join': ['', ['alias/redshift-serverless/', { Ref: 'Name' }]] };
    template.hasResourceProperties(WINDOW, { NamespaceName: { Ref: 'Name' } });
    template.hasResourceProperties(ALIAS, { AliasName: aliasName });
    template.hasResourceProperties(NAMESPACE, { NamespaceName: { Ref: 'Name' } });
  });
});
