import type { FastAccount } from './account';
import { CustomResourceProtocol, type WindowProperties } from './custom-resource-protocol';
import { creationKeyOf, windowProperties, type FastTemplate } from './template';

interface Window {
  readonly properties: WindowProperties;
  readonly physicalId: string;
  readonly handover?: string;
  readonly failed?: 'create' | 'update';
}
interface StackNamespace { readonly name: string; readonly settings: number; readonly failed?: boolean }

/** What a deployment has changed, and a rollback has to undo. */
interface Change<T> { readonly before: T; readonly attempted: T; isRolledBack: boolean }

const POLL_MS = 10_000;
const CREATION_MS = 40_000;
const MODIFICATION_MS = 20_000;
/** The official handler waits this long for AVAILABLE before it makes its call. */
const LONGEST_WAIT_MS = 300_000;
/** What a deployment spends on the resources after the namespace. */
const DEPENDENTS_MS = 5000;

/**
 * CloudFormation, as far as a key change meets it: the chain of windows, the alias, the namespace, and what comes after
 * it; forward, in a rollback (only what was modified), and in the clean-up.
 */
export class FastStack {
  public status = 'NONE';
  public readonly protocol: CustomResourceProtocol;
  /** the template of the last operation that succeeded */
  public stable?: FastTemplate;
  private isHalted = false;
  private readonly windows = new Map<number, Window>();
  private namespace?: StackNamespace;
  private readonly changedWindows = new Map<number, Change<Window>>();
  private changedNamespace?: Change<StackNamespace>;
  /** custom resources that an update has replaced */
  private replaced: Window[] = [];

  constructor(private readonly account: FastAccount) {
    this.protocol = new CustomResourceProtocol(account);
  }

  /** Ends whatever is in progress. */
  public halt(): void {
    this.isHalted = true;
    this.protocol.giveUp();
  }

  public async deploy(template: FastTemplate, noRollback: boolean): Promise<void> {
    this.isHalted = false;
    const isCreation = this.stable === undefined;
    this.enter(isCreation ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS');
    const succeeded = await this.forward(template);
    if (succeeded && !this.isHalted) { return this.succeed(template, isCreation); }
    if (noRollback && !this.isHalted) { return this.enter(isCreation ? 'CREATE_FAILED' : 'UPDATE_FAILED'); }
    return this.rollBack();
  }

  public async rollBack(): Promise<void> {
    this.isHalted = false;
    return this.stable ? this.rollBackUpdate(this.stable) : this.rollBackCreation();
  }

  public async delete(): Promise<void> {
    this.enter('DELETE_IN_PROGRESS');
    await this.deleteAllWindows();
    this.account.lambda.delete();
    // RetainExceptOnCreate: the namespace stays.
    this.namespace = undefined;
    this.stable = undefined;
    this.forgetChanges();
    this.enter('DELETE_COMPLETE');
  }

  private async forward(template: FastTemplate): Promise<boolean> {
    for (let window = 1; window <= template.windows; window += 1) {
      if (this.isHalted || !await this.deployWindow(template, window)) { return false; }
    }
    if (this.isHalted) { return false; }
    this.moveAlias(template);
    if (!await this.deployNamespace(template)) { return false; }
    await this.account.scheduler.sleep(DEPENDENTS_MS);
    return !template.fails && !this.isHalted;
  }

  private async deployWindow(template: FastTemplate, number: number): Promise<boolean> {
    const properties = this.propertiesOf(template, number);
    let current = this.windows.get(number);
    if (current?.failed === 'create') {
      await this.deleteWindow(current);
      this.windows.delete(number);
      current = undefined;
    }
    if (!current) { return this.createWindow(properties, number); }
    if (!current.failed && isSame(current.properties, properties)) { return true; }
    const before = this.changedWindows.get(number)?.before ?? current;
    this.changedWindows.set(number, { before, attempted: { ...current, properties }, isRolledBack: false });
    return this.updateWindow(current, properties, current.properties, number);
  }

  private async createWindow(properties: WindowProperties, number: number): Promise<boolean> {
    const outcome = await this.protocol.request('Create', properties);
    const isDone = outcome.kind === 'SUCCESS';
    this.windows.set(number, isDone
      ? { properties, physicalId: outcome.physicalId, handover: outcome.handover }
      : { properties, physicalId: `Warehouse-Window${number}-INVENTED`, failed: 'create' });
    return isDone;
  }

  private async updateWindow(
    current: Window, properties: WindowProperties, old: WindowProperties, number: number,
  ): Promise<boolean> {
    const outcome = await this.protocol.request('Update', properties, current.physicalId, old);
    if (outcome.kind !== 'SUCCESS') {
      this.windows.set(number, { ...current, failed: 'update' });
      return false;
    }
    const { physicalId, handover } = outcome;
    if (physicalId !== current.physicalId) {
      this.replaced.push({ properties: old, physicalId: current.physicalId });
    }
    this.windows.set(number, { properties, physicalId, handover });
    return true;
  }

  private async deleteWindow({ properties, physicalId }: Window): Promise<void> {
    await this.protocol.request('Delete', properties, physicalId);
  }

  private async deleteAllWindows(): Promise<void> {
    for (const window of [...this.windows.values()].reverse()) { await this.deleteWindow(window); }
    this.windows.clear();
  }

  /** (vi): the alias moves after the last window, when the change has ended. */
  private moveAlias({ name, key }: FastTemplate): void {
    const { checker, redshift } = this.account;
    const state = redshift.state(name);
    if (state) { checker.onComplete('the alias moves', name, key, state); }
  }

  private async deployNamespace(template: FastTemplate): Promise<boolean> {
    const { redshift, random, scheduler } = this.account;
    const next: StackNamespace = { name: template.name, settings: template.settings };
    const current = this.namespace;
    if (!current || current.name !== next.name) {
      if (!redshift.create(next.name, creationKeyOf(template), random.between(1, 100))) { return false; }
      if (current) { this.noteNamespaceChange(current, next); }
      this.namespace = next;
      await scheduler.sleep(CREATION_MS);
      return !this.isHalted;
    }
    if (current.settings === next.settings && !current.failed) { return true; }
    this.noteNamespaceChange(current, next);
    const isDone = await this.modifyNamespace(next.name);
    this.namespace = isDone ? next : { ...current, failed: true };
    return isDone;
  }

  private noteNamespaceChange(before: StackNamespace, attempted: StackNamespace): void {
    this.changedNamespace ??= { before, attempted, isRolledBack: false };
  }

  /** What the official handler does: it waits for AVAILABLE, then makes one call. */
  private async modifyNamespace(name: string): Promise<boolean> {
    const { scheduler, redshift } = this.account;
    for (let waited = 0; waited <= LONGEST_WAIT_MS; waited += POLL_MS) {
      if (this.isHalted) { return false; }
      if (redshift.modify(name)) {
        await scheduler.sleep(MODIFICATION_MS);
        return true;
      }
      await scheduler.sleep(POLL_MS);
    }
    return false;
  }

  private async succeed(template: FastTemplate, isCreation: boolean): Promise<void> {
    this.stable = template;
    this.forgetChanges();
    if (!isCreation) {
      this.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await this.cleanUp(template);
    }
    this.enter(isCreation ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
  }

  private async rollBackUpdate(stable: FastTemplate): Promise<void> {
    this.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    for (let number = 1; number <= stable.windows; number += 1) {
      const change = this.changedWindows.get(number);
      if (!change || change.isRolledBack) { continue; }
      const [current, properties] = [this.windows.get(number)!, this.propertiesOf(stable, number)];
      if (!await this.updateWindow(current, properties, change.attempted.properties, number)) {
        return this.enter('UPDATE_ROLLBACK_FAILED');
      }
      change.isRolledBack = true;
    }
    if (!await this.restoreNamespace()) { return this.enter('UPDATE_ROLLBACK_FAILED'); }
    this.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.cleanUp(stable);
    this.forgetChanges();
    this.enter('UPDATE_ROLLBACK_COMPLETE');
  }

  private async restoreNamespace(): Promise<boolean> {
    const change = this.changedNamespace;
    if (!change || change.isRolledBack) { return true; }
    const { before, attempted } = change;
    if (before.name !== attempted.name) {
      // RetainExceptOnCreate: the new namespace is deleted. The old one was never touched.
      if (this.namespace?.name === attempted.name) { this.account.redshift.namespaces.delete(attempted.name); }
    } else if (!await this.modifyNamespace(before.name)) { return false; }
    this.namespace = before;
    change.isRolledBack = true;
    return true;
  }

  private async rollBackCreation(): Promise<void> {
    this.enter('ROLLBACK_IN_PROGRESS');
    await this.deleteAllWindows();
    if (this.namespace) { this.account.redshift.namespaces.delete(this.namespace.name); }
    this.namespace = undefined;
    this.forgetChanges();
    this.enter('ROLLBACK_COMPLETE');
  }

  /** Deletes the windows that the template does not have, and the custom resources that were replaced. */
  private async cleanUp({ windows }: FastTemplate): Promise<void> {
    const unused = this.replaced.filter(({ properties, physicalId }) =>
      this.windows.get(Number(properties.Window))?.physicalId !== physicalId);
    this.replaced = [];
    for (const number of [...this.windows.keys()].filter((each) => each > windows).reverse()) {
      const window = this.windows.get(number)!;
      this.windows.delete(number);
      await this.deleteWindow(window);
    }
    for (const window of unused) { await this.deleteWindow(window); }
  }

  private propertiesOf(template: FastTemplate, number: number): WindowProperties {
    return windowProperties(template, number, this.windows.get(number - 1)?.handover);
  }

  private forgetChanges(): void {
    this.changedWindows.clear();
    this.changedNamespace = undefined;
  }

  private enter(status: string): void {
    this.status = status;
    this.account.stackStatus = status;
    this.account.checker.log(`stack: ${status}`);
  }
}

const isSame = (a: WindowProperties, b: WindowProperties): boolean => JSON.stringify(a) === JSON.stringify(b);
