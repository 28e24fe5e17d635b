/** examples/operations, deployed by a pipeline that runs with the date of the day. */
import { nativeKeyUpdates } from './assertions';
import { NAMESPACE, World } from './world';
import { OperationsStack } from '../../examples/operations/operations-stack';

const STACK = 'Operations';

let world: World;
beforeAll(async () => { world = await World.start({ iamDelayMs: 5000 }); });
afterAll(() => world.stop());

const deploy = (asOf: string) => world.deploy(world.synth((app) => {
  new OperationsStack(app, STACK, { asOf, pipelineName: 'warehouse' });
}, STACK));

const generations = (): string[] => Object.keys(world.cloudFormation.describe(STACK).resources)
  .map((id) => /KeyGeneration\d+(?=[0-9A-F]{8}$)/.exec(id)?.[0])
  .filter((id) => id !== undefined)
  .sort();

test('the day on which it is created: everything is there, on key generation 1', async () => {
  expect(await deploy('2026-01-20')).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(world.liveKey(NAMESPACE)).toBe(world.generation(1, STACK));
  expect(generations()).toEqual(['KeyGeneration1']);
  const types = Object.values(world.cloudFormation.describe(STACK).resources).map(({ type }) => type);
  const count = (type: string) => types.filter((one) => one === type).length;
  expect(count('AWS::CloudWatch::Alarm')).toBe(4);
  expect(count('AWS::CloudWatch::Dashboard')).toBe(1);
  expect(count('AWS::Events::Rule')).toBe(2);
  expect(count('AWS::Logs::QueryDefinition')).toBe(3);
  // The due date, seven days before it, and the daily inspection.
  expect(count('AWS::Scheduler::Schedule')).toBe(3);
});

test('a day in between: nothing changes', async () => {
  expect(await deploy('2026-10-01')).toMatchObject({ outcome: 'NO_CHANGES' });
});

test('a week before the due date: the next key is created, and the namespace stays', async () => {
  expect(await deploy('2027-01-08')).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(generations()).toEqual(['KeyGeneration1', 'KeyGeneration2']);
  expect(world.liveKey(NAMESPACE)).toBe(world.generation(1, STACK));
});

test('the due date: the namespace moves to it, once', async () => {
  world.load(8, NAMESPACE);
  expect(await deploy('2027-01-15')).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(world.liveKey(NAMESPACE)).toBe(world.generation(2, STACK));
  expect(world.updates().filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
  expect(nativeKeyUpdates(world)).toEqual([]);
});

test('a hotfix with the date of the day before would move it back, and is refused', async () => {
  expect(await deploy('2027-01-07')).toMatchObject({ outcome: 'FAILED' });
  expect(world.liveKey(NAMESPACE)).toBe(world.generation(2, STACK));
});
