import { OWN_KEY_ARN, OWNER, storedKey, type FastAccount } from './account';
import type { FastStack } from './stack';
import type { FastStacks } from './stacks';
import { GENERATIONS, OWN_KEY, type Disruption, type StackNumber } from '../../scenario/scenario';

/** Between a deletion by hand and the creation that follows it: longer than the deletion takes. */
const ANEW_AFTER_MS = 90_000;

/** Carries out what interferes with the operations of a scenario. */
export class FastDisruptions {
  /** number of the latest operation; a disruption belongs to one operation */
  private operation = 0;

  constructor(private readonly account: FastAccount, private readonly stacks: FastStacks) {}

  /** An operation without disruptions begins. */
  public begin(): void {
    this.operation += 1;
  }

  public schedule(disruption: Disruption | undefined, number: StackNumber, name: string): void {
    this.begin();
    const { redshift } = this.account;
    switch (disruption?.kind) {
      case undefined:
      case 'dependent-fails': return undefined; // The template says it.
      case 'change-aborted': {
        const namespace = redshift.namespaces.get(name);
        if (namespace) {
          namespace.failsNext = true;
          this.account.checker.met('disruption: change-aborted');
        }
        return undefined;
      }
      case 'cancel':
      case 'sibling-fails': return this.later(disruption.afterS, number, (stack) => this.halt(stack, disruption.kind));
      case 'key-disabled':
        return this.later(disruption.afterS, number, () => this.disableKey(disruption.key, disruption.forS));
      case 'manual-change': return this.later(disruption.afterS, number, () => this.changeByHand(disruption.key));
      case 'denied':
        return this.later(disruption.afterS, number, (stack) => {
          this.account.checker.met('disruption: denied');
          this.account.checker.log('the permissions are denied');
          stack.permittedAt = this.account.scheduler.now + disruption.forS * 1000;
        });
      case 'deleted-by-hand': return this.later(disruption.afterS, number, () => void this.deleteByHand(name));
      case 'made-anew': return this.later(disruption.afterS, number, () => this.makeAnew(number, name, disruption));
      case 'execution-stopped':
        return this.later(disruption.afterS, number, ({ waiter }) => {
          if (waiter.stopAll()) { this.account.checker.met('disruption: execution-stopped'); }
        });
      case 'waiter-deleted':
        return this.later(disruption.afterS, number, (stack) => this.deleteWaiter(stack, disruption.forS));
      case 'shown-wrongly':
        return this.later(disruption.afterS, number, () =>
          redshift.showAs(name, disruption.as, disruption.forS * 1000));
    }
  }

  public changeByHand(key: number): void {
    const { redshift, checker } = this.account;
    const name = this.stacks.of(0).desired()?.name;
    const arn = this.keyArn(key);
    if (name === undefined || arn === undefined) { return; }
    const isSameKey = redshift.state(name)?.keyArn === arn;
    if (redshift.changeKey(name, arn) !== undefined) { return; }
    // With the key that it has, the namespace may be MODIFYING for a while, and nothing else changes.
    if (isSameKey) { return checker.disturb(name); }
    checker.met('disruption: manual-change');
    checker.log(`somebody changes the key of ${name} to ${arn}`);
    checker.changeByHand(name);
  }

  /** With the tag that the stack's function needs. */
  public createByHand(number: StackNumber, name: string, kmsKeyId: string): void {
    const { account, account: { redshift, checker } } = this;
    const arn = account.keyArnOf(kmsKeyId);
    if (arn === undefined || redshift.namespaces.has(name)) { return; }
    checker.log(`somebody creates ${name} on ${arn}`);
    redshift.create(name, storedKey(arn), 1, OWNER(number));
    checker.changeByHand(name);
  }

  /** Runs after this time, if the operation is still in progress then. */
  private later(afterS: number, number: StackNumber, run: (stack: FastStack) => void): void {
    const { operation } = this;
    this.account.scheduler.after(afterS * 1000, () => {
      const stack = this.stacks.of(number);
      if (operation === this.operation && stack.status.endsWith('_IN_PROGRESS')) { run(stack); }
    });
  }

  private halt(stack: FastStack, kind: 'cancel' | 'sibling-fails'): void {
    const isUpdate = stack.status === 'UPDATE_IN_PROGRESS';
    const isCreation = stack.status === 'CREATE_IN_PROGRESS';
    // Only an update can be cancelled.
    if (!isUpdate && !(isCreation && kind === 'sibling-fails')) { return; }
    this.account.checker.met(`disruption: ${kind}`);
    this.account.checker.log(kind);
    stack.halt();
  }

  /** @returns whether it is being deleted */
  private deleteByHand(name: string): boolean {
    const { redshift, checker } = this.account;
    if (redshift.state(name) === undefined || !redshift.delete(name)) { return false; }
    checker.met('disruption: deleted-by-hand');
    checker.log(`somebody deletes ${name}`);
    checker.deleteByHand(name);
    return true;
  }

  private makeAnew(
    number: StackNumber, name: string, { key, hasTag }: Extract<Disruption, { kind: 'made-anew' }>,
  ): void {
    const { redshift, scheduler, checker } = this.account;
    const arn = this.keyArn(key);
    if (arn === undefined || !this.deleteByHand(name)) { return; }
    scheduler.after(ANEW_AFTER_MS, () => {
      const owner = hasTag ? OWNER(number) : undefined;
      if (redshift.namespaces.has(name) || !redshift.create(name, arn, 1, owner)) { return; }
      checker.met('disruption: made-anew');
      checker.log(`somebody creates ${name} anew on ${arn}`);
      checker.changeByHand(name);
    });
  }

  private deleteWaiter({ waiter }: FastStack, forS: number): void {
    const { scheduler, checker } = this.account;
    checker.met('disruption: waiter-deleted');
    checker.log('somebody deletes the waiter');
    waiter.exists = false;
    waiter.stopAll();
    scheduler.after(forS * 1000, () => { waiter.exists = true; });
  }

  private disableKey(number: number, forS: number): void {
    const { checker, redshift, scheduler } = this.account;
    const key = this.keyArn(number);
    if (key === undefined) { return; }
    checker.met('disruption: key-disabled');
    checker.log(`${key} is disabled`);
    redshift.setDisabled(key, true);
    scheduler.after(forS * 1000, () => {
      checker.log(`${key} is enabled`);
      redshift.setDisabled(key, false);
    });
  }

  /** ARN of a key by its number. Undefined: AWS owns it, or it does not exist. */
  private keyArn(key: number): string | undefined {
    if (key === OWN_KEY) { return OWN_KEY_ARN; }
    return key >= 1 && key <= GENERATIONS ? this.stacks.of(0).generation(key) : undefined;
  }
}
