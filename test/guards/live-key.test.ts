import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { context, contextKey, errorIds, KEY, newStack, synth, warehouse, type Outcome } from './support';
import { CreatedWith, NamespaceEncryption, type AwsOwnedKeyOptions, type RotatableNamespaceProps } from '../../src';

const WINDOW = 'Custom::RedshiftServerlessNamespaceKeyChange';
const KEY_OF = contextKey('warehouse');
const REFRESH = `cdk context --reset '${KEY_OF}'`;

function awsOwned(
  values: Record<string, unknown> = {}, options?: AwsOwnedKeyOptions, more: RotatableNamespaceProps = {}, stack = newStack(values),
): Outcome {
  warehouse(stack, { encryption: NamespaceEncryption.awsOwnedKey(options), ...more });
  return synth(stack);
}

describe('the template of a namespace under an AWS-owned key', () => {
  const stack = newStack(context({ warehouse: 'aws-owned' }));
  const namespace = warehouse(stack, { encryption: NamespaceEncryption.awsOwnedKey() });
  const template = Template.fromStack(stack);

  test('no KmsKeyId, no key, no alias', () => {
    template.hasResourceProperties('AWS::RedshiftServerless::Namespace', { KmsKeyId: Match.absent() });
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.resourceCountIs('AWS::KMS::Alias', 0);
    expect(namespace.encryptionKey).toBeUndefined();
  });

  test('the window wishes for it, and says that the namespace was created so', () => {
    template.hasResourceProperties(WINDOW, { KmsKeyId: 'AWS_OWNED_KMS_KEY', CreatedWithKmsKeyId: 'AWS_OWNED_KMS_KEY' });
  });

  test('moving up changes the window, adds the key, and leaves the namespace as it is', () => {
    const up = newStack();
    warehouse(up, { createdWith: CreatedWith.awsOwnedKey() });
    const [before, after]: Record<string, unknown>[] = [template.toJSON().Resources, Template.fromStack(up).toJSON().Resources];
    const changed = Object.keys(after).filter((id) => JSON.stringify(after[id]) !== JSON.stringify(before[id]));
    expect(changed.sort()).toEqual(['WarehouseKeyChangeWindow1BD538362', 'WarehouseKeyGeneration13C0856E0']);
    expect(Object.keys(before).filter((id) => !(id in after))).toEqual([]);
  });
});

describe('what the live namespace says', () => {
  test('nobody has been asked: the CLI shall, and a warning stays where there is none', () => {
    expect(awsOwned()).toEqual({ errors: [], told: ['lookUpPending'], texts: [expect.anything()], missing: [KEY_OF] });
  });

  test('on a customer managed key: an error that names it, the way out, and how to ask again', () => {
    const { errors } = awsOwned(context({ warehouse: 'customer-managed' }));
    expect(errors).toEqual([`[Stack/Warehouse] namespace 'warehouse' (id id-1) is on the customer managed key ${KEY}, and Amazon Redshift Serverless cannot move it `
      + 'to an AWS-owned key, got: NamespaceEncryption.awsOwnedKey(); keep a customer managed key, or make a new namespace for it: take a snapshot '
      + '(aws redshift-serverless create-snapshot) and restore it (aws redshift-serverless restore-from-snapshot) into a namespace of another name. '
      + `Only if 'warehouse' was deleted and made anew since the look-up: ${REFRESH} [cdk-redshift-rotatable-namespace:backToAwsOwnedKey]`]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['on an AWS-owned key', context({ warehouse: 'aws-owned' }), `namespace 'warehouse' is on an AWS-owned key, says the look-up whose answer is kept in cdk.context.json and may be old; to ask again: ${REFRESH}`],
    ['absent reads as AWS-owned', { [KEY_OF]: [{ Namespace: { NamespaceId: 'i' } }] }, 'is on an AWS-owned key'],
    ['empty reads as AWS-owned', { [KEY_OF]: [{ Namespace: { NamespaceId: 'i', KmsKeyId: '' } }] }, 'is on an AWS-owned key'],
    ['not there', context({ warehouse: 'not-found' }), "namespace 'warehouse' does not exist, says the look-up"],
  ])('%s: fine, and told that the answer may be old, with the command that refreshes it', (_name, values, text) => {
    expect(awsOwned(values)).toEqual({ errors: [], told: ['answerKept'], texts: [expect.stringContaining(text)], missing: [] });
  });

  test.each<[string, unknown]>([
    ['no list', { Namespace: {} }],
    ['an empty list', []],
    ['no namespace in it', [{ Identifier: 'warehouse' }]],
  ])('an answer that is not understood is never taken for a yes: %s', (_name, value) => {
    expect(awsOwned({ [KEY_OF]: value }).errors).toEqual([expect.stringMatching(/got: an answer in cdk\.context\.json that is not understood \(cdk context --reset .*lookUpFailed\]$/)]);
  });

  test('the CLI could not look: an error that says what is to be permitted', () => {
    const stack = newStack({ [KEY_OF]: { $providerError: 'AccessDenied: no' } });
    expect(awsOwned({}, {}, {}, stack).errors).toEqual([expect.stringMatching(/could not be looked up, got: AccessDenied: no; permit cloudformation:GetResource and redshift-serverless:GetNamespace.*lookUpFailed\]$/)]);
  });

  test('an answer about another namespace, account or Region is none', () => {
    const others = { ...context({ other: 'customer-managed' }), ...context({ warehouse: 'customer-managed' }, { account: '444455556666', region: 'eu-west-1' }) };
    expect(awsOwned(others).told).toEqual(['lookUpPending']);
  });
});

describe('where nobody can be asked at synth', () => {
  test('an environment-agnostic stack: a warning, and the deployment has the last word', () => {
    const { texts, ...rest } = awsOwned({}, {}, {}, newStack({}, {}));
    expect(rest).toEqual({ errors: [], told: ['lookUpImpossible'], missing: [] });
    expect(texts[0]).toMatch(/cannot be looked up at synth, because its stack has no concrete account and Region \(env\); the deployment itself refuses the move before it touches anything/);
  });

  test('a name that only the deployment knows', () => {
    const stack = newStack();
    const { texts, told } = awsOwned({}, {}, { namespaceName: new CfnParameter(stack, 'P').valueAsString }, stack);
    expect(told).toEqual(['lookUpImpossible']);
    expect(texts[0]).toMatch(/namespace '\(known to the deployment alone\)' .* because its name is known to the deployment alone/);
  });

  test('switched off: a warning, and nobody is asked', () => {
    expect(awsOwned(context({ warehouse: 'customer-managed' }), { lookUp: false })).toMatchObject({ errors: [], told: ['lookUpOff'], missing: [] });
  });
});

test('a customer managed key asks nobody', () => {
  const stack = newStack();
  warehouse(stack);
  expect(synth(stack)).toEqual({ errors: [], told: [], texts: [], missing: [] });
});

test('the escape hatches of a namespace under an AWS-owned key are guarded too', () => {
  const stack = newStack(context({ warehouse: 'aws-owned' }));
  const namespace = warehouse(stack, { encryption: NamespaceEncryption.awsOwnedKey() });
  (namespace.node.defaultChild as import('aws-cdk-lib').CfnResource).addPropertyOverride('KmsKeyId', KEY);
  expect(errorIds(stack)).toEqual(['kmsKeyIdChanged']);
});

test('a stack in a Stage asks with its own environment', () => {
  expect(contextKey('warehouse')).toBe('cc-api-provider:account=111122223333:exactIdentifier=warehouse:propertiesToReturn.0=Namespace:region=eu-west-1:typeName=AWS$:$:RedshiftServerless$:$:Namespace');
  expect(new Stack().account).not.toBe('111122223333');
});
