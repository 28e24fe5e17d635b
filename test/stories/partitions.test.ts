import { NAMESPACE, onGeneration, SIBLING_FAILS, World } from './world';

/* China and AWS GovCloud (US): other partitions, and in China another domain of service principals. */

test.each([
  ['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov'],
])('in %s, a key change and its rollback end', async (region, partition) => {
  const world = await World.start({ region, unknowns: { oldKeyRightsNeeded: true } });
  try {
    expect(await world.deploy(onGeneration(1))).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(2));
    expect(world.liveKey()).toMatch(new RegExp(`^arn:${partition}:kms:${region}:`));
    expect(world.aws.kms.aliasTarget(`alias/redshift-serverless/${NAMESPACE}`)).toBe(world.liveKey());
    const failed = await world.deploy({ ...onGeneration(3), ...SIBLING_FAILS });
    expect(failed).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(world.liveKey()).toBe(world.generation(2));
    const denied = world.aws.iam.decisions.filter(({ allowed }) => !allowed);
    expect(denied).toEqual([]);
  } finally {
    await world.stop();
  }
});
