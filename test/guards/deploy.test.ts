import { App, CfnParameter, CfnResource, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { CreatedWith, NamespaceEncryption, RotatableNamespace, type RotatableNamespaceProps } from '../../src';
import type { StackSource } from '../simulator/cloudformation';
import { NAMESPACE, STACK, World } from '../stories/world';

/**
 * Each forbidden move, tried at deployment with the guards of the synthesis switched off: the handler, or the service,
 * refuses it, and the namespace stays on the key that it had.
 */
let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

type Edit = (namespace: RotatableNamespace, stack: Stack) => void;

/** A version of the app, synthesized without validation. */
function version(props: RotatableNamespaceProps = {}, edit: Edit = () => undefined): StackSource {
  return world.synth((app: App) => {
    const stack = new Stack(app, STACK);
    const namespace = new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE, ...props });
    edit(namespace, stack);
    app.synth({ skipValidation: true });
  });
}

const resource = (namespace: RotatableNamespace) => namespace.node.defaultChild as redshiftserverless.CfnNamespace;
const window = (namespace: RotatableNamespace) => namespace.keyChange.node.findChild('Window1').node.defaultChild as CfnResource;
const asks = () => world.asks().length;
const AWS_OWNED = { encryption: NamespaceEncryption.awsOwnedKey() };

describe('a namespace on a customer managed key: the move ends in a clean rollback', () => {
  const TOWARDS = /namespace warehouse is on the customer managed key arn:aws:kms:\S+, and Amazon Redshift Serverless cannot move it to an AWS-owned key; keep a customer managed key, or take a snapshot and restore it into a new namespace/;
  test.each<[string, () => StackSource, RegExp]>([
    ['the encryption set to awsOwnedKey()', () => version(AWS_OWNED), TOWARDS],
    ['the window re-pointed to the literal', () => version({}, (n) => window(n).addPropertyOverride('KmsKeyId', 'AWS_OWNED_KMS_KEY')), TOWARDS],
    ['a token whose value is the literal', () => version({}, (n, s) => {
      window(n).addPropertyOverride('KmsKeyId', new CfnParameter(s, 'Key', { default: 'AWS_OWNED_KMS_KEY' }).valueAsString);
    }), TOWARDS],
    ['the window re-pointed to nothing', () => version({}, (n) => window(n).addPropertyOverride('KmsKeyId', '')), /is not a request that this function understands: ResourceProperties: KmsKeyId/],
    ['the window re-pointed to an alias of AWS', () => {
      world.aws.kms.addKey({ keyManager: 'AWS', alias: 'alias/aws/redshift' });
      return version({}, (n) => window(n).addPropertyOverride('KmsKeyId', 'alias/aws/redshift'));
    }, /is managed by AWS \(KeyManager AWS\); give a customer managed key; namespace warehouse was not touched/],
    ['KmsKeyId overridden with the literal', () => version({}, (n) => resource(n).addPropertyOverride('KmsKeyId', 'AWS_OWNED_KMS_KEY')), /AWS-owned/],
  ])('%s', async (_name, move, reason) => {
    expect(await world.deploy(version())).toMatchObject({ status: 'CREATE_COMPLETE' });
    const before = world.liveKey();
    const outcome = await world.deploy(move());
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(reason);
    expect(asks()).toBe(0);
    expect(world.liveKey()).toBe(before);
  });
});

describe('a namespace on a customer managed key: what CloudFormation ignores leaves it there too', () => {
  test.each<[string, () => StackSource]>([
    ['KmsKeyId deleted by an override', () => version({}, (n) => resource(n).addPropertyDeletionOverride('KmsKeyId'))],
    ['KmsKeyId blanked', () => version({}, (n) => { resource(n).kmsKeyId = undefined; })],
    ['the key change removed, and the order with it', () => version({}, (n) => {
      n.node.tryRemoveChild('KeyChange');
      (n.node.findChild('Alias') as kms.CfnAlias).addDeletionOverride('DependsOn');
    })],
    ['a bare namespace without KmsKeyId in its place', () => world.synth((app) => {
      const stack = new Stack(app, STACK);
      new redshiftserverless.CfnNamespace(stack, 'Bare', { namespaceName: NAMESPACE }).overrideLogicalId('Namespace9B63B8C8');
    })],
  ])('%s', async (_name, move) => {
    const logicalId = (source: StackSource) => Object.entries((source.template as { Resources: Record<string, { Type: string }> }).Resources)
      .find(([, { Type }]) => Type === 'AWS::RedshiftServerless::Namespace')![0];
    const first = version();
    await world.deploy(first);
    const before = world.liveKey();
    const next = move();
    expect(logicalId(next)).toBe(logicalId(first));
    expect((await world.deploy(next)).status).toBe('UPDATE_COMPLETE');
    expect(asks()).toBe(0);
    expect(world.liveKey()).toBe(before);
  });
});

test('the key change removed: the template itself is refused, since the alias waits for it', async () => {
  await world.deploy(version());
  const before = world.liveKey();
  const move = version({}, (n) => { n.node.tryRemoveChild('KeyChange'); });
  await expect(async () => world.deploy(move)).rejects.toThrow(/Unresolved resource dependencies \[NamespaceKeyChangeWindow1/);
  expect(world.liveKey()).toBe(before);
});

describe('the way up', () => {
  const up = () => version({ createdWith: CreatedWith.awsOwnedKey() });
  beforeEach(async () => {
    expect(await world.deploy(version(AWS_OWNED))).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(world.liveKey()).toBeUndefined();
    world.load(6);
  });

  test('one line, and the deployment waits for it; the log says from which key to which', async () => {
    expect(await world.deploy(up())).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(1));
    expect(world.aws.lambda.logs().join('\n')).toMatch(/the key has to be changed.*"fromKey":"the AWS-owned key \(AWS_OWNED_KMS_KEY\)","toKey":"arn:aws:kms:/);
    expect(world.cloudFormation.namespaceUpdates.filter(({ sent }) => 'kmsKeyId' in sent)).toEqual([]);
  });

  test('without createdWith it is refused before anything is touched, with that remedy', async () => {
    const outcome = await world.deploy(version());
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(/namespace warehouse is on an AWS-owned key, so it was created without a KmsKeyId.*give createdWith: CreatedWith\.awsOwnedKey\(\) and deploy again; nothing was touched/);
    expect(asks()).toBe(0);
    expect(world.liveKey()).toBeUndefined();
    expect(await world.deploy(up())).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });

  test('there is no way back', async () => {
    await world.deploy(up());
    const before = world.liveKey();
    expect(await world.deploy(version(AWS_OWNED))).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(world.liveKey()).toBe(before);
  });

  test('not even in a rollback: it ends cleanly all the same, and says so', async () => {
    const failing = version({ createdWith: CreatedWith.awsOwnedKey() }, (namespace, stack) => {
      new CfnResource(stack, 'Sibling', { type: 'Test::Resource', properties: { FailOn: 'create' } }).node.addDependency(namespace);
    });
    expect(await world.deploy(failing)).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(world.liveKey()).toMatch(/^arn:aws:kms:/);
    expect(world.answers().at(-1)).toMatchObject({
      Status: 'SUCCESS', Reason: expect.stringMatching(/stays on the customer managed key \S+: this rollback cannot move it back to an AWS-owned key; deploy the customer managed key again/),
    });
  });

  test('to a given key', async () => {
    const given = world.aws.kms.addKey();
    const move = world.synth((app) => {
      const stack = new Stack(app, STACK);
      const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', given));
      new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE, encryption, createdWith: CreatedWith.awsOwnedKey() });
    });
    expect(await world.deploy(move)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(given);
  });
});

test('a lower generation: the log says from which key to which', async () => {
  const at = (active: number) => version({ encryption: NamespaceEncryption.keyGenerations({ active, newest: 2 }) });
  await world.deploy(at(2));
  const [from, to] = [world.generation(2), world.generation(1)];
  expect(await world.deploy(at(1))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(world.aws.lambda.logs().join('\n')).toContain(`"fromKey":"${from}","toKey":"${to}"`);
});
