import type { Changed } from './changed';
import { failurePlanOf, type Injection } from './inject';
import { recover } from './recovery';
import { RehearsedAccount } from './rehearsed-account';
import { reasonIn, resultOf } from './result-of';
import type { ScenarioResult } from './scenario-result';
import { usageSince } from './usage';
import { waitUntilQuiet } from './wait';
import { ServiceError } from '../../../simulator/types';
import { OWNERSHIP_TAG, RESOURCE_TYPE } from '../../../src/contract';
import { onEnd } from '../../terminal/clean-up';
import { CannotRehearse } from '../input/cannot-rehearse';
import type { Plan, Scenario } from '../input/plan';
import type { StackInput } from '../input/stack-input';

const MINUTE = 60_000;
/** Between two deployments of a person. */
const PAUSE_MS = 5 * MINUTE;
/** A recovery point has been made meanwhile, and states the size of the data (SIZE-1). */
const RECOVERY_POINT_MS = 31 * MINUTE;
/** The picture goes on a little after the end. */
const TAIL_SHARE = 0.2;

/** Plays one scenario in an account of its own, from the first deployment to the end of the last key change. */
export async function runScenario(plan: Plan, scenario: Scenario): Promise<ScenarioResult> {
  const injection: Injection = { armed: false, happened: false };
  const failures = failurePlanOf(scenario, injection, () => account);
  const account: RehearsedAccount = await RehearsedAccount.open(plan, failures);
  const stop = onEnd(() => account.aws.stop());
  try {
    return await play(account, plan, scenario, injection);
  } finally {
    await stop();
  }
}

async function play(
  account: RehearsedAccount, plan: Plan, scenario: Scenario, injection: Injection,
): Promise<ScenarioResult> {
  const { aws, cloudFormation } = account;
  const { stackName } = plan.after;
  const firstStartedAt = plan.before && aws.clock.now();
  for (const stack of plan.prepareBefore) { await prepare(account, stack); }
  if (plan.before) {
    await prepare(account, plan.before);
    addOutsideNamespaces(account, plan.before.stackName);
  }
  for (const { namespaceName } of aws.redshift.views()) {
    aws.redshift.setDataSize(namespaceName, plan.dataSize);
    aws.redshift.setDurationFactor(namespaceName, scenario.slowness);
  }
  await aws.clock.advance(RECOVERY_POINT_MS);
  if (plan.before && plan.destroyBefore) {
    await aws.clock.run(cloudFormation.deleteStack(plan.before.stackName));
    await aws.clock.advance(PAUSE_MS);
  }
  for (const stack of plan.prepareAfter) { await prepare(account, stack); }

  const keysBefore = new Map(aws.redshift.views().map(({ namespaceName, kmsKeyArn }) => [namespaceName, kmsKeyArn]));
  const kmsKeysBefore = aws.kms.allKeys().length;
  const startedAt = aws.clock.now();
  const callsBefore = cloudFormation.calls.length;
  const exists = cloudFormation.statusOf(stackName) !== undefined;
  const eventsBefore = exists ? [...cloudFormation.events(stackName)] : [];
  injection.armed = true;
  const { outcome, cancellation } = await change(account, plan, scenario);
  injection.armed = false;
  const endedAt = aws.clock.now();
  await waitUntilQuiet(account);
  const quietAt = aws.clock.now();
  const usage = usageSince(account, startedAt, kmsKeysBefore);
  const result = resultOf({
    account,
    plan,
    scenario,
    outcome,
    keysBefore,
    startedAt,
    endedAt,
    quietAt,
    usage,
    cancellation,
    injected: injection.happened,
    firstStartedAt,
    eventsBefore,
    callsBefore,
  });
  const recovery = await recover(account, plan, outcome.status);
  const until = quietAt + Math.max(MINUTE, (quietAt - startedAt) * TAIL_SHARE);
  return { ...result, ...(recovery && { recovery }), until };
}

/** Deploys the new version, and cancels the update when it is time. */
async function change(account: RehearsedAccount, plan: Plan, scenario: Scenario): Promise<Changed> {
  const { aws, cloudFormation } = account;
  let cancellation: string | undefined;
  let over = false;
  if (scenario.cancelAtMinutes !== undefined) {
    aws.clock.setTimeout(() => {
      if (over) {
        cancellation = 'the deployment had ended before';
        return;
      }
      cloudFormation.cancelUpdate(plan.after.stackName).catch((error: unknown) => {
        const status = cloudFormation.statusOf(plan.after.stackName) ?? 'no state';
        cancellation = error instanceof ServiceError
          ? `the stack was in ${status}, and only an update can be cancelled`
          : String(error);
      });
    }, scenario.cancelAtMinutes * MINUTE);
  }
  try {
    const deployment = cloudFormation.deploy(account.sourceOf(plan.after), {
      disableRollback: !scenario.rollback, tags: plan.after.tags,
    });
    const outcome = await aws.clock.run(deployment.finally(() => { over = true; }));
    const ended = scenario.cancelAtMinutes !== undefined
      && scenario.cancelAtMinutes * MINUTE > aws.clock.now() - startOf(account, plan.after.stackName);
    return { outcome, cancellation: cancellation ?? (ended ? 'the deployment had ended before' : undefined) };
  } catch (error) {
    if (!(error instanceof ServiceError)) { throw error; }
    const status = cloudFormation.statusOf(plan.after.stackName) ?? 'no stack';
    return { outcome: { outcome: 'REJECTED', status, reason: error.message } };
  }
}

function startOf({ cloudFormation }: RehearsedAccount, stackName: string): number {
  const start = cloudFormation.events(stackName).findLast(({ logicalId, reason }) =>
    logicalId === stackName && reason === 'User Initiated');
  return start?.at ?? 0;
}

/** Deploys what has to be there before. A failure here is not one of the change. */
async function prepare(account: RehearsedAccount, stack: StackInput): Promise<void> {
  const { aws, cloudFormation } = account;
  const remedy = 'the stack has to deploy before its change can be rehearsed';
  try {
    const { outcome, cause } = await aws.clock.run(
      cloudFormation.deploy(account.sourceOf(stack), { tags: stack.tags }),
    );
    if (outcome === 'FAILED') {
      const why = cause ?? reasonIn(cloudFormation.events(stack.stackName), stack.stackName);
      throw new CannotRehearse(`stack ${stack.stackName} does not deploy: ${why}; ${remedy}`);
    }
  } catch (error) {
    if (!(error instanceof ServiceError)) { throw error; }
    throw new CannotRehearse(`stack ${stack.stackName} cannot be deployed: ${error.message}; ${remedy}`);
  }
}

/** A namespace that its stack changes without creating it: on the key that its windows confirm. */
function addOutsideNamespaces(account: RehearsedAccount, stackName: string): void {
  for (const { type, properties } of Object.values(account.cloudFormation.describe(stackName).resources)) {
    const name = String(properties.NamespaceName);
    if (type !== RESOURCE_TYPE || account.aws.redshift.view(name)) { continue; }
    const id = properties.NamespaceId === undefined ? undefined : String(properties.NamespaceId);
    account.addNamespace(name, String(properties.KmsKeyId), id, { [OWNERSHIP_TAG]: stackName });
  }
}
