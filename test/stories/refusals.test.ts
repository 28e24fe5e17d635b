import { Stack, aws_kms as kms, type CfnResource } from 'aws-cdk-lib';
import { nativeKeyUpdates, moves } from './assertions';
import { NAMESPACE, STACK, World } from './world';
import type { StackSource } from '../../simulator/cloudformation';
import type { KeyProperties } from '../../simulator/services/kms-key';
import { CreatedWith, NamespaceEncryption, NamespaceKeyChange, RotatableNamespace } from '../../src';

let world: World;
let first: string;
beforeEach(async () => {
  world = await World.start();
  first = world.aws.kms.addKey({ alias: 'alias/first' });
});
afterEach(async () => {
  expect(nativeKeyUpdates(world)).toEqual([]);
  await world.stop();
});

/** An app under a key of its own; the window requests `desired` instead, where that is given. */
function under(keyArn: string, desired?: string, createdWith?: CreatedWith): StackSource {
  return world.synth((app) => {
    const stack = new Stack(app, STACK);
    const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', keyArn));
    const namespace = new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE, encryption, createdWith });
    if (desired !== undefined) {
      const window = namespace.keyChange.node.findChild('Window1').node.defaultChild as CfnResource;
      window.addPropertyOverride('KmsKeyId', desired);
      // The guards of the synthesis would stop this.
      app.synth({ skipValidation: true });
    }
  });
}

const failures = () => world.responses().filter(({ Status }) => Status === 'FAILED').map(({ Reason }) => Reason);

describe('a key that the service could not use is refused before UpdateNamespace is called', () => {
  const cases: [string, KeyProperties, RegExp][] = [
    [
      'disabled',
      { state: 'Disabled' },
      /key arn:aws:kms:\S+ is disabled; enable it, or give another key; namespace warehouse was not touched/,
    ],
    [
      'pending deletion',
      { state: 'PendingDeletion' },
      /is scheduled for deletion; cancel its deletion and enable it, or give another key/,
    ],
    [
      'asymmetric',
      { keySpec: 'RSA_2048' },
      /is of the kind RSA_2048, and a namespace needs SYMMETRIC_DEFAULT; give a symmetric encryption key/,
    ],
    [
      'for signatures',
      { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' },
      /has the usage SIGN_VERIFY, and a namespace needs ENCRYPT_DECRYPT/,
    ],
    [
      'HMAC',
      { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' },
      /has the usage GENERATE_VERIFY_MAC, and a namespace needs ENCRYPT_DECRYPT/,
    ],
    ['managed by AWS', { keyManager: 'AWS' }, /is managed by AWS \(KeyManager AWS\); give a customer managed key/],
  ];
  test.each(cases)('%s', async (_name, properties, reason) => {
    await world.deploy(under(first));
    const second = world.aws.kms.addKey(properties);
    const outcome = await world.deploy(under(second));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(reason);
    expect(failures()).toEqual([expect.stringMatching(reason)]);
    expect(world.updates()).toEqual([]);
    expect(world.liveKey()).toBe(first);
  });

  test.each<[string, string, RegExp]>([
    [
      'of another Region',
      'arn:aws:kms:eu-west-1:111122223333:key/k',
      /is of the Region eu-west-1, and the namespace is in us-east-1; give a key of us-east-1/,
    ],
    [
      'not found',
      'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000',
      /does not exist; check its id, account and Region, or give another key/,
    ],
  ])('%s', async (_name, desired, reason) => {
    await world.deploy(under(first));
    const outcome = await world.deploy(under(first, desired));
    expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(outcome.cause).toMatch(reason);
    expect(world.updates()).toEqual([]);
    expect(world.liveKey()).toBe(first);
  });
});

describe('a namespace that cannot be changed is refused before UpdateNamespace is called', () => {
  test('it is being deleted', async () => {
    await world.deploy(under(first));
    const { aws } = world;
    await aws.call(aws.administrator, 'redshift-serverless', 'DeleteNamespace', { namespaceName: NAMESPACE });
    const outcome = await world.deploy(under(world.aws.kms.addKey()));
    expect(outcome.cause)
      .toMatch(/namespace warehouse is being deleted, so its key cannot be changed; wait until it is gone/);
    expect(world.updates()).toEqual([]);
  });

  test('it has lost its key', async () => {
    await world.deploy(under(first));
    world.aws.kms.setState(first, 'Disabled');
    const outcome = await world.deploy(under(world.aws.kms.addKey()));
    expect(outcome.cause).toMatch(/namespace warehouse has lost access to its key arn:aws:kms:\S+ /);
    expect(outcome.cause).toMatch(/key\S+ \(status INACCESSIBLE_KMS_KEY\); enable that key or cancel its deletion/);
    expect(world.updates()).toEqual([]);
  });

  test('something else created it, without its tag: denied for five minutes, then the remedy', async () => {
    await world.byHand('CreateNamespace', { namespaceName: NAMESPACE, kmsKeyId: first });
    await world.aws.clock.advance(60_000);
    expect(await world.deploy(alone(first))).toMatchObject({ status: 'CREATE_COMPLETE' });
    const startedAt = world.aws.clock.now();
    const outcome = await world.deploy(alone(world.aws.kms.addKey()));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(/permission to change the key .* was denied for more than five minutes/);
    expect(outcome.cause).toContain(
      'needs the tag cdk-redshift-rotatable-namespace:stack with the name of the stack, or its id in namespaceId',
    );
    expect(world.aws.clock.now() - startedAt).toBeGreaterThan(5 * 60_000);
    expect(moves(world)).toEqual([]);
    expect(world.liveKey()).toBe(first);
  });
});

/** The key change alone, for a namespace that something else created. */
function alone(keyArn: string, namespaceId?: string): StackSource {
  return world.synth((app) => {
    const stack = new Stack(app, STACK);
    const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
    new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: NAMESPACE, namespaceId, key });
  });
}

test('a namespace that something else manages is changed where its id is given', async () => {
  await world.byHand('CreateNamespace', { namespaceName: NAMESPACE, kmsKeyId: first });
  await world.aws.clock.advance(60_000);
  const second = world.aws.kms.addKey();
  const { namespaceId } = world.aws.redshift.view(NAMESPACE)!;
  expect(await world.deploy(alone(first, namespaceId))).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(await world.deploy(alone(second, namespaceId))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(world.liveKey()).toBe(second);
  expect(await world.run(world.cloudFormation.deleteStack(STACK))).toMatchObject({ status: 'DELETE_COMPLETE' });
  expect(world.liveKey()).toBe(second);
});

describe('another spelling of the key that the namespace is on causes no call', () => {
  const spellings: [string, (arn: string) => string][] = [
    ['key id', (arn) => arn.split('/')[1]],
    ['alias name', () => 'alias/first'],
    ['alias ARN', (arn) => arn.replace(/key\/.*/, 'alias/first')],
    ['key ARN', (arn) => arn],
  ];
  test.each(spellings)('%s', async (_name, spell) => {
    await world.deploy(under(first));
    const outcome = await world.deploy(under(first, spell(first)));
    expect(['UPDATE_COMPLETE', 'CREATE_COMPLETE']).toContain(outcome.status);
    expect(world.updates()).toEqual([]);
    expect(world.liveKey()).toBe(first);
  });
});

describe('createdWith', () => {
  test('a key of another account: created under it, and moved to another key of that account', async () => {
    const [theirs, next] = ['one', 'two'].map((keyId) => world.aws.kms.addKey({ account: '444455556666', keyId }));
    const createdWith = CreatedWith.kmsKeyId(theirs);
    expect(await world.deploy(under(theirs, undefined, createdWith))).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(world.liveKey()).toBe(theirs);
    expect(await world.deploy(under(next, undefined, createdWith))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(next);
  });

  test('a new namespace that would be created under another key than the desired one is refused', async () => {
    const outcome = await world.deploy(under(first, undefined, CreatedWith.awsOwnedKey()));
    expect(outcome.status).toBe('ROLLBACK_COMPLETE');
    expect(outcome.cause)
      .toMatch(/does not exist, and createdWith \(AWS_OWNED_KMS_KEY\) would create it under another key/);
    expect(outcome.cause).toMatch(/desired one \(arn:aws:kms:.*\); leave createdWith out for a new namespace/);
    expect(world.aws.redshift.views()).toEqual([]);
  });
});
