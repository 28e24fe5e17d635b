import { endStory, moves } from './assertions';
import { NAMESPACE, onGeneration, SIBLING_FAILS, World } from './world';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => endStory(world));

describe('a rollback ends, whatever the namespace has become before', () => {
  const startFailing = () =>
    world.deploy({ ...onGeneration(2), ...SIBLING_FAILS, siblingLast: false, siblingSeconds: 300 });

  test('deleted by hand', async () => {
    await world.deploy({ ...onGeneration(1), workgroup: false });
    await world.byHand('DeleteNamespace', { namespaceName: NAMESPACE });
    await world.aws.clock.advance(30 * 60_000);
    const outcome = await world.deploy({ ...onGeneration(2), workgroup: false });
    expect(outcome).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome.cause).toMatch(/does not exist any more, and CloudFormation does not create it anew/);
  });

  test('without access to its key', async () => {
    await world.deploy(onGeneration(1));
    world.aws.kms.setState(world.generation(1), 'Disabled');
    const outcome = await startFailing();
    expect(outcome).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(moves(world)).toEqual([]);
  });

  test('being deleted', async () => {
    await world.deploy({ ...onGeneration(1), workgroup: false });
    await world.aws.call(world.aws.administrator, 'redshift-serverless', 'DeleteNamespace', {
      namespaceName: NAMESPACE,
    });
    const outcome = await world.deploy({ ...onGeneration(2), workgroup: false });
    expect(outcome).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  });
});

test('one wrong "not found" decides nothing', async () => {
  await world.deploy(onGeneration(1));
  let wrong = 0;
  world.aws.setFaultPlan(({ operation, principal }) => {
    const isOurs = operation === 'GetNamespace' && principal.includes('FunctionRole') && wrong++ === 0;
    return isOurs
      ? { kind: 'error', code: 'ResourceNotFoundException', message: 'no such namespace', httpStatus: 404 }
      : undefined;
  });
  expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(wrong).toBeGreaterThan(1);
  expect(world.liveKey()).toBe(world.generation(2));
  expect(world.aws.kms.aliasTarget(`alias/redshift-serverless/${NAMESPACE}`)).toBe(world.liveKey());
});
