import { FastAccount, keyArn } from './account';
import { FastStack } from './stack';
import { templateOf, type FastTemplate } from './template';
import { hasNoObstacles, updateMustSucceed } from '../../invariants/must-succeed';
import type { ScenarioReport } from '../../invariants/violation';
import type { DeployStep, Disruption, Scenario, Step } from '../../scenario/scenario';

const HOUR_MS = 3600_000;
/** The steps of a scenario take less than this, and its waiters too. */
const LONGEST_MS = 60 * 24 * HOUR_MS;
/** A waiter's window, its watch, a day to spare, and what jumps of the clock may add. */
const WAITER_MS = (48 + 24 + 1 + 3) * HOUR_MS;

/** Runs one scenario on the handler's own code, with in-memory ports and a virtual scheduler. */
export const runFast = (scenario: Scenario): Promise<ScenarioReport> => new FastHarness(scenario).run();

class FastHarness {
  private readonly account: FastAccount;
  private readonly stack: FastStack;
  private epoch = 0;
  private isOver = false;
  /** number of the latest operation; a disruption belongs to one operation */
  private operation = 0;

  constructor(private readonly scenario: Scenario) {
    this.account = new FastAccount(scenario);
    this.stack = new FastStack(this.account);
  }

  public async run(): Promise<ScenarioReport> {
    const { scheduler, checker } = this.account;
    const start = scheduler.now;
    scheduler.spawn(() => this.runSteps());
    const hasEnded = await scheduler.run(start + LONGEST_MS);
    if (!hasEnded) { checker.violate('viii', 'something still runs after sixty days'); }
    this.checkEnd();
    return {
      violations: checker.violations,
      trace: checker.trace,
      hours: (scheduler.now - start) / HOUR_MS,
      requests: checker.requestCount,
      updates: checker.updateCount,
    };
  }

  private async runSteps(): Promise<void> {
    for (const step of this.scenario.steps) {
      this.checkStability();
      await this.runStep(step);
    }
    this.checkStability();
    await this.account.scheduler.sleep(WAITER_MS);
    this.checkStability();
    this.isOver = true;
  }

  private async runStep(step: Step): Promise<void> {
    const { scheduler, redshift, checker } = this.account;
    const { stack } = this;
    checker.log(JSON.stringify(step));
    switch (step.kind) {
      case 'pause': return scheduler.sleep(step.minutes * 60_000);
      case 'resize': {
        for (const namespace of redshift.namespaces.values()) { namespace.gibibytes = step.gibibytes; }
        return undefined;
      }
      case 'manual-change': return this.changeByHand(step.key);
      case 'delete': {
        const isDeletable = stack.stable && !stack.status.startsWith('UPDATE_ROLLBACK_FAILED');
        return isDeletable ? this.delete() : undefined;
      }
      case 'continue-rollback': return stack.status === 'UPDATE_ROLLBACK_FAILED' ? this.rollBack() : undefined;
      case 'roll-back': return ['UPDATE_FAILED', 'CREATE_FAILED'].includes(stack.status) ? this.rollBack() : undefined;
      case 'deploy': return this.deploy(step);
    }
  }

  private async deploy({ app, noRollback, disruption }: DeployStep): Promise<void> {
    const { scheduler } = this.account;
    const { stack, scenario: { iamDelayS, createdOnAwsOwnedKey } } = this;
    if (stack.status === 'UPDATE_ROLLBACK_FAILED') {
      await scheduler.sleep(12 * HOUR_MS);
      await this.rollBack();
      if (stack.status === 'UPDATE_ROLLBACK_FAILED') { return; }
    }
    if (stack.status === 'ROLLBACK_COMPLETE') { await this.delete(); }
    if (!stack.stable && stack.status !== 'CREATE_FAILED') {
      this.account.permittedAt = scheduler.now + iamDelayS * 1000;
    }
    const fails = disruption?.kind === 'dependent-fails';
    const template = templateOf(app, { epoch: this.epoch, createdOnAwsOwnedKey, fails });
    const mustSucceed = disruption === undefined && this.mustSucceed(template);
    this.schedule(disruption, template);
    await stack.deploy(template, noRollback);
    if (mustSucceed && !['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(stack.status)) {
      this.account.checker.violate('ix', `nothing went wrong, but the deployment ended ${stack.status}`);
    }
    this.checkStability();
  }

  private async rollBack(): Promise<void> {
    await this.stack.rollBack();
    this.checkStability();
  }

  private async delete(): Promise<void> {
    await this.stack.delete();
    this.epoch += 1;
  }

  private mustSucceed(template: FastTemplate): boolean {
    const { redshift, checker } = this.account;
    const { scenario, stack: { stable, status } } = this;
    const isStable = stable ? status.endsWith('_COMPLETE') : status === 'NONE';
    if (!hasNoObstacles(scenario) || !isStable) { return false; }
    const { name } = template;
    const namespace = redshift.namespaces.get(name);
    if (!stable) { return !namespace && !scenario.createdOnAwsOwnedKey; }
    if (!namespace || redshift.disabledKeys.size > 0) { return false; }
    const { gibibytes, failsNext } = namespace;
    const live = { state: redshift.state(name), gibibytes, failsNext, isDisturbed: checker.isDisturbed(name) };
    return updateMustSucceed(stable, template, live);
  }

  private schedule(disruption: Disruption | undefined, { name }: FastTemplate): void {
    this.operation += 1;
    const { redshift } = this.account;
    switch (disruption?.kind) {
      case undefined:
      case 'dependent-fails': return undefined; // The template says it.
      case 'change-aborted': {
        const namespace = redshift.namespaces.get(name);
        if (namespace) { namespace.failsNext = true; }
        return undefined;
      }
      case 'cancel':
      case 'sibling-fails': return this.later(disruption.afterS, () => this.halt(disruption.kind));
      case 'key-disabled':
        return this.later(disruption.afterS, () => this.disableKey(keyArn(disruption.key), disruption.forS));
      case 'manual-change': return this.later(disruption.afterS, () => this.changeByHand(disruption.key));
    }
  }

  /** Runs after this time, if the operation is still in progress then. */
  private later(afterS: number, run: () => void): void {
    const { operation } = this;
    this.account.scheduler.after(afterS * 1000, () => {
      if (operation === this.operation && this.stack.status.endsWith('_IN_PROGRESS')) { run(); }
    });
  }

  private halt(kind: 'cancel' | 'sibling-fails'): void {
    const { status } = this.stack;
    const isUpdate = status === 'UPDATE_IN_PROGRESS';
    const isCreation = status === 'CREATE_IN_PROGRESS';
    // Only an update can be cancelled.
    if (!isUpdate && !(isCreation && kind === 'sibling-fails')) { return; }
    this.account.checker.log(kind);
    this.stack.halt();
  }

  private disableKey(key: string, forS: number): void {
    const { checker, redshift, scheduler } = this.account;
    checker.log(`${key} is disabled`);
    redshift.setDisabled(key, true);
    scheduler.after(forS * 1000, () => {
      checker.log(`${key} is enabled`);
      redshift.setDisabled(key, false);
    });
  }

  private changeByHand(key: number): void {
    const { redshift, checker } = this.account;
    const name = this.stack.stable?.name;
    const arn = keyArn(key);
    if (name === undefined || key === 0 || redshift.state(name)?.keyArn === arn) { return; }
    if (redshift.changeKey(name, arn) !== undefined) { return; }
    checker.log(`somebody changes the key of ${name} to ${arn}`);
    checker.changeByHand(name);
  }

  /** (vi): now, and at every later moment between two operations. */
  private checkStability(): void {
    const { checker, redshift } = this.account;
    const { stable, status } = this.stack;
    const isComplete = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'].includes(status);
    if (!stable || !isComplete) { return; }
    checker.onComplete(status, stable.name, stable.key, redshift.state(stable.name));
  }

  /** (i), (viii): when everything has ended. */
  private checkEnd(): void {
    const { checker, waiter } = this.account;
    if (!this.isOver) { checker.violate('viii', 'the scenario has not ended'); }
    for (const { name, end, startedAt } of waiter.executions) {
      if (!end) {
        checker.violate('viii', `${name} still runs`);
      } else if (end.at - startedAt > WAITER_MS) {
        checker.violate('viii', `${name} ran for ${(end.at - startedAt) / HOUR_MS} hours`);
      }
    }
    for (const requestId of this.stack.protocol.requestIds) { this.checkResponse(requestId); }
  }

  /** (i): every request has a response, unless no invocation lived to send one or CloudFormation did not take it. */
  private checkResponse(requestId: string): void {
    const { checker, waiter, lambda, undelivered } = this.account;
    if (checker.hasResponse(requestId) || undelivered.has(requestId)) { return; }
    const end = waiter.executions.findLast((execution) => execution.requestId === requestId)?.end;
    const isExcused = end ? end.status === 'FAILED' && end.state !== 'Update' : lambda.lost.has(requestId);
    if (isExcused) { return; }
    checker.violate('i', `${requestId} has no response; its execution: ${end?.status ?? 'never started'}`);
  }
}
