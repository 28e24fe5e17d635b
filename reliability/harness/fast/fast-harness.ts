import { FastAccount, OWN_KEY_ARN, OWNER } from './account';
import { FastDisruptions } from './disruptions';
import { FastEndChecks } from './end-checks';
import { FastStacks } from './stacks';
import { templateOf, type FastTemplate } from './template';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import {
  hasNoObstacles, isPlainCreation, isPlainUpdate, keepsKey, mustBeRefused, rollbackMustEnd,
  updateMustSucceed, type LiveNamespace,
} from '../../invariants/must-succeed';
import type { ScenarioReport } from '../../invariants/violation';
import { withoutFaults } from '../../scenario/fault-profile';
import type { AppChoice, DeployStep, Disruption, Scenario, StackNumber, Step } from '../../scenario/scenario';
import { adopting, importedApp } from '../adoption';
import { aliasArnOf, asWritten } from '../app-rules';
import { remedy } from '../remedy-loop';

const HOUR_MS = 3600_000;
/** The steps of a scenario take less than this, and its waiters too. */
const LONGEST_MS = 120 * 24 * HOUR_MS;
/** A waiter's window, its watch, a day to spare, and what jumps of the clock may add. */
const WAITER_MS = (48 + 24 + 1 + 3) * HOUR_MS;
const BOTH: readonly StackNumber[] = [0, 1];

/** Runs one scenario on the handler's own code, with in-memory ports and a virtual scheduler. */
export const runFast = (scenario: Scenario): Promise<ScenarioReport> => new FastHarness(scenario).run();

class FastHarness {
  private readonly account: FastAccount;
  private readonly stacks: FastStacks;
  private readonly disruptions: FastDisruptions;
  private readonly endChecks: FastEndChecks;
  private isOver = false;

  constructor(private readonly scenario: Scenario) {
    this.account = new FastAccount(scenario);
    this.stacks = new FastStacks(this.account);
    this.disruptions = new FastDisruptions(this.account, this.stacks);
    this.endChecks = new FastEndChecks(this.account, this.stacks);
  }

  public async run(): Promise<ScenarioReport> {
    const { scheduler, checker } = this.account;
    const start = scheduler.now;
    scheduler.spawn(() => this.runSteps());
    const hasEnded = await scheduler.run(start + LONGEST_MS);
    if (!hasEnded) { checker.violate('viii', 'something still runs after four months'); }
    if (!this.isOver) { checker.violate('viii', 'the scenario has not ended'); }
    this.endChecks.checkEnd(WAITER_MS);
    return {
      violations: checker.violations,
      trace: checker.trace,
      hours: (scheduler.now - start) / HOUR_MS,
      requests: checker.requestCount,
      updates: checker.updateCount,
      exercised: checker.exercise.all,
    };
  }

  private async runSteps(): Promise<void> {
    for (const step of this.scenario.steps) {
      this.endChecks.checkStability();
      this.account.checker.log(JSON.stringify(step));
      await this.runStep(step);
    }
    this.endChecks.checkStability();
    for (const number of BOTH) { await this.remedy(number); }
    await this.account.scheduler.sleep(WAITER_MS);
    this.endChecks.checkStability();
    this.isOver = true;
  }

  private async runStep(step: Step): Promise<void> {
    const { scheduler, redshift } = this.account;
    const { stacks } = this;
    switch (step.kind) {
      case 'pause': return scheduler.sleep(step.minutes * 60_000);
      case 'resize': {
        for (const namespace of redshift.namespaces.values()) { namespace.gibibytes = step.gibibytes; }
        return undefined;
      }
      case 'manual-change': return this.disruptions.changeByHand(step.key);
      case 'delete': {
        const { stable, status } = stacks.of(step.stack);
        if (!stable || status === 'UPDATE_ROLLBACK_FAILED') { return undefined; }
        await this.delete(step.stack);
        if (step.stack === 0 && !step.reusesName) { stacks.epoch += 1; }
        return undefined;
      }
      case 'import': return void this.import(0);
      case 'continue-rollback':
        return this.forEach(['UPDATE_ROLLBACK_FAILED'], (number) => this.rollBack(number, step.skips));
      case 'roll-back': return this.forEach(['UPDATE_FAILED', 'CREATE_FAILED'], (number) => this.rollBack(number));
      case 'deploy': return this.deployStep(step);
      case 'deploy-again': {
        const app = stacks.of(step.stack).attempted?.app;
        return app && app.kind !== 'bare' ? this.deployStep({ ...step, kind: 'deploy', app }) : undefined;
      }
    }
  }

  private async forEach(statuses: readonly string[], run: (stack: StackNumber) => Promise<void>): Promise<void> {
    for (const number of BOTH) {
      if (statuses.includes(this.stacks.of(number).status)) { await run(number); }
    }
  }

  private async deployStep({ stack: number, app, noRollback, disruption }: DeployStep): Promise<void> {
    const { scheduler } = this.account;
    const { stacks } = this;
    if (stacks.of(number).status === 'UPDATE_ROLLBACK_FAILED') {
      await scheduler.sleep(12 * HOUR_MS);
      await this.rollBack(number);
      if (stacks.of(number).status === 'UPDATE_ROLLBACK_FAILED') { return; }
    }
    if (stacks.of(number).status === 'ROLLBACK_COMPLETE') { await this.delete(number); }
    const held = stacks.of(number);
    const corrected = adopting(app, (held.stable ?? held.attempted)?.app);
    const template = this.template(corrected, disruption?.kind === 'dependent-fails');
    const mustSucceed = disruption === undefined && this.mustSucceed(number, template);
    const mustFail = keepsKey(disruption) && this.mustFail(number, template);
    if (mustSucceed) { this.account.checker.met('must succeed'); }
    if (mustFail) { this.account.checker.met('must be refused'); }
    this.disruptions.schedule(disruption, number, template.name);
    await this.deploy(number, template, noRollback, disruption);
    const { status, cause } = stacks.of(number);
    if (mustFail && status === 'UPDATE_COMPLETE') {
      this.account.checker.violate('xiii', 'a deployment that a rollback could not undo was not refused');
    }
    if (mustSucceed && !['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(status)) {
      this.account.checker.violate('ix', `nothing went wrong, but the deployment ended ${status}: ${cause}`);
    }
  }

  private async deploy(
    number: StackNumber, template: FastTemplate, noRollback: boolean, disruption?: Disruption,
  ): Promise<void> {
    const { scheduler } = this.account;
    const stack = this.stacks.current(number);
    if (stack.status === 'NONE') { stack.permittedAt = scheduler.now + this.scenario.iamDelayS * 1000; }
    const { name, changeKeyOnCreate, keyArn } = template;
    this.endChecks.begin(stack, changeKeyOnCreate && keyArn !== undefined ? [{ name, key: keyArn }] : []);
    const isHindered = this.isHindered(number);
    await stack.deploy(template, noRollback);
    this.endChecks.end(stack);
    this.checkRollback(number, isHindered, disruption);
  }

  private async rollBack(number: StackNumber, skips = false): Promise<void> {
    const stack = this.stacks.of(number);
    this.disruptions.begin();
    const name = stack.desired()?.name;
    // Whoever skips a resource takes it on himself.
    if (skips && name !== undefined) { this.account.checker.changeByHand(name); }
    this.endChecks.begin(stack, []);
    const isHindered = this.isHindered(number);
    await stack.rollBack(skips);
    this.endChecks.end(stack);
    this.checkRollback(number, isHindered);
  }

  private async delete(number: StackNumber): Promise<void> {
    const stack = this.stacks.of(number);
    this.disruptions.begin();
    this.endChecks.begin(stack, []);
    await stack.delete();
    this.endChecks.end(stack);
  }

  /** False: there is nothing that a new stack could import. */
  private import(number: StackNumber): boolean {
    const { redshift } = this.account;
    const { status } = this.stacks.of(number);
    const name = this.stacks.nameOf(0);
    const live = redshift.state(name);
    const isHeld = this.stacks.all.some((stack) => stack.holds(name));
    if (!/^(NONE|DELETE_COMPLETE)$/.test(status) || live?.status !== 'AVAILABLE' || isHeld) { return false; }
    const app = importedApp(live.keyArn === undefined);
    const stack = this.stacks.current(number);
    stack.permittedAt = this.account.scheduler.now;
    stack.import(this.template(app, false));
    return true;
  }

  private template(app: AppChoice, fails: boolean): FastTemplate {
    const name = this.stacks.nameOf(app.name);
    const namespace = this.account.redshift.namespaces.get(name);
    const liveKey = namespace && (namespace.key ?? AWS_OWNED_KMS_KEY);
    return templateOf(app, { name, liveKey, namespaceId: namespace?.id, fails });
  }

  private mustSucceed(number: StackNumber, { app, name, windows, generation, keyArn }: FastTemplate): boolean {
    const { redshift } = this.account;
    const { scenario, stacks } = this;
    const { stable, status } = stacks.of(number);
    if (!hasNoObstacles(scenario) || this.isHindered(number)) { return false; }
    const namespace = redshift.namespaces.get(name);
    const isNew = /^(NONE|DELETE_COMPLETE)$/.test(status);
    if (isNew) { return !namespace && isPlainCreation(app) && !this.account.aliases.has(aliasArnOf(name)); }
    const desired = stacks.of(number).desired();
    const isUpdate = stable !== undefined && status.endsWith('_COMPLETE') && isPlainUpdate(stable.app, app);
    if (!isUpdate || !namespace || !desired) { return false; }
    const given = generation === undefined ? keyArn : stacks.of(number).generation(generation);
    const key = given ?? 'created by this update';
    const live = this.live(name, desired.key);
    return live !== undefined && updateMustSucceed(desired, { name, key, windows }, live);
  }

  /** Another stack may have the same namespace, or something is disabled, denied, deleted or shown wrongly. */
  private isHindered(number: StackNumber): boolean {
    const isShared = this.stacks.of(number === 0 ? 1 : 0).status !== 'NONE';
    const { permittedAt, waiter } = this.stacks.of(number);
    const { redshift, scheduler } = this.account;
    const isDenied = permittedAt > scheduler.now || !waiter.exists;
    return isShared || isDenied || redshift.disabledKeys.size > 0 || redshift.isShownWrongly;
  }

  private live(name: string, key: string): LiveNamespace | undefined {
    const { redshift, checker } = this.account;
    const namespace = redshift.namespaces.get(name);
    if (!namespace) { return undefined; }
    const { gibibytes, failsNext, owner } = namespace;
    // Somebody has created it anew without the stack's tag.
    const isDisturbed = checker.isDisturbed(name, key) || owner === undefined;
    return { state: redshift.state(name), gibibytes, failsNext, isDisturbed };
  }

  /** (ix): a rollback that nothing stands in the way of has ended. */
  private checkRollback(number: StackNumber, isHindered: boolean, disruption?: Disruption): void {
    const { status, rollbackCause, stable } = this.stacks.of(number);
    if (!status.includes('ROLLBACK')) { return; }
    this.account.checker.met(`rollback: ${status}`);
    const desired = this.stacks.of(number).desired();
    const live = stable && desired && this.live(stable.name, desired.key);
    const mustEnd = rollbackMustEnd(this.scenario, { disruption: disruption?.kind, isHindered, live });
    if (mustEnd) { this.account.checker.met('rollback: must end'); }
    if (mustEnd && status === 'UPDATE_ROLLBACK_FAILED') {
      this.account.checker.violate('ix', `nothing stood in the way of the rollback, but it failed: ${rollbackCause}`);
    }
  }

  private mustFail(number: StackNumber, { app, windows }: FastTemplate): boolean {
    const stack = this.stacks.of(number);
    const { stable, status } = stack;
    const desired = stack.desired();
    const live = desired && this.account.redshift.state(desired.name);
    const isOnKey = live?.status === 'AVAILABLE' && live.keyArn === desired?.key;
    if (!stable || !desired || !isOnKey || !status.endsWith('_COMPLETE')) { return false; }
    return mustBeRefused(stable.app, app, { now: desired.windows, next: windows });
  }

  private async remedy(number: StackNumber): Promise<void> {
    const { account, stacks } = this;
    await remedy({
      read: () => {
        const stack = stacks.of(number);
        const { status, cause, rollbackCause, attempted } = stack;
        const stable = stack.stable && asWritten(stack.stable.app, stack.desired()?.key);
        return { status, cause, rollbackCause, attempted: attempted?.app, stable };
      },
      settle: async () => {
        account.faults = withoutFaults(account.faults);
        stacks.of(number).permittedAt = Math.min(stacks.of(number).permittedAt, account.scheduler.now);
        stacks.of(number).waiter.exists = true;
        account.redshift.showTruly();
        this.disruptions.begin();
        await account.scheduler.sleep(account.redshift.disabledKeys.size > 0 ? 3 * HOUR_MS : 60_000);
        for (let hours = 0; hours < 48 && account.redshift.isBusy; hours += 1) {
          await account.scheduler.sleep(HOUR_MS);
        }
      },
      continueRollback: (skips) => this.rollBack(number, skips),
      delete: () => this.delete(number),
      deploy: (app) => this.deploy(number, this.template(app, false), false),
      createByHand: async (kmsKeyId) => this.createByHand(number, kmsKeyId),
      tagByHand: async (namespaceName) => this.tagByHand(number, namespaceName),
      import: async () => this.import(number),
    }, account.checker);
  }

  /** As the reason says: under the same name. */
  private createByHand(number: StackNumber, kmsKeyId: string | undefined): void {
    const stack = this.stacks.of(number);
    const { attempted } = stack;
    // Where no reason names a key, the engineer reads the one that the window was deployed with.
    const key = kmsKeyId ?? stack.desired()?.key ?? attempted?.keyArn ?? OWN_KEY_ARN;
    if (attempted) { this.disruptions.createByHand(number, attempted.name, key); }
  }

  /** So that the stack's function may change the namespace. */
  private tagByHand(number: StackNumber, namespaceName: string): void {
    const namespace = this.account.redshift.namespaces.get(namespaceName);
    if (namespace) { namespace.owner = OWNER(number); }
  }
}
