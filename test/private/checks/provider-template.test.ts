import {
  App, Aspects, CfnResource, Stack, Tags, aws_iam as iam, aws_lambda as lambda, aws_logs as logs,
  aws_stepfunctions as sfn, type IPropertyInjector,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ENV, errorIds, idOfError, newStack, synth, warehouse } from './support';
import { KeyChangeProvider } from '../../../src';

const FUNCTION = 'AWS::Lambda::Function';
const EVENTS = 'AWS::Lambda::EventInvokeConfig';
const WAITER = 'AWS::StepFunctions::StateMachine';
const ROLE = 'AWS::IAM::Role';
const LOGS = 'AWS::Logs::LogGroup';
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:dead';

/** An Aspect that sets a property of every resource of a type. */
function set(scope: IConstruct, type: string, property: string, value: unknown): void {
  Aspects.of(scope).add({
    visit: (node) => {
      const isOfType = CfnResource.isCfnResource(node) && node.cfnResourceType === type;
      if (isOfType) { node.addPropertyOverride(property, value); }
    },
  });
}

interface Case { readonly name: string; readonly type: string; readonly property: string; readonly value: unknown }

describe('an Aspect over the function, its events and the waiter: an error', () => {
  test.each<Case>([
    { name: 'a longer timeout', type: FUNCTION, property: 'Timeout', value: 900 },
    { name: 'another handler', type: FUNCTION, property: 'Handler', value: 'wrapper.handler' },
    { name: 'a dead-letter queue', type: FUNCTION, property: 'DeadLetterConfig', value: { TargetArn: QUEUE } },
    { name: 'tracing', type: FUNCTION, property: 'TracingConfig', value: { Mode: 'Active' } },
    {
      name: 'a destination on failure',
      type: EVENTS,
      property: 'DestinationConfig',
      value: { OnFailure: { Destination: QUEUE } },
    },
    { name: 'a greater age of events', type: EVENTS, property: 'MaximumEventAgeInSeconds', value: 21600 },
    { name: 'no retry', type: EVENTS, property: 'MaximumRetryAttempts', value: 0 },
    {
      name: 'execution data in the log',
      type: WAITER,
      property: 'LoggingConfiguration.IncludeExecutionData',
      value: true,
    },
    { name: 'tracing of the waiter', type: WAITER, property: 'TracingConfiguration', value: { Enabled: true } },
    { name: 'another definition', type: WAITER, property: 'DefinitionString', value: '{"StartAt":"Observe"}' },
    { name: 'an express waiter', type: WAITER, property: 'StateMachineType', value: 'EXPRESS' },
  ])('$name', ({ type, property, value }) => {
    const stack = newStack();
    warehouse(stack);
    set(stack, type, property, value);
    expect(errorIds(stack)).toEqual(['providerAltered']);
  });

  test('the message says the path, the property, what it must be and why, and the way that is meant', () => {
    const stack = newStack();
    warehouse(stack);
    set(stack, FUNCTION, 'DeadLetterConfig', { TargetArn: QUEUE });
    expect(synth(stack).errors).toEqual([expect.stringContaining('DeadLetterConfig of '
      + "'Stack/RedshiftNamespaceKeyChange/Function/Resource' must be none, because the pre-signed ResponseURL would "
      + `reach it, got: {"TargetArn":"${QUEUE}"}; remove the override, Aspect or mixin that changes it. What a company `
      + 'requires of a function is a setting of KeyChangeProvider.of(stack, { … })')]);
  });

  test('a part that is removed', () => {
    const stack = newStack();
    warehouse(stack);
    KeyChangeProvider.of(stack).node.findChild('Function').node.findChild('EventInvokeConfig').node
      .tryRemoveChild('Resource');
    expect(errorIds(stack)).toContain('partRemoved');
  });
});

describe('a property injector', () => {
  const stackWith = (injector: IPropertyInjector): Stack =>
    new Stack(new App({ propertyInjectors: [injector], analyticsReporting: false }), 'Stack', { env: ENV });

  test.each<{ name: string; props: Partial<lambda.FunctionProps>; want: string[] }>([
    { name: 'a dead-letter queue', props: { deadLetterQueueEnabled: true }, want: ['providerAltered'] },
    { name: 'tracing', props: { tracing: lambda.Tracing.ACTIVE }, want: ['providerAltered'] },
    { name: 'nearest: pass-through', props: { tracing: lambda.Tracing.PASS_THROUGH }, want: [] },
    { name: 'nearest: more memory', props: { memorySize: 1024 }, want: [] },
  ])('of the function: $name', ({ props, want }) => {
    const stack = stackWith({
      constructUniqueId: lambda.Function.PROPERTY_INJECTION_ID,
      inject: (original) => ({ ...original, ...props }),
    });
    warehouse(stack);
    expect(errorIds(stack)).toEqual(want);
  });

  test('of the event configuration: another age', () => {
    const stack = stackWith({
      constructUniqueId: lambda.EventInvokeConfig.PROPERTY_INJECTION_ID,
      inject: (original) => ({ ...original, retryAttempts: 0 }),
    });
    warehouse(stack);
    expect(errorIds(stack)).toEqual(['providerAltered']);
  });
});

describe('what a company requires of every function: silent', () => {
  test.each<Case>([
    { name: 'the path of roles', type: ROLE, property: 'Path', value: '/company/' },
    { name: 'a VPC', type: FUNCTION, property: 'VpcConfig', value: { SubnetIds: ['subnet-1'] } },
    {
      name: 'code signing',
      type: FUNCTION,
      property: 'CodeSigningConfigArn',
      value: 'arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-1',
    },
    {
      name: 'the key of the logs',
      type: LOGS,
      property: 'KmsKeyId',
      value: 'arn:aws:kms:eu-west-1:111122223333:key/logs',
    },
    { name: 'a longer retention', type: LOGS, property: 'RetentionInDays', value: 3653 },
    { name: 'reserved concurrency', type: FUNCTION, property: 'ReservedConcurrentExecutions', value: 5 },
  ])('$name', ({ type, property, value }) => {
    const stack = newStack();
    warehouse(stack);
    set(stack, type, property, value);
    expect(errorIds(stack)).toEqual([]);
  });

  test('a permissions boundary, and tags', () => {
    const stack = newStack();
    warehouse(stack);
    iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'company'));
    Tags.of(stack).add('cost-centre', '42');
    expect(errorIds(stack)).toEqual([]);
  });

  test('what is allowed explicitly', () => {
    const stack = newStack();
    warehouse(stack);
    set(stack, FUNCTION, 'TracingConfig', { Mode: 'PassThrough' });
    set(stack, WAITER, 'TracingConfiguration', { Enabled: false });
    expect(errorIds(stack)).toEqual([]);
  });

  test('other functions and state machines of the stack are none of its business', () => {
    const stack = newStack();
    warehouse(stack);
    new lambda.CfnFunction(stack, 'Other', { code: { zipFile: '//' }, role: 'r', timeout: 900 });
    new sfn.CfnStateMachine(stack, 'Express', { roleArn: 'r', stateMachineType: 'EXPRESS' });
    new logs.LogGroup(stack, 'Log');
    expect(errorIds(stack)).toEqual([]);
  });
});

test('the provider reports it once, however many namespaces depend on it', () => {
  const stack = newStack();
  warehouse(stack);
  warehouse(stack, { namespaceName: 'second' }, 'Second');
  set(stack, FUNCTION, 'Timeout', 900);
  const { errors } = synth(stack);
  expect(errors.map(idOfError)).toEqual(['providerAltered']);
});
