import { Stack } from 'aws-cdk-lib';
import type { Contender } from './contenders';
import { LambdaApi } from './lambda-api';
import { costOf, type Billed } from './prices';
import type { Measurement } from './results';
import { STACK, NAMESPACE, World } from '../test/stories/world';

const DEFAULT_MEMORY_MB = 128;

/** Deploys a namespace on its first key, then the same on its second, in an account of its own, and measures the second. */
export async function measure(contender: Contender, sizeTB: number, seed: number): Promise<Measurement> {
  const world = await World.start({ seed });
  const lambdaApi = await LambdaApi.start(world.aws);
  try {
    await world.deploy(sourceOf(world, contender, sizeTB, 1));
    world.load(sizeTB);
    const source = sourceOf(world, contender, sizeTB, 2);
    const begun = world.aws.clock.now();
    const keyBefore = world.liveKey();
    const calls = world.aws.calls.length;
    const { status } = await world.deploy(source);
    const doneAt = world.aws.redshift.history
      .find(({ at, kmsKeyArn, status: state }) => at >= begun && kmsKeyArn !== keyBefore && state === 'AVAILABLE')?.at;
    const knownAt = status === 'UPDATE_COMPLETE' ? lastKnowing(world, begun) : undefined;
    const billed = invocationsOf(world, begun);
    const executions = world.aws.stepFunctions.executions.filter(({ startDate }) => startDate >= begun);
    const transitions = executions.reduce((sum, each) => sum + each.transitions, 0);
    const inTime = knownAt !== undefined && doneAt !== undefined && doneAt <= knownAt;
    return {
      contender: contender.id,
      sizeTB,
      outcome: knownAt !== undefined && !inTime ? 'COMPLETE_TOO_EARLY' : status.replace(/^UPDATE_/, ''),
      lagSeconds: inTime ? Math.round((knownAt - doneAt) / 100) / 10 : null,
      lambdaInvocations: billed.length,
      apiCalls: world.aws.calls.length - calls + lambdaApi.calls.filter(({ at }) => at >= begun).length,
      stateTransitions: transitions,
      costUsd: Number(costOf(billed, transitions).toPrecision(4)),
    };
  } finally {
    await lambdaApi.stop();
    await world.stop();
  }
}

function sourceOf(world: World, contender: Contender, sizeTB: number, generation: number): ReturnType<World['source']> {
  return world.synth((app) => contender.add(new Stack(app, STACK), { namespaceName: NAMESPACE, generation, sizeTB }));
}

/** When the last resource that changes keys was told to be done. */
function lastKnowing(world: World, begun: number): number | undefined {
  const done = world.cloudFormation.events(STACK).filter(({ at, type, status }) => at >= begun && status === 'UPDATE_COMPLETE'
    && (type.startsWith('Custom::') || type === 'AWS::RedshiftServerless::Namespace'));
  return done.at(-1)?.at;
}

function invocationsOf(world: World, begun: number): Billed[] {
  const functions = Object.values(world.cloudFormation.describe(STACK).resources).filter(({ type }) => type === 'AWS::Lambda::Function');
  const memory = new Map(functions.map(({ attributes, properties }) => [attributes.Arn, Number(properties.MemorySize ?? DEFAULT_MEMORY_MB)]));
  return world.aws.lambda.invocations.filter(({ at }) => at >= begun).map(({ at, endedAt, functionArn }) => ({
    milliseconds: (endedAt ?? world.aws.clock.now()) - at,
    memoryMB: memory.get(functionArn) ?? DEFAULT_MEMORY_MB,
  }));
}
