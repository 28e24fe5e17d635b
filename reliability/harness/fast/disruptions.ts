import { OWN_KEY_ARN, OWNER, storedKey, type FastAccount } from './account';
import type { FastStack } from './stack';
import type { FastStacks } from './stacks';
import { GENERATIONS, OWN_KEY, type Disruption, type StackNumber } from '../../scenario/scenario';

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
        if (namespace) { namespace.failsNext = true; }
        return undefined;
      }
      case 'cancel':
      case 'sibling-fails': return this.later(disruption.afterS, number, (stack) => this.halt(stack, disruption.kind));
      case 'key-disabled':
        return this.later(disruption.afterS, number, () => this.disableKey(disruption.key, disruption.forS));
      case 'manual-change': return this.later(disruption.afterS, number, () => this.changeByHand(disruption.key));
      case 'denied':
        return this.later(disruption.afterS, number, (stack) => {
          this.account.checker.log('the permissions are denied');
          stack.permittedAt = this.account.scheduler.now + disruption.forS * 1000;
        });
      case 'deleted-by-hand': return this.later(disruption.afterS, number, () => this.deleteByHand(name));
    }
  }

  public changeByHand(key: number): void {
    const { redshift, checker } = this.account;
    const name = this.stacks.of(0).desired()?.name;
    const arn = this.keyArn(key);
    if (name === undefined || arn === undefined || redshift.state(name)?.keyArn === arn) { return; }
    if (redshift.changeKey(name, arn) !== undefined) { return; }
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
    this.account.checker.log(kind);
    stack.halt();
  }

  private deleteByHand(name: string): void {
    const { redshift, checker } = this.account;
    if (redshift.state(name) === undefined || !redshift.delete(name)) { return; }
    checker.log(`somebody deletes ${name}`);
    checker.deleteByHand(name);
  }

  private disableKey(number: number, forS: number): void {
    const { checker, redshift, scheduler } = this.account;
    const key = this.keyArn(number);
    if (key === undefined) { return; }
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
