import { Duration, Size } from 'aws-cdk-lib';
import { kmsKeyUpdates, moves } from './assertions';
import { NAMESPACE, STACK, World, type AppVersion } from './world';
import { KeyChangeWait, NamespaceEncryption } from '../../src';

const version = (active: number, keyChangeWait?: KeyChangeWait, more: AppVersion = {}): AppVersion =>
  ({ encryption: NamespaceEncryption.keyGenerations({ active, newest: 2 }), keyChangeWait, ...more });
const upTo = (hours: number) => KeyChangeWait.upTo(Duration.hours(hours));

let world: World;
const changeOf = (tebibytes: number) => (tebibytes / 8) * 15 * 60_000;

async function changeKeyOf(tebibytes: number, wait: KeyChangeWait): Promise<void> {
  await world.deploy(version(1, wait));
  world.load(tebibytes);
  expect(await world.deploy(version(2, wait))).toMatchObject({ status: 'UPDATE_COMPLETE' });
}

/** From the end of the change to the answer that told of it. */
function lagOfLast(): number {
  const ended = world.aws.redshift.history.filter(({ kmsKeyArn, status }) => kmsKeyArn === world.generation(2) && status.toUpperCase() === 'AVAILABLE')[0].at;
  return world.cloudFormation.answers.find(({ body, at }) => at >= ended && body.includes('SUCCESS'))!.at - ended;
}

beforeEach(async () => { world = await World.start(); });
afterEach(async () => {
  expect(kmsKeyUpdates(world)).toEqual([]);
  await world.stop();
});

test.each<[string, number, KeyChangeWait]>([
  ['24 TiB in one window', 24, upTo(1)],
  ['64 TiB in the windows for that much data', 64, KeyChangeWait.forDataSize(Size.tebibytes(64))],
  ['128 TiB in six hours', 128, upTo(6)],
  ['1 PiB in 48 hours', 1024, upTo(48)],
])('%s: one accepted ask, and the deployment ends when the change has ended', async (_name, tebibytes, wait) => {
  await changeKeyOf(tebibytes, wait);
  expect(lagOfLast()).toBeLessThanOrEqual(Math.max(15_000, 0.02 * changeOf(tebibytes)));
  expect(moves(world)).toEqual([world.generation(2)]);
  expect(world.liveKey()).toBe(world.generation(2));
  expect(world.aws.stepFunctions.executions.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
});

test.each<[string, number, number, number]>([
  ['far too much was said: noticed within a twentieth', 20, 700, 0.05],
  ['far too little was said: noticed as if nothing had been said', 20, 1, 0.02],
])('the size is wrong, %s', async (_name, tebibytes, said, share) => {
  await changeKeyOf(tebibytes, KeyChangeWait.forDataSize(Size.tebibytes(said)));
  expect(lagOfLast()).toBeLessThanOrEqual(share * changeOf(tebibytes));
  expect(moves(world)).toEqual([world.generation(2)]);
});

test('windows may be added and removed in a deployment of their own', async () => {
  await world.deploy(version(1, upTo(1)));
  expect(await world.deploy(version(1, upTo(6)))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(await world.deploy(version(1, upTo(2)))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(await world.deploy(version(2, upTo(2)))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(moves(world)).toEqual([world.generation(2)]);
});

test('more windows and a new key in one update: refused before anything is touched, with the remedy', async () => {
  await world.deploy(version(1, upTo(1)));
  const outcome = await world.deploy(version(2, upTo(6)));
  expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(outcome.cause).toMatch(/keyChangeWait was raised \(from 1 to 7 windows\) in the same deployment as the key of namespace warehouse: a rollback would find only 1; deploy the longer keyChangeWait first, then the new key/);
  expect(world.asks()).toEqual([]);
});

test('fewer windows and a new key: the way back has more of them, and is not refused', async () => {
  await world.deploy(version(1, upTo(4)));
  const outcome = await world.deploy(version(2, upTo(1), { siblingFails: 'update', siblingValue: 'new' }));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.liveKey()).toBe(world.generation(1));
  expect(moves(world)).toHaveLength(2);
});

test('in a rollback a window does not hand over: it fails, names continue-update-rollback, and that ends on the old key', async () => {
  await world.deploy(version(1, upTo(6)));
  world.load(48);
  const outcome = await world.deploy(version(2, upTo(6), { siblingFails: 'update', siblingValue: 'new' }));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_FAILED');
  expect(world.answers().at(-1)!.Reason).toMatch(/When it has ended, run aws cloudformation continue-update-rollback/);
  await world.aws.clock.advance(2 * 3600_000);
  expect(await world.run(world.cloudFormation.continueUpdateRollback(STACK))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(world.liveKey()).toBe(world.generation(1));
  expect(moves(world)).toHaveLength(2);
});

test('a change that fails in the third window is told by that window', async () => {
  await world.deploy(version(1, upTo(6)));
  world.load(80);
  world.aws.redshift.failNextKeyChange(NAMESPACE);
  const outcome = await world.deploy(version(2, upTo(6)));
  expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(outcome.cause).toMatch(/ended the key change of namespace warehouse without moving it/);
  expect(world.liveKey()).toBe(world.generation(1));
});
