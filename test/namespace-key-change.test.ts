import { App, CfnParameter, Duration, NestedStack, Size, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CreatedWith, KeyChangeWait, NamespaceKeyChange, RotatableNamespace, type NamespaceKeyChangeProps } from '../src';

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

describe('windows', () => {
  /** The windows of a template by their number, with their logical ids. */
  function windowsOf(template: Template): { readonly id: string; readonly resource: Fragment }[] {
    const found = Object.entries(template.findResources(WINDOW)).map(([id, resource]) => ({ id, resource: resource as Fragment }));
    return found.sort((a, b) => Number(a.resource.Properties.Window) - Number(b.resource.Properties.Window));
  }
  const numbersTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

  test.each<[string, KeyChangeWait | undefined, number]>([
    ['nothing said', undefined, 1],
    ['an hour', KeyChangeWait.upTo(Duration.hours(1)), 1],
    ['40 TiB', KeyChangeWait.forDataSize(Size.tebibytes(40)), 3],
    ['48 hours', KeyChangeWait.upTo(Duration.hours(48)), 53],
  ])('%s: as many as it takes, the same wish in each', (_name, keyChangeWait, n) => {
    const windows = windowsOf(synth({ keyChangeWait }));
    expect(windows.map(({ resource }) => resource.Properties.Window)).toEqual(numbersTo(n));
    for (const [i, { id, resource: { Properties: properties } }] of windows.entries()) {
      expect(id).toMatch(new RegExp(`^KeyChangeWindow${i + 1}[0-9A-F]{8}$`));
      expect(properties).toEqual({
        ...windows[0].resource.Properties,
        Window: i + 1,
        Windows: n,
        ServiceTimeout: '3600',
        ...(i === 0 ? {} : { Handover: { 'Fn::GetAtt': [windows[i - 1].id, 'Handover'] } }),
      });
    }
    expect(windows[0].resource.Properties).not.toHaveProperty('Handover');
  });

  test('each waits for the permission to start the waiter, and is called as long as that stands', () => {
    const template = synth({ keyChangeWait: KeyChangeWait.upTo(Duration.hours(3)) });
    const [[events, { DependsOn: before }]] = Object.entries(template.findResources('AWS::Lambda::EventInvokeConfig'));
    expect(before).toEqual([expect.stringMatching(/StartWaiter/)]);
    for (const { resource } of windowsOf(template)) { expect(resource.DependsOn).toContain(events); }
  });

  test('what is typical for the data reaches each of them, and a time is no estimate', () => {
    const typical = (keyChangeWait: KeyChangeWait) => windowsOf(synth({ keyChangeWait })).map(({ resource }) => resource.Properties.TypicalSeconds);
    expect(typical(KeyChangeWait.forDataSize(Size.tebibytes(40)))).toEqual([4500, 4500, 4500]);
    expect(typical(KeyChangeWait.upTo(Duration.hours(2)))).toEqual([undefined, undefined, undefined]);
  });

  test('createdWith reaches each of them', () => {
    const windows = windowsOf(synth({ keyChangeWait: KeyChangeWait.upTo(Duration.hours(3)), createdWith: CreatedWith.awsOwnedKey() }));
    expect(windows.map(({ resource }) => resource.Properties.CreatedWithKmsKeyId)).toEqual(Array(4).fill('AWS_OWNED_KMS_KEY'));
  });

  test('what refers to keyArn waits for the last of them', () => {
    const stack = new Stack();
    const change = new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key: new kms.Key(stack, 'Key'), keyChangeWait: KeyChangeWait.upTo(Duration.hours(3)) });
    expect(stack.resolve(change.keyArn)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^KeyChangeWindow4/), 'KmsKeyArn'] });
  });

  test('a longer wait adds windows, and moves none of those that are there', () => {
    const ids = (hours: number) => windowsOf(synth({ keyChangeWait: KeyChangeWait.upTo(Duration.hours(hours)) })).map(({ id }) => id);
    expect(ids(6).slice(0, 3)).toEqual(ids(2));
  });

  test('no property is overwritten that the CDK sets: no warning', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    synth({ keyChangeWait: KeyChangeWait.upTo(Duration.hours(3)) }, stack);
    const all = Annotations.fromStack(stack);
    expect(all.findWarning('*', Match.stringLikeRegexp('customResourcePropConflict|will be overwritten'))).toEqual([]);
    expect([...all.findWarning('*', Match.anyValue()), ...all.findError('*', Match.anyValue())].filter(({ id }) => id.includes('/KeyChange/'))).toEqual([]);
  });
});

describe('permissions', () => {
  test('the function may look at its own stack, and at no other', () => {
    expect(statements(synth()).LookAtOwnStack).toEqual({ Sid: 'LookAtOwnStack', Action: 'cloudformation:DescribeStacks', Effect: 'Allow', Resource: { Ref: 'AWS::StackId' } });
  });

  test('a nested stack is its own stack: its id is the one in the events of its resources', () => {
    const nested = new NestedStack(new Stack(new App(), 'Outer', { env: ENV }), 'Nested');
    new RotatableNamespace(nested, 'Warehouse');
    expect(statements(Template.fromStack(nested)).LookAtOwnStack.Resource).toEqual({ Ref: 'AWS::StackId' });
  });

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
