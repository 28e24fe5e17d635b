import {
  App, Aspects, CfnResource, Fn, NestedStack, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { bare, guardedStack, LIVE } from './guarded-stack';
import {
  CreatedWith, NamespaceEncryption, NamespaceKeyGuard, NamespaceKeyGuardMode, type NamespaceKeyGuardProps,
} from '../src';
import {
  besideKeyChange, context, contextKey, ENV, idOfError, KEY, parameter, synth, warehouse, type Answer,
} from './private/checks/support';

/** What is added to a stack with the guard, and what is reported then. */
interface Case {
  readonly name: string;
  readonly add: (stack: Stack) => unknown;
  readonly errors?: string[];
  readonly reported?: string[];
}

function check(
  { add, errors = [], reported = [] }: Case, live?: Record<string, unknown>, props?: NamespaceKeyGuardProps,
): void {
  const stack = guardedStack(live, props);
  add(stack);
  const outcome = synth(stack);
  expect(outcome.errors.map(idOfError)).toEqual(errors);
  expect(outcome.reported).toEqual(reported);
}

const override = (stack: Stack, kmsKeyId: unknown) => bare(stack).addPropertyOverride('KmsKeyId', kmsKeyId);

describe('a namespace that is on a customer managed key: errors', () => {
  test.each<Case>([
    { name: 'without KmsKeyId', add: (s) => bare(s), errors: ['backToAwsOwnedKey'] },
    { name: 'with the literal', add: (s) => bare(s, 'AWS_OWNED_KMS_KEY'), errors: ['backToAwsOwnedKey'] },
    { name: 'with an empty text', add: (s) => bare(s, ''), errors: ['backToAwsOwnedKey'] },
    { name: 'with an alias of AWS', add: (s) => bare(s, 'alias/aws/redshift'), errors: ['notCustomerManagedKey'] },
    {
      name: 'with the ARN of an alias of AWS',
      add: (s) => bare(s, `arn:${s.partition}:kms:eu-west-1:111122223333:alias/aws/redshift`),
      errors: ['notCustomerManagedKey'],
    },
    {
      name: 'deleted by an override',
      add: (s) => bare(s, KEY).addPropertyDeletionOverride('KmsKeyId'),
      errors: ['backToAwsOwnedKey'],
    },
    { name: 'AWS::NoValue', add: (s) => bare(s, Fn.ref('AWS::NoValue')), errors: ['backToAwsOwnedKey'] },
    {
      name: 'a condition that may lead to none',
      add: (s) => override(s, { 'Fn::If': ['C', KEY, { Ref: 'AWS::NoValue' }] }),
      errors: ['backToAwsOwnedKey'],
    },
    {
      name: 'a resource of another library',
      add: (s) => new CfnResource(s, 'Theirs', {
        type: 'AWS::RedshiftServerless::Namespace', properties: { NamespaceName: 'warehouse' },
      }),
      errors: ['backToAwsOwnedKey'],
    },
    { name: 'in a nested stack', add: (s) => bare(new NestedStack(s, 'Nested')), errors: ['backToAwsOwnedKey'] },
    {
      name: 'in the place of the whole construct',
      add: (s) => {
        warehouse(s);
        s.node.tryRemoveChild('Warehouse');
        bare(s);
      },
      errors: ['backToAwsOwnedKey'],
    },
    {
      name: 'in the place of the resource',
      add: (s) => {
        const namespace = warehouse(s);
        namespace.node.tryRemoveChild('Resource');
        new redshiftserverless.CfnNamespace(namespace, 'Resource', { namespaceName: 'warehouse' });
      },
      errors: ['partRemoved'],
    },
    {
      name: 'a literal, which a key change of the app does not excuse',
      add: (s) => besideKeyChange(s, { kmsKeyId: 'alias/aws/redshift' }),
      errors: ['notCustomerManagedKey'],
    },
    {
      name: 'RotatableNamespace: reported once',
      add: (s) => warehouse(s, { encryption: NamespaceEncryption.awsOwnedKey() }),
      errors: ['backToAwsOwnedKey'],
    },
  ])('$name', (row) => check(row));

  test('the message names the construct, what was given, and the remedy', () => {
    const stack = guardedStack();
    bare(stack);
    expect(synth(stack).errors[0]).toMatch(new RegExp("^\\[\\] 'Stack/Bare': namespace 'warehouse' \\(id id-1\\) "
      + 'is on the customer managed key arn:.*, got: no KmsKeyId; keep a customer managed key.*backToAwsOwnedKey\\]$'));
  });
});

describe('a namespace that is on a customer managed key: nearest cases without an error', () => {
  test.each<Case>([
    { name: 'with its key', add: (s) => bare(s, KEY) },
    { name: 'with a key of the template', add: (s) => bare(s, new kms.Key(s, 'Key').keyArn) },
    { name: 'with the id of one', add: (s) => bare(s, new kms.Key(s, 'Key').keyId) },
    {
      name: 'with a key of another stack',
      add: (s) => bare(s, new kms.Key(new Stack(s.node.root as App, 'Keys', { env: ENV }), 'Key').keyArn),
    },
    { name: 'with a joined ARN', add: (s) => bare(s, `arn:${s.partition}:kms:${s.region}:${s.account}:key/k`) },
    { name: 'with Fn::Sub', add: (s) => bare(s, Fn.sub('arn:${AWS::Partition}:kms:eu-west-1:111122223333:key/k')) },
    { name: 'a condition between two keys', add: (s) => override(s, { 'Fn::If': ['C', KEY, 'alias/mine'] }) },
    { name: 'another namespace', add: (s) => bare(s, undefined, 'fresh'), reported: ['lookupPending'] },
    {
      name: 'a key change of the app moves it',
      add: (s) => besideKeyChange(s, {}, { createdWith: CreatedWith.awsOwnedKey() }),
    },
    { name: 'RotatableNamespace, which checks itself', add: (s) => warehouse(s) },
    {
      name: 'a parameter: the deployment alone knows',
      add: (s) => bare(s, parameter(s)),
      reported: ['keyNotKnownAtSynth'],
    },
    {
      name: 'a mapping',
      add: (s) => override(s, { 'Fn::FindInMap': ['M', 'a', 'b'] }),
      reported: ['keyNotKnownAtSynth'],
    },
    {
      name: 'a dynamic reference',
      add: (s) => bare(s, '{{resolve:ssm:/key}}'),
      reported: ['keyNotKnownAtSynth'],
    },
    {
      name: 'a text joined from a parameter',
      add: (s) => bare(s, Fn.join('', ['', parameter(s)])),
      reported: ['keyNotKnownAtSynth'],
    },
    { name: 'a number', add: (s) => override(s, 1), reported: ['keyNotKnownAtSynth'] },
    {
      name: 'a name that the deployment alone knows',
      add: (s) => bare(s, undefined, parameter(s)),
      reported: ['lookupImpossible'],
    },
  ])('$name', (row) => check(row));
});

test.each<{ name: string; answer: Answer }>([
  { name: 'on an AWS-owned key', answer: 'aws-owned' },
  { name: 'absent', answer: 'not-found' },
])('a live namespace that is $name is fine', ({ answer }) => {
  const stack = guardedStack(context({ warehouse: answer }));
  bare(stack);
  expect(synth(stack)).toMatchObject({ errors: [], reported: ['answerKept'] });
});

test('where it cannot be looked up, a warning says that nothing else refuses it', () => {
  const stack = new Stack(new App(), 'Agnostic');
  Aspects.of(stack).add(new NamespaceKeyGuard());
  bare(stack);
  const { reported, texts } = synth(stack);
  expect(reported).toEqual(['lookupImpossible']);
  expect(texts[0]).toMatch(/CloudFormation silently ignores a removed KmsKeyId/);
});

test('all findings of an app are reported at once, each with its path', () => {
  const stack = guardedStack();
  bare(stack);
  bare(new Stack(stack.node.root as App, 'Else', { env: ENV }), '', 'second');
  bare(stack, 'alias/aws/redshift', 'third', 'Third');
  const paths = synth(stack).errors.map((text) => /'(.*?)'/.exec(text)?.[1]);
  expect(paths).toEqual(['Stack/Bare', 'Stack/Third', 'Else/Bare']);
});

test('it checks what all other Aspects have left, whenever they were added', () => {
  const stack = guardedStack();
  const namespace = bare(stack, KEY);
  const blank = { visit: (node: unknown) => { if (node === namespace) { namespace.kmsKeyId = undefined; } } };
  Aspects.of(stack).add(blank, { priority: 900 });
  expect(synth(stack).errors.map(idOfError)).toEqual(['backToAwsOwnedKey']);
});

test('it checks a construct that an Aspect adds', () => {
  const stack = guardedStack();
  Aspects.of(stack).add({
    visit: (node) => { if (node === stack && !stack.node.tryFindChild('Bare')) { bare(stack); } },
  });
  expect(synth(stack).errors.map(idOfError)).toEqual(['backToAwsOwnedKey']);
});

describe('options', () => {
  test('warn: at each construct, and acknowledgeable', () => {
    const stack = guardedStack(LIVE, { mode: NamespaceKeyGuardMode.WARN });
    bare(stack);
    expect(synth(stack)).toMatchObject({ errors: [], reported: ['backToAwsOwnedKey'] });
  });

  test.each<{ name: string; allow: string[]; want: string[] }>([
    { name: 'the construct', allow: ['Stack/Bare'], want: [] },
    { name: 'its stack', allow: ['Stack'], want: [] },
    { name: 'a path that begins alike', allow: ['Stack/Ba'], want: ['backToAwsOwnedKey'] },
    { name: 'another one', allow: ['Stack/Other'], want: ['backToAwsOwnedKey'] },
  ])('allow: $name', ({ allow, want }) => {
    const stack = guardedStack(LIVE, { allow });
    bare(stack);
    expect(synth(stack).errors.map(idOfError)).toEqual(want);
  });

  test('allow: a path that no construct has is reported', () => {
    const stack = guardedStack({}, { allow: ['Stack/Tpyo'] });
    bare(stack, KEY);
    expect(synth(stack)).toMatchObject({ errors: [], reported: ['allowedPathUnknown'] });
  });

  test('lookup: false looks nothing up, and warns', () => {
    const stack = guardedStack(LIVE, { lookup: false });
    bare(stack);
    expect(synth(stack)).toMatchObject({ errors: [], reported: ['lookupOff'], missing: [] });
  });

  test('it requests the lookups that it needs', () => {
    const stack = guardedStack({});
    bare(stack);
    expect(synth(stack).missing).toEqual([contextKey('warehouse')]);
  });

  test.each<Case>([
    { name: 'without KmsKeyId', add: (s) => bare(s), errors: ['customerManagedKeyRequired'] },
    {
      name: 'RotatableNamespace under an AWS-owned key',
      add: (s) => warehouse(s, { encryption: NamespaceEncryption.awsOwnedKey({ lookup: false }) }),
      errors: ['customerManagedKeyRequired'],
    },
    { name: 'RotatableNamespace', add: (s) => warehouse(s) },
    { name: 'with a key', add: (s) => bare(s, KEY) },
    { name: 'with a token', add: (s) => bare(s, parameter(s)), reported: ['keyNotKnownAtSynth'] },
  ])('requireCustomerManagedKey: $name', (row) => check(row, {}, { requireCustomerManagedKey: true }));
});

test.each<Case>([
  {
    name: 'two bare namespaces of one name',
    add: (s) => bare(s, KEY, 'warehouse', 'Two'),
    errors: ['sharedNamespace', 'sharedNamespace'],
  },
  { name: 'two names', add: (s) => bare(s, KEY, 'other', 'Two') },
])('names: $name', ({ add, ...row }) => check({
  ...row,
  add: (stack) => {
    bare(stack, KEY);
    add(stack);
  },
}));
