import { NAMESPACE, onGeneration, SIBLING_FAILS, STACK, World } from './world';
import { DEPENDENT_ACTIONS, MORE_KEY_ACTIONS } from '../../simulator/services/authorization-reference';
import type { Unknowns } from '../../simulator/types';

/* What the function's role may do, and what the services may ask of it. Which rights are enforced is unknown. */

const KEY_ACTIONS = [
  ...(DEPENDENT_ACTIONS['redshift-serverless:UpdateNamespace'] ?? []).filter((action) => action.startsWith('kms:')),
  ...MORE_KEY_ACTIONS,
].sort();

let world: World;
afterEach(() => world.stop());

const deniedToTheFunction = () => world.aws.iam.decisions
  .filter(({ allowed, principal }) => !allowed && principal.includes('FunctionRole'))
  .map(({ action }) => action);

test.each<[string, Unknowns['enforcedRights'], readonly string[]]>([
  ['all', 'all', KEY_ACTIONS],
  ['none', 'none', ['kms:DescribeKey']],
  ['one alone', ['kms:RetireGrant'], ['kms:DescribeKey', 'kms:RetireGrant']],
])('a key change and its rollback end, with dependent rights enforced: %s', async (_name, enforcedRights, actions) => {
  world = await World.start({ unknowns: { enforcedRights, oldKeyRightsNeeded: true } });
  expect(await world.deploy(onGeneration(1, 2))).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(await world.deploy({ ...onGeneration(2), ...SIBLING_FAILS }))
    .toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(world.liveKey()).toBe(world.generation(1));
  expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(world.liveKey()).toBe(world.generation(2));
  expect(deniedToTheFunction()).toEqual([]);
  const asked = world.aws.iam.decisions.filter(({ principal, action }) =>
    principal.includes('FunctionRole') && action.startsWith('kms:')).map(({ action }) => action);
  expect([...new Set(asked)].sort()).toEqual(actions);
});

test.each(KEY_ACTIONS)('the switch has an effect: a role without %s changes no key', async (missing) => {
  world = await World.start();
  await world.deploy(onGeneration(1, 2));
  const role = Object.values(world.cloudFormation.describe(STACK).resources)
    .find(({ type, logicalId }) => type === 'AWS::IAM::Role' && logicalId.includes('Function'))?.physicalId ?? '';
  world.aws.iam.putRolePolicy(role, 'deny', { Statement: { Effect: 'Deny', Action: missing, Resource: '*' } });
  const outcome = await world.deploy(onGeneration(2));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(deniedToTheFunction()).toContain(missing);
  expect(world.liveKey()).toBe(world.generation(1));
});

test('a key policy that was emptied fails the deployment before anything is created under the key', async () => {
  world = await World.start();
  const source = world.source(onGeneration(1));
  const template = structuredClone(source.template) as {
    Resources: Record<string, { Type: string; Properties: { KeyPolicy?: { Statement: unknown[] } } }>;
  };
  for (const { Type: type, Properties: { KeyPolicy: policy } } of Object.values(template.Resources)) {
    if (type === 'AWS::KMS::Key' && policy) { policy.Statement = []; }
  }
  const outcome = await world.deploy({ ...source, template });
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(outcome.cause).toContain('no statement');
  expect(world.aws.redshift.view(NAMESPACE)).toBeUndefined();
});

describe('what is unknown of CloudFormation', () => {
  test.each([
    ['abandoned handlers go on', { abandonedHandlers: 'continue' }],
    ['abandoned handlers end', { abandonedHandlers: 'stop' }],
    ['handlers are called again after retriable errors', { handlerRetries: 3 }],
    ['handlers are not called again', { handlerRetries: 0 }],
  ] as const)('%s: a cancelled key change rolls back', async (_name, options) => {
    world = await World.start({ unknowns: { staleReads: 1 } }, options);
    await world.deploy(onGeneration(1));
    world.load(8);
    const update = world.cloudFormation.deploy(world.source(onGeneration(2)));
    await world.aws.clock.advance(5 * 60_000);
    const cancelled = world.cloudFormation.cancelUpdate(STACK);
    expect(await world.run(cancelled)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    await world.run(update);
    expect(world.liveKey()).toBe(world.generation(1));
  });

  test('a drift-aware deployment sends the alias, and a namespace on the key of the alias stays on it', async () => {
    world = await World.start();
    await world.deploy(onGeneration(1));
    await world.deploy(onGeneration(2));
    expect(await world.deploy(onGeneration(2), { revertDrift: true })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    const { sent } = world.cloudFormation.namespaceUpdates.at(-1) ?? {};
    expect(sent?.kmsKeyId).toMatch(/:alias\/redshift-serverless\/warehouse$/);
    expect(world.liveKey()).toBe(world.generation(2));
  });
});
