import type { FastAccount } from './account';
import type { FastStack } from './stack';
import type { FastStacks } from './stacks';
import type { NamedKey, Namespaces } from '../../invariants/key-boundary';

const HOUR_MS = 3600_000;

/** What must hold when an operation has ended, at every later moment before the next one, and at the end. */
export class FastEndChecks {
  /** what each stack's templates have named since the stack was last COMPLETE */
  private readonly named = new Map<FastStack, NamedKey[]>();
  /** the operation that has ended last, if it was COMPLETE */
  private ended?: { readonly stack: FastStack; readonly named: readonly NamedKey[] };

  constructor(private readonly account: FastAccount, private readonly stacks: FastStacks) {}

  /** (xi): an operation begins. */
  public begin(stack: FastStack, optedIn: readonly NamedKey[]): void {
    this.ended = undefined;
    this.account.checker.onOperation(stack.id, this.namespaces(), optedIn);
  }

  public end(stack: FastStack): void {
    // Without a rollback, what an earlier attempt has named stays, until another one or a deletion ends the series.
    const earlier = this.named.get(stack) ?? [];
    const isBack = stack.status.includes('ROLLBACK');
    const isComplete = stack.status.endsWith('_COMPLETE');
    if (isComplete) { this.ended = { stack, named: isBack ? stack.named() : [...earlier, ...stack.named()] }; }
    this.named.set(stack, isComplete ? stack.named() : [...earlier, ...stack.named(), ...stack.attemptedKey()]);
    this.checkStack(stack);
    this.checkBoundary();
    const { checker } = this.account;
    // Another stack on the same namespace has not agreed to its key.
    const name = stack.attempted?.name;
    const isShared = this.stacks.all.some((each) =>
      each !== stack && each.named().some((other) => other.name === name));
    if (name !== undefined && isShared) { checker.changeByHand(name); }
  }

  /** (vi), (xi): now, and at every later moment between two operations. */
  public checkStability(): void {
    for (const stack of this.stacks.all) { this.checkStack(stack); }
    this.checkBoundary();
  }

  /** (vi) */
  private checkStack(stack: FastStack): void {
    const { checker, redshift } = this.account;
    const { status, stable } = stack;
    const desired = stack.desired();
    const isComplete = /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(status) && stable?.kind === 'rotatable';
    if (desired && isComplete) { checker.onComplete(status, desired.name, desired.key, redshift.state(desired.name)); }
  }

  /** (xi) */
  private checkBoundary(): void {
    if (!this.ended) { return; }
    const { stack, named } = this.ended;
    this.account.checker.onOperationEnd(`stack ${stack.number}: ${stack.status}`, stack.id, named, this.namespaces());
  }

  /** (i), (viii): when everything has ended. */
  public checkEnd(longestMs: number): void {
    const { checker } = this.account;
    for (const { waiter: { executions } } of this.stacks.everyIncarnation) {
      for (const { name, end, startedAt } of executions) {
        if (!end) {
          checker.violate('viii', `${name} still runs`);
        } else if (end.at - startedAt > longestMs) {
          checker.violate('viii', `${name} ran for ${(end.at - startedAt) / HOUR_MS} hours`);
        }
      }
    }
    for (const stack of this.stacks.everyIncarnation) {
      for (const requestId of stack.protocol.requestIds) { this.checkResponse(stack, requestId); }
    }
  }

  /** (i): every request has a response, unless no invocation lived to send one or CloudFormation did not take it. */
  private checkResponse({ waiter, lambda }: FastStack, requestId: string): void {
    const { checker, undelivered } = this.account;
    if (checker.hasResponse(requestId) || undelivered.has(requestId)) { return; }
    const end = waiter.executions.findLast((execution) => execution.requestId === requestId)?.end;
    const isBroken = end?.status === 'FAILED' && !['Update', 'Failed'].includes(end.state);
    const isExcused = end ? isBroken : lambda.lost.has(requestId);
    if (isExcused) { return; }
    checker.violate('i', `${requestId} has no response; its execution: ${end?.status ?? 'never started'}`);
  }

  private namespaces(): Namespaces {
    const { redshift } = this.account;
    return new Map([...redshift.namespaces.keys()].map((name) => [name, redshift.state(name)!]));
  }
}
