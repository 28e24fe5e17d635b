import { nativeKeyUpdates } from './assertions';
import { NAMESPACE, onGeneration, SIBLING_FAILS, STACK, World } from './world';
import type { Fault } from '../../simulator/types';

// What fails in a rollback names the command that CloudFormation takes then. It refuses a deployment.

let world: World;
beforeEach(async () => {
  world = await World.start();
  await world.deploy(onGeneration(1, 2));
});
afterEach(async () => {
  expect(nativeKeyUpdates(world)).toEqual([]);
  await world.stop();
});

const CONTINUE = 'run aws cloudformation continue-update-rollback';
const DENIED: Fault = { kind: 'error', code: 'AccessDeniedException', message: 'not authorized', httpStatus: 403 };
const REFUSED: Fault = { kind: 'error', code: 'ValidationException', message: 'no such key', httpStatus: 400 };

const faultOn = (operation: string, fault: Fault) =>
  world.aws.setFaultPlan((call) =>
    (call.operation === operation && call.principal.includes('FunctionRole') ? fault : undefined));
const noFault = () => world.aws.setFaultPlan(undefined);
const byAdministrator = (operation: string) =>
  world.run(world.aws.call(world.aws.administrator, 'kms', operation, { KeyId: world.generation(1) }));

interface Remedy {
  readonly name: string;
  /** what goes wrong when the key has been changed, and before the rollback */
  readonly obstacle: () => unknown;
  readonly says: RegExp;
  /** what the text says, before the rollback is continued */
  readonly remove: () => unknown;
}

test.each<Remedy>([
  {
    name: 'unusableKey: enable the key',
    obstacle: () => byAdministrator('DisableKey'),
    says: new RegExp(`is disabled; enable it, or give another key; a rollback needs this very key\\..*, ${CONTINUE}`),
    remove: () => byAdministrator('EnableKey'),
  },
  {
    name: 'updateDenied: correct the policy',
    obstacle: () => faultOn('UpdateNamespace', DENIED),
    says: new RegExp(`^permission to change the key .* Then ${CONTINUE}$`),
    remove: noFault,
  },
  {
    name: 'observationDenied: correct the policy',
    obstacle: () => faultOn('GetNamespace', DENIED),
    says: new RegExp(`^permission to read namespace .*, and ${CONTINUE}$`),
    remove: noFault,
  },
  {
    name: 'refused: remove the cause',
    obstacle: () => faultOn('UpdateNamespace', REFUSED),
    says: new RegExp(`refused to move namespace .*: no such key; remove the cause, and ${CONTINUE}$`),
    remove: noFault,
  },
  {
    name: 'endedElsewhere: check the keys',
    obstacle: () => world.aws.redshift.failNextKeyChange(NAMESPACE),
    says: new RegExp(`ended the key change .*; check that both keys are enabled, and ${CONTINUE}$`),
    remove: () => undefined,
  },
  {
    name: 'notStarted: remove the cause',
    obstacle: () => faultOn('UpdateNamespace', { ...DENIED, code: 'ConflictException', httpStatus: 409 }),
    says: new RegExp(`this rollback changed nothing. When the namespace is AVAILABLE, ${CONTINUE}$`),
    remove: noFault,
  },
])('$name, and continue the rollback', async ({ obstacle, says, remove }) => {
  const [first, second] = [world.generation(1), world.generation(2)];
  const deployed = world.cloudFormation.deploy(world.source({
    ...onGeneration(2), ...SIBLING_FAILS, siblingSeconds: 3600,
  }));
  await world.aws.clock.advance(20 * 60_000);
  expect(world.liveKey()).toBe(second);
  await obstacle();
  expect(await world.run(deployed)).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
  expect(world.responses().at(-1)).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(says) });
  expect(world.responses().at(-1)?.Reason).not.toMatch(/deploy again|was not touched|this deployment changed nothing/);
  await expect(world.deploy(onGeneration(2))).rejects.toThrow(/UPDATE_ROLLBACK_FAILED/);

  await remove();
  const continued = world.cloudFormation.continueUpdateRollback(STACK);
  expect(await world.run(continued)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(world.liveKey()).toBe(first);
});
