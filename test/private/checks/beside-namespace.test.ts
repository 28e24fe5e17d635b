import {
  App, Aws, CfnParameter, Duration, NestedStack, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless,
  type CfnTag,
} from 'aws-cdk-lib';
import { besideKeyChange, ENV, errorIds, idOfError, KEY, newStack, synth } from './support';
import {
  CreatedWith, KeyChangeTimeout, NamespaceKeyChange, RotatableNamespace, type NamespaceKeyChangeProps,
} from '../../../src';
import { OWNERSHIP_TAG } from '../../../src/contract';

type NamespaceProps = Partial<redshiftserverless.CfnNamespaceProps>;

const tagged = (value: string): { tags: CfnTag[] } => ({ tags: [{ key: OWNERSHIP_TAG, value }] });
/** A namespace without dependency, tag and constant KmsKeyId. */
const bare = (stack: Stack, props: NamespaceProps = {}) =>
  new redshiftserverless.CfnNamespace(stack, 'Theirs', { namespaceName: 'warehouse', ...props });
const keyChange = (stack: Stack, props: Partial<NamespaceKeyChangeProps> = {}) =>
  new NamespaceKeyChange(stack, 'Moves', {
    namespaceName: 'warehouse', key: kms.Key.fromKeyArn(stack, 'K', KEY), ...props,
  });

describe('KmsKeyId beside a key change is a constant', () => {
  interface Case {
    readonly name: string;
    readonly kmsKeyId?: (stack: Stack) => string;
    readonly createdWith?: (kmsKeyId: string) => CreatedWith;
    readonly want?: string[];
  }
  const NOT_CONSTANT = ['kmsKeyIdNotConstant'];
  test.each<Case>([
    { name: 'none, and createdWith left out', want: NOT_CONSTANT },
    { name: 'a key of the template', kmsKeyId: (s) => new kms.Key(s, 'Key').keyArn, want: NOT_CONSTANT },
    { name: 'a literal key, and createdWith left out', kmsKeyId: () => KEY, want: NOT_CONSTANT },
    {
      name: 'another one than createdWith',
      kmsKeyId: () => 'alias/mine',
      createdWith: () => CreatedWith.kmsKeyId(KEY),
      want: NOT_CONSTANT,
    },
    {
      name: 'one, where createdWith says none',
      kmsKeyId: () => 'alias/mine',
      createdWith: () => CreatedWith.awsOwnedKey(),
      want: NOT_CONSTANT,
    },
    { name: 'none, where createdWith says one', createdWith: () => CreatedWith.kmsKeyId(KEY), want: NOT_CONSTANT },
    { name: 'nearest: none, as createdWith says', createdWith: () => CreatedWith.awsOwnedKey() },
    { name: 'nearest: a literal, as createdWith says', kmsKeyId: () => KEY, createdWith: CreatedWith.kmsKeyId },
    {
      name: 'nearest: a token, as createdWith says',
      kmsKeyId: (s) => new CfnParameter(s, 'P').valueAsString,
      createdWith: CreatedWith.kmsKeyId,
    },
    { name: 'nearest: the name of an alias', kmsKeyId: () => 'alias/mine' },
    { name: 'nearest: the ARN of an alias', kmsKeyId: () => 'arn:aws:kms:eu-west-1:111122223333:alias/mine' },
    {
      name: 'nearest: an alias of the stack',
      kmsKeyId: (s) => new kms.Alias(s, 'A', { aliasName: 'alias/mine', targetKey: new kms.Key(s, 'Key') }).keyArn,
    },
    {
      name: 'nearest: the Ref of an alias of the stack',
      kmsKeyId: (s) => new kms.CfnAlias(s, 'A', { aliasName: 'alias/mine', targetKeyId: 'k' }).ref,
    },
    {
      name: 'nearest: the alias that CreatedWith.alias() stands for',
      kmsKeyId: (s) => s.formatArn({
        service: 'kms', resource: 'alias', resourceName: 'redshift-serverless/warehouse',
      }),
      createdWith: () => CreatedWith.alias(),
    },
  ])('$name', ({ kmsKeyId, createdWith, want = [] }) => {
    const stack = newStack();
    const given = kmsKeyId?.(stack);
    besideKeyChange(stack, { kmsKeyId: given }, { createdWith: createdWith?.(given ?? '') });
    expect(errorIds(stack)).toEqual(want);
  });
});

describe('a namespace waits for its key change', () => {
  const withoutWaiting = (stack: Stack) =>
    [bare(stack, { kmsKeyId: 'alias/mine', ...tagged(Aws.STACK_NAME) }), keyChange(stack)] as const;

  test('without a dependency: an error that names both constructs', () => {
    const stack = newStack();
    withoutWaiting(stack);
    expect(synth(stack).errors).toEqual([expect.stringContaining("'Stack/Theirs' must wait for the key change "
      + "'Stack/Moves', since no other action is possible while the key is being changed, got: no dependency; "
      + 'add namespace.node.addDependency(keyChange)')]);
  });

  test('its remedy works', () => {
    const stack = newStack();
    const [namespace, change] = withoutWaiting(stack);
    namespace.node.addDependency(change);
    expect(errorIds(stack)).toEqual([]);
  });

  test('a dependency on the first of several windows is not enough', () => {
    const stack = newStack();
    const namespace = bare(stack, { kmsKeyId: 'alias/mine', ...tagged(Aws.STACK_NAME) });
    const change = keyChange(stack, { keyChangeTimeout: KeyChangeTimeout.upTo(Duration.hours(3)) });
    namespace.node.addDependency(change.node.findChild('Window1'));
    expect(errorIds(stack)).toEqual(['namespaceDoesNotWait']);
  });
});

describe('the key change is permitted', () => {
  test.each<{ name: string; namespace: NamespaceProps; change?: Partial<NamespaceKeyChangeProps>; want: string[] }>([
    { name: 'no tag, no id', namespace: { tags: [] }, want: ['namespaceNotPermitted'] },
    { name: 'the tag of another stack', namespace: tagged('Other'), want: ['namespaceNotPermitted'] },
    { name: 'nearest: the tag', namespace: tagged(Aws.STACK_NAME), want: [] },
    { name: 'nearest: the name of the stack as text', namespace: tagged('Stack'), want: [] },
    { name: 'nearest: the id', namespace: { tags: [] }, change: { namespaceId: 'id-1' }, want: [] },
  ])('$name', ({ namespace, change, want }) => {
    const stack = newStack();
    besideKeyChange(stack, { kmsKeyId: 'alias/mine', ...namespace }, change);
    expect(errorIds(stack)).toEqual(want);
  });

  test('the message names both constructs, what was given and the remedy', () => {
    const stack = newStack();
    besideKeyChange(stack, { kmsKeyId: 'alias/mine', ...tagged('Other') });
    expect(synth(stack).errors).toEqual([expect.stringContaining("the key change 'Stack/Change' must be permitted to "
      + `change the key of 'Stack/Bare', got: no namespaceId, and the tag ${OWNERSHIP_TAG} 'Other'; give the namespace `
      + 'that tag with the value Aws.STACK_NAME, or give the key change the namespaceId')]);
  });
});

describe('a namespace in another stack of the app', () => {
  const otherStack = (stack: Stack, env?: typeof ENV) => new Stack(stack.node.root as App, 'Other', { env });
  const kmsKeyId = 'alias/mine';

  test.each<{ name: string; namespace: NamespaceProps; env?: typeof ENV; want: string[] }>([
    { name: 'without tag', namespace: { kmsKeyId }, env: ENV, want: ['namespaceNotPermitted'] },
    {
      name: 'with its own stack as the value of the tag',
      namespace: { kmsKeyId, ...tagged(Aws.STACK_NAME) },
      env: ENV,
      want: ['namespaceNotPermitted'],
    },
    {
      name: 'with a KmsKeyId that is not constant',
      namespace: { kmsKeyId: KEY, ...tagged('Stack') },
      env: ENV,
      want: ['kmsKeyIdNotConstant'],
    },
    {
      name: "nearest: with the name of the key change's stack",
      namespace: { kmsKeyId, ...tagged('Stack') },
      env: ENV,
      want: [],
    },
    { name: 'nearest: in another Region', namespace: {}, env: { ...ENV, region: 'us-east-1' }, want: [] },
    { name: 'nearest: where account and Region are not known', namespace: {}, want: [] },
  ])('$name', ({ namespace, env, want }) => {
    const stack = newStack();
    bare(otherStack(stack, env), namespace);
    keyChange(stack);
    expect(errorIds(stack)).toEqual(want);
  });

  test('the message says the value that the tag must have there', () => {
    const stack = newStack();
    bare(otherStack(stack, ENV), { kmsKeyId });
    keyChange(stack);
    expect(synth(stack).errors).toEqual([expect.stringContaining("that tag with the value 'Stack', or give")]);
  });

  test('with namespaceId it is correct, and need not wait: its stack may be deployed first', () => {
    const stack = newStack();
    const namespace = bare(otherStack(stack, ENV), { kmsKeyId });
    keyChange(stack, { namespaceId: namespace.attrNamespaceNamespaceId });
    expect(errorIds(stack)).toEqual([]);
  });

  test('a key change in a nested stack, whose name only the deployment knows', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Nested');
    bare(stack, { kmsKeyId, ...tagged('Nested-1') });
    keyChange(nested);
    expect(errorIds(stack)).toEqual([]);
  });
});

test('everything wrong is reported at once, each with the path of the key change', () => {
  const stack = newStack();
  bare(stack);
  keyChange(stack);
  const { errors } = synth(stack);
  expect(errors.map(idOfError)).toEqual(['kmsKeyIdNotConstant', 'namespaceDoesNotWait', 'namespaceNotPermitted']);
  for (const error of errors) { expect(error).toContain("'Stack/Moves'"); }
});

test('a RotatableNamespace checks itself: two key changes are reported instead', () => {
  const stack = newStack();
  new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
  keyChange(stack);
  expect(new Set(errorIds(stack))).toEqual(new Set(['sharedNamespace']));
});

test('another namespace is none of its business', () => {
  const stack = newStack();
  bare(stack, { namespaceName: 'another' });
  keyChange(stack);
  expect(errorIds(stack)).toEqual([]);
});

test('a name that only the deployment knows means a namespace of the same stack', () => {
  const stack = newStack();
  const namespaceName = new CfnParameter(stack, 'Name').valueAsString;
  bare(stack, { namespaceName, kmsKeyId: 'alias/mine', ...tagged(Aws.STACK_NAME) });
  keyChange(stack, { namespaceName });
  expect(errorIds(stack)).toEqual(['namespaceDoesNotWait']);
});
