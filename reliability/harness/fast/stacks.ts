import type { FastAccount } from './account';
import { FastStack } from './stack';
import type { StackNumber } from '../../scenario/scenario';

/** The two stacks of a scenario, each in its latest incarnation. */
export class FastStacks {
  /** how many stacks have been deleted; part of the namespace's name */
  public epoch = 0;
  /** every stack that there has been */
  public readonly everyIncarnation: FastStack[] = [];
  private readonly stacks: [FastStack, FastStack];

  constructor(private readonly account: FastAccount) {
    this.stacks = [this.create(0), this.create(1)];
  }

  public get all(): readonly FastStack[] {
    return this.stacks;
  }

  public of(number: StackNumber): FastStack {
    return this.stacks[number];
  }

  /** The stack to deploy to: a new one, where it was deleted. */
  public current(number: StackNumber): FastStack {
    if (this.of(number).status === 'DELETE_COMPLETE') { this.stacks[number] = this.create(number); }
    return this.of(number);
  }

  public nameOf(name: number): string {
    return `warehouse-${this.epoch}${name === 0 ? '' : `-name-${name}`}`;
  }

  private create(number: StackNumber): FastStack {
    const stack = new FastStack(this.account, number, this.everyIncarnation.length + 1);
    this.everyIncarnation.push(stack);
    return stack;
  }
}
