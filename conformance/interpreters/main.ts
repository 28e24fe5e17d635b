/** Runs the waiter on two interpreters of the Amazon States Language, and compares what happened. */
import * as assert from 'node:assert/strict';
import aslValidator from 'asl-validator';
import { Moto } from './moto';
import { testOnRealClock } from './real-clock';
import { SCENARIO } from './scenario';
import { traceOf, type Trace } from './trace';
import { waiterDefinition } from '../../src/private/provider/waiter-definition';
import { World } from '../../test/stories/world';
import { python, type Python } from '../support/python';
import { Tally } from '../support/tally';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:function';

/** Runs the scenario on moto's interpreter if its environment is given, and else on aws-local-stepfunctions. */
async function run(environment?: Python): Promise<Trace> {
  const world = await World.start({ seed: 6 });
  const moto = environment && await Moto.start(environment, world.aws.clock);
  if (moto) { world.aws.stepFunctions.interpreter = moto.machines; }
  try {
    return await traceOf(world);
  } finally {
    await moto?.stop();
    await world.stop();
  }
}

function assertEveryState({ executions }: Trace): void {
  // A request that has failed is an execution that has failed, in a state of its own.
  for (const { status, steps } of executions) {
    assert.equal(status, steps.at(-1)?.includes('Failed') ? 'FAILED' : 'SUCCEEDED');
  }
  const entered = executions.map(({ steps }) =>
    steps.filter((step) => step.startsWith('StateEntered')).map((step) => step.split(' ')[1]));
  SCENARIO.forEach(({ name, states }, index) =>
    assert.ok(states.every((state) => entered[index].includes(state)), `${name}: ${entered[index].join(' → ')}`));
}

async function main(tally: Tally): Promise<void> {
  await tally.test('asl-validator finds nothing', () => {
    const definition = waiterDefinition(FUNCTION_ARN);
    const { isValid, errorsText } = aslValidator(definition, { checkArn: true, checkPaths: true });
    assert.deepEqual({ isValid, text: errorsText('\n') }, { isValid: true, text: '' });
  });
  const environment = await python('aws');
  const local = await run();
  await tally.test('the scenario on aws-local-stepfunctions', () => { assertEveryState(local); });
  const moto = await run(environment);
  await tally.test('the same outcomes on moto', () => assert.deepEqual(moto.outcomes, local.outcomes));
  await tally.test('the same executions', () => {
    const ends = ({ executions }: Trace) => executions.map(({ name, status }) => ({ name, status }));
    assert.deepEqual(ends(moto), ends(local));
  });
  for (const [index, { name, steps }] of local.executions.entries()) {
    await tally.test(`execution ${index + 1} (${name.split('-').pop()}): the same ${steps.length} steps`, () =>
      assert.deepEqual(moto.executions[index]?.steps, steps));
  }
  await tally.test('the same calls of every service', () => {
    assert.deepEqual(moto.calls, local.calls);
    assert.equal(moto.liveKey, local.liveKey);
  });
  await testOnRealClock(tally, environment);
}

void new Tally().main('two interpreters of the Amazon States Language', main);
