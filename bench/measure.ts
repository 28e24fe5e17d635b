import { Stack } from 'aws-cdk-lib';
import type { Contender } from './contenders';
import { LambdaApi } from './lambda-api';
import { costOf, type Billed } from './prices';
import { changeSeconds, type Measurement, type WrongEstimate } from './results';
import { STACK, NAMESPACE, World } from '../test/stories/world';

const DEFAULT_MEMORY_MB = 128;

/** The newest recovery point is at most half an hour old. */
const RECOVERY_POINT_MS = 31 * 60_000;

/** A change that takes this many times as long as the size of its data suggests. */
export async function measureWrongEstimate(
  contender: Contender, sizeTB: number, factor: number, seed: number,
): Promise<WrongEstimate> {
  const { lagSeconds, lambdaInvocations } = await measure(contender, sizeTB, seed, factor);
  const seconds = changeSeconds(sizeTB) * factor;
  return { contender: contender.id, wrongEstimate: { sizeTB, factor, seconds, lagSeconds, lambdaInvocations } };
}

/**
 * Deploys a namespace on its first key, then on its second, in an account of its own, and measures the second.
 *
 * @param factor how many times as long as usual the change takes
 */
export async function measure(
  contender: Contender, sizeTB: number, seed: number, factor: number = 1,
): Promise<Measurement> {
  const timeoutTB = sizeTB * Math.max(1, factor);
  const world = await World.start({ seed });
  const lambdaApi = await LambdaApi.start(world.aws);
  try {
    await world.deploy(sourceOf(world, contender, timeoutTB, 1));
    world.load(sizeTB);
    world.aws.redshift.setDurationFactor(NAMESPACE, factor);
    await world.aws.clock.advance(RECOVERY_POINT_MS);
    const source = sourceOf(world, contender, timeoutTB, 2);
    const startedAt = world.aws.clock.now();
    const keyBefore = world.liveKey();
    const callsBefore = world.aws.calls.length;
    const { status } = await world.deploy(source);
    const changedAt = world.aws.redshift.history.find(({ at, kmsKeyArn, status: state }) =>
      at >= startedAt && kmsKeyArn !== keyBefore && state === 'AVAILABLE')?.at;
    const reportedAt = status === 'UPDATE_COMPLETE' ? completionReportedAt(world, startedAt) : undefined;
    const billed = invocationsOf(world, startedAt);
    const stateTransitions = world.aws.stepFunctions.executions
      .filter(({ startDate }) => startDate >= startedAt)
      .reduce((sum, each) => sum + each.transitions, 0);
    const waited = reportedAt !== undefined && changedAt !== undefined && changedAt <= reportedAt;
    return {
      contender: contender.id,
      sizeTB,
      outcome: reportedAt !== undefined && !waited ? 'COMPLETE_TOO_EARLY' : status.replace(/^UPDATE_/, ''),
      lagSeconds: waited ? Math.round((reportedAt - changedAt) / 100) / 10 : null,
      lambdaInvocations: billed.length,
      apiCalls: world.aws.calls.length - callsBefore + lambdaApi.calls.filter(({ at }) => at >= startedAt).length,
      stateTransitions,
      costUsd: Number(costOf(billed, stateTransitions).toPrecision(4)),
    };
  } finally {
    await lambdaApi.stop();
    await world.stop();
  }
}

function sourceOf(
  world: World, contender: Contender, sizeTB: number, generation: number,
): ReturnType<World['source']> {
  return world.synth((app) => {
    contender.add(new Stack(app, STACK), { namespaceName: NAMESPACE, generation, sizeTB });
  });
}

/** Time of CloudFormation's event that the last resource which changes keys is done. */
function completionReportedAt(world: World, startedAt: number): number | undefined {
  const changesKey = (type: string) => type.startsWith('Custom::') || type === 'AWS::RedshiftServerless::Namespace';
  return world.cloudFormation.events(STACK)
    .findLast(({ at, type, status }) => at >= startedAt && status === 'UPDATE_COMPLETE' && changesKey(type))?.at;
}

function invocationsOf(world: World, startedAt: number): Billed[] {
  const resources = Object.values(world.cloudFormation.describe(STACK).resources);
  const memory = new Map(resources.filter(({ type }) => type === 'AWS::Lambda::Function')
    .map(({ attributes, properties }) => [attributes.Arn, Number(properties.MemorySize ?? DEFAULT_MEMORY_MB)]));
  const invocations = world.aws.lambda.invocations.filter(({ at }) => at >= startedAt);
  return invocations.map(({ at, endedAt, functionArn }) => ({
    milliseconds: (endedAt ?? world.aws.clock.now()) - at,
    memoryMB: memory.get(functionArn) ?? DEFAULT_MEMORY_MB,
  }));
}
