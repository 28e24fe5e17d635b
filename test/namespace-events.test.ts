import {
  App, NestedStack, Stack, type aws_events as events, aws_events_targets as targets, aws_sns as sns,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { errorIds } from './private/checks/support';
import { ENV, newStack, only, synthNamespace } from './templates';
import { KeyChangeProvider, RotatableNamespace, type IRotatableNamespace } from '../src';
import { EVENT_DETAIL_TYPES, EVENT_SOURCE } from '../src/contract';

const RULE = 'AWS::Events::Rule';
const FUNCTION = 'AWS::Lambda::Function';
const SENDS = { Environment: { Variables: { KEY_CHANGE_EVENTS: 'true' } } };
const PERMISSION = {
  Sid: 'SendEvents',
  Effect: 'Allow',
  Action: 'events:PutEvents',
  Resource: {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':events:eu-west-1:111122223333:event-bus/default']],
  },
};

type OnEvent = (namespace: IRotatableNamespace, id: string, options?: events.OnEventOptions) => events.Rule;
const OWN: readonly { readonly name: keyof typeof EVENT_DETAIL_TYPES; readonly on: OnEvent }[] = [
  { name: 'started', on: (namespace, ...args) => namespace.onKeyChangeStarted(...args) },
  { name: 'succeeded', on: (namespace, ...args) => namespace.onKeyChangeSucceeded(...args) },
  { name: 'failed', on: (namespace, ...args) => namespace.onKeyChangeFailed(...args) },
  { name: 'unattended', on: (namespace, ...args) => namespace.onKeyChangeUnattended(...args) },
  { name: 'overdue', on: (namespace, ...args) => namespace.onKeyChangeOverdue(...args) },
];
const SERVICE: readonly { readonly name: string; readonly on: OnEvent }[] = [
  { name: 'onKeyInaccessible', on: (namespace, ...args) => namespace.onKeyInaccessible(...args) },
  { name: 'onNamespaceUpdated', on: (namespace, ...args) => namespace.onNamespaceUpdated(...args) },
];

const warehouse = (stack = newStack()) => new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
const imported = (stack: Stack): IRotatableNamespace =>
  RotatableNamespace.fromNamespaceAttributes(stack, 'Theirs', { namespaceName: 'theirs', namespaceId: 'id-1' });

/** Every statement of every policy that permits to send events. */
const permissionsIn = (template: Template): unknown[] => {
  const roles = Object.values(template.findResources('AWS::IAM::Role'))
    .flatMap(({ Properties }) => Properties.Policies ?? []);
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties);
  return [...roles, ...policies]
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action }) => JSON.stringify(Action).includes('events:'));
};

test('there is a method for each event of the function', () => {
  expect(OWN.map(({ name }) => name).sort()).toEqual(Object.keys(EVENT_DETAIL_TYPES).sort());
});

describe.each(OWN)('an event of the function: $name', ({ name, on }) => {
  const stack = newStack();
  const topic = new sns.Topic(stack, 'Topic');
  on(warehouse(stack), 'OnEvent', { target: new targets.SnsTopic(topic), description: 'mine', ruleName: 'my-rule' });
  const template = Template.fromStack(stack);

  test('a rule for this namespace, account and Region, with the target and the options', () => {
    const [, rule] = only(template, RULE);
    expect(rule.Properties).toMatchObject({
      Name: 'my-rule',
      Description: 'mine',
      EventPattern: {
        'source': [EVENT_SOURCE],
        'detail-type': [EVENT_DETAIL_TYPES[name]],
        'account': [ENV.account],
        'region': [ENV.region],
        'detail': { namespaceName: ['warehouse'] },
      },
      Targets: [{ Arn: { Ref: expect.stringMatching(/^Topic/) } }],
    });
    expect(rule.DependsOn).toBeUndefined();
  });

  test('the function sends events, and has exactly one permission more', () => {
    template.hasResourceProperties(FUNCTION, SENDS);
    expect(permissionsIn(template)).toEqual([PERMISSION]);
  });

  test('the checks of the template accept it', () => expect(errorIds(stack)).toEqual([]));
});

describe('an own pattern', () => {
  test('narrows the rule', () => {
    const stack = newStack();
    warehouse(stack).onKeyChangeFailed('Denied', { eventPattern: { detail: { failureKind: ['denied'] } } });
    Template.fromStack(stack).hasResourceProperties(RULE, {
      EventPattern: Match.objectLike({ detail: { failureKind: ['denied'], namespaceName: ['warehouse'] } }),
    });
  });
});

describe.each(SERVICE)('an event of the service: $name', ({ on }) => {
  test('needs nothing of the function', () => {
    const stack = newStack();
    on(warehouse(stack), 'OnEvent');
    const template = Template.fromStack(stack);
    expect(permissionsIn(template)).toEqual([]);
    template.hasResourceProperties(FUNCTION, { Environment: Match.absent() });
  });
});

test('onKeyInaccessible matches the source alone, without calls of the API', () => {
  const stack = newStack();
  warehouse(stack).onKeyInaccessible('OnEvent');
  const [, rule] = only(Template.fromStack(stack), RULE);
  expect(rule.Properties.EventPattern).toEqual({
    'source': ['aws.redshift-serverless'],
    'detail-type': [{ 'anything-but': ['AWS API Call via CloudTrail'] }],
  });
});

test('onNamespaceUpdated matches UpdateNamespace of this namespace in CloudTrail', () => {
  const stack = newStack();
  imported(stack).onNamespaceUpdated('OnEvent');
  const [, rule] = only(Template.fromStack(stack), RULE);
  expect(rule.Properties.EventPattern).toEqual({
    'source': ['aws.redshift-serverless'],
    'detail-type': ['AWS API Call via CloudTrail'],
    'detail': {
      eventSource: ['redshift-serverless.amazonaws.com'],
      eventName: ['UpdateNamespace'],
      requestParameters: { namespaceName: ['theirs'] },
    },
  });
});

describe('where events are sent', () => {
  test('nowhere by default: no variable, no permission', () => {
    const template = synthNamespace();
    template.hasResourceProperties(FUNCTION, { Environment: Match.absent() });
    expect(permissionsIn(template)).toEqual([]);
  });

  test('all else is the same with them', () => {
    const stack = newStack();
    const namespace = warehouse(stack);
    namespace.onKeyChangeFailed('OnEvent');
    const resources = Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>;
    const { Resources: before } = synthNamespace().toJSON();
    const changed = Object.keys(resources)
      .filter((id) => JSON.stringify(resources[id]) !== JSON.stringify(before[id]))
      .map((id) => resources[id].Type);
    expect(changed.sort()).toEqual([RULE, 'AWS::IAM::Policy', FUNCTION]);
  });

  test('with several rules there is still one permission', () => {
    const stack = newStack();
    const namespace = warehouse(stack);
    for (const { name, on } of OWN) { on(namespace, name); }
    const template = Template.fromStack(stack);
    template.resourceCountIs(RULE, OWN.length);
    expect(permissionsIn(template)).toEqual([PERMISSION]);
  });

  test('with sendEvents, without a rule', () => {
    const stack = newStack();
    KeyChangeProvider.of(stack, { sendEvents: true });
    warehouse(stack);
    const template = Template.fromStack(stack);
    template.resourceCountIs(RULE, 0);
    template.hasResourceProperties(FUNCTION, SENDS);
    expect(permissionsIn(template)).toEqual([PERMISSION]);
  });

  test('a rule of an imported namespace, before the provider exists or after', () => {
    for (const providerFirst of [true, false]) {
      const stack = newStack();
      if (providerFirst) { KeyChangeProvider.of(stack); }
      imported(stack).onKeyChangeFailed('OnEvent');
      KeyChangeProvider.of(stack);
      const template = Template.fromStack(stack);
      template.hasResourceProperties(FUNCTION, SENDS);
      expect(permissionsIn(template)).toEqual([PERMISSION]);
    }
  });

  test('a rule of an imported namespace creates no provider', () => {
    const stack = newStack();
    imported(stack).onKeyChangeFailed('OnEvent');
    Template.fromStack(stack).resourceCountIs(FUNCTION, 0);
  });

  test('only in the stack of the namespace: a nested stack has a function of its own', () => {
    const outer = new Stack(new App(), 'Outer', { env: ENV });
    warehouse(outer);
    const nested = new NestedStack(outer, 'Nested');
    new RotatableNamespace(nested, 'Orders', { namespaceName: 'orders' }).onKeyChangeFailed('OnEvent');
    expect(permissionsIn(Template.fromStack(outer))).toEqual([]);
    expect(permissionsIn(Template.fromStack(nested))).toEqual([PERMISSION]);
  });

  test('sendEvents: false beside a rule is refused, and the remedy works', () => {
    const stack = newStack();
    KeyChangeProvider.of(stack, { sendEvents: false });
    const namespace = warehouse(stack);
    expect(() => namespace.onKeyChangeFailed('OnEvent')).toThrow(
      "sendEvents of KeyChangeProvider 'Stack/RedshiftNamespaceKeyChange' must not be false where a rule of its stack "
      + 'uses events of key changes, got: sendEvents: false and onKeyChange…; leave sendEvents out, or remove the '
      + 'rule');
    const without = newStack();
    KeyChangeProvider.of(without, { sendEvents: undefined });
    warehouse(without).onKeyChangeFailed('OnEvent');
    expect(permissionsIn(Template.fromStack(without))).toEqual([PERMISSION]);
  });
});
