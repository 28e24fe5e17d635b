import { NamespaceEncryption } from '../../src';
import { NAMESPACE, type AppVersion, type World } from '../../test/stories/world';

/** A part of the scenario, and the states that its execution must enter. */
export interface Step {
  readonly name: string;
  readonly run: (world: World) => Promise<unknown>;
  readonly states: readonly string[];
}

const generation = (active: number): AppVersion =>
  ({ encryption: NamespaceEncryption.keyGenerations({ active, newest: active }) });

const stepOf = (payload: unknown): unknown => (payload as { step?: unknown }).step;

/** Key changes that lead the waiter through each of its states, with its retries and catches. */
export const SCENARIO: readonly Step[] = [
  {
    name: 'created',
    run: (world) => world.deploy(generation(1)),
    states: ['Observe', 'Choose', 'Respond', 'End'],
  },
  {
    name: 'changed, with 4 TiB',
    run: (world) => {
      world.load(4);
      return world.deploy(generation(2));
    },
    states: ['Observe', 'Choose', 'Wait', 'Update', 'Respond', 'End'],
  },
  {
    name: 'an observation crashes, and is retried',
    run: (world) => {
      let crashes = 0;
      world.aws.lambda.crashPlan = ({ payload }) => {
        if (stepOf(payload) !== 'observe' || crashes === 3) { return undefined; }
        crashes += 1;
        return { when: 'afterCall', call: 1 };
      };
      return world.deploy(generation(3));
    },
    states: ['Observe', 'Update', 'Respond', 'End'],
  },
  {
    name: 'the function crashes after the update was sent, and the update is not repeated',
    run: (world) => {
      let crashed = false;
      world.aws.lambda.crashPlan = ({ payload }) => {
        if (stepOf(payload) !== 'update' || crashed) { return undefined; }
        crashed = true;
        return { when: 'afterCall', call: 2 };
      };
      return world.deploy(generation(4));
    },
    states: ['Update', 'Wait', 'Respond', 'End'],
  },
  {
    name: 'Lambda throttles the update, which is sent later',
    run: (world) => {
      world.aws.lambda.crashPlan = undefined;
      let throttled = 0;
      world.aws.lambda.throttlePlan = ({ payload }) => stepOf(payload) === 'update' && (throttled += 1) === 1;
      return world.deploy(generation(5));
    },
    states: ['Update', 'Wait', 'Respond', 'End'],
  },
  {
    name: 'the key change fails, and the deployment rolls back',
    run: (world) => {
      world.aws.redshift.failNextKeyChange(NAMESPACE);
      return world.deploy(generation(6));
    },
    states: ['Update', 'Respond', 'Failed'],
  },
];
