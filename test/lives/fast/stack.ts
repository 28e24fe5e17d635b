import { storedKey, type LightAccount } from './account';
import { PostOffice, type WindowProperties } from './post-office';
import type { Wanted } from '../fair';
import { AWS_OWNED } from '../ledger';

/** What a template says. */
export interface LightTemplate extends Wanted {
  /** what is typical for the size of the data, if the app says it */
  readonly typicalSeconds?: number;
  readonly settings: number;
  readonly createdWith?: string;
  /** a resource after the namespace fails */
  readonly fails: boolean;
}

interface Resource { readonly properties: WindowProperties; readonly physicalId: string; readonly handover?: string; readonly failed?: 'create' | 'update' }
interface Native { readonly name: string; readonly settings: number; readonly failed?: boolean }
type Change<T> = { readonly before: T | undefined; readonly attempted: T; rolledBack: boolean };

const POLL_MS = 10_000;

/**
 * CloudFormation, as far as a key change meets it: the chain of windows, the alias, the namespace, and what comes after it;
 * forwards, backwards (only what was modified), and the clean-up.
 */
export class LightStack {
  public status = 'NONE';
  public readonly post: PostOffice;
  public stable?: LightTemplate;
  public halted = false;
  private readonly windows = new Map<number, Resource>();
  private namespace?: Native;
  private readonly changedWindows = new Map<number, Change<Resource>>();
  private changedNamespace?: Change<Native>;
  private leftovers: { readonly properties: WindowProperties; readonly physicalId: string }[] = [];

  constructor(private readonly account: LightAccount) {
    this.post = new PostOffice(account);
  }

  /** Ends whatever is in progress. */
  public giveUp(): void {
    this.halted = true;
    this.post.giveUp();
  }

  public async deploy(template: LightTemplate, noRollback: boolean): Promise<void> {
    this.halted = false;
    const creation = this.stable === undefined;
    this.enter(creation ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS');
    const succeeded = await this.forward(template);
    if (succeeded && !this.halted) { return this.succeed(template, creation); }
    if (noRollback && !this.halted) { return this.enter(creation ? 'CREATE_FAILED' : 'UPDATE_FAILED'); }
    return this.rollBack();
  }

  public async rollBack(): Promise<void> {
    this.halted = false;
    return this.stable ? this.rollBackUpdate(this.stable) : this.rollBackCreation();
  }

  public async delete(): Promise<void> {
    this.enter('DELETE_IN_PROGRESS');
    for (const { properties, physicalId } of [...this.windows.values()].reverse()) { await this.post.exchange('Delete', properties, physicalId); }
    this.windows.clear();
    this.account.lambda.delete();
    // RetainExceptOnCreate: the namespace stays.
    this.namespace = undefined;
    this.stable = undefined;
    this.forget();
    this.enter('DELETE_COMPLETE');
  }

  private async forward(template: LightTemplate): Promise<boolean> {
    for (let window = 1; window <= template.windows; window += 1) {
      if (this.halted || !await this.bringWindow(template, window)) { return false; }
    }
    if (this.halted) { return false; }
    this.pointAlias(template);
    if (!await this.bringNamespace(template)) { return false; }
    await this.account.scheduler.sleep(5000);
    return !template.fails && !this.halted;
  }

  private async bringWindow(template: LightTemplate, window: number): Promise<boolean> {
    const properties = this.propertiesOf(template, window);
    let current = this.windows.get(window);
    if (current?.failed === 'create') {
      await this.post.exchange('Delete', current.properties, current.physicalId);
      this.windows.delete(window);
      current = undefined;
    }
    if (!current) {
      const outcome = await this.post.exchange('Create', properties);
      const done = outcome.kind === 'SUCCESS';
      this.windows.set(window, done
        ? { properties, physicalId: outcome.physicalId, handover: outcome.handover }
        : { properties, physicalId: `Warehouse-Window${window}-INVENTED`, failed: 'create' });
      return done;
    }
    if (!current.failed && same(current.properties, properties)) { return true; }
    const attempted = { ...current, properties };
    const before = this.changedWindows.get(window)?.before ?? current;
    this.changedWindows.set(window, { before, attempted, rolledBack: false });
    return this.callUpdate(current, properties, current.properties, window);
  }

  private async callUpdate(current: Resource, properties: WindowProperties, old: WindowProperties, window: number): Promise<boolean> {
    const outcome = await this.post.exchange('Update', properties, current.physicalId, old);
    if (outcome.kind !== 'SUCCESS') {
      this.windows.set(window, { ...current, failed: 'update' });
      return false;
    }
    if (outcome.physicalId !== current.physicalId) { this.leftovers.push({ properties: old, physicalId: current.physicalId }); }
    this.windows.set(window, { properties, physicalId: outcome.physicalId, handover: outcome.handover });
    return true;
  }

  /** (ii): what comes after the last window finds the change done. */
  private pointAlias({ name, key }: LightTemplate): void {
    const truth = this.account.service.truth(name);
    if (truth) { this.account.ledger.complete('the alias is pointed', name, key, truth); }
  }

  private async bringNamespace(template: LightTemplate): Promise<boolean> {
    const next: Native = { name: template.name, settings: template.settings };
    const current = this.namespace;
    if (!current || current.name !== next.name) {
      const born = storedKey(template.createdWith ?? template.key);
      if (!this.account.service.create(next.name, born, this.size)) { return false; }
      if (current) { this.changedNamespace ??= { before: current, attempted: next, rolledBack: false }; }
      this.namespace = next;
      await this.account.scheduler.sleep(40_000);
      return !this.halted;
    }
    if (current.settings === next.settings && !current.failed) { return true; }
    this.changedNamespace ??= { before: current, attempted: next, rolledBack: false };
    const done = await this.modify(next.name);
    this.namespace = done ? next : { ...current, failed: true };
    return done;
  }

  /** The official handler: five minutes for AVAILABLE, then one call. */
  private async modify(name: string): Promise<boolean> {
    const { scheduler, service } = this.account;
    for (let waited = 0; waited <= 300_000; waited += POLL_MS) {
      if (this.halted) { return false; }
      if (service.modify(name)) {
        await scheduler.sleep(20_000);
        return true;
      }
      await scheduler.sleep(POLL_MS);
    }
    return false;
  }

  private async succeed(template: LightTemplate, creation: boolean): Promise<void> {
    this.stable = template;
    this.forget();
    if (!creation) {
      this.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await this.cleanUp([...this.windows.keys()].filter((window) => window > template.windows));
    }
    this.enter(creation ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
  }

  private async rollBackUpdate(stable: LightTemplate): Promise<void> {
    this.enter('UPDATE_ROLLBACK_IN_PROGRESS');
    for (let window = 1; window <= stable.windows; window += 1) {
      const change = this.changedWindows.get(window);
      if (!change || change.rolledBack) { continue; }
      const current = this.windows.get(window)!;
      if (!await this.callUpdate(current, this.propertiesOf(stable, window), change.attempted.properties, window)) { return this.enter('UPDATE_ROLLBACK_FAILED'); }
      change.rolledBack = true;
    }
    if (!await this.restoreNamespace()) { return this.enter('UPDATE_ROLLBACK_FAILED'); }
    this.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.cleanUp([...this.windows.keys()].filter((window) => window > stable.windows));
    this.forget();
    this.enter('UPDATE_ROLLBACK_COMPLETE');
  }

  private async restoreNamespace(): Promise<boolean> {
    const change = this.changedNamespace;
    if (!change || change.rolledBack) { return true; }
    const before = change.before!;
    if (before.name !== change.attempted.name) {
      // RetainExceptOnCreate: the new one goes, the old one was never touched.
      if (this.namespace?.name === change.attempted.name) { this.account.service.namespaces.delete(change.attempted.name); }
    } else if (!await this.modify(before.name)) { return false; }
    this.namespace = before;
    change.rolledBack = true;
    return true;
  }

  private async rollBackCreation(): Promise<void> {
    this.enter('ROLLBACK_IN_PROGRESS');
    for (const { properties, physicalId } of [...this.windows.values()].reverse()) { await this.post.exchange('Delete', properties, physicalId); }
    this.windows.clear();
    if (this.namespace) { this.account.service.namespaces.delete(this.namespace.name); }
    this.namespace = undefined;
    this.forget();
    this.enter('ROLLBACK_COMPLETE');
  }

  private async cleanUp(windows: readonly number[]): Promise<void> {
    const unwanted = this.leftovers.filter(({ properties, physicalId }) => this.windows.get(Number(properties.Window))?.physicalId !== physicalId);
    this.leftovers = [];
    for (const window of [...windows].reverse()) {
      const { properties, physicalId } = this.windows.get(window)!;
      this.windows.delete(window);
      await this.post.exchange('Delete', properties, physicalId);
    }
    for (const { properties, physicalId } of unwanted) { await this.post.exchange('Delete', properties, physicalId); }
  }

  private propertiesOf({ name, key, windows, typicalSeconds, createdWith }: LightTemplate, window: number): WindowProperties {
    const handover = window > 1 ? this.windows.get(window - 1)?.handover : undefined;
    return {
      NamespaceName: name,
      KmsKeyId: key,
      ...(createdWith === undefined ? {} : { CreatedWithKmsKeyId: createdWith }),
      Window: String(window),
      Windows: String(windows),
      ...(typicalSeconds === undefined ? {} : { TypicalSeconds: String(typicalSeconds) }),
      ...(handover === undefined ? {} : { Handover: handover }),
    };
  }

  private get size(): number {
    return this.account.dice.between(1, 100);
  }

  private forget(): void {
    this.changedWindows.clear();
    this.changedNamespace = undefined;
  }

  private enter(status: string): void {
    this.status = status;
    this.account.stackStatus = status;
    this.account.ledger.tell(`stack: ${status}`);
  }
}

const same = (a: WindowProperties, b: WindowProperties): boolean => JSON.stringify(a) === JSON.stringify(b);
export const createdWithOf = (bornAwsOwned: boolean): string | undefined => (bornAwsOwned ? AWS_OWNED : undefined);
