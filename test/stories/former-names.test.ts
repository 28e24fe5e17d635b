import { moves, nativeKeyUpdates } from './assertions';
import { namespaceOnKey, plainNamespace } from './templates';
import { NAMESPACE, STACK, World } from './world';
import { CreatedWith } from '../../src';

const FOREIGN = '444455556666';
const NO_ROLLBACK = { disableRollback: true };
const OTHER = 'other-warehouse';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => {
  await world.stop();
  expect(nativeKeyUpdates(world)).toEqual([]);
  expect(moves(world)).toEqual([]);
});

const named = (namespaceName: string, keyArn: string, createdWith?: CreatedWith) =>
  namespaceOnKey(world, keyArn, createdWith, namespaceName);

describe('back to the former name, when another one could not be deployed without a rollback', () => {
  test('as it was: confirmed', async () => {
    const key = world.aws.kms.addKey();
    await world.deploy(named(NAMESPACE, key));
    expect(await world.deploy(named(OTHER, key), NO_ROLLBACK)).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(await world.deploy(named(NAMESPACE, key))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });

  test('with another createdWith: refused untouched, and with the former one confirmed', async () => {
    const key = world.aws.kms.addKey();
    await world.deploy(named(NAMESPACE, key));
    await world.deploy(named(OTHER, key), NO_ROLLBACK);
    const outcome = await world.deploy(named(NAMESPACE, key, CreatedWith.kmsKeyId(key)), NO_ROLLBACK);
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_FAILED' });
    expect(outcome.cause)
      .toMatch(/must stay \S+alias\/redshift-serverless\/warehouse, .* Give createdWith: \S+alias\(\)/);
    expect(await world.deploy(named(NAMESPACE, key, CreatedWith.alias()))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });

  test('to a name that was never a window of this stack: createdWith has to be said', async () => {
    const key = world.aws.kms.addKey();
    await world.deploy(plainNamespace(world, key));
    await world.deploy(named(OTHER, key), NO_ROLLBACK);
    const outcome = await world.deploy(named(NAMESPACE, key), NO_ROLLBACK);
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_FAILED' });
    expect(outcome.cause).toMatch(/is in this stack already, .* If you adopt it, give createdWith what the template/);
    const adopted = named(NAMESPACE, key, CreatedWith.kmsKeyId(key));
    expect(await world.deploy(adopted)).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });
});

test('a new namespace under a key of another account, behind tokens: refused before its alias fails', async () => {
  const theirs = world.aws.kms.addKey({ account: FOREIGN, keyId: 'theirs' });
  const outcome = await world.deploy(named(NAMESPACE, theirs));
  expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'ROLLBACK_COMPLETE' });
  expect(outcome.cause)
    .toMatch(/whose alias cannot point to it.* give createdWith: CreatedWith\.kmsKeyId\('\S+theirs'\)/);
  await world.run(world.cloudFormation.deleteStack(STACK));
  const remedied = named(NAMESPACE, theirs, CreatedWith.kmsKeyId(theirs));
  expect(await world.deploy(remedied)).toMatchObject({ status: 'CREATE_COMPLETE' });
});

test('on a key of another account, without createdWith: refused before its alias fails', async () => {
  const ours = world.aws.kms.addKey();
  const theirs = world.aws.kms.addKey({ account: FOREIGN, keyId: 'theirs' });
  await world.deploy(named(NAMESPACE, ours));
  await world.byHand('UpdateNamespace', { namespaceName: NAMESPACE, kmsKeyId: theirs });
  await world.aws.clock.advance(3 * 3600_000);
  const outcome = await world.deploy(named(NAMESPACE, theirs), NO_ROLLBACK);
  expect(outcome.cause)
    .toMatch(/whose alias cannot point to it, so createdWith is needed; give createdWith: \S+alias\(\)/);
  const confirmed = await world.deploy(named(NAMESPACE, theirs, CreatedWith.alias()));
  expect(confirmed).toMatchObject({ status: 'UPDATE_COMPLETE' });
});

test('the adoption of a namespace that somebody has deleted: refused, with the remedy', async () => {
  const key = world.aws.kms.addKey();
  await world.deploy(plainNamespace(world, key));
  await world.byHand('DeleteNamespace', { namespaceName: NAMESPACE });
  await world.aws.clock.advance(3600_000);
  const adopted = named(NAMESPACE, key, CreatedWith.kmsKeyId(key));
  const outcome = await world.deploy(adopted);
  expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(outcome.cause).toMatch(/does not exist any more.*Create it under the same name with kmsKeyId arn:\S+ /);
  await world.byHand('CreateNamespace', { namespaceName: NAMESPACE, kmsKeyId: key });
  await world.aws.clock.advance(60_000);
  expect(await world.deploy(adopted)).toMatchObject({ status: 'UPDATE_COMPLETE' });
});
