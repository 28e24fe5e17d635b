import { endStory, moves } from './assertions';
import { onGeneration, SIBLING_FAILS, World } from './world';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => endStory(world));

describe('a key generation that goes down', () => {
  test('by accident: refused untouched, and again without a rollback; on purpose: changed', async () => {
    await world.deploy(onGeneration(2));
    const second = world.generation(2);
    for (const options of [{}, { disableRollback: true }, { disableRollback: true }]) {
      const outcome = await world.deploy(onGeneration(1), options);
      expect(outcome.outcome).toBe('FAILED');
      expect(outcome.cause).toMatch(
        /goes down from 2, and that key would leave the template \(newest: 1\); keep active: 2/,
      );
    }
    expect(moves(world)).toEqual([]);
    expect(world.liveKey()).toBe(second);
    expect(await world.deploy(onGeneration(1, 2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(1));
  });

  test('in a rollback: changed back', async () => {
    await world.deploy(onGeneration(1));
    const first = world.generation(1);
    expect(await world.deploy({ ...onGeneration(2), ...SIBLING_FAILS })).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
    });
    expect(world.liveKey()).toBe(first);
  });
});
