import {
  App, Aspects, CfnParameter, CfnResource, Fn, NestedStack, Stack, Stage,
  aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { context, contextKey, ENV, KEY, newStack, synth, warehouse, type Answer } from './support';
import { NamespaceEncryption, NamespaceKeyChange, NamespaceKeyGuard, NamespaceKeyGuardMode, type NamespaceKeyGuardProps } from '../../src';

const ON_CMK = context({ warehouse: 'customer-managed', second: 'customer-managed' });
const ids = (errors: string[]) => errors.map((text) => /:(\w+)\]$/.exec(text)?.[1] ?? text);

function guarded(values: Record<string, unknown> = ON_CMK, props: NamespaceKeyGuardProps = {}): Stack {
  const stack = newStack(values);
  Aspects.of(stack.node.root).add(new NamespaceKeyGuard(props));
  return stack;
}

const bare = (scope: Stack, kmsKeyId?: string, namespaceName = 'warehouse', id = 'Bare') =>
  new redshiftserverless.CfnNamespace(scope, id, { namespaceName, kmsKeyId });
const parameter = (stack: Stack, defaultValue?: string) => new CfnParameter(stack, 'P', { default: defaultValue }).valueAsString;

describe('a namespace that is on a customer managed key', () => {
  test.each<[string, (stack: Stack) => unknown, string[], string[]?]>([
    ['without KmsKeyId', (s) => bare(s), ['backToAwsOwnedKey']],
    ['with the literal', (s) => bare(s, 'AWS_OWNED_KMS_KEY'), ['backToAwsOwnedKey']],
    ['with an empty text', (s) => bare(s, ''), ['backToAwsOwnedKey']],
    ['with an alias of AWS', (s) => bare(s, 'alias/aws/redshift'), ['notCustomerManagedKey']],
    ['with the ARN of an alias of AWS', (s) => bare(s, `arn:${s.partition}:kms:eu-west-1:111122223333:alias/aws/redshift`), ['notCustomerManagedKey']],
    ['deleted by an override', (s) => bare(s, KEY).addPropertyDeletionOverride('KmsKeyId'), ['backToAwsOwnedKey']],
    ['AWS::NoValue', (s) => bare(s, Fn.ref('AWS::NoValue')), ['backToAwsOwnedKey']],
    ['a condition with a way to none', (s) => bare(s).addPropertyOverride('KmsKeyId', { 'Fn::If': ['C', KEY, { Ref: 'AWS::NoValue' }] }), ['backToAwsOwnedKey']],
    ['a resource of another library', (s) => new CfnResource(s, 'Theirs', { type: 'AWS::RedshiftServerless::Namespace', properties: { NamespaceName: 'warehouse' } }), ['backToAwsOwnedKey']],
    ['in a nested stack', (s) => bare(new NestedStack(s, 'Nested')), ['backToAwsOwnedKey']],
    ['in the place of the whole construct', (s) => { warehouse(s); s.node.tryRemoveChild('Warehouse'); bare(s); }, ['backToAwsOwnedKey']],
    ['in the place of the resource', (s) => {
      const namespace = warehouse(s);
      namespace.node.tryRemoveChild('Resource');
      new redshiftserverless.CfnNamespace(namespace, 'Resource', { namespaceName: 'warehouse' });
    }, ['partRemoved']],
    ['nearest: with its key', (s) => bare(s, KEY), []],
    ['nearest: with a key of the template', (s) => bare(s, new kms.Key(s, 'Key').keyArn), []],
    ['nearest: with the id of one', (s) => bare(s, new kms.Key(s, 'Key').keyId), []],
    ['nearest: with a key of another stack', (s) => bare(s, new kms.Key(new Stack(s.node.root as App, 'Keys', { env: ENV }), 'Key').keyArn), []],
    ['nearest: with an ARN that is put together', (s) => bare(s, `arn:${s.partition}:kms:${s.region}:${s.account}:key/k`), []],
    ['nearest: with Fn::Sub', (s) => bare(s, Fn.sub('arn:${AWS::Partition}:kms:eu-west-1:111122223333:key/k')), []],
    ['nearest: a condition between two keys', (s) => bare(s).addPropertyOverride('KmsKeyId', { 'Fn::If': ['C', KEY, 'alias/mine'] }), []],
    ['nearest: another namespace', (s) => bare(s, undefined, 'fresh'), [], ['lookUpPending']],
    ['nearest: a key change of the app moves it', (s) => { bare(s); new NamespaceKeyChange(s, 'Change', { namespaceName: 'warehouse', key: kms.Key.fromKeyArn(s, 'K', KEY) }); }, []],
    ['a key change of the app excuses no literal', (s) => {
      bare(s, 'alias/aws/redshift');
      new NamespaceKeyChange(s, 'Change', { namespaceName: 'warehouse', key: kms.Key.fromKeyArn(s, 'K', KEY) });
    }, ['notCustomerManagedKey']],
    ['nearest: RotatableNamespace guards itself', (s) => warehouse(s), []],
    ['RotatableNamespace says it once', (s) => warehouse(s, { encryption: NamespaceEncryption.awsOwnedKey() }), ['backToAwsOwnedKey']],
    ['a parameter: the deployment alone knows', (s) => bare(s, parameter(s)), [], ['keyNotKnownAtSynth']],
    ['a mapping', (s) => bare(s).addPropertyOverride('KmsKeyId', { 'Fn::FindInMap': ['M', 'a', 'b'] }), [], ['keyNotKnownAtSynth']],
    ['a dynamic reference', (s) => bare(s, '{{resolve:ssm:/key}}'), [], ['keyNotKnownAtSynth']],
    ['a text put together of a parameter', (s) => bare(s, Fn.join('', ['', parameter(s)])), [], ['keyNotKnownAtSynth']],
    ['a number', (s) => bare(s).addPropertyOverride('KmsKeyId', 1), [], ['keyNotKnownAtSynth']],
    ['a name that the deployment alone knows', (s) => bare(s, undefined, parameter(s)), [], ['lookUpImpossible']],
  ])('%s', (_name, add, errors, told = []) => {
    const stack = guarded();
    add(stack);
    const outcome = synth(stack);
    expect(ids(outcome.errors)).toEqual(errors);
    expect(outcome.told).toEqual(told);
  });

  test('the message names the construct, what was given, and the way out', () => {
    const stack = guarded();
    bare(stack);
    expect(synth(stack).errors[0]).toMatch(/^\[\] 'Stack\/Bare': namespace 'warehouse' \(id id-1\) is on the customer managed key arn:.*, got: no KmsKeyId; keep a customer managed key.*backToAwsOwnedKey\]$/);
  });
});

test.each<[string, Answer, string[]]>([
  ['AWS-owned', 'aws-owned', ['answerKept']],
  ['not there', 'not-found', ['answerKept']],
])('a live namespace that is %s is fine', (_name, answer, told) => {
  const stack = guarded(context({ warehouse: answer }));
  bare(stack);
  expect(synth(stack)).toMatchObject({ errors: [], told });
});

test('where nobody can be asked, a warning says that nobody else will refuse it', () => {
  const stack = new Stack(new App(), 'Agnostic');
  Aspects.of(stack).add(new NamespaceKeyGuard());
  bare(stack);
  const { told, texts } = synth(stack);
  expect(told).toEqual(['lookUpImpossible']);
  expect(texts[0]).toMatch(/CloudFormation ignores a removed KmsKeyId in silence/);
});

test('all findings of an app come in one go, each with its path', () => {
  const stack = guarded();
  bare(stack);
  bare(new Stack(stack.node.root as App, 'Else', { env: ENV }), '', 'second');
  bare(stack, 'alias/aws/redshift', 'third', 'Third');
  expect(synth(stack).errors.map((text) => /'(.*?)'/.exec(text)?.[1])).toEqual(['Stack/Bare', 'Stack/Third', 'Else/Bare']);
});

test('it judges what all other Aspects have left, whenever they were added', () => {
  const stack = guarded();
  const namespace = bare(stack, KEY);
  Aspects.of(stack).add({ visit: (node) => { if (node === namespace) { namespace.kmsKeyId = undefined; } } }, { priority: 900 });
  expect(ids(synth(stack).errors)).toEqual(['backToAwsOwnedKey']);
});

test('a construct that an Aspect adds is judged too', () => {
  const stack = guarded();
  Aspects.of(stack).add({ visit: (node) => { if (node === stack && !stack.node.tryFindChild('Bare')) { bare(stack); } } });
  expect(ids(synth(stack).errors)).toEqual(['backToAwsOwnedKey']);
});

describe('options', () => {
  test('warn: at each construct, acknowledgeable', () => {
    const stack = guarded(ON_CMK, { mode: NamespaceKeyGuardMode.WARN });
    bare(stack);
    expect(synth(stack)).toMatchObject({ errors: [], told: ['backToAwsOwnedKey'] });
  });

  test.each<[string, string[], string[], string[]]>([
    ['the construct', ['Stack/Bare'], [], []],
    ['its stack', ['Stack'], [], []],
    ['a path that begins alike', ['Stack/Ba'], ['backToAwsOwnedKey'], []],
    ['another one', ['Stack/Other'], ['backToAwsOwnedKey'], []],
  ])('allow: %s', (_name, allow, errors) => {
    const stack = guarded(ON_CMK, { allow });
    bare(stack);
    expect(ids(synth(stack).errors)).toEqual(errors);
  });

  test('allow: a path that no construct has is told of', () => {
    const stack = guarded({}, { allow: ['Stack/Tpyo'] });
    bare(stack, KEY);
    expect(synth(stack)).toMatchObject({ errors: [], told: ['allowedPathUnknown'] });
  });

  test('lookUp: false asks nobody, and warns', () => {
    const stack = guarded(ON_CMK, { lookUp: false });
    bare(stack);
    expect(synth(stack)).toMatchObject({ errors: [], told: ['lookUpOff'], missing: [] });
  });

  test('it asks for what it needs', () => {
    const stack = guarded({});
    bare(stack);
    expect(synth(stack).missing).toEqual([contextKey('warehouse')]);
  });

  test.each<[string, (stack: Stack) => unknown, string[], string[]?]>([
    ['without KmsKeyId', (s) => bare(s), ['customerManagedKeyRequired']],
    ['RotatableNamespace under an AWS-owned key', (s) => warehouse(s, { encryption: NamespaceEncryption.awsOwnedKey({ lookUp: false }) }), ['customerManagedKeyRequired'], []],
    ['RotatableNamespace', (s) => warehouse(s), []],
    ['with a key', (s) => bare(s, KEY), []],
    ['with a token', (s) => bare(s, parameter(s)), [], ['keyNotKnownAtSynth']],
  ])('requireCustomerManagedKey: %s', (_name, add, errors, told = []) => {
    const stack = guarded({}, { requireCustomerManagedKey: true });
    add(stack);
    const outcome = synth(stack);
    expect(ids(outcome.errors)).toEqual(errors);
    expect(outcome.told).toEqual(told);
  });
});

describe('names', () => {
  test.each<[string, (stack: Stack) => unknown, string[]]>([
    ['two bare ones of a name', (s) => bare(s, KEY, 'warehouse', 'Two'), ['sharedNamespace', 'sharedNamespace']],
    ['two names', (s) => bare(s, KEY, 'other', 'Two'), []],
  ])('%s', (_name, add, errors) => {
    const stack = guarded();
    bare(stack, KEY);
    add(stack);
    expect(ids(synth(stack).errors)).toEqual(errors);
  });
});

describe('Stages, where Aspects end', () => {
  function staged(): { app: App; stage: Stage; inside: Stack } {
    const app = new App({ context: ON_CMK });
    const stage = new Stage(app, 'Prod', { env: ENV });
    const inside = new Stack(stage, 'Inside');
    return { app, stage, inside };
  }
  const errors = (app: App) => synth(new Stack(app, 'Top', { env: ENV })).errors;

  test('a Stage with namespaces that lacks the guard is an error, even where they are fine', () => {
    const { app, inside } = staged();
    bare(inside, KEY);
    Aspects.of(app).add(new NamespaceKeyGuard());
    expect(errors(app)).toEqual([expect.stringMatching(/does not reach into the Stage 'Prod'.*got: the namespaces 'Prod\/Inside\/Bare' in it.*stageNotGuarded\]$/)]);
  });

  test('with the guard it is guarded', () => {
    const { app, stage, inside } = staged();
    bare(inside);
    const guard = new NamespaceKeyGuard();
    Aspects.of(app).add(guard);
    Aspects.of(stage).add(guard);
    expect(ids(errors(app))).toEqual(['backToAwsOwnedKey']);
  });

  test.each<[string, (inside: Stack) => unknown, NamespaceKeyGuardProps]>([
    ['a Stage without namespaces', () => undefined, {}],
    ['a Stage that is allowed', (inside) => bare(inside, KEY), { allow: ['Prod'] }],
  ])('%s needs none', (_name, add, props) => {
    const { app, inside } = staged();
    add(inside);
    Aspects.of(app).add(new NamespaceKeyGuard(props));
    expect(errors(app)).toEqual([]);
  });

  test('the same guard at a Stage and the app says nothing twice', () => {
    const { app, stage, inside } = staged();
    bare(inside, KEY);
    const guard = new NamespaceKeyGuard();
    for (const scope of [app, stage, inside]) { Aspects.of(scope).add(guard); }
    expect(errors(app)).toEqual([]);
  });
});
