import {
  App, Stack, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_logs as logs,
} from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { errorIds } from './private/checks/support';
import { ENV, newStack, only, WINDOW, type Fragment } from './templates';
import { KeyChangeProvider, RotatableNamespace, type KeyChangeProviderProps } from '../src';

const FUNCTION = 'AWS::Lambda::Function';
const ROLE = 'AWS::IAM::Role';
const POLICY = 'AWS::IAM::Policy';
const LOGS = 'AWS::Logs::LogGroup';
const VPC_ACCESS = ':iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';

/** A stack with a provider that has settings, and a namespace after it. */
function withSettings(settings?: (stack: Stack) => KeyChangeProviderProps): Stack {
  const stack = newStack();
  if (settings) { KeyChangeProvider.of(stack, settings(stack)); }
  new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
  return stack;
}
const templateWith = (settings?: (stack: Stack) => KeyChangeProviderProps): Template =>
  Template.fromStack(withSettings(settings));

const vpcIn = (stack: Stack): ec2.IVpc => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'], isolatedSubnetIds: ['subnet-2'],
});
const roleIn = (stack: Stack): iam.Role =>
  new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

/** Logical id of the only resource of a type whose id begins like this, and the resource. */
function found(template: Template, type: string, prefix: string): [string, Fragment] {
  const all = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(prefix));
  expect(all).toHaveLength(1);
  return all[0] as [string, Fragment];
}
const PROVIDER = 'RedshiftNamespaceKeyChange';

/** Every resource that a resource waits for, by DependsOn. */
function waitsFor(template: Template, id: string, seen = new Set<string>()): Set<string> {
  const resources: Record<string, { DependsOn?: string[] }> = template.toJSON().Resources;
  for (const before of resources[id].DependsOn ?? []) {
    if (!seen.has(before)) { waitsFor(template, before, seen.add(before)); }
  }
  return seen;
}

describe('KeyChangeProvider.of', () => {
  test('settings before the first namespace, and the same provider from then on', () => {
    const stack = newStack();
    const provider = KeyChangeProvider.of(stack, { logRetention: logs.RetentionDays.ONE_YEAR });
    const namespace = new RotatableNamespace(stack, 'Warehouse');
    expect(KeyChangeProvider.of(stack)).toBe(provider);
    expect(KeyChangeProvider.of(namespace)).toBe(provider);
    Template.fromStack(stack).resourceCountIs(FUNCTION, 1);
  });

  test('settings after the first namespace are refused', () => {
    const stack = newStack();
    new RotatableNamespace(stack, 'Warehouse');
    const late = () => KeyChangeProvider.of(stack, { role: roleIn(stack), vpc: undefined });
    expect(late).toThrow('KeyChangeProvider.of(…, { role }) must come once and before the first namespace of stack '
      + "'Stack', got: a stack with a provider; move the call up, or leave the settings out");
  });

  test('settings twice are refused', () => {
    const stack = newStack();
    const settings = { logRetention: logs.RetentionDays.ONE_YEAR };
    KeyChangeProvider.of(stack, settings);
    expect(() => KeyChangeProvider.of(stack, settings)).toThrow('must come once');
  });

  test.each<{ name: string; props: KeyChangeProviderProps }>([
    { name: 'none', props: {} },
    { name: 'undefined ones', props: { logRetention: undefined } },
  ])('settings that say nothing are no settings: $name', ({ props }) => {
    const stack = newStack();
    const provider = KeyChangeProvider.of(stack);
    expect(KeyChangeProvider.of(stack, props)).toBe(provider);
  });

  test('each stack has its own', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => KeyChangeProvider.of(new Stack(app, id)));
    expect(one).not.toBe(two);
  });

  test('security groups or subnets without a VPC are refused', () => {
    const message = "KeyChangeProvider 'Stack/RedshiftNamespaceKeyChange' cannot be created: vpcSubnets and "
      + 'securityGroups must come with a vpc, got: no vpc; give vpc too, or leave them out';
    expect(() => KeyChangeProvider.of(newStack(), { securityGroups: [] })).toThrow(message);
    expect(() => KeyChangeProvider.of(newStack(), { vpcSubnets: {} })).toThrow(message);
  });

  test('the logical ids are the same with and without settings', () => {
    const ids = (template: Template) => Object.keys(template.toJSON().Resources).sort();
    const without = ids(templateWith());
    const settings = (stack: Stack): KeyChangeProviderProps => ({
      logRetention: logs.RetentionDays.ONE_YEAR,
      logEncryptionKey: kms.Key.fromKeyArn(stack, 'LogKey', 'arn:aws:kms:eu-west-1:111122223333:key/logs'),
      vpc: vpcIn(stack),
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    });
    expect(ids(templateWith(settings))).toEqual(without);
    const withRole = ids(templateWith((stack) => ({ role: roleIn(stack) })));
    const ofRole = /^Mine|FunctionRole|Permissions/;
    expect(withRole.filter((id) => !ofRole.test(id))).toEqual(without.filter((id) => !ofRole.test(id)));
  });
});

describe('a VPC', () => {
  const settings = (stack: Stack): KeyChangeProviderProps => ({
    vpc: vpcIn(stack),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
  });

  test('the function runs in its subnets, with the security groups', () => {
    templateWith(settings).hasResourceProperties(FUNCTION, {
      VpcConfig: { SubnetIds: ['subnet-2'], SecurityGroupIds: ['sg-1'] },
    });
  });

  test('the role of the function may create network interfaces, although its policies are frozen otherwise', () => {
    const [, role] = found(templateWith(settings), ROLE, `${PROVIDER}FunctionRole`);
    expect(JSON.stringify(role.Properties.ManagedPolicyArns)).toContain(VPC_ACCESS);
  });

  test("a role of the user's may, too", () => {
    const template = templateWith((stack) => ({ ...settings(stack), role: roleIn(stack) }));
    const [, role] = found(template, ROLE, 'Mine');
    expect(JSON.stringify(role.Properties.ManagedPolicyArns)).toContain(VPC_ACCESS);
  });

  test('an imported role gets the same as a statement, before the function: it can have no managed policy', () => {
    const role = 'arn:aws:iam::111122223333:role/theirs';
    const stack = withSettings((scope) => ({ ...settings(scope), role: iam.Role.fromRoleArn(scope, 'Role', role) }));
    const template = Template.fromStack(stack);
    const [permissionsId, permissions] = found(template, POLICY, `${PROVIDER}Permissions`);
    expect(permissions.Properties.PolicyDocument.Statement).toEqual(expect.arrayContaining([
      expect.objectContaining({
        Sid: 'ConnectToVpc', Action: expect.arrayContaining(['ec2:CreateNetworkInterface']), Resource: '*',
      }),
    ]));
    const [functionId] = only(template, FUNCTION);
    expect([...waitsFor(template, functionId)]).toContain(permissionsId);
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('IManagedPolicy'))).toEqual([]);
  });

  test('without one, no role has that policy', () => {
    for (const template of [templateWith(), templateWith((stack) => ({ role: roleIn(stack) }))]) {
      expect(JSON.stringify(template.toJSON())).not.toMatch(/AWSLambdaVPCAccessExecutionRole|NetworkInterface/);
    }
  });

  test('a new security group, where none is given', () => {
    const template = templateWith((stack) => ({ vpc: vpcIn(stack) }));
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
  });

  test('the checks of the template accept it', () => expect(errorIds(withSettings(settings))).toEqual([]));
});

describe('a role of your own', () => {
  const template = templateWith((stack) => ({ role: roleIn(stack) }));
  const [permissionsId, permissions] = found(template, POLICY, `${PROVIDER}Permissions`);
  const [startId, start] = found(template, POLICY, `${PROVIDER}StartWaiter`);
  const [roleId] = found(template, ROLE, 'Mine');

  test('is the one of the function, and no other is created', () => {
    template.hasResourceProperties(FUNCTION, { Role: { 'Fn::GetAtt': [roleId, 'Arn'] } });
    const roles = Object.keys(template.findResources(ROLE)).filter((id) => id.includes('FunctionRole'));
    expect(roles).toEqual([]);
  });

  test('gets the same permissions, as policies of their own', () => {
    const [, own] = found(templateWith(), ROLE, `${PROVIDER}FunctionRole`);
    const inline = own.Properties.Policies as unknown as { PolicyDocument: Fragment }[];
    const wanted = inline.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(permissions.Properties.PolicyDocument.Statement).toEqual(wanted);
    expect(permissions.Properties.Roles).toEqual([{ Ref: roleId }]);
    expect(start.Properties.Roles).toEqual([{ Ref: roleId }]);
  });

  test('the windows wait for both', () => {
    const [windowId] = only(template, WINDOW);
    const before = waitsFor(template, windowId);
    expect([...before]).toEqual(expect.arrayContaining([permissionsId, startId]));
  });

  test('that is imported gets them too', () => {
    const imported = templateWith((stack) => ({
      role: iam.Role.fromRoleArn(stack, 'Theirs', 'arn:aws:iam::111122223333:role/theirs'),
    }));
    imported.hasResourceProperties(FUNCTION, { Role: 'arn:aws:iam::111122223333:role/theirs' });
    imported.allResourcesProperties(POLICY, { Roles: ['theirs'] });
    imported.resourceCountIs(POLICY, 2);
  });

  test('of another stack: deployed after it', () => {
    const app = new App();
    const [roles, stack] = ['Roles', 'Stack'].map((id) => new Stack(app, id, { env: ENV }));
    KeyChangeProvider.of(stack, { role: roleIn(roles) });
    new RotatableNamespace(stack, 'Warehouse');
    app.synth();
    expect(stack.dependencies).toEqual([roles]);
    expect(roles.dependencies).toEqual([]);
  });
});

describe('logs', () => {
  test('of function and waiter are kept for three months by default', () => {
    templateWith().allResourcesProperties(LOGS, { RetentionInDays: 90, KmsKeyId: Match.absent() });
  });

  test('logRetention and logEncryptionKey hold for both', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/logs';
    const template = templateWith((stack) => ({
      logRetention: logs.RetentionDays.TEN_YEARS,
      logEncryptionKey: kms.Key.fromKeyArn(stack, 'LogKey', keyArn),
    }));
    template.resourceCountIs(LOGS, 2);
    template.allResourcesProperties(LOGS, { RetentionInDays: 3653, KmsKeyId: keyArn });
  });

  test('of the waiter are below the prefix that needs no resource policy, and unique in the account', () => {
    const [, { Properties: { LogGroupName: name } }] = found(templateWith(), LOGS, `${PROVIDER}WaiterLogs`);
    expect(name).toEqual({
      'Fn::Join': ['', [
        '/aws/vendedlogs/states/RedshiftNamespaceKeyChange-',
        { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
      ]],
    });
  });

  test('of the function have a name of CloudFormation, in a nested stack too', () => {
    const [, { Properties: properties }] = found(templateWith(), LOGS, `${PROVIDER}FunctionLogs`);
    expect(properties).not.toHaveProperty('LogGroupName');
  });
});

test('code signing', () => {
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-1';
  const template = templateWith((stack) => ({
    codeSigningConfig: lambda.CodeSigningConfig.fromCodeSigningConfigArn(stack, 'Signing', arn),
  }));
  template.hasResourceProperties(FUNCTION, { CodeSigningConfigArn: arn });
});
