import { Apps, nameOf, OWN_KEY_ID, waitOf } from './app';
import { Observer, truthOf } from './observer';
import { letLoose } from './troubles';
import { ValidationError } from '../../simulator/cloudformation/errors';
import { ServiceError } from '../../simulator/types';
import { STACK, World } from '../../stories/world';
import { isFairUpdate, isFairWeather, type Wanted } from '../fair';
import { AWS_OWNED, Ledger } from '../ledger';
import type { Act, AppChoice, Life, Trouble } from '../life';
import type { LifeReport } from '../violation';

const HOUR_MS = 3600_000;
const WAITER_HOURS = 48 + 24 + 2;
const GIBIBYTE = 2 ** 30;
let workshop: Promise<{ readonly world: World; readonly apps: Apps }> | undefined;

/** Lives one life: the shipped bundle over HTTP, in the simulated account. */
export async function liveWhole(life: Life): Promise<LifeReport> {
  workshop ??= World.start().then((world) => ({ world, apps: new Apps(world) }));
  const { apps } = await workshop;
  const { unknowns, iamDelayS, chaos: { seed } } = life;
  const self = new WholeLife(life, await World.start({ seed, unknowns, iamDelayMs: iamDelayS * 1000 }), apps);
  try {
    return await self.live();
  } finally {
    await self.stop();
  }
}

/** Removes what the synthesised apps have left on disk. */
export async function forgetApps(): Promise<void> {
  await (await workshop)?.world.stop();
  workshop = undefined;
}

class WholeLife {
  private readonly ledger: Ledger;
  private readonly observer: Observer;
  private epoch = 0;
  private deployment = 0;

  constructor(private readonly life: Life, private readonly world: World, private readonly apps: Apps) {
    this.ledger = new Ledger(() => world.aws.clock.now());
    const hook = letLoose(world, life.chaos);
    this.observer = new Observer(world, this.ledger, hook.faulted, STACK);
    hook.onPut = () => this.observer.notePut();
    world.aws.stepFunctions.lagMs = life.listLagS * 1000;
    world.aws.kms.addKey({ keyId: OWN_KEY_ID });
  }

  public async live(): Promise<LifeReport> {
    const { clock } = this.world.aws;
    const start = clock.now();
    for (const act of this.life.acts) {
      this.ledger.tell(JSON.stringify(act));
      await this.carryOut(act);
      this.observer.read();
      this.judgeStability();
    }
    await this.waitersEnd();
    this.observer.read();
    this.judgeStability();
    this.judgeTheEnd();
    const { violations, story, requestCount, askCount } = this.ledger;
    return { violations, story, hours: (clock.now() - start) / HOUR_MS, requests: requestCount, asks: askCount };
  }

  public stop(): Promise<void> {
    return this.world.stop();
  }

  private get status(): string {
    return this.world.cloudFormation.statusOf(STACK) ?? 'NONE';
  }

  private async carryOut(act: Act): Promise<void> {
    const { aws, cloudFormation } = this.world;
    switch (act.act) {
      case 'pass': return aws.clock.advance(act.minutes * 60_000);
      case 'resize': return aws.redshift.views().forEach(({ namespaceName }) => aws.redshift.setDataSize(namespaceName, act.gibibytes * GIBIBYTE));
      case 'by-hand': return this.byHand(act.key);
      case 'delete': return /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(this.status) ? this.delete() : undefined;
      case 'continue': return this.status === 'UPDATE_ROLLBACK_FAILED' ? void await this.world.run(cloudFormation.continueUpdateRollback(STACK)) : undefined;
      case 'roll-back': return /^(CREATE|UPDATE)_FAILED$/.test(this.status) ? void await this.world.run(cloudFormation.rollbackStack(STACK)) : undefined;
      case 'deploy': return this.deploy(act.app, act.noRollback, act.trouble);
    }
  }

  private async deploy(app: AppChoice, noRollback: boolean, trouble?: Trouble): Promise<void> {
    const { aws, cloudFormation } = this.world;
    if (this.status === 'UPDATE_ROLLBACK_FAILED') {
      await aws.clock.advance(12 * HOUR_MS);
      await this.world.run(cloudFormation.continueUpdateRollback(STACK));
      if (this.status === 'UPDATE_ROLLBACK_FAILED') { return; }
    }
    if (/^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_FAILED)$/.test(this.status)) { await this.delete(); }
    if (!/^(NONE|DELETE_COMPLETE|.*_COMPLETE|CREATE_FAILED|UPDATE_FAILED)$/.test(this.status)) { return; }
    this.deployment += 1;
    const source = this.apps.source(app, this.epoch, this.life.bornAwsOwned, trouble, this.deployment);
    const mustSucceed = trouble === undefined && this.isFair(app);
    try {
      const operation = cloudFormation.deploy(source, { disableRollback: noRollback });
      this.schedule(trouble, nameOf(app, this.epoch));
      const { outcome, status } = await this.world.run(operation);
      this.ledger.tell(`stack: ${status}`);
      if (mustSucceed && outcome === 'FAILED') { this.ledger.violate('ix', `nothing stood in the way, and the deployment ended ${status}`); }
    } catch (error) {
      if (!(error instanceof ValidationError)) { throw error; }
      this.ledger.tell(`refused: ${error.message}`);
      if (mustSucceed) { this.ledger.violate('ix', `nothing stood in the way, and the deployment was refused: ${error.message}`); }
    }
  }

  /** Whether nothing stands in the way of a deployment. */
  private isFair(app: AppChoice): boolean {
    const { life, world: { aws, cloudFormation }, ledger } = this;
    if (!isFairWeather(life) || aws.kms.allKeys().some(({ state }) => state !== 'Enabled')) { return false; }
    if (/^(NONE|DELETE_COMPLETE)$/.test(this.status)) { return !life.bornAwsOwned || app.key === 0; }
    // What an update could not delete is no longer the stack's, and stands in the way of another one of its name.
    if (!this.status.endsWith('_COMPLETE') || cloudFormation.events(STACK).some(({ status }) => status === 'DELETE_FAILED')) { return false; }
    const [now, name] = [this.wanted(), nameOf(app, this.epoch)];
    const view = aws.redshift.view(name);
    if (!now || !view) { return false; }
    const key = app.key === 0 ? AWS_OWNED : this.keyArn(app.key) ?? `key ${app.key}, which this deployment makes`;
    const { dataSize, failsNext } = view;
    const found = { truth: truthOf(view), gibibytes: dataSize / GIBIBYTE, failsNext, isDisturbed: ledger.isDisturbed(name) };
    return isFairUpdate(now, { name, key, windows: waitOf(app)._windows }, found);
  }

  private async delete(): Promise<void> {
    await this.world.run(this.world.cloudFormation.deleteStack(STACK));
    this.epoch += 1;
  }

  private schedule(trouble: Trouble | undefined, name: string): void {
    const { aws, cloudFormation } = this.world;
    const { deployment } = this;
    const later = (afterS: number, happens: () => void) => {
      aws.clock.setTimeout(() => { if (deployment === this.deployment && this.status.endsWith('_IN_PROGRESS')) { happens(); } }, afterS * 1000);
    };
    switch (trouble?.kind) {
      case 'cancel': return later(trouble.afterS, () => { cloudFormation.cancelUpdate(STACK).catch(() => undefined); });
      case 'by-hand': return later(trouble.afterS, () => void this.byHand(trouble.key));
      case 'service-fails': return aws.redshift.view(name) && aws.redshift.failNextKeyChange(name);
      case 'key-disabled': return later(trouble.afterS, () => {
        const arn = this.keyArn(trouble.key);
        if (arn === undefined) { return; }
        this.ledger.tell(`${arn} is disabled`);
        aws.redshift.views().forEach(({ namespaceName, kmsKeyArn, status }) => { if (kmsKeyArn === arn || status === 'MODIFYING') { this.ledger.disturb(namespaceName); } });
        aws.kms.setState(arn, 'Disabled');
        aws.clock.setTimeout(() => aws.kms.setState(arn, 'Enabled'), trouble.forS * 1000);
      });
      default: return undefined;
    }
  }

  private async byHand(key: number): Promise<void> {
    const { aws } = this.world;
    const kmsKeyId = this.keyArn(key);
    const target = this.wanted();
    const view = target && aws.redshift.view(target.name);
    if (!target || kmsKeyId === undefined || view?.kmsKeyArn === kmsKeyId || view?.status !== 'AVAILABLE') { return; }
    try {
      await aws.call(aws.administrator, 'redshift-serverless', 'UpdateNamespace', { namespaceName: target.name, kmsKeyId });
    } catch (error) {
      if (error instanceof ServiceError) { return; }
      throw error;
    }
    this.ledger.tell(`somebody changes the key to ${kmsKeyId}`);
    this.ledger.changedByHand(target.name);
  }

  private keyArn(key: number): string | undefined {
    const { aws } = this.world;
    if (key === 4) { return aws.kms.allKeys().find(({ keyId }) => keyId === OWN_KEY_ID)?.arn; }
    try {
      return key === 0 ? undefined : this.world.generation(key);
    } catch {
      return undefined;
    }
  }

  /** What the stack's template names now: its windows say it. */
  private wanted(): Wanted | undefined {
    if (this.status === 'NONE') { return undefined; }
    const windows = Object.values(this.world.cloudFormation.describe(STACK).resources).filter(({ type }) => type.startsWith('Custom::'));
    const properties = windows.at(-1)?.properties;
    return properties && { name: String(properties.NamespaceName), key: String(properties.KmsKeyId), windows: windows.length };
  }

  /** (vi), (iv): now, and after every later act. */
  private judgeStability(): void {
    const { aws } = this.world;
    for (const { arn, state } of aws.kms.allKeys()) { if (state === 'PendingDeletion') { this.ledger.violate('iv', `${arn} is about to be deleted`); } }
    for (const { kmsKeyArn } of aws.redshift.views()) {
      if (kmsKeyArn !== undefined && !aws.kms.key(kmsKeyArn)) { this.ledger.violate('iv', `${kmsKeyArn} is gone, and a namespace is on it`); }
    }
    const wanted = this.wanted();
    if (!wanted || !/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(this.status)) { return; }
    const view = aws.redshift.view(wanted.name);
    this.ledger.complete(this.status, wanted.name, wanted.key, view && truthOf(view));
  }

  private async waitersEnd(): Promise<void> {
    const { clock, stepFunctions } = this.world.aws;
    await clock.advance(10 * 60_000);
    for (let hour = 0; hour < WAITER_HOURS && stepFunctions.executions.some(({ status }) => status === 'RUNNING'); hour += 1) { await clock.advance(HOUR_MS); }
  }

  /** (i), (viii): when all is over. */
  private judgeTheEnd(): void {
    const { aws, cloudFormation } = this.world;
    const { executions } = aws.stepFunctions;
    for (const { name, status } of executions) { if (status === 'RUNNING' || status === 'TIMED_OUT') { this.ledger.violate('viii', `${name} ${status}`); } }
    const logs = aws.lambda.logs();
    for (const { event } of cloudFormation.requests) {
      if (this.ledger.isAnswered(event.RequestId)) { continue; }
      const execution = executions.find(({ name }) => name.endsWith(event.RequestId));
      const receptions = aws.lambda.invocations.filter(({ payload }) => (payload as { RequestId?: string }).RequestId === event.RequestId);
      const undelivered = logs.some((line) => line.includes('AnswerUndelivered') && line.includes(event.RequestId));
      const nobodyLived = execution ? execution.status === 'FAILED' || execution.status === 'ABORTED' : receptions.every(({ outcome }) => outcome !== 'ok');
      if (!undelivered && !nobodyLived) { this.ledger.violate('i', `${event.RequestId} was never answered, its execution ${execution?.status ?? 'never began'}`); }
    }
  }
}
