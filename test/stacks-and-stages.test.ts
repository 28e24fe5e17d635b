/** Nested stacks, Stages, and keys of other stacks. */
import {
  App, NestedStack, Stack, Stage, aws_kms as kms, aws_redshiftserverless as redshiftserverless, aws_ssm as ssm,
  type StageProps,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { errorIds } from './private/checks/support';
import { ENV, KEY, NAMESPACE, only, WINDOW } from './templates';
import { KeyChangeDashboard, NamespaceEncryption, RotatableNamespace } from '../src';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const newApp = () => new App({ analyticsReporting: false });

describe('nested stacks', () => {
  const outer = new Stack(newApp(), 'Outer', { env: ENV });
  const nested = new NestedStack(outer, 'Nested');
  const warehouse = new RotatableNamespace(nested, 'Warehouse', { namespaceName: 'warehouse' });
  const { all } = warehouse.addAlarms('Alarms');
  new KeyChangeDashboard(outer, 'Dashboard', { namespaces: [warehouse], alarms: all });
  const workgroup = new redshiftserverless.CfnWorkgroup(outer, 'Workgroup', {
    workgroupName: 'warehouse', namespaceName: warehouse.namespaceName,
  });

  test('the nested stack has a function of its own, and the outer one has none', () => {
    Template.fromStack(nested).resourceCountIs('AWS::Lambda::Function', 1);
    Template.fromStack(outer).resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('a workgroup of the outer stack waits for the nested one, by an output', () => {
    const [, { Properties: properties }] = only(Template.fromStack(outer), 'AWS::RedshiftServerless::Workgroup');
    expect(properties.NamespaceName).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Nested/), expect.stringMatching(/^Outputs\./)],
    });
    expect(workgroup.namespaceName).toBe(warehouse.namespaceName);
  });

  test('the checks of the template accept it', () => expect(errorIds(outer)).toEqual([]));
});

describe('Stages', () => {
  class Environment extends Stage {
    public readonly stack: Stack;
    constructor(scope: Construct, id: string, props: StageProps) {
      super(scope, id, props);
      this.stack = new Stack(this, 'Warehouse');
      const warehouse = new RotatableNamespace(this.stack, 'Warehouse', { namespaceName: 'warehouse' });
      const { all } = warehouse.addAlarms('Alarms');
      new KeyChangeDashboard(this.stack, 'Dashboard', { namespaces: [warehouse], alarms: all });
      warehouse.onKeyChangeFailed('Failed');
    }
  }

  test('the same namespace in two of them, each in an account of its own', () => {
    const app = newApp();
    const accounts = ['111122223333', '444455556666'];
    const stages = accounts
      .map((account, index) => new Environment(app, `Stage${index}`, { env: { ...ENV, account } }));
    expect(() => app.synth()).not.toThrow();
    for (const [index, { stack }] of stages.entries()) {
      const template = Template.fromStack(stack);
      template.resourceCountIs(NAMESPACE, 1);
      template.hasResourceProperties('AWS::Events::Rule', {
        EventPattern: Match.objectLike({ account: [accounts[index]] }),
      });
    }
  });

  test('logical ids do not depend on the Stage, so a stack can move into one', () => {
    const app = newApp();
    const { stack } = new Environment(app, 'Stage', { env: ENV });
    const alone = new Stack(newApp(), 'Warehouse', { env: ENV });
    new RotatableNamespace(alone, 'Warehouse', { namespaceName: 'warehouse' });
    const inStage = Object.keys(Template.fromStack(stack).toJSON().Resources);
    expect(inStage).toEqual(expect.arrayContaining(Object.keys(Template.fromStack(alone).toJSON().Resources)));
  });

  test('no Stage asks for a lookup, unless a namespace is under an AWS-owned key', () => {
    const app = newApp();
    new Environment(app, 'Prod', { env: ENV });
    expect(app.synth().manifest.missing ?? []).toEqual([]);
  });
});

describe('a key of another stack', () => {
  /** A stack with a key, and one with a namespace on it. */
  function twoStacks(keyFor: (stack: Stack, key: kms.Key) => kms.IKeyRef) {
    const app = newApp();
    const [keys, stack] = ['Keys', 'Stack'].map((id) => new Stack(app, id, { env: ENV }));
    const key = new kms.Key(keys, 'Key');
    const encryption = NamespaceEncryption.customerManagedKey(keyFor(stack, key));
    new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse', encryption });
    app.synth();
    return { keys: Template.fromStack(keys), stack: Template.fromStack(stack), dependencies: stack.dependencies };
  }
  const desiredKeyIn = (template: Template) => only(template, WINDOW)[1].Properties.KmsKeyId;

  test('by the construct: an export, which cannot change as long as the namespace imports it', () => {
    const { keys, stack } = twoStacks((_stack, key) => key);
    const outputs = Object.values(keys.toJSON().Outputs as Record<string, object>);
    expect(outputs.length).toBeGreaterThan(0);
    expect(outputs.every((output) => 'Export' in output)).toBe(true);
    expect(desiredKeyIn(stack)).toEqual({ 'Fn::ImportValue': expect.stringMatching(/^Keys:ExportsOutput/) });
  });

  test('by its ARN as text: no export, and no order between the stacks', () => {
    const { keys, stack, dependencies } = twoStacks((scope) => kms.Key.fromKeyArn(scope, 'Theirs', KEY_ARN));
    expect(keys.toJSON()).not.toHaveProperty('Outputs');
    expect(desiredKeyIn(stack)).toBe(KEY_ARN);
    expect(dependencies).toEqual([]);
    stack.resourceCountIs(KEY, 0);
  });

  test('by a parameter of SSM: no export, and a deployment of the namespace reads the newest key', () => {
    const { keys, stack } = twoStacks((scope, key) => {
      new ssm.StringParameter(Stack.of(key), 'KeyArn', { parameterName: '/warehouse/key', stringValue: key.keyArn });
      return kms.Key.fromKeyArn(scope, 'Theirs', ssm.StringParameter.valueForStringParameter(scope, '/warehouse/key'));
    });
    expect(keys.toJSON()).not.toHaveProperty('Outputs');
    const { Ref: parameter } = desiredKeyIn(stack) as unknown as { Ref: string };
    expect(stack.toJSON().Parameters[parameter]).toMatchObject({
      Type: 'AWS::SSM::Parameter::Value<String>', Default: '/warehouse/key',
    });
  });
});
