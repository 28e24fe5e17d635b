import {
  CfnParameter, CfnResource, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { resourceOf, windowOf } from './support';
import type { StackSource } from '../../../simulator/cloudformation';
import { CreatedWith, NamespaceEncryption, RotatableNamespace, type RotatableNamespaceProps } from '../../../src';
import { NAMESPACE, STACK, World } from '../../stories/world';

/**
 * Each forbidden move, tried at deployment without the checks of the synthesis: the handler, or the service, refuses
 * it, and the namespace stays on the key that it had.
 */
let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

type Edit = (namespace: RotatableNamespace, stack: Stack) => void;

/** A version of the app, synthesized without validation. */
function version(props: RotatableNamespaceProps = {}, edit: Edit = () => undefined): StackSource {
  return world.synth((app) => {
    const stack = new Stack(app, STACK);
    const namespace = new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE, ...props });
    edit(namespace, stack);
    app.synth({ skipValidation: true });
  });
}

const updatesSent = () => world.updates().length;
const AWS_OWNED = { encryption: NamespaceEncryption.awsOwnedKey() };
const ROLLED_BACK = { outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' };

describe('a namespace on a customer managed key: the move ends in a clean rollback', () => {
  const TOWARDS_AWS_OWNED = new RegExp('namespace warehouse is on the customer managed key arn:aws:kms:\\S+, '
    + 'and Amazon Redshift Serverless cannot move it to an AWS-owned key; keep a customer managed key, or take a '
    + 'snapshot and restore it into a new namespace');
  test.each<{ name: string; move: () => StackSource; want: RegExp }>([
    {
      name: 'the encryption set to awsOwnedKey()',
      move: () => version(AWS_OWNED),
      want: /is on the customer managed key arn:\S+, and Amazon Redshift Serverless cannot move it to an AWS-owned key/,
    },
    {
      name: 'the literal as the key of the window',
      move: () => version({}, (n) => windowOf(n).addPropertyOverride('KmsKeyId', 'AWS_OWNED_KMS_KEY')),
      want: TOWARDS_AWS_OWNED,
    },
    {
      name: 'a token whose value is the literal',
      move: () => version({}, (n, s) => {
        const { valueAsString } = new CfnParameter(s, 'Key', { default: 'AWS_OWNED_KMS_KEY' });
        windowOf(n).addPropertyOverride('KmsKeyId', valueAsString);
      }),
      want: TOWARDS_AWS_OWNED,
    },
    {
      name: 'nothing as the key of the window',
      move: () => version({}, (n) => windowOf(n).addPropertyOverride('KmsKeyId', '')),
      want: /is not a request that this function understands: ResourceProperties: KmsKeyId/,
    },
    {
      name: 'an alias of AWS as the key of the window',
      move: () => {
        world.aws.kms.addKey({ keyManager: 'AWS', alias: 'alias/aws/redshift' });
        return version({}, (n) => windowOf(n).addPropertyOverride('KmsKeyId', 'alias/aws/redshift'));
      },
      want: /is managed by AWS \(KeyManager AWS\); give a customer managed key; namespace warehouse was not touched/,
    },
    {
      name: 'KmsKeyId overridden with the literal',
      move: () => version({}, (n) => resourceOf(n).addPropertyOverride('KmsKeyId', 'AWS_OWNED_KMS_KEY')),
      want: /AWS-owned/,
    },
  ])('$name', async ({ move, want }) => {
    expect(await world.deploy(version())).toMatchObject({ status: 'CREATE_COMPLETE' });
    const before = world.liveKey();
    const outcome = await world.deploy(move());
    expect(outcome).toMatchObject(ROLLED_BACK);
    expect(outcome.cause).toMatch(want);
    expect(updatesSent()).toBe(0);
    expect(world.liveKey()).toBe(before);
  });
});

describe('a namespace on a customer managed key: what CloudFormation ignores leaves it there too', () => {
  test.each<{ name: string; move: () => StackSource }>([
    {
      name: 'KmsKeyId deleted by an override',
      move: () => version({}, (n) => resourceOf(n).addPropertyDeletionOverride('KmsKeyId')),
    },
    { name: 'KmsKeyId blanked', move: () => version({}, (n) => { resourceOf(n).kmsKeyId = undefined; }) },
    {
      name: 'the key change removed, and the order with it',
      move: () => version({}, (n) => {
        n.node.tryRemoveChild('KeyChange');
        (n.node.findChild('Alias') as kms.CfnAlias).addDeletionOverride('DependsOn');
      }),
    },
    {
      name: 'a bare namespace without KmsKeyId in its place',
      move: () => world.synth((app) => {
        const bare = new redshiftserverless.CfnNamespace(new Stack(app, STACK), 'Bare', { namespaceName: NAMESPACE });
        bare.overrideLogicalId('Namespace9B63B8C8');
      }),
    },
  ])('$name', async ({ move }) => {
    const first = version();
    await world.deploy(first);
    const before = world.liveKey();
    const next = move();
    expect(logicalIdOfNamespace(next)).toBe(logicalIdOfNamespace(first));
    expect((await world.deploy(next)).status).toBe('UPDATE_COMPLETE');
    expect(updatesSent()).toBe(0);
    expect(world.liveKey()).toBe(before);
  });

  function logicalIdOfNamespace(source: StackSource): string {
    const { Resources: resources } = source.template as { Resources: Record<string, { Type: string }> };
    return Object.keys(resources).find((id) => resources[id].Type === 'AWS::RedshiftServerless::Namespace')!;
  }
});

test('the key change removed: the template itself is refused, since the alias waits for it', async () => {
  await world.deploy(version());
  const before = world.liveKey();
  const move = version({}, (n) => { n.node.tryRemoveChild('KeyChange'); });
  await expect(async () => world.deploy(move))
    .rejects.toThrow(/Unresolved resource dependencies \[NamespaceKeyChangeWindow1/);
  expect(world.liveKey()).toBe(before);
});

describe('the move from an AWS-owned key', () => {
  const moved = () => version({ createdWith: CreatedWith.awsOwnedKey() });
  beforeEach(async () => {
    expect(await world.deploy(version(AWS_OWNED))).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(world.liveKey()).toBeUndefined();
    world.load(6);
  });

  test('the deployment waits for it; the log says from which key to which', async () => {
    expect(await world.deploy(moved())).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(1));
    expect(world.aws.lambda.logs().join('\n')).toMatch(new RegExp('the key has to be changed.*'
      + '"fromKey":"AWS_OWNED_KMS_KEY","toKey":"arn:aws:kms:'));
    expect(world.cloudFormation.namespaceUpdates.filter(({ sent }) => 'kmsKeyId' in sent)).toEqual([]);
  });

  test('without createdWith it is refused before anything is touched, with that remedy', async () => {
    const outcome = await world.deploy(version());
    expect(outcome).toMatchObject(ROLLED_BACK);
    expect(outcome.cause).toMatch(new RegExp("the template's KmsKeyId of namespace warehouse must stay absent, got: "
      + 'arn:\\S+; .*Give createdWith: CreatedWith\\.awsOwnedKey\\(\\), as it was created, and deploy again; nothing '
      + 'was touched'));
    expect(updatesSent()).toBe(0);
    expect(world.liveKey()).toBeUndefined();
    expect(await world.deploy(moved())).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });

  test('there is no way back', async () => {
    await world.deploy(moved());
    const before = world.liveKey();
    expect(await world.deploy(version(AWS_OWNED))).toMatchObject(ROLLED_BACK);
    expect(world.liveKey()).toBe(before);
  });

  test('not even in a rollback: it ends cleanly, and says so', async () => {
    const failing = version({ createdWith: CreatedWith.awsOwnedKey() }, (namespace, stack) => {
      const sibling = new CfnResource(stack, 'Sibling', { type: 'Test::Resource', properties: { FailOn: 'create' } });
      sibling.node.addDependency(namespace);
    });
    expect(await world.deploy(failing)).toMatchObject(ROLLED_BACK);
    expect(world.liveKey()).toMatch(/^arn:aws:kms:/);
    expect(world.responses().at(-1)).toMatchObject({
      Status: 'SUCCESS',
      Reason: expect.stringMatching(new RegExp('stays on the customer managed key \\S+: this rollback cannot move it '
        + 'back to an AWS-owned key; deploy the customer managed key again')),
    });
  });

  test('to a given key', async () => {
    const given = world.aws.kms.addKey();
    const move = world.synth((app) => {
      const stack = new Stack(app, STACK);
      new RotatableNamespace(stack, 'Namespace', {
        namespaceName: NAMESPACE,
        encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', given)),
        createdWith: CreatedWith.awsOwnedKey(),
      });
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
