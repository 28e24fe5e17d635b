import { Apps, nameOf, OWN_KEY_ID, timeoutOf } from './app';
import { Disruptions } from './disruptions';
import { EndChecks } from './end-checks';
import { injectFaults } from './fault-injection';
import { Observer } from './observer';
import { stateOf } from './records';
import { StackView } from './stack-view';
import { ValidationError } from '../../../simulator/cloudformation/errors';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import { STACK, World } from '../../../test/stories/world';
import { InvariantChecker } from '../../invariants/invariant-checker';
import { hasNoObstacles, updateMustSucceed } from '../../invariants/must-succeed';
import type { ScenarioReport } from '../../invariants/violation';
import type { AppChoice, DeployStep, Scenario, Step } from '../../scenario/scenario';

const HOUR_MS = 3600_000;
const GIBIBYTE = 2 ** 30;

/** The apps, synthesised in a world of their own: scenarios share them. */
let shared: Promise<{ readonly world: World; readonly apps: Apps }> | undefined;

/** Runs one scenario on the shipped bundle, over HTTP, in the simulated account. */
export async function runWhole(scenario: Scenario): Promise<ScenarioReport> {
  shared ??= World.start().then((world) => ({ world, apps: new Apps(world) }));
  const { apps } = await shared;
  const { unknowns, iamDelayS, faults: { seed } } = scenario;
  const world = await World.start({ seed, unknowns, iamDelayMs: iamDelayS * 1000 });
  try {
    return await new WholeHarness(scenario, world, apps).run();
  } finally {
    await world.stop();
  }
}

/** Removes the synthesised apps from the disk. */
export async function removeApps(): Promise<void> {
  await (await shared)?.world.stop();
  shared = undefined;
}

class WholeHarness {
  private readonly checker: InvariantChecker;
  private readonly observer: Observer;
  private readonly stack: StackView;
  private readonly disruptions: Disruptions;
  private epoch = 0;
  private deployment = 0;

  constructor(private readonly scenario: Scenario, private readonly world: World, private readonly apps: Apps) {
    this.checker = new InvariantChecker(() => world.aws.clock.now());
    this.observer = new Observer(world, this.checker, injectFaults(world, scenario.faults), STACK);
    this.stack = new StackView(world);
    this.disruptions = new Disruptions(world, this.checker, this.stack);
    world.aws.stepFunctions.lagMs = scenario.listLagS * 1000;
    world.aws.kms.addKey({ keyId: OWN_KEY_ID });
  }

  public async run(): Promise<ScenarioReport> {
    const { checker, observer, world: { aws: { clock } } } = this;
    const endChecks = new EndChecks(this.world, checker, this.stack);
    const start = clock.now();
    for (const step of this.scenario.steps) {
      checker.log(JSON.stringify(step));
      await this.runStep(step);
      observer.readAll();
      endChecks.checkStability();
    }
    await endChecks.waitForWaiters();
    observer.readAll();
    endChecks.checkStability();
    endChecks.checkEnd();
    const { violations, trace, requestCount, updateCount } = checker;
    const hours = (clock.now() - start) / HOUR_MS;
    return { violations, trace, hours, requests: requestCount, updates: updateCount };
  }

  private async runStep(step: Step): Promise<void> {
    const { aws, cloudFormation } = this.world;
    const { status } = this.stack;
    switch (step.kind) {
      case 'pause': return aws.clock.advance(step.minutes * 60_000);
      case 'resize': return aws.redshift.views()
        .forEach(({ namespaceName }) => aws.redshift.setDataSize(namespaceName, step.gibibytes * GIBIBYTE));
      case 'manual-change': return this.disruptions.changeByHand(step.key);
      case 'delete': return this.stack.isComplete ? this.delete() : undefined;
      case 'continue-rollback':
        if (status === 'UPDATE_ROLLBACK_FAILED') { await this.world.run(cloudFormation.continueUpdateRollback(STACK)); }
        return undefined;
      case 'roll-back':
        if (/^(CREATE|UPDATE)_FAILED$/.test(status)) { await this.world.run(cloudFormation.rollbackStack(STACK)); }
        return undefined;
      case 'deploy': return this.deploy(step);
    }
  }

  private async deploy({ app, noRollback, disruption }: DeployStep): Promise<void> {
    if (!await this.isReadyToDeploy()) { return; }
    const { cloudFormation } = this.world;
    const { epoch, scenario: { createdOnAwsOwnedKey } } = this;
    this.deployment += 1;
    const source = this.apps.source({ app, epoch, createdOnAwsOwnedKey, disruption, number: this.deployment });
    const mustSucceed = disruption === undefined && this.mustSucceed(app);
    try {
      const operation = cloudFormation.deploy(source, { disableRollback: noRollback });
      this.disruptions.schedule(disruption, nameOf(app, epoch));
      const { outcome, status } = await this.world.run(operation);
      this.checker.log(`stack: ${status}`);
      if (mustSucceed && outcome === 'FAILED') {
        this.checker.violate('ix', `nothing went wrong, but the deployment ended ${status}`);
      }
    } catch (error) {
      if (!(error instanceof ValidationError)) { throw error; }
      this.checker.log(`refused: ${error.message}`);
      if (mustSucceed) {
        this.checker.violate('ix', `nothing went wrong, but the deployment was refused: ${error.message}`);
      }
    }
  }

  /** Brings the stack to a state in which it can be deployed, where there is a way. */
  private async isReadyToDeploy(): Promise<boolean> {
    const { aws: { clock }, cloudFormation } = this.world;
    if (this.stack.status === 'UPDATE_ROLLBACK_FAILED') {
      await clock.advance(12 * HOUR_MS);
      await this.world.run(cloudFormation.continueUpdateRollback(STACK));
      if (this.stack.status === 'UPDATE_ROLLBACK_FAILED') { return false; }
    }
    if (/^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_FAILED)$/.test(this.stack.status)) { await this.delete(); }
    return /^(NONE|DELETE_COMPLETE|.*_COMPLETE|CREATE_FAILED|UPDATE_FAILED)$/.test(this.stack.status);
  }

  private mustSucceed(app: AppChoice): boolean {
    const { scenario, stack, checker, world: { aws, cloudFormation } } = this;
    const areKeysEnabled = aws.kms.allKeys().every(({ state }) => state === 'Enabled');
    if (!hasNoObstacles(scenario) || !areKeysEnabled) { return false; }
    if (/^(NONE|DELETE_COMPLETE)$/.test(stack.status)) { return !scenario.createdOnAwsOwnedKey || app.key === 0; }
    // What an update could not delete is no longer in the stack, and keeps it from creating another one of that name.
    const hasLeftovers = cloudFormation.events(STACK).some(({ status }) => status === 'DELETE_FAILED');
    if (!stack.status.endsWith('_COMPLETE') || hasLeftovers) { return false; }
    const name = nameOf(app, this.epoch);
    const [now, view] = [stack.desired(), aws.redshift.view(name)];
    if (!now || !view) { return false; }
    const key = app.key === 0
      ? AWS_OWNED_KMS_KEY
      : stack.keyArn(app.key) ?? `key ${app.key}, which this deployment creates`;
    return updateMustSucceed(now, { name, key, windows: timeoutOf(app)._windows }, {
      state: stateOf(view),
      gibibytes: view.dataSize / GIBIBYTE,
      failsNext: view.failsNext,
      isDisturbed: checker.isDisturbed(name),
    });
  }

  private async delete(): Promise<void> {
    await this.world.run(this.world.cloudFormation.deleteStack(STACK));
    this.epoch += 1;
  }
}
