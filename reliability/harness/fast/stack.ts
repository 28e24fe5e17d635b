import type { FastAccount } from './account';
import { CustomResourceProtocol, type Outcome, type Properties } from './custom-resource-protocol';
import { FastLambda } from './lambda';
import type { OwningStack } from './owning-stack';
import { providersOf } from './providers';
import { definitionsOf, type Definition, type ResourceState } from './resources';
import { RollbackPlan } from './rollback-plan';
import { StackContents } from './stack-contents';
import type { FastTemplate } from './template';
import { FastWaiter } from './waiter';
import { waiterDefinition } from '../../../src/private/provider/waiter-definition';

/** What a deployment spends on the resources after the namespace. */
const DEPENDENTS_MS = 5000;
/** A later rollback returns to this. */
const STABLE = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/;

/**
 * CloudFormation, as far as a key change meets it: key generations, the chain of windows, the alias, the namespace, and
 * what comes after it; forward, in a rollback (only what was modified), and in the clean-up.
 */
export class FastStack extends StackContents implements OwningStack {
  public status = 'NONE';
  public readonly id: string;
  public readonly protocol: CustomResourceProtocol;
  public readonly lambda: FastLambda;
  public readonly waiter: FastWaiter;
  /** the template of the last operation that succeeded */
  public stable?: FastTemplate;
  /** why the last deployment failed */
  public cause?: string;
  /** why its rollback failed */
  public rollbackCause?: string;
  public isHalted = false;
  /** id of the namespace that the function's role names */
  public permittedNamespaceId?: string;
  /** when the function's permissions take effect */
  public permittedAt = 0;
  private readonly plan = new RollbackPlan();
  private readonly providers: ReturnType<typeof providersOf>;

  constructor(public readonly account: FastAccount, public readonly number: number, incarnation: number) {
    super();
    this.id = `${account.stackArn(number)}/guid-${incarnation}`;
    this.lambda = new FastLambda(account, this);
    this.waiter = new FastWaiter(account, waiterDefinition(this.lambda.arn), (step) => this.lambda.step(step));
    this.protocol = new CustomResourceProtocol(account, this);
    this.providers = providersOf(this, this.protocol);
  }

  /** Ends whatever is in progress. */
  public halt(): void {
    this.isHalted = true;
    this.protocol.giveUp();
  }

  public async deploy(template: FastTemplate, noRollback: boolean): Promise<void> {
    this.isHalted = false;
    this.attempted = template;
    this.cause = undefined;
    this.permittedNamespaceId = template.namespaceId;
    const isCreation = this.status === 'NONE';
    this.enter(isCreation ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS');
    const succeeded = await this.forward(template, noRollback);
    if (succeeded && !this.isHalted) { return this.succeed(template, isCreation); }
    this.cause ??= 'cancelled';
    if (noRollback && !this.isHalted) { return this.enter(isCreation ? 'CREATE_FAILED' : 'UPDATE_FAILED'); }
    return this.rollBack();
  }

  /** @param skips takes what has failed for rolled back */
  public async rollBack(skips = false): Promise<void> {
    this.isHalted = false;
    if (skips) { this.plan.skipFailed(this.resources); }
    return this.stable ? this.rollBackUpdate(this.stable) : this.rollBackCreation();
  }

  public async delete(): Promise<void> {
    this.enter('DELETE_IN_PROGRESS');
    await this.deleteAll([...this.resources.values()], ({ definition }) => definition.retention !== 'Delete');
    await this.deleteAll(this.plan.leftovers, () => false);
    this.lambda.delete();
    this.resources.clear();
    this.stable = undefined;
    this.plan.clear();
    this.enter('DELETE_COMPLETE');
  }

  /** `cdk import`: the namespace becomes a part of the new stack, with the properties that the template has. */
  public import(template: FastTemplate): void {
    const [definition] = definitionsOf(template, this.number);
    const properties = definition!.properties(this.resources);
    const state = { definition: definition!, properties, physicalId: template.name, status: 'IMPORT_COMPLETE' };
    this.set(state);
    this.stable = template;
    this.attempted = template;
    this.enter('IMPORT_COMPLETE');
  }

  private async forward(template: FastTemplate, noRollback: boolean): Promise<boolean> {
    for (const definition of definitionsOf(template, this.number)) {
      if (this.isHalted || !await this.bringTo(definition, noRollback)) { return false; }
    }
    if (this.isHalted) { return false; }
    await this.account.scheduler.sleep(DEPENDENTS_MS);
    if (template.fails) {
      this.cause = 'a dependent fails';
      this.account.checker.met('disruption: dependent-fails');
    }
    return !template.fails && !this.isHalted;
  }

  private async bringTo(definition: Definition, noRollback: boolean): Promise<boolean> {
    const { logicalId, kind } = definition;
    let current = this.resources.get(logicalId);
    if (current?.status === 'CREATE_FAILED') {
      if (current.physicalId !== undefined) { await this.provider(current).delete(current); }
      this.resources.delete(logicalId);
      current = undefined;
    }
    const properties = definition.properties(this.resources);
    if (!current) { return this.create(definition, properties); }
    if (current.status !== 'UPDATE_FAILED' && isSame(current.properties, properties)) {
      this.resources.set(logicalId, { ...current, definition });
      return true;
    }
    const { replacedBy } = this.providers[kind];
    const isReplaced = replacedBy !== undefined && current.properties[replacedBy] !== properties[replacedBy];
    if (isReplaced && noRollback) {
      return this.failUpdate(current, properties, {
        kind: 'FAILED', reason: 'Replacement type updates not supported on stack with disable-rollback.',
      });
    }
    this.plan.note(current, properties);
    return isReplaced ? this.replace(current, definition, properties) : this.update(current, definition, properties);
  }

  private async create(definition: Definition, properties: Properties): Promise<boolean> {
    const { logicalId, kind } = definition;
    this.set({ definition, properties, status: 'CREATE_IN_PROGRESS' });
    const outcome = await this.providers[kind].create(properties, logicalId);
    const isDone = outcome.kind === 'SUCCESS' && !(this.isHalted && kind !== 'window');
    if (outcome.kind === 'SUCCESS') {
      const { physicalId, handover } = outcome;
      this.set({ definition, properties, physicalId, handover, status: 'CREATE_COMPLETE' });
      return isDone;
    }
    this.fail(outcome);
    const invented = kind === 'window' ? `Warehouse-${logicalId}-INVENTED` : undefined;
    const physicalId = (outcome.kind === 'FAILED' ? outcome.physicalId : undefined) ?? invented;
    this.set({ definition, properties, physicalId, status: 'CREATE_FAILED' });
    return false;
  }

  /** @param definition of the template that it is brought to, forward or in a rollback */
  private async update(current: ResourceState, definition: Definition, properties: Properties): Promise<boolean> {
    this.set({ ...current, status: 'UPDATE_IN_PROGRESS' });
    const outcome = await this.providers[definition.kind].update(current, properties);
    if (outcome.kind !== 'SUCCESS') { return this.failUpdate(current, properties, outcome); }
    const { physicalId, handover } = outcome;
    if (physicalId !== current.physicalId) { this.plan.leftovers.push(current); }
    this.set({ definition, properties, physicalId, handover, status: 'UPDATE_COMPLETE' });
    return true;
  }

  private async replace(current: ResourceState, definition: Definition, properties: Properties): Promise<boolean> {
    const outcome = await this.providers[definition.kind].create(properties, definition.logicalId);
    if (outcome.kind !== 'SUCCESS') { return this.failUpdate(current, current.properties, outcome); }
    const { physicalId } = outcome;
    this.plan.leftovers.push(current);
    this.set({ definition, properties, physicalId, status: 'UPDATE_COMPLETE' });
    return !this.isHalted;
  }

  private failUpdate(current: ResourceState, properties: Properties, outcome: Outcome): boolean {
    this.fail(outcome);
    const { scenario: { holdsFailedAttempt } } = this.account;
    const isHeld = holdsFailedAttempt && current.definition.kind === 'window';
    const held = outcome.kind === 'FAILED' ? outcome.physicalId : undefined;
    this.set({
      ...current,
      ...(isHeld ? { properties, physicalId: held ?? current.physicalId } : {}),
      status: 'UPDATE_FAILED',
    });
    return false;
  }

  private fail(outcome: Outcome): void {
    const cause = outcome.kind === 'FAILED' ? outcome.reason : outcome.kind;
    if (this.status.includes('ROLLBACK')) { this.rollbackCause = cause; } else { this.cause ??= cause; }
    if (outcome.kind === 'FAILED') { this.account.checker.log(`stack ${this.number}: ${outcome.reason}`); }
  }

  private async succeed(template: FastTemplate, isCreation: boolean): Promise<void> {
    this.stable = template;
    if (!isCreation) {
      this.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await this.cleanUp(template, ({ definition }) => definition.retention !== 'Delete');
    }
    this.plan.clear();
    this.enter(isCreation ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
  }

  private async rollBackUpdate(stable: FastTemplate): Promise<void> {
    this.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    this.permittedNamespaceId = stable.namespaceId;
    for (const definition of definitionsOf(stable, this.number)) {
      if (!await this.restore(definition)) { return this.enter('UPDATE_ROLLBACK_FAILED'); }
    }
    this.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.cleanUp(stable, ({ definition }) => definition.retention === 'Retain');
    this.plan.clear();
    this.enter('UPDATE_ROLLBACK_COMPLETE');
  }

  private async restore(definition: Definition): Promise<boolean> {
    const { logicalId, kind } = definition;
    const current = this.resources.get(logicalId);
    const change = this.plan.pending(logicalId);
    if (!current || !change) {
      if (current?.status === 'UPDATE_FAILED') { this.set({ ...current, status: 'UPDATE_COMPLETE' }); }
      return true;
    }
    const { replacedBy } = this.providers[kind];
    const { before, attempted } = change;
    const isReplaced = replacedBy !== undefined && before.properties[replacedBy] !== attempted[replacedBy];
    if (isReplaced) {
      // The old physical resource was not changed: returning to it needs no call.
      if (current.physicalId !== change.before.physicalId) { this.plan.leftovers.push(current); }
      this.set({ ...change.before, definition, status: 'UPDATE_COMPLETE' });
      this.plan.forgetLeftover(change.before);
    } else {
      const attempt = { ...current, properties: change.attempted };
      if (!await this.update(attempt, definition, definition.properties(this.resources))) { return false; }
    }
    change.isRolledBack = true;
    return true;
  }

  private async rollBackCreation(): Promise<void> {
    this.enter('ROLLBACK_IN_PROGRESS');
    await this.deleteAll([...this.resources.values()], ({ definition }) => definition.retention === 'Retain');
    this.resources.clear();
    this.plan.clear();
    this.enter('ROLLBACK_COMPLETE');
  }

  /** Deletes what the template does not have, and what was replaced. */
  private async cleanUp(template: FastTemplate, isRetained: (state: ResourceState) => boolean): Promise<void> {
    const kept = new Set(definitionsOf(template, this.number).map(({ logicalId }) => logicalId));
    const removed = [...this.resources.values()].filter(({ definition: { logicalId } }) => !kept.has(logicalId));
    for (const { definition } of removed) { this.resources.delete(definition.logicalId); }
    await this.deleteAll(removed, isRetained);
    const isHeld = ({ definition, physicalId }: ResourceState) =>
      this.resources.get(definition.logicalId)?.physicalId === physicalId;
    await this.deleteAll(this.plan.leftovers.filter((state) => !isHeld(state)), isRetained);
  }

  private async deleteAll(
    states: readonly ResourceState[], isRetained: (state: ResourceState) => boolean,
  ): Promise<void> {
    for (const state of [...states].reverse()) {
      if (state.physicalId !== undefined && !isRetained(state)) { await this.provider(state).delete(state); }
    }
  }

  private provider({ definition }: ResourceState) {
    return this.providers[definition.kind];
  }

  private enter(status: string): void {
    this.status = status;
    if (STABLE.test(status)) { this.forgetEvents(); }
    this.account.checker.log(`stack ${this.number}: ${status}`);
  }
}

const isSame = (a: Properties, b: Properties): boolean => JSON.stringify(a) === JSON.stringify(b);
