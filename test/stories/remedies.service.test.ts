import { checkRemedy, createByHand as createNamespaceByHand, NO_ROLLBACK, type Remedy } from './remedy';
import { NAMESPACE, onGeneration, SIBLING_FAILS, STACK, World } from './world';
import type { Fault } from '../../simulator/types';

// The state of the namespace, of its key or of a service makes a deployment fail. The remedy is outside the template.

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

const DENIED: Fault = { kind: 'error', code: 'AccessDeniedException', message: 'not authorized', httpStatus: 403 };
const CONFLICT: Fault = {
  kind: 'error',
  code: 'ConflictException',
  message: 'There is an operation running.',
  httpStatus: 409,
};

/** Each call of an operation by the product's function meets this fault, until it is taken away. */
const faultOn = (operation: string, fault: Fault) =>
  world.aws.setFaultPlan((call) =>
    (call.operation === operation && call.principal.includes('FunctionRole') ? fault : undefined));
const noFault = () => world.aws.setFaultPlan(undefined);
const untilAvailable = () => world.aws.clock.advance(3 * 3600_000);
const createByHand = (input?: Record<string, unknown>) => createNamespaceByHand(world, input);

test.each<Remedy>([
  {
    name: 'gone: create it under the same name with the desired key',
    fail: async () => {
      await world.deploy({ ...onGeneration(1, 2), workgroup: false });
      await world.byHand('DeleteNamespace', { namespaceName: NAMESPACE });
      await untilAvailable();
      return world.deploy({ ...onGeneration(2), workgroup: false }, NO_ROLLBACK);
    },
    says: /Create it under the same name with kmsKeyId arn:\S+ /,
    follow: async () => {
      await createByHand({ kmsKeyId: world.generation(2) });
      return world.deploy({ ...onGeneration(2), workgroup: false });
    },
  },
  {
    name: 'gone: give another namespaceName',
    fail: async () => {
      await world.deploy({ ...onGeneration(1), workgroup: false });
      await world.byHand('DeleteNamespace', { namespaceName: NAMESPACE });
      await untilAvailable();
      return world.deploy({ ...onGeneration(2), workgroup: false });
    },
    says: /or give another namespaceName; then deploy again/,
    follow: () => world.deploy({ ...onGeneration(2), workgroup: false, namespaceName: 'another' }),
  },
  {
    name: 'deleting: give another namespaceName',
    fail: async () => {
      await world.deploy({ ...onGeneration(1, 2), workgroup: false });
      const { aws } = world;
      await aws.call(aws.administrator, 'redshift-serverless', 'DeleteNamespace', { namespaceName: NAMESPACE });
      return world.deploy({ ...onGeneration(2), workgroup: false });
    },
    says: /wait until it is gone, or give the new namespace another namespaceName/,
    follow: () => world.deploy({ ...onGeneration(2), workgroup: false, namespaceName: 'another' }),
  },
  {
    name: 'lostKey: enable the key, wait until the namespace is AVAILABLE, and deploy again',
    fail: async () => {
      await world.deploy(onGeneration(1));
      world.aws.kms.setState(world.generation(1), 'Disabled');
      return world.deploy(onGeneration(2));
    },
    says: /enable that key or cancel its deletion, .*, wait until the namespace is AVAILABLE, and deploy again/,
    follow: async () => {
      world.aws.kms.setState(world.generation(1), 'Enabled');
      await untilAvailable();
      return world.deploy(onGeneration(2));
    },
  },
  {
    name: 'unusableKey: enable it',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      world.aws.kms.setState(world.generation(2), 'Disabled');
      return world.deploy(onGeneration(2));
    },
    says: /is disabled; enable it, or give another key/,
    follow: () => {
      world.aws.kms.setState(world.generation(2), 'Enabled');
      return world.deploy(onGeneration(2));
    },
  },
  {
    name: 'observationDenied: permit it, and deploy again',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      faultOn('GetNamespace', DENIED);
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /check service control policies and permissions boundaries, and deploy again/,
    follow: () => {
      noFault();
      return world.deploy(onGeneration(2));
    },
  },
  {
    name: 'endedElsewhere: deploy again',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      world.aws.redshift.failNextKeyChange(NAMESPACE);
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /check that both keys are enabled, and deploy again/,
    follow: () => world.deploy(onGeneration(2)),
  },
  {
    name: 'outcomeNeverKnown: deploy again',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      faultOn('UpdateNamespace', { kind: 'reset' });
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /answered neither, and no change has started: it is on \S+ The change may still start, .*; deploy again/,
    follow: () => {
      noFault();
      return world.deploy(onGeneration(2));
    },
  },
  {
    name: 'tooLong, without a rollback: deploy again when the change has ended',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      world.load(48);
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /deploy again when the change has ended: it is picked up, not restarted/,
    follow: async () => {
      await untilAvailable();
      return world.deploy(onGeneration(2));
    },
  },
  {
    name: 'tooLong, in a rollback: continue-update-rollback, once for each hour',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      world.load(48);
      return world.deploy({ ...onGeneration(2), ...SIBLING_FAILS });
    },
    says: /still runs after 55 minutes/,
    follow: async () => {
      await untilAvailable();
      return world.run(world.cloudFormation.continueUpdateRollback(STACK));
    },
  },
  {
    name: 'notStarted: deploy again when nothing else runs',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      faultOn('UpdateNamespace', CONFLICT);
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /could not be changed to \S+ within 5\d minutes: ConflictException: .*; this deployment changed nothing/,
    follow: () => {
      noFault();
      return world.deploy(onGeneration(2));
    },
  },
  {
    name: 'waiterNotStarted: deploy again',
    fail: async () => {
      await world.deploy(onGeneration(1, 2));
      faultOn('StartExecution', DENIED);
      return world.deploy(onGeneration(2), NO_ROLLBACK);
    },
    says: /the waiter could not be started: AccessDeniedException.*; it may .* AVAILABLE, and deploy again/,
    follow: () => {
      noFault();
      return world.deploy(onGeneration(2));
    },
  },
])('$name', checkRemedy);
