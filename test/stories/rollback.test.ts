import { nativeKeyUpdates, moves } from './assertions';
import { NAMESPACE, onGeneration, SIBLING_FAILS, STACK, World } from './world';
import { LogExport } from '../../src';

let world: World;
beforeEach(async () => {
  world = await World.start();
  await world.deploy(onGeneration(1));
  world.load(16);
});
afterEach(async () => {
  // Whatever happened: CloudFormation changed no key itself, and no key was taken away.
  expect(nativeKeyUpdates(world)).toEqual([]);
  const destructive = ['ScheduleKeyDeletion', 'DisableKey'];
  expect(world.aws.calls.filter(({ operation }) => destructive.includes(operation))).toEqual([]);
  await world.stop();
});

test('the change has ended, a later resource fails: the rollback changes back, and no key is deleted', async () => {
  const outcome = await world.deploy({ ...onGeneration(2), ...SIBLING_FAILS });
  expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
  const [first, second] = [world.generation(1), world.aws.kms.allKeys().at(-1)!.arn];
  expect(moves(world)).toEqual([second, first]);
  expect(world.liveKey()).toBe(first);
  expect(world.aws.kms.allKeys().map(({ state }) => state)).toEqual(['Enabled', 'Enabled']);
  expect(world.aws.kms.aliasTarget(`alias/redshift-serverless/${NAMESPACE}`)).toBe(first);
});

test('the careful way: a failed change leaves no orphan key, since both generations were there before', async () => {
  await world.deploy(onGeneration(1, 2));
  const keys = world.aws.kms.allKeys().length;
  const outcome = await world.deploy({ ...onGeneration(2), ...SIBLING_FAILS });
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.aws.kms.allKeys()).toHaveLength(keys);
  expect(world.liveKey()).toBe(world.generation(1));
  // The next try succeeds.
  expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(world.liveKey()).toBe(world.generation(2));
});

test('cancelled while MODIFYING: the rollback waits for the change to end, then changes back', async () => {
  const update = world.cloudFormation.deploy(world.source(onGeneration(2)));
  await world.aws.clock.advance(10 * 60_000);
  expect(world.aws.redshift.view(NAMESPACE)?.status).toBe('MODIFYING');
  const cancelled = world.cloudFormation.cancelUpdate(STACK);
  expect(await world.run(cancelled)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  await world.run(update);
  expect(world.liveKey()).toBe(world.generation(1));
  expect(moves(world)).toHaveLength(2);
  // The late response of the cancelled request was not taken.
  expect(world.cloudFormation.responses.filter(({ counted }) => !counted).length).toBeLessThanOrEqual(1);
});

test('cancelled before the update: the older request ends as superseded and sends nothing', async () => {
  world.aws.redshift.setDurationFactor(NAMESPACE, 1);
  // Something else changes the namespace, so the request has to wait before it can send its update.
  await world.byHand('UpdateNamespace', { namespaceName: NAMESPACE, logExports: ['userlog'] });
  const source = world.source(onGeneration(2));
  const update = world.cloudFormation.deploy(source);
  const message = 'There is an operation running on the namespace.';
  world.aws.setFaultPlan(({ operation, principal }) => {
    const isOurs = operation === 'UpdateNamespace' && principal.includes('FunctionRole');
    return isOurs ? { kind: 'error', code: 'ConflictException', message, httpStatus: 409 } : undefined;
  });
  await world.aws.clock.advance(3 * 60_000);
  const cancelled = world.cloudFormation.cancelUpdate(STACK);
  await world.aws.clock.advance(5_000);
  world.aws.setFaultPlan(undefined);
  expect(await world.run(cancelled)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  await world.run(update);
  await world.aws.clock.advance(30 * 60_000);
  expect(moves(world)).toEqual([]);
  expect(world.liveKey()).toBe(world.generation(1));
  const late = world.cloudFormation.responses.filter(({ counted }) => !counted);
  expect(late.some(({ body }) => body.includes('superseded by'))).toBe(true);
});

test('a change longer than the window: FAILED, watched to its end, picked up by the next deployment', async () => {
  world.load(40);
  const outcome = await world.deploy(onGeneration(2), { disableRollback: true });
  expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_FAILED' });
  expect(outcome.cause).toMatch(/the key change of namespace warehouse to arn:aws:kms:.* still runs after 55 minutes/);
  expect(outcome.cause).toMatch(/minutes; it goes on by itself and is watched for 48 hours/);
  expect(world.aws.redshift.view(NAMESPACE)?.status).toBe('MODIFYING');
  await world.aws.clock.advance(60 * 60_000);
  expect(world.liveKey()).toBe(world.generation(2));
  expect(world.aws.lambda.logs().join('\n'))
    .toMatch(/KeyChangeUnattended.*\n[^]*the watch over a key change has ended: namespace warehouse is on/);
  // A request that has failed is an execution that has failed, once the change has ended.
  expect(world.aws.stepFunctions.executions.map(({ status, error }) => error ?? status))
    .toEqual(['SUCCEEDED', 'KeyChangeFailed']);
  expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(moves(world)).toEqual([world.generation(2)]);
});

test('the rollback outlasts its window: UPDATE_ROLLBACK_FAILED, and continue-update-rollback ends it', async () => {
  world.load(40);
  const outcome = await world.deploy(onGeneration(2));
  // The rollback requested the old key when the change had ended, and its own window ended before that change did.
  expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_FAILED' });
  await world.aws.clock.advance(2 * 3600_000);
  const continued = await world.run(world.cloudFormation.continueUpdateRollback(STACK));
  expect(continued).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(world.liveKey()).toBe(world.generation(1));
  expect(moves(world)).toHaveLength(2);
});

test('the service ends a change without changing: FAILED, and the namespace is where it was', async () => {
  world.aws.redshift.failNextKeyChange(NAMESPACE);
  const outcome = await world.deploy(onGeneration(2));
  expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(outcome.cause)
    .toMatch(/ended the key change of namespace warehouse without moving it to arn:aws:kms.*: it is on arn:aws:kms/);
  expect(world.liveKey()).toBe(world.generation(1));
});

test('the alias never moves before the change has ended', async () => {
  await world.deploy({ ...onGeneration(2), logExports: [LogExport.USER_LOG] });
  await world.deploy({ ...onGeneration(3), ...SIBLING_FAILS });
  const aliasMoves = world.aws.kms.aliasHistory;
  expect(aliasMoves.length).toBeGreaterThanOrEqual(4);
  for (const { at, keyArn } of aliasMoves.slice(1)) {
    const reached = world.aws.redshift.history.filter((moment) => moment.at <= at).at(-1);
    expect(reached).toMatchObject({ status: 'AVAILABLE', kmsKeyArn: keyArn });
  }
});

describe('a stack that fails while it is created', () => {
  test('deletes no key, and the next try starts anew', async () => {
    await world.stop();
    world = await World.start();
    // Without a workgroup: one that is still being created refuses its own deletion, which has nothing to do with keys.
    const outcome = await world.deploy({ ...onGeneration(1), siblingFails: 'create', workgroup: false });
    expect(outcome.status).toBe('ROLLBACK_COMPLETE');
    expect(world.aws.redshift.views()).toEqual([]);
    expect(world.aws.kms.allKeys().map(({ state }) => state)).toEqual(['Enabled']);
    await world.run(world.cloudFormation.deleteStack(STACK));
    expect(await world.deploy(onGeneration(1))).toMatchObject({ status: 'CREATE_COMPLETE' });
  });
});
