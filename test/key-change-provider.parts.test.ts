import {
  App, Stack, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_kms as kms, aws_logs as logs,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { errorIds } from './private/checks/support';
import { ENV, KEY, newStack, WINDOW } from './templates';
import { KeyChangeProvider, NamespaceEncryption, RotatableNamespace } from '../src';

const ROLE_ARN = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Role'), 'Arn'] };
const FUNCTION_ROLE = { 'Fn::GetAtt': [Match.stringLikeRegexp('FunctionRole'), 'Arn'] };

const usedBy = (...principals: iam.IPrincipal[]): iam.PolicyStatement => new iam.PolicyStatement({
  actions: ['kms:Decrypt', 'kms:CreateGrant'], principals, resources: ['*'],
});
const administer = () => new iam.PolicyStatement({
  actions: ['kms:*'], principals: [new iam.AccountRootPrincipal()], resources: ['*'],
});
const twoStacks = (): [Stack, Stack, App] => {
  const app = new App({ analyticsReporting: false });
  return [new Stack(app, 'Keys', { env: ENV }), new Stack(app, 'Stack', { env: ENV }), app];
};

describe('what the provider hands out, in the same stack', () => {
  const stack = newStack();
  const provider = KeyChangeProvider.of(stack);
  new RotatableNamespace(stack, 'Warehouse');
  new cloudwatch.Alarm(stack, 'Errors', {
    metric: provider.function.metricErrors(), threshold: 1, evaluationPeriods: 1,
  });
  new cloudwatch.Alarm(stack, 'Failed', {
    metric: provider.stateMachine.metricFailed(), threshold: 1, evaluationPeriods: 1,
  });
  new logs.MetricFilter(stack, 'Filter', {
    logGroup: provider.logGroup,
    filterPattern: logs.FilterPattern.anyTerm('FAILED'),
    metricNamespace: 'Mine',
    metricName: 'Failed',
  });
  const template = Template.fromStack(stack);

  test('function and stateMachine, for alarms', () => {
    const dimension = (name: string, ref: string) =>
      ({ Dimensions: [{ Name: name, Value: { Ref: Match.stringLikeRegexp(ref) } }] });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', dimension('FunctionName', 'Function'));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', dimension('StateMachineArn', 'Waiter'));
  });

  test('logGroup, for filters', () => {
    const LogGroupName = { Ref: Match.stringLikeRegexp('FunctionLogs') };
    template.hasResourceProperties('AWS::Logs::MetricFilter', { LogGroupName });
  });

  test('role and grantPrincipal are those of the function', () => {
    expect(provider.grantPrincipal).toBe(provider.role.grantPrincipal);
    template.hasResourceProperties('AWS::Lambda::Function', { Role: FUNCTION_ROLE });
  });

  test('the windows call that function, and start that waiter', () => {
    template.hasResourceProperties(WINDOW, {
      ServiceToken: stack.resolve(provider.function.functionArn),
      WaiterArn: stack.resolve(provider.stateMachine.stateMachineArn),
    });
  });
});

describe('a key policy that names the role', () => {
  test('of the key generations, in the same stack', () => {
    const stack = newStack();
    const { role } = KeyChangeProvider.of(stack);
    const policy = new iam.PolicyDocument({ statements: [administer(), usedBy(role)] });
    const encryption = NamespaceEncryption.keyGenerations({ active: 1, newest: 2, policy });
    new RotatableNamespace(stack, 'Warehouse', { encryption });
    expect(errorIds(stack)).toEqual([]);
    const template = Template.fromStack(stack);
    template.allResourcesProperties(KEY, {
      KeyPolicy: { Statement: [Match.anyValue(), Match.objectLike({ Principal: { AWS: FUNCTION_ROLE } })] },
    });
  });

  test('by a grant on top of the default policy, in the same stack', () => {
    const stack = newStack();
    const namespace = new RotatableNamespace(stack, 'Warehouse');
    namespace.grantKeyUse(KeyChangeProvider.of(stack));
    Template.fromStack(stack).hasResourceProperties(KEY, {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { AWS: FUNCTION_ROLE } })]) },
    });
  });

  test('of a key of your own, in the same stack', () => {
    const stack = newStack();
    const key = new kms.Key(stack, 'Key');
    new RotatableNamespace(stack, 'Warehouse', { encryption: NamespaceEncryption.customerManagedKey(key) });
    key.addToResourcePolicy(usedBy(KeyChangeProvider.of(stack).role));
    expect(errorIds(stack)).toEqual([]);
    // Template.fromStack refuses a template with a cycle.
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('of a key in another stack that the namespace does not use: deployed after the provider', () => {
    const [keys, stack, app] = twoStacks();
    new RotatableNamespace(stack, 'Warehouse');
    new kms.Key(keys, 'Key').addToResourcePolicy(usedBy(KeyChangeProvider.of(stack).role));
    app.synth();
    expect(keys.dependencies).toEqual([stack]);
    expect(stack.dependencies).toEqual([]);
  });

  test('of the key in another stack that the namespace is on: with a role of that stack there is no cycle', () => {
    const [keys, stack, app] = twoStacks();
    const role = new iam.Role(keys, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const key = new kms.Key(keys, 'Key');
    key.addToResourcePolicy(usedBy(role));
    KeyChangeProvider.of(stack, { role });
    new RotatableNamespace(stack, 'Warehouse', { encryption: NamespaceEncryption.customerManagedKey(key) });
    app.synth();
    expect(stack.dependencies).toEqual([keys]);
    expect(keys.dependencies).toEqual([]);
    Template.fromStack(keys).hasResourceProperties(KEY, {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { AWS: ROLE_ARN } })]) },
    });
  });

  test('of the key in another stack that the namespace is on: by the name of a role that is imported', () => {
    const [keys, stack, app] = twoStacks();
    const arn = 'arn:aws:iam::111122223333:role/key-change';
    const key = new kms.Key(keys, 'Key');
    key.addToResourcePolicy(usedBy(new iam.ArnPrincipal(arn)));
    KeyChangeProvider.of(stack, { role: iam.Role.fromRoleArn(stack, 'Role', arn) });
    new RotatableNamespace(stack, 'Warehouse', { encryption: NamespaceEncryption.customerManagedKey(key) });
    app.synth();
    expect(stack.dependencies).toEqual([keys]);
  });
});
