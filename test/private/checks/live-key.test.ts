import { CfnParameter, Stack, type CfnResource } from 'aws-cdk-lib';
import { context, contextKey, errorIds, KEY, newStack, synth, warehouse, type Outcome } from './support';
import { NamespaceEncryption, type AwsOwnedKeyOptions, type RotatableNamespaceProps } from '../../../src';

const KEY_OF = contextKey('warehouse');
const REFRESH = `cdk context --reset '${KEY_OF}'`;
const ON_CUSTOMER_MANAGED_KEY = context({ warehouse: 'customer-managed' });

interface Given {
  /** what the context holds */
  readonly live?: Record<string, unknown>;
  readonly options?: AwsOwnedKeyOptions;
  readonly props?: RotatableNamespaceProps;
  readonly stack?: Stack;
}

/** Synthesizes a namespace under an AWS-owned key. */
function synthAwsOwned({ live, options, props, stack = newStack(live) }: Given = {}): Outcome {
  warehouse(stack, { encryption: NamespaceEncryption.awsOwnedKey(options), ...props });
  return synth(stack);
}

describe('what the lookup has told', () => {
  test('nothing yet: the CLI is asked for it, and a warning stays where there is no CLI', () => {
    expect(synthAwsOwned()).toEqual({
      errors: [], reported: ['lookupPending'], texts: [expect.anything()], missing: [KEY_OF],
    });
  });

  test('on a customer managed key: an error that names it, the remedy, and how to look it up again', () => {
    expect(synthAwsOwned({ live: ON_CUSTOMER_MANAGED_KEY }).errors).toEqual([
      `[Stack/Warehouse] namespace 'warehouse' (id id-1) is on the customer managed key ${KEY}, and Amazon Redshift `
      + 'Serverless cannot move it to an AWS-owned key, got: NamespaceEncryption.awsOwnedKey(); keep a customer '
      + 'managed key, or create a new namespace for it: take a snapshot (aws redshift-serverless create-snapshot) and '
      + 'restore it (aws redshift-serverless restore-from-snapshot) into a namespace of another name. Only if '
      + `'warehouse' was deleted and created anew since the lookup: ${REFRESH} `
      + '[cdk-redshift-rotatable-namespace:backToAwsOwnedKey]',
    ]);
  });

  test.each<{ name: string; live: Record<string, unknown>; want: string }>([
    {
      name: 'on an AWS-owned key',
      live: context({ warehouse: 'aws-owned' }),
      want: "namespace 'warehouse' is on an AWS-owned key, according to the lookup whose answer is kept in "
        + `cdk.context.json and may be old; to look it up again: ${REFRESH}`,
    },
    {
      name: 'absent reads as AWS-owned',
      live: { [KEY_OF]: [{ Namespace: { NamespaceId: 'i' } }] },
      want: 'is on an AWS-owned key',
    },
    {
      name: 'empty reads as AWS-owned',
      live: { [KEY_OF]: [{ Namespace: { NamespaceId: 'i', KmsKeyId: '' } }] },
      want: 'is on an AWS-owned key',
    },
    {
      name: 'does not exist',
      live: context({ warehouse: 'not-found' }),
      want: "namespace 'warehouse' does not exist, according to the lookup",
    },
  ])('$name: fine, with the information that the answer may be old, and how to refresh it', ({ live, want }) => {
    expect(synthAwsOwned({ live }))
      .toEqual({ errors: [], reported: ['answerKept'], texts: [expect.stringContaining(want)], missing: [] });
  });

  test.each<{ name: string; answer: unknown }>([
    { name: 'no list', answer: { Namespace: {} } },
    { name: 'an empty list', answer: [] },
    { name: 'no namespace in it', answer: [{ Identifier: 'warehouse' }] },
  ])('an answer that cannot be read permits nothing: $name', ({ answer }) => {
    const message = /got: an answer in cdk\.context\.json that cannot be read \(cdk context --reset .*lookupFailed\]$/;
    expect(synthAwsOwned({ live: { [KEY_OF]: answer } }).errors).toEqual([expect.stringMatching(message)]);
  });

  test('the CLI could not look it up: an error that says what to permit', () => {
    const stack = newStack({ [KEY_OF]: { $providerError: 'AccessDenied: no' } });
    expect(synthAwsOwned({ stack }).errors).toEqual([expect.stringMatching(new RegExp(
      "the key of namespace 'warehouse' in account 111122223333 could not be looked up, got: AccessDenied: no; "
      + 'permit cloudformation:GetResource and redshift-serverless:GetNamespace.*'
      + 'credentials of that account and commit cdk.context.json.*lookupFailed\\]$'))]);
  });

  test('an answer about another namespace, account or Region does not count', () => {
    const otherAccount = { account: '444455556666', region: 'eu-west-1' };
    const live = {
      ...context({ other: 'customer-managed' }),
      ...context({ warehouse: 'customer-managed' }, otherAccount),
    };
    expect(synthAwsOwned({ live }).reported).toEqual(['lookupPending']);
  });
});

describe('where it cannot be looked up at synth', () => {
  test('an environment-agnostic stack: a warning, and the deployment checks it', () => {
    const { texts, ...rest } = synthAwsOwned({ stack: newStack({}, {}) });
    expect(rest).toEqual({ errors: [], reported: ['lookupImpossible'], missing: [] });
    expect(texts).toEqual([expect.stringContaining(
      "the key of namespace 'warehouse' cannot be looked up at synth, because its stack has no concrete account and "
      + 'Region (env); the deployment itself refuses the move before it touches anything')]);
  });

  test('a name that only the deployment knows', () => {
    const stack = newStack();
    const props = { namespaceName: new CfnParameter(stack, 'P').valueAsString };
    const { texts, reported } = synthAwsOwned({ props, stack });
    expect(reported).toEqual(['lookupImpossible']);
    expect(texts[0])
      .toMatch(/namespace '\(known to the deployment alone\)' .* because its name is known to the deployment alone/);
  });

  test('switched off: a warning, and no lookup', () => {
    expect(synthAwsOwned({ live: ON_CUSTOMER_MANAGED_KEY, options: { lookup: false } }))
      .toMatchObject({ errors: [], reported: ['lookupOff'], missing: [] });
  });
});

test('a customer managed key needs no lookup', () => {
  const stack = newStack();
  warehouse(stack);
  expect(synth(stack)).toEqual({ errors: [], reported: [], texts: [], missing: [] });
});

test('the escape hatches of a namespace under an AWS-owned key are checked too', () => {
  const stack = newStack(context({ warehouse: 'aws-owned' }));
  const namespace = warehouse(stack, { encryption: NamespaceEncryption.awsOwnedKey() });
  (namespace.node.defaultChild as CfnResource).addPropertyOverride('KmsKeyId', KEY);
  expect(errorIds(stack)).toEqual(['kmsKeyIdChanged']);
});

test('a stack is looked up with its own environment', () => {
  expect(contextKey('warehouse')).toBe('cc-api-provider:account=111122223333:exactIdentifier=warehouse:'
    + 'propertiesToReturn.0=Namespace:region=eu-west-1:typeName=AWS$:$:RedshiftServerless$:$:Namespace');
  expect(new Stack().account).not.toBe('111122223333');
});
