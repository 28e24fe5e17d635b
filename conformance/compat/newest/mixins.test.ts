/** What a mixin that an app applies to everything may change of the constructs, and what it may not. */
import {
  App, CfnResource, ConstructSelector, Mixin, Mixins, RemovalPolicy, Stack, Tags,
  aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_logs as logs,
  aws_redshiftserverless as redshiftserverless, aws_stepfunctions as stepfunctions,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IConstruct } from 'constructs';
import { NamespaceEncryption, RotatableNamespace } from '../../../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const OTHER_KEY = `arn:aws:kms:${ENV.region}:${ENV.account}:key/other`;

/** Changes every construct of a class. */
class Change<T extends IConstruct> extends Mixin {
  constructor(
    private readonly is: (construct: IConstruct) => construct is T,
    private readonly change: (one: T) => void,
  ) {
    super();
  }

  public override supports(construct: IConstruct): construct is T {
    return this.is(construct);
  }

  public override applyTo(construct: IConstruct): void {
    if (this.is(construct)) { this.change(construct); }
  }
}

type Class<T> = abstract new (...args: never[]) => T;
const change = <T extends IConstruct>(type: Class<T>, apply: (one: T) => void) =>
  new Change((construct): construct is IConstruct & T => construct instanceof type, apply);

function newApp(): { app: App; stack: Stack; warehouse: RotatableNamespace } {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const warehouse = new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    encryption: NamespaceEncryption.keyGenerations({ active: 2 }),
  });
  return { app, stack, warehouse };
}

const { CfnNamespace } = redshiftserverless;

describe('Mixins.of(app).apply(…)', () => {
  test.each([
    ['sets kmsKeyId of the namespace', change(CfnNamespace, (one) => { one.kmsKeyId = OTHER_KEY; }), 'kmsKeyIdChanged'],
    ['takes kmsKeyId away', change(CfnNamespace, (one) => { one.kmsKeyId = undefined; }), 'kmsKeyIdChanged'],
    ['renames the namespace', change(CfnNamespace, (one) => { one.namespaceName = 'other'; }), 'namespaceNameChanged'],
    [
      'lets the namespace be deleted',
      change(CfnNamespace, (one) => { one.applyRemovalPolicy(RemovalPolicy.DESTROY); }),
      'namespaceNotRetained',
    ],
    [
      'lets keys be deleted',
      change(kms.CfnKey, (one) => { one.applyRemovalPolicy(RemovalPolicy.DESTROY); }),
      'keyNotRetained',
    ],
    ['disables keys', change(kms.CfnKey, (one) => { one.enabled = false; }), 'keyAltered'],
    ['shortens functions', change(lambda.CfnFunction, (one) => { one.timeout = 3; }), 'providerAltered'],
    [
      'gives functions a dead-letter queue',
      change(lambda.CfnFunction, (one) => { one.deadLetterConfig = { targetArn: 'arn:aws:sqs:eu-west-1:1:dead' }; }),
      'providerAltered',
    ],
    [
      'traces state machines',
      change(stepfunctions.CfnStateMachine, (one) => { one.tracingConfiguration = { enabled: true }; }),
      'providerAltered',
    ],
  ])('is refused where it %s', (_, mixin, id) => {
    const { app } = newApp();
    const application = Mixins.of(app).requireAny().apply(mixin);
    expect(application.report.length).toBeGreaterThan(0);
    expect(() => app.synth()).toThrow(`cdk-redshift-rotatable-namespace:${id}`);
  });

  test('is refused on a part of the tree too, by a selector', () => {
    const { app, stack } = newApp();
    const namespaces = ConstructSelector.resourcesOfType(CfnNamespace.CFN_RESOURCE_TYPE_NAME);
    Mixins.of(stack, namespaces).requireAll().apply(change(CfnNamespace, (one) => { one.kmsKeyId = OTHER_KEY; }));
    expect(() => app.synth()).toThrow('cdk-redshift-rotatable-namespace:kmsKeyIdChanged');
  });

  test('is refused through with(…) of a construct', () => {
    const { app, warehouse } = newApp();
    warehouse.with(change(CfnNamespace, (one) => { one.kmsKeyId = undefined; }));
    expect(() => app.synth()).toThrow('cdk-redshift-rotatable-namespace:kmsKeyIdChanged');
  });

  test.each([
    ['log exports of the namespace', change(CfnNamespace, (one) => { one.logExports = ['userlog']; })],
    ['the path of roles', change(iam.CfnRole, (one) => { one.path = '/company/'; })],
    ['the retention of logs', change(logs.CfnLogGroup, (one) => { one.retentionInDays = 400; })],
    ['the pending window of keys', change(kms.CfnKey, (one) => { one.pendingWindowInDays = 7; })],
    ['tags', change(CfnResource, (one) => { Tags.of(one).add('cost-center', '42'); })],
  ])('may set %s', (_, mixin) => {
    const { app, stack } = newApp();
    expect(Mixins.of(app).apply(mixin).report.length).toBeGreaterThan(0);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::RedshiftServerless::Namespace', 1);
    template.resourceCountIs('AWS::KMS::Key', 2);
  });
});
