import { App, CfnParameter, NestedStack, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CreatedWith, NamespaceKeyChange, RotatableNamespace, type NamespaceKeyChangeProps } from '../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/k';
const WINDOW = 'Custom::RedshiftServerlessNamespaceKeyChange';
/** A piece of a template. */
interface Fragment { readonly [key: string]: Fragment }

const TAG = 'aws:ResourceTag/cdk-redshift-rotatable-namespace:stack';

function synth(props: Partial<NamespaceKeyChangeProps> = {}, stack = new Stack(new App(), 'Stack', { env: ENV })): Template {
  new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key: kms.Key.fromKeyArn(stack, 'Key', KEY), ...props });
  return Template.fromStack(stack);
}

/** The statements of every role and policy, by their Sid. */
function statements(template: Template): Record<string, Fragment> {
  const roles = Object.values(template.findResources('AWS::IAM::Role')).flatMap((role) => role.Properties.Policies ?? []);
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map((policy) => policy.Properties);
  const all = [...roles, ...policies].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return Object.fromEntries(all.map((statement) => [statement.Sid ?? statement.Action, statement]));
}

test('the key change alone: a window, and what a stack has once', () => {
  const template = synth();
  expect(Object.keys(template.toJSON().Resources)).toHaveLength(1 + 8);
  template.hasResourceProperties(WINDOW, { NamespaceName: 'theirs', KmsKeyId: KEY });
});

test('what refers to keyArn waits for the key change', () => {
  const stack = new Stack();
  const change = new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key: new kms.Key(stack, 'Key') });
  expect(stack.resolve(change.keyArn)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^KeyChangeWindow1/), 'KmsKeyArn'] });
});

describe('permissions', () => {
  test('a namespace may be changed only if it bears the tag of this stack', () => {
    expect(statements(synth()).ChangeTheKeyOfOwnNamespaces).toMatchObject({
      Action: 'redshift-serverless:UpdateNamespace',
      Condition: { StringEquals: { [TAG]: 'Stack' } },
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':redshift-serverless:eu-west-1:111122223333:namespace/*']] },
    });
  });

  test('the namespace itself bears that tag, in a nested stack too', () => {
    const nested = new NestedStack(new Stack(new App(), 'Outer', { env: ENV }), 'Nested');
    new RotatableNamespace(nested, 'Warehouse');
    const template = Template.fromStack(nested);
    const [resource] = Object.values(template.findResources('AWS::RedshiftServerless::Namespace'));
    const tag = resource.Properties.Tags[0].Value;
    expect(statements(template).ChangeTheKeyOfOwnNamespaces.Condition.StringEquals[TAG]).toEqual(tag);
  });

  test('with an id, the exact ARN', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const key = kms.Key.fromKeyArn(stack, 'Other', KEY);
    new NamespaceKeyChange(stack, 'Another', { namespaceName: 'another', key, namespaceId: 'id-2' });
    const { ChangeTheKeyOfNamedNamespaces: statement } = statements(synth({ namespaceId: 'id-1' }, stack));
    const arn = (id: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:redshift-serverless:eu-west-1:111122223333:namespace/${id}`]] });
    expect(statement).toMatchObject({ Action: 'redshift-serverless:UpdateNamespace', Resource: [arn('id-2'), arn('id-1')] });
    expect(statement).not.toHaveProperty('Condition');
  });

  test('without an id there is no such statement', () => {
    expect(statements(synth())).not.toHaveProperty('ChangeTheKeyOfNamedNamespaces');
  });

  test('keys are used through Amazon Redshift Serverless alone', () => {
    const { UseKeysThroughRedshiftServerless: use, GrantKeysToRedshiftServerless: grant, LookAtKeys: look } = statements(synth());
    const via = { 'kms:ViaService': 'redshift-serverless.eu-west-1.amazonaws.com' };
    expect(use).toMatchObject({ Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], Condition: { StringEquals: via } });
    expect(grant).toMatchObject({ Action: 'kms:CreateGrant', Condition: { StringEquals: via, Bool: { 'kms:GrantIsForAWSResource': 'true' } } });
    expect(look).toEqual({ Sid: 'LookAtKeys', Action: 'kms:DescribeKey', Effect: 'Allow', Resource: use.Resource });
    expect(use.Resource).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-west-1:*:key/*']] });
  });

  test('no statement is wider than log delivery needs', () => {
    const wide = Object.values(statements(synth())).filter(({ Resource }) => String(Resource) === '*').map(({ Sid }) => Sid);
    expect(wide).toEqual(['DeliverLogs']);
  });

  test('the policies are the same whatever keys there are, so that a rollback takes nothing away', () => {
    const other = 'arn:aws:kms:eu-west-1:111122223333:key/other';
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    expect(statements(synth({ key: kms.Key.fromKeyArn(stack, 'Mine', other) }, stack))).toEqual(statements(synth()));
  });
});

describe('the function and the waiter', () => {
  const template = synth();

  test('the runtime is pinned, old events are dropped, and the timeout is the one that the decisions count on', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 60, MemorySize: 256 });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 2, DestinationConfig: Match.absent() });
  });

  test('no dead letter queue, no tracing, no execution data in the log: each would hold the pre-signed ResponseURL', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { DeadLetterConfig: Match.absent(), TracingConfig: Match.absent() });
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: Match.objectLike({ Level: 'ALL', IncludeExecutionData: false }),
      TracingConfiguration: Match.absent(),
    });
  });

  test('each log has a retention', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    template.resourceCountIs('AWS::Logs::LogGroup', 2);
  });

  test('the function has no fixed name: a ServiceToken can never change', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: Match.absent() });
  });
});

describe('createdWith reaches the handler', () => {
  test.each<[string, CreatedWith, string]>([
    ['a literal key', CreatedWith.kmsKeyId('alias/theirs'), 'alias/theirs'],
    ['an AWS-owned key', CreatedWith.awsOwnedKey(), 'AWS_OWNED_KMS_KEY'],
  ])('%s', (_name, createdWith, property) => {
    synth({ createdWith }).hasResourceProperties(WINDOW, { CreatedWithKmsKeyId: property });
  });
});

describe('bad input', () => {
  test.each<[string, Partial<NamespaceKeyChangeProps>, string]>([
    ['a name that the service does not take', { namespaceName: 'No' }, "NamespaceKeyChange 'Stack/KeyChange' cannot be made: namespaceName must have 3 to 64 characters"],
    ['a key of another Region', { key: kms.Key.fromKeyArn(new Stack(new App(), 'Else'), 'Far', KEY.replace('eu-west-1', 'us-east-1')) }, "the key must be of the namespace's Region eu-west-1, got: a key of us-east-1"],
  ])('%s', (_name, props, message) => {
    expect(() => synth(props)).toThrow(message);
  });

  test('a Region that is not known is left to the deployment', () => {
    const stack = new Stack();
    expect(() => synth({ key: kms.Key.fromKeyArn(stack, 'K', KEY), namespaceName: new CfnParameter(stack, 'N').valueAsString }, stack)).not.toThrow();
  });
});
