import { Apps, FOREIGN_ACCOUNT, FOREIGN_KEY_ID, OWN_KEY_ID, type DeploymentOfApp } from './app';
import { Disruptions } from './disruptions';
import { EndChecks } from './end-checks';
import { Expectations } from './expectations';
import { injectFaults, type PutLog } from './fault-injection';
import { Observer } from './observer';
import { Operations } from './operations';
import { StackView } from './stack-view';
import { OWNERSHIP_TAG } from '../../../src/contract';
import { World } from '../../../test/stories/world';
import { STALE_MS } from '../../invariants/excuses';
import { InvariantChecker } from '../../invariants/invariant-checker';
import { keepsKey } from '../../invariants/must-succeed';
import type { ScenarioReport } from '../../invariants/violation';
import type { AppChoice, DeployStep, Scenario, Step } from '../../scenario/scenario';
import { adopting, importedApp } from '../adoption';
import { asWritten } from '../app-rules';
import { remedy } from '../remedy-loop';

const HOUR_MS = 3600_000;
const GIBIBYTE = 2 ** 30;

/** The apps, synthesised in a world of their own: scenarios share them. */
let shared: Promise<{ readonly world: World; readonly apps: Apps }> | undefined;

/** Runs one scenario on the shipped bundle, over HTTP, in the simulated account. */
export async function runWhole(scenario: Scenario): Promise<ScenarioReport> {
  shared ??= World.start().then((world) => ({ world, apps: new Apps(world) }));
  const { apps } = await shared;
  const { unknowns, iamDelayS, faults: { seed } } = scenario;
  const world = await World.start({
    seed, unknowns: { ...unknowns, staleReadsLastMs: STALE_MS }, iamDelayMs: iamDelayS * 1000,
  });
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
  private readonly stacks: readonly [StackView, StackView];
  private readonly disruptions: Disruptions;
  private readonly endChecks: EndChecks;
  private readonly operations: Operations;
  private readonly expectations: Expectations;
  private readonly putLog: PutLog;
  private epoch = 0;
  private deployment = 0;

  constructor(private readonly scenario: Scenario, private readonly world: World, private readonly apps: Apps) {
    this.checker = new InvariantChecker(() => world.aws.clock.now());
    this.putLog = injectFaults(world, scenario.faults, scenario.holdsFailedAttempt, this.checker);
    this.stacks = [new StackView(world, 0), new StackView(world, 1)];
    this.observer = new Observer(world, this.checker, this.putLog, this.stacks.map(({ name }) => name));
    this.disruptions = new Disruptions(world, this.checker, this.stacks[0], this.putLog);
    this.endChecks = new EndChecks(world, this.checker, this.stacks, this.putLog);
    this.operations = new Operations(world, this.checker, this.endChecks, this.observer, this.putLog);
    this.expectations = new Expectations(
      scenario, world, this.checker, this.stacks, this.putLog, (name) => this.nameOf(name),
    );
    world.aws.stepFunctions.lagMs = scenario.listLagS * 1000;
    world.aws.kms.addKey({ keyId: OWN_KEY_ID });
    world.aws.kms.addKey({ keyId: FOREIGN_KEY_ID, account: FOREIGN_ACCOUNT });
  }

  public async run(): Promise<ScenarioReport> {
    const { checker, observer, endChecks, world: { aws: { clock } } } = this;
    const start = clock.now();
    for (const step of this.scenario.steps) {
      checker.log(JSON.stringify(step));
      await this.runStep(step);
      observer.readAll();
      endChecks.checkStability();
    }
    for (const stack of this.stacks) { await this.remedy(stack); }
    await endChecks.waitForWaiters();
    observer.readAll();
    endChecks.checkStability();
    endChecks.checkEnd();
    const { violations, trace, requestCount, updateCount } = checker;
    const hours = (clock.now() - start) / HOUR_MS;
    const exercised = checker.exercise.all;
    return { violations, trace, hours, requests: requestCount, updates: updateCount, exercised };
  }

  private async runStep(step: Step): Promise<void> {
    const { aws } = this.world;
    switch (step.kind) {
      case 'pause': return aws.clock.advance(step.minutes * 60_000);
      case 'resize': return aws.redshift.views()
        .forEach(({ namespaceName }) => aws.redshift.setDataSize(namespaceName, step.gibibytes * GIBIBYTE));
      case 'manual-change': return this.disruptions.changeByHand(step.key);
      case 'delete': {
        const stack = this.stacks[step.stack];
        if (!/_COMPLETE$/.test(stack.status) || stack.status === 'DELETE_COMPLETE') { return undefined; }
        await this.delete(stack);
        if (step.stack === 0 && !step.reusesName) { this.epoch += 1; }
        return undefined;
      }
      case 'import': return void await this.import(this.stacks[0]);
      case 'continue-rollback':
        return this.forEach(/^UPDATE_ROLLBACK_FAILED$/, (stack) => this.continueRollback(stack, step.skips));
      case 'roll-back':
        return this.forEach(/^(CREATE|UPDATE)_FAILED$/, (stack) => {
          this.disruptions.begin();
          return this.operations.run(stack, () => this.world.cloudFormation.rollbackStack(stack.name));
        });
      case 'deploy': return this.deployStep(step);
      case 'deploy-again': {
        const app = this.stacks[step.stack].attempted;
        return app && app.kind !== 'bare' ? this.deployStep({ ...step, kind: 'deploy', app }) : undefined;
      }
    }
  }

  private async forEach(status: RegExp, run: (stack: StackView) => Promise<unknown>): Promise<void> {
    for (const stack of this.stacks) {
      if (status.test(stack.status)) { await run(stack); }
    }
  }

  private async deployStep({ stack: number, app: drawn, noRollback, disruption }: DeployStep): Promise<void> {
    const stack = this.stacks[number];
    if (!await this.isReadyToDeploy(stack)) { return; }
    const app = adopting(drawn, stack.stable ?? stack.attempted);
    const mustSucceed = disruption === undefined && this.expectations.mustSucceed(stack, app);
    const mustFail = keepsKey(disruption) && this.expectations.mustFail(stack, app);
    const ended = await this.deploy(stack, app, noRollback, { disruption });
    if (mustFail && ended === undefined) {
      this.checker.violate('xiii', 'a deployment that a rollback could not undo was not refused');
    }
    if (mustSucceed && ended !== undefined) {
      this.checker.violate('ix', `nothing went wrong, but the deployment ended ${stack.status}: ${ended}`);
    }
  }

  /** Resolves to why it failed. */
  private async deploy(
    stack: StackView, app: AppChoice, noRollback: boolean, more: Pick<DeploymentOfApp, 'disruption'> = {},
  ): Promise<string | undefined> {
    this.deployment += 1;
    const deployment = { app, ...this.contextOf(stack, app), ...more, number: this.deployment };
    const source = this.source(deployment);
    if (source === undefined) { return 'refused at synthesis'; }
    const isHindered = this.expectations.isHindered(stack);
    const { namespaceName } = deployment;
    stack.attempted = app;
    stack.cause = await this.operations.deploy(stack, source, { namespaceName, noRollback, app }, () =>
      this.disruptions.schedule(more.disruption, stack.name, namespaceName));
    if (stack.cause === undefined) { stack.stable = app; }
    this.expectations.checkRollback(stack, isHindered, more.disruption);
    return stack.cause;
  }

  /** Undefined: the library refuses what the app says, and its user does not deploy it. */
  private source(deployment: DeploymentOfApp): ReturnType<Apps['source']> | undefined {
    try {
      return this.apps.source(deployment);
    } catch (error) {
      this.checker.log(`refused at synthesis: ${String(error)}`);
      return undefined;
    }
  }

  private contextOf(
    { number }: StackView, { name }: AppChoice,
  ): Pick<DeploymentOfApp, 'stack' | 'namespaceName' | 'live'> {
    const namespaceName = this.nameOf(name);
    const view = this.world.aws.redshift.view(namespaceName);
    const live = view && { key: view.kmsKeyArn ?? 'aws-owned', namespaceId: view.namespaceId };
    return { stack: number, namespaceName, live };
  }

  private nameOf(name: number): string {
    return `warehouse-${this.epoch}${name === 0 ? '' : `-name-${name}`}`;
  }

  /** Brings the stack to a state in which it can be deployed, where there is a way. */
  private async isReadyToDeploy(stack: StackView): Promise<boolean> {
    if (stack.status === 'UPDATE_ROLLBACK_FAILED') {
      await this.world.aws.clock.advance(12 * HOUR_MS);
      await this.continueRollback(stack, false);
      if (stack.status === 'UPDATE_ROLLBACK_FAILED') { return false; }
    }
    if (/^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_FAILED)$/.test(stack.status)) { await this.delete(stack); }
    return /^(NONE|DELETE_COMPLETE|.*_COMPLETE|CREATE_FAILED|UPDATE_FAILED)$/.test(stack.status);
  }

  private async continueRollback(stack: StackView, skips: boolean): Promise<void> {
    this.disruptions.begin();
    const { cloudFormation } = this.world;
    const failed = Object.values(cloudFormation.describe(stack.name).resources)
      .filter(({ status }) => status === 'UPDATE_FAILED')
      .map(({ logicalId }) => logicalId);
    const name = stack.desired()?.name;
    // Whoever skips a resource takes it on himself.
    if (skips && name !== undefined) { this.checker.changeByHand(name); }
    const resourcesToSkip = skips ? failed : [];
    const isHindered = this.expectations.isHindered(stack);
    await this.operations.run(stack, () => cloudFormation.continueUpdateRollback(stack.name, { resourcesToSkip }));
    this.expectations.checkRollback(stack, isHindered);
  }

  private async delete(stack: StackView): Promise<void> {
    this.disruptions.begin();
    // Its own removal policies.
    for (const { name } of stack.named()) {
      if (stack.stable?.removal === 'destroy') { this.checker.deleteByHand(name); }
    }
    await this.operations.run(stack, () => this.world.cloudFormation.deleteStack(stack.name));
    stack.stable = undefined;
  }

  /** False: there is nothing that a new stack could import. */
  private async import(stack: StackView): Promise<boolean> {
    const namespaceName = this.nameOf(0);
    const view = this.world.aws.redshift.view(namespaceName);
    const isHeld = this.stacks.some((each) => each.holds(namespaceName));
    if (!/^(NONE|DELETE_COMPLETE)$/.test(stack.status) || view?.status !== 'AVAILABLE' || isHeld) { return false; }
    const app = importedApp(view.kmsKeyArn === undefined);
    const source = this.apps.source({ app, ...this.contextOf(stack, app), number: 0 });
    const [logicalId] = Object.entries((source.template as { Resources: Record<string, { Type: string }> }).Resources)
      .find(([, { Type: type }]) => type.endsWith('::Namespace'))!;
    await this.operations.run(stack, () =>
      this.world.cloudFormation.importResources(source, { [logicalId]: namespaceName }));
    [stack.stable, stack.attempted, stack.cause] = [app, app, undefined];
    return true;
  }

  private async remedy(stack: StackView): Promise<void> {
    const { world, world: { aws } } = this;
    const byHand = (operation: string, input: Record<string, unknown>) =>
      world.byHand(operation, input).catch(() => undefined);
    const tags = [{ key: OWNERSHIP_TAG, value: stack.name }];
    await remedy({
      read: () => {
        const { status, cause, attempted } = stack;
        const stable = stack.stable && asWritten(stack.stable, stack.desired()?.key);
        const rollbackCause = status === 'UPDATE_ROLLBACK_FAILED' ? stack.rollbackCause() : undefined;
        return { status, cause, attempted, stable, rollbackCause };
      },
      settle: async () => {
        this.putLog.isCalm = true;
        this.putLog.deniedUntil = 0;
        this.putLog.shownWrongly = undefined;
        this.disruptions.restoreWaiters();
        this.disruptions.begin();
        for (const { arn, state } of aws.kms.allKeys()) {
          if (state === 'Disabled') { aws.kms.setState(arn, 'Enabled'); }
        }
        await aws.clock.advance(5 * 60_000);
        const isBusy = () => aws.redshift.views().some(({ status }) => status !== 'AVAILABLE');
        for (let hours = 0; hours < 48 && isBusy(); hours += 1) { await aws.clock.advance(HOUR_MS); }
      },
      continueRollback: (skips) => this.continueRollback(stack, skips),
      delete: () => this.delete(stack),
      deploy: async (app) => { await this.deploy(stack, app, false); },
      createByHand: async (kmsKeyId) => {
        const namespaceName = this.nameOf(stack.attempted?.name ?? 0);
        await byHand('CreateNamespace', { namespaceName, kmsKeyId: kmsKeyId ?? stack.keyArn(4), tags });
        this.checker.changeByHand(namespaceName);
      },
      tagByHand: async (namespaceName) => {
        const view = aws.redshift.view(namespaceName);
        await byHand('TagResource', { resourceArn: view?.namespaceArn, tags });
      },
      import: () => this.import(stack),
    }, this.checker);
  }
}
