import { Duration, Size } from 'aws-cdk-lib';
import { nativeKeyUpdates, moves } from './assertions';
import { NAMESPACE, onGeneration, SIBLING_FAILS, STACK, World, type AppVersion } from './world';
import { KeyChangeTimeout } from '../../src';
import { scaledCases } from '../scale';

const version = (active: number, keyChangeTimeout?: KeyChangeTimeout, more: AppVersion = {}): AppVersion =>
  ({ ...onGeneration(active, 2), keyChangeTimeout, ...more });
const upTo = (hours: number) => KeyChangeTimeout.upTo(Duration.hours(hours));

let world: World;
const changeOf = (tebibytes: number) => (tebibytes / 8) * 15 * 60_000;

async function changeKeyOf(tebibytes: number, timeout: KeyChangeTimeout): Promise<void> {
  await world.deploy(version(1, timeout));
  world.load(tebibytes);
  expect(await world.deploy(version(2, timeout))).toMatchObject({ status: 'UPDATE_COMPLETE' });
}

/** From the end of the change to the response that reported it. */
function lagOfLast(): number {
  const { at: endedAt } = world.aws.redshift.history.find(({ kmsKeyArn, status }) =>
    kmsKeyArn === world.generation(2) && status.toUpperCase() === 'AVAILABLE')!;
  return world.cloudFormation.responses.find(({ body, at }) => at >= endedAt && body.includes('SUCCESS'))!.at - endedAt;
}

beforeEach(async () => { world = await World.start(); });
afterEach(async () => {
  expect(nativeKeyUpdates(world)).toEqual([]);
  await world.stop();
});

const SIZES: [string, number, KeyChangeTimeout][] = [
  ['24 TiB in one window', 24, upTo(1)],
  ['64 TiB in the windows for that much data', 64, KeyChangeTimeout.forDataSize(Size.tebibytes(64))],
  ['128 TiB in six hours', 128, upTo(6)],
  ['1 PiB in 48 hours', 1024, upTo(48)],
];
const ENDS = '%s: one accepted update, and the deployment ends when the change has ended';
test.each(scaledCases(SIZES, 2))(ENDS, async (_name, tebibytes, timeout) => {
  await changeKeyOf(tebibytes, timeout);
  expect(lagOfLast()).toBeLessThanOrEqual(Math.max(15_000, 0.02 * changeOf(tebibytes)));
  expect(moves(world)).toEqual([world.generation(2)]);
  expect(world.liveKey()).toBe(world.generation(2));
  expect(world.aws.stepFunctions.executions.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
});

test.each<[string, number, number, number]>([
  ['far too large: noticed within a twentieth', 20, 700, 0.05],
  ['far too small: noticed as if no size had been given', 20, 1, 0.02],
])('the size is wrong, %s', async (_name, tebibytes, given, share) => {
  await changeKeyOf(tebibytes, KeyChangeTimeout.forDataSize(Size.tebibytes(given)));
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
  expect(outcome.cause).toContain(
    'keyChangeTimeout was raised (from 1 to 7 windows) in the same deployment as the key '
      + 'of namespace warehouse: a rollback would have only 1; deploy the longer keyChangeTimeout first, then '
      + 'the new key',
  );
  expect(world.updates()).toEqual([]);
});

test('fewer windows and a new key: the way back has more of them, and is not refused', async () => {
  await world.deploy(version(1, upTo(4)));
  const outcome = await world.deploy(version(2, upTo(1), SIBLING_FAILS));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.liveKey()).toBe(world.generation(1));
  expect(moves(world)).toHaveLength(2);
});

test('in a rollback no window hands over: it fails, and continue-update-rollback ends on the old key', async () => {
  await world.deploy(version(1, upTo(6)));
  world.load(48);
  const outcome = await world.deploy(version(2, upTo(6), SIBLING_FAILS));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_FAILED');
  expect(world.responses().at(-1)!.Reason)
    .toMatch(/When it has ended, run aws cloudformation continue-update-rollback/);
  await world.aws.clock.advance(2 * 3600_000);
  const continued = await world.run(world.cloudFormation.continueUpdateRollback(STACK));
  expect(continued).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(world.liveKey()).toBe(world.generation(1));
  expect(moves(world)).toHaveLength(2);
});

test('a change that fails in the third window is reported by that window', async () => {
  await world.deploy(version(1, upTo(6)));
  world.load(80);
  world.aws.redshift.failNextKeyChange(NAMESPACE);
  const outcome = await world.deploy(version(2, upTo(6)));
  expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(outcome.cause).toMatch(/ended the key change of namespace warehouse without moving it/);
  expect(world.liveKey()).toBe(world.generation(1));
});
