import { isFairUpdate, isFairWeather } from '../fair';
import type { Act, AppChoice, Life, Trouble } from '../life';
import type { LifeReport } from '../violation';
import { keyArn, LightAccount } from './account';
import { createdWithOf, LightStack, type LightTemplate } from './stack';

const HOUR_MS = 3600_000;
/** Every act of a life takes less; then the waiters come to their ends. */
const LONGEST_MS = 60 * 24 * HOUR_MS;
/** window, watch, a day to spare, and as much as jumps of the clock may add */
const WAITER_MS = (48 + 24 + 1 + 3) * HOUR_MS;

/** Lives one life on in-memory transports. */
export async function liveFast(life: Life): Promise<LifeReport> {
  const account = new LightAccount(life);
  const self = new FastLife(account);
  const { scheduler, ledger } = account;
  const start = scheduler.now;
  scheduler.spawn(() => self.live());
  const ended = await scheduler.run(start + LONGEST_MS);
  if (!ended) { ledger.violate('viii', 'something still runs after sixty days'); }
  self.judgeTheEnd();
  return {
    violations: ledger.violations,
    story: ledger.story,
    hours: (scheduler.now - start) / HOUR_MS,
    requests: ledger.requestCount,
    asks: ledger.askCount,
  };
}

class FastLife {
  private readonly stack: LightStack;
  private epoch = 0;
  private over = false;
  /** what is due in an operation is not due in the next one */
  private operation = 0;

  constructor(private readonly account: LightAccount) {
    this.stack = new LightStack(account);
  }

  public async live(): Promise<void> {
    for (const act of this.account.life.acts) {
      this.judgeStability();
      await this.carryOut(act);
    }
    this.judgeStability();
    await this.account.scheduler.sleep(WAITER_MS);
    this.judgeStability();
    this.over = true;
  }

  /** (i), (viii): when all is over. */
  public judgeTheEnd(): void {
    const { ledger, waiters, lambda, undelivered } = this.account;
    if (!this.over) { ledger.violate('viii', 'the life came to no end'); }
    const ends = new Map(waiters.executions.map((execution) => [execution.requestId, execution]));
    for (const { name, end, startedAt } of waiters.executions) {
      if (!end) { ledger.violate('viii', `${name} still runs`); } else if (end.at - startedAt > WAITER_MS) { ledger.violate('viii', `${name} ran for ${(end.at - startedAt) / HOUR_MS} hours`); }
    }
    for (const requestId of this.stack.post.requests) {
      if (ledger.isAnswered(requestId)) { continue; }
      const end = ends.get(requestId)?.end;
      const nobodyLived = end ? end.status === 'FAILED' && end.state !== 'Ask' : lambda.lost.has(requestId);
      if (!nobodyLived && !undelivered.has(requestId)) { ledger.violate('i', `${requestId} was never answered, and its execution ${end?.status ?? 'never began'}`); }
    }
  }

  private async carryOut(act: Act): Promise<void> {
    const { scheduler, service, ledger } = this.account;
    const { stack } = this;
    ledger.tell(JSON.stringify(act));
    switch (act.act) {
      case 'pass': return scheduler.sleep(act.minutes * 60_000);
      case 'resize': {
        for (const namespace of service.namespaces.values()) { namespace.gibibytes = act.gibibytes; }
        return undefined;
      }
      case 'by-hand': return this.byHand(act.key);
      case 'delete': return stack.stable && !stack.status.startsWith('UPDATE_ROLLBACK_FAILED') ? this.delete() : undefined;
      case 'continue': return stack.status === 'UPDATE_ROLLBACK_FAILED' ? this.rollBack() : undefined;
      case 'roll-back': return stack.status === 'UPDATE_FAILED' || stack.status === 'CREATE_FAILED' ? this.rollBack() : undefined;
      case 'deploy': return this.deploy(act.app, act.noRollback, act.trouble);
    }
  }

  private async deploy(app: AppChoice, noRollback: boolean, trouble?: Trouble): Promise<void> {
    const { scheduler, life } = this.account;
    const { stack } = this;
    if (stack.status === 'UPDATE_ROLLBACK_FAILED') {
      await scheduler.sleep(12 * HOUR_MS);
      await this.rollBack();
      if (stack.status === 'UPDATE_ROLLBACK_FAILED') { return; }
    }
    if (stack.status === 'ROLLBACK_COMPLETE') { await this.delete(); }
    if (!stack.stable && stack.status !== 'CREATE_FAILED') { this.account.permittedAt = scheduler.now + life.iamDelayS * 1000; }
    const template: LightTemplate = {
      name: this.nameOf(app),
      key: keyArn(app.key),
      windows: windows(app.hours),
      typicalSeconds: app.sized ? app.hours * 1800 : undefined,
      settings: app.settings,
      createdWith: createdWithOf(life.bornAwsOwned),
      fails: trouble?.kind === 'last-sibling',
    };
    const mustSucceed = trouble === undefined && this.isFair(template);
    this.schedule(trouble, template);
    await stack.deploy(template, noRollback);
    this.judgeOperation(mustSucceed ? template : undefined);
  }

  private async rollBack(): Promise<void> {
    await this.stack.rollBack();
    this.judgeOperation();
  }

  private async delete(): Promise<void> {
    await this.stack.delete();
    this.epoch += 1;
  }

  /** Whether nothing stands in the way of a deployment. */
  private isFair(template: LightTemplate): boolean {
    const { life, service, ledger } = this.account;
    const { stable, status } = this.stack;
    if (!isFairWeather(life) || !(stable ? status.endsWith('_COMPLETE') : status === 'NONE')) { return false; }
    const { name } = template;
    const namespace = service.namespaces.get(name);
    if (!stable) { return !namespace && !life.bornAwsOwned; }
    return namespace !== undefined && service.disabled.size === 0
      && isFairUpdate(stable, template, { ...namespace, truth: service.truth(name), isDisturbed: ledger.isDisturbed(name) });
  }

  private schedule(trouble: Trouble | undefined, { name }: LightTemplate): void {
    const { scheduler, service } = this.account;
    this.operation += 1;
    if (!trouble) { return; }
    const { operation } = this;
    const later = (afterS: number, happens: () => void) => scheduler.after(afterS * 1000, () => {
      if (operation === this.operation && this.stack.status.endsWith('_IN_PROGRESS')) { happens(); }
    });
    switch (trouble.kind) {
      case 'last-sibling': return;
      case 'service-fails': {
        const namespace = service.namespaces.get(name);
        if (namespace) { namespace.failsNext = true; }
        return;
      }
      case 'cancel':
      case 'sibling': return later(trouble.afterS, () => {
        const { status } = this.stack;
        if (status === 'UPDATE_IN_PROGRESS' || (status === 'CREATE_IN_PROGRESS' && trouble.kind === 'sibling')) {
          this.account.ledger.tell(trouble.kind);
          this.stack.giveUp();
        }
      });
      case 'key-disabled': {
        const key = keyArn(trouble.key);
        return later(trouble.afterS, () => {
          this.account.ledger.tell(`${key} is disabled`);
          service.setDisabled(key, true);
          scheduler.after(trouble.forS * 1000, () => {
            this.account.ledger.tell(`${key} is enabled`);
            service.setDisabled(key, false);
          });
        });
      }
      case 'by-hand': return later(trouble.afterS, () => this.byHand(trouble.key));
    }
  }

  private byHand(key: number): void {
    const { service, ledger } = this.account;
    const name = this.stack.stable?.name;
    if (name === undefined || key === 0) { return; }
    if (service.truth(name)?.keyArn === keyArn(key) || service.changeKey(name, keyArn(key)) !== undefined) { return; }
    ledger.tell(`somebody changes the key of ${name} to ${keyArn(key)}`);
    ledger.changedByHand(name);
  }

  private judgeOperation(mustSucceed?: LightTemplate): void {
    const { status } = this.stack;
    if (mustSucceed && !['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(status)) { this.account.ledger.violate('ix', `nothing stood in the way, and the deployment ended ${status}`); }
    this.judgeStability();
  }

  /** (vi): now, and at every later moment between two operations. */
  private judgeStability(): void {
    const { stable, status } = this.stack;
    if (!stable || !['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'].includes(status)) { return; }
    this.account.ledger.complete(status, stable.name, stable.key, this.account.service.truth(stable.name));
  }

  private nameOf(app: AppChoice): string {
    return `warehouse-${this.epoch}${app.name === 0 ? '' : '-renamed'}`;
  }
}

/** As many as KeyChangeWait.upTo makes; the whole gear uses the real one. */
const windows = (hours: number): number => (hours <= 1 ? 1 : Math.ceil((hours * 60) / 55));
