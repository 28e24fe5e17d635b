import { CfnParameter, RemovalPolicy, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { synth, warehouse } from './private/checks/support';
import {
  ALIAS, changedIds, ENV, expectRefused, KEY, NAMESPACE, newStack, only, synthNamespace, WINDOW,
} from './templates';
import { CreatedWith, NamespaceEncryption, RotatableNamespace, type KeyGenerationsOptions } from '../src';

const generations = (options: KeyGenerationsOptions) => ({ encryption: NamespaceEncryption.keyGenerations(options) });

describe('key generations', () => {
  test.each<{ name: string; encryption?: NamespaceEncryption; keys: number[]; active: number }>([
    { name: 'one by default', keys: [1], active: 1 },
    { name: 'every one up to the active one', ...generations({ active: 3 }), keys: [1, 2, 3], active: 3 },
    { name: 'the newest exists before it is used', ...generations({ active: 1, newest: 2 }), keys: [1, 2], active: 1 },
    { name: 'older ones leave by oldest', ...generations({ active: 3, oldest: 2 }), keys: [2, 3], active: 3 },
  ])('$name', ({ encryption, keys, active }) => {
    const template = synthNamespace({ encryption });
    const ids = Object.keys(template.findResources(KEY));
    expect(ids.map((id) => Number(/KeyGeneration(\d)/.exec(id)![1])).sort()).toEqual(keys);
    const ofActive = new RegExp(`^WarehouseKeyGeneration${active}`);
    const [, window] = only(template, WINDOW);
    expect(window.Properties.KmsKeyId['Fn::GetAtt'][0]).toMatch(ofActive);
    const [, alias] = only(template, ALIAS);
    expect(alias.Properties.TargetKeyId.Ref).toMatch(ofActive);
  });

  test('a key is retained, even by a stack that fails; its material rotates; its pending window is 30 days', () => {
    synthNamespace(generations({ active: 2 })).allResources(KEY, {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true, PendingWindowInDays: 30, KeyPolicy: Match.anyValue() },
    });
  });

  test('the default key policy delegates to the IAM policies of the account, and says nothing else', () => {
    const keys = Object.values(synthNamespace(generations({ active: 2 })).findResources(KEY));
    expect(keys).toHaveLength(2);
    for (const { Properties: { KeyPolicy: policy } } of keys) {
      expect(policy.Statement).toEqual([{
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ENV.account}:root`]] } },
        Action: 'kms:*',
        Resource: '*',
      }]);
    }
  });

  test('a generation keeps its logical id when newer ones come', () => {
    const ids = (active: number) => Object.keys(synthNamespace(generations({ active })).findResources(KEY));
    expect(ids(3)).toEqual(expect.arrayContaining(ids(2)));
  });

  test('encryptionKey is the key of the active generation', () => {
    const stack = newStack();
    const namespace = new RotatableNamespace(stack, 'Warehouse', generations({ active: 1, newest: 2 }));
    expect(stack.resolve(namespace.encryptionKey?.keyRef.keyArn)['Fn::GetAtt'][0]).toMatch(/KeyGeneration1/);
  });

  test('nothing but the window and the alias changes when the generation is raised', () => {
    const [before, after] = [1, 2].map((active) => synthNamespace(generations({ active, newest: 2 })));
    expect(changedIds(before, after)).toEqual(['WarehouseAlias743C1A19', 'WarehouseKeyChangeWindow1BD538362']);
  });

  describe('refused', () => {
    const token = new CfnParameter(new Stack(), 'G', { type: 'Number' }).valueAsNumber;
    test.each<{ name: string; options: KeyGenerationsOptions; want: string }>([
      {
        name: 'active 0',
        options: { active: 0 },
        want: 'the active key generation must be a whole number of at least 1, got: 0; '
          + 'key generations are counted from 1',
      },
      { name: 'active 1.5', options: { active: 1.5 }, want: 'got: 1.5' },
      {
        name: 'active a token',
        options: { active: token },
        want: 'the active key generation must be known at synth, because it decides which keys are in the template, '
          + 'got: a token; give a number',
      },
      {
        name: 'newest -1',
        options: { newest: -1 },
        want: 'the newest key generation must be a whole number of at least 1, got: -1',
      },
      {
        name: 'oldest 0',
        options: { oldest: 0 },
        want: 'the oldest key generation must be a whole number of at least 1, got: 0',
      },
      {
        name: 'active above newest',
        options: { active: 3, newest: 2 },
        want: 'the active key generation must not be above the newest one, got: active 3, newest 2; raise newest to 3',
      },
      {
        name: 'oldest above active',
        options: { active: 2, oldest: 3 },
        want: 'the oldest key generation must not be above the active one, got: oldest 3, active 2; lower oldest to 2',
      },
      {
        name: "active '2', as context values are",
        options: { active: '2' as never },
        want: "the active key generation must be a number, got: '2' (a string); context values are text: "
          + 'convert it, for instance with Number(…)',
      },
      {
        name: 'active 2026: too many keys',
        options: { active: 2026 },
        want: 'the template can have at most 50 key generations, got: 2026 (1 to 2026); key generations are counted '
          + 'from 1, one for each key change: give a lower number, or raise oldest',
      },
    ])('$name', ({ options, want }) => expectRefused(generations(options), want));
  });

  describe('warned about', () => {
    test.each<{ name: string; options: KeyGenerationsOptions; want: string[] }>([
      { name: 'active left out beside newest', options: { newest: 1 }, want: ['activeGenerationUnset'] },
      { name: 'active left out beside newest 3', options: { newest: 3 }, want: ['activeGenerationUnset'] },
      { name: 'active left out beside oldest', options: { oldest: 1 }, want: ['activeGenerationUnset'] },
      { name: 'active far behind newest', options: { active: 1, newest: 3 }, want: ['activeGenerationBehind'] },
      { name: 'nearest: newest one ahead of active', options: { active: 1, newest: 2 }, want: [] },
      { name: 'nearest: nothing given', options: {}, want: [] },
      { name: 'nearest: active alone', options: { active: 3 }, want: [] },
    ])('$name', ({ options, want }) => {
      const stack = newStack();
      warehouse(stack, generations(options));
      expect(synth(stack)).toMatchObject({ errors: [], reported: want });
    });

    test('the warning, word for word', () => {
      const stack = newStack();
      warehouse(stack, generations({ newest: 2 }));
      expect(synth(stack).texts).toEqual([
        'the active key generation is left out, so the namespace moves to generation 1, '
        + 'got: keyGenerations({ newest: 2 }); give active too '
        + '[ack: cdk-redshift-rotatable-namespace:activeGenerationUnset]',
      ]);
    });
  });
});

describe('a customer managed key of your own', () => {
  const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

  test('no key is created, and the alias follows the given one', () => {
    const stack = newStack();
    const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', arn));
    const template = synthNamespace({ encryption }, stack);
    template.resourceCountIs(KEY, 0);
    template.hasResourceProperties(WINDOW, { KmsKeyId: arn });
    template.hasResourceProperties(ALIAS, { TargetKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' });
  });

  test('CfnKey fits, because only the ARN and the id of the key are needed', () => {
    const stack = newStack();
    const key = new kms.CfnKey(stack, 'Key');
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const encryption = NamespaceEncryption.customerManagedKey(key);
    const template = synthNamespace({ encryption }, stack);
    template.hasResourceProperties(WINDOW, { KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } });
    template.hasResourceProperties(ALIAS, { TargetKeyId: { Ref: 'Key' } });
    expect(synth(stack)).toMatchObject({ errors: [], reported: [] });
  });

  test('a key of another account needs createdWith: the template keeps exactly that, and there is no alias', () => {
    const other = arn.replace('111122223333', '444455556666');
    const stack = newStack();
    const template = synthNamespace({
      encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', other)),
      createdWith: CreatedWith.kmsKeyId(other),
    }, stack);
    template.resourceCountIs(ALIAS, 0);
    template.hasResourceProperties(NAMESPACE, { KmsKeyId: other });
    template.hasResourceProperties(WINDOW, { KmsKeyId: other, CreatedWithKmsKeyId: other });
    expect(only(template, NAMESPACE)[1].DependsOn).toEqual([only(template, WINDOW)[0]]);
  });
});

describe('an AWS-owned key', () => {
  const stack = newStack();
  const namespace = warehouse(stack, { encryption: NamespaceEncryption.awsOwnedKey() });
  const template = Template.fromStack(stack);

  test('no KmsKeyId, no key, no alias', () => {
    template.hasResourceProperties(NAMESPACE, { KmsKeyId: Match.absent() });
    template.resourceCountIs(KEY, 0);
    template.resourceCountIs(ALIAS, 0);
    expect(namespace.encryptionKey).toBeUndefined();
  });

  test('the window requests it, and says that the namespace was created with it', () => {
    template.hasResourceProperties(WINDOW, {
      KmsKeyId: 'AWS_OWNED_KMS_KEY',
      CreatedWithKmsKeyId: 'AWS_OWNED_KMS_KEY',
    });
  });

  test('the move to a customer managed key changes the window, adds the key, and leaves the namespace as it is', () => {
    const moved = synthNamespace({ createdWith: CreatedWith.awsOwnedKey() });
    expect(changedIds(template, moved))
      .toEqual(['WarehouseKeyChangeWindow1BD538362', 'WarehouseKeyGeneration13C0856E0']);
    const [before, after] = [template, moved].map((one) => Object.keys(one.toJSON().Resources));
    expect(before.filter((id) => !after.includes(id))).toEqual([]);
  });
});
