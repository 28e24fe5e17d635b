import type { PutLog } from './fault-injection';
import { stateOf } from './records';
import type { StackView } from './stack-view';
import type { Execution } from '../../../simulator/services/executions';
import type { WaiterStep } from '../../../src/handler/waiter-state';
import type { World } from '../../../test/stories/world';
import type { ExecutionEnd, InvariantChecker } from '../../invariants/invariant-checker';
import type { NamedKey, Namespaces } from '../../invariants/key-boundary';

const HOUR_MS = 3600_000;
const WAITER_HOURS = 48 + 24 + 2;

/** What must hold after every step, and what must hold when everything has ended. */
export class EndChecks {
  /** what each stack's templates have named since the stack was last COMPLETE, by its id */
  private readonly named = new Map<string, readonly NamedKey[]>();
  private readonly ids = new Map<StackView, string>();
  private incarnations = 0;
  /** the operation that has ended last, if it was COMPLETE */
  private ended?: { readonly id: string; readonly status: string; readonly named: readonly NamedKey[] };

  constructor(
    private readonly world: World,
    private readonly checker: InvariantChecker,
    private readonly stacks: readonly StackView[],
    private readonly putLog: PutLog,
  ) {}

  /** (xi): an operation begins. */
  public begin(stack: StackView, optedIn: readonly NamedKey[]): void {
    this.ended = undefined;
    const isNew = /^(NONE|DELETE_COMPLETE)$/.test(stack.status);
    // A new stack has no id yet, so it is known by its number.
    if (isNew) { this.incarnations += 1; this.ids.set(stack, `${stack.name} ${this.incarnations}`); }
    this.checker.onOperation(this.ids.get(stack)!, this.namespaces(), optedIn);
  }

  /** @param wanted what the last template says of its namespace */
  public end(stack: StackView, wanted: readonly NamedKey[]): void {
    const { status } = stack;
    const id = this.ids.get(stack)!;
    const earlier = this.named.get(id) ?? [];
    const isComplete = status.endsWith('_COMPLETE');
    const named = stack.named();
    // Without a rollback, what an earlier attempt has named stays, until another one or a deletion ends the series.
    const isBack = status.includes('ROLLBACK');
    if (isComplete) { this.ended = { id, status, named: isBack ? named : [...earlier, ...named] }; }
    this.named.set(id, isComplete ? named : [...earlier, ...named, ...wanted]);
    this.checkStack(stack);
    this.checkBoundary();
    // Another stack on the same namespace has not agreed to its key.
    for (const { name } of wanted) {
      const isShared = this.stacks.some((each) => each !== stack && each.named().some((other) => other.name === name));
      if (isShared) { this.checker.changeByHand(name); }
    }
  }

  /** (iv), (vi), (xi): now, and after every later step. */
  public checkStability(): void {
    const { checker, world: { aws: { kms, redshift } } } = this;
    for (const { arn, state } of kms.allKeys()) {
      if (state === 'PendingDeletion') { checker.violate('iv', `${arn} is about to be deleted`); }
    }
    for (const { kmsKeyArn } of redshift.views()) {
      const isGone = kmsKeyArn !== undefined && !kms.key(kmsKeyArn);
      if (isGone) { checker.violate('iv', `${kmsKeyArn} is gone, and a namespace is on it`); }
    }
    for (const stack of this.stacks) { this.checkStack(stack); }
    this.checkBoundary();
  }

  /** (vi) */
  private checkStack(stack: StackView): void {
    const desired = stack.desired();
    if (!desired || !stack.isComplete || stack.stable?.kind !== 'rotatable') { return; }
    const view = this.world.aws.redshift.view(desired.name);
    const state = view && stateOf(view);
    const isSetting = state && this.isChangingSetting(desired.name, state.status);
    const shown = isSetting ? { ...state, status: 'AVAILABLE' } : state;
    this.checker.onComplete(stack.status, desired.name, desired.key, shown);
  }

  /** With stale reads, CloudFormation's own handler takes its own change of a setting for ended while it runs. */
  private isChangingSetting(name: string, status: string): boolean {
    const { calls, unknowns: { staleReads } } = this.world.aws;
    if (status !== 'MODIFYING' || staleReads === 0) { return false; }
    const latest = calls.findLast(({ operation, outcome, input }) =>
      operation === 'UpdateNamespace' && input.namespaceName === name && ['ok', 'lost'].includes(outcome));
    return latest !== undefined && latest.input.kmsKeyId === undefined;
  }

  /** (xi) */
  private checkBoundary(): void {
    if (!this.ended) { return; }
    const { id, status, named } = this.ended;
    this.checker.onOperationEnd(status, id, named, this.namespaces());
  }

  private namespaces(): Namespaces {
    return new Map(this.world.aws.redshift.views().map((view) => [view.namespaceName, stateOf(view)]));
  }

  /** Lets time run until no waiter runs any more, or for as long as a waiter may run. */
  public async waitForWaiters(): Promise<void> {
    const { clock, stepFunctions: { executions } } = this.world.aws;
    await clock.advance(10 * 60_000);
    for (let hour = 0; hour < WAITER_HOURS; hour += 1) {
      if (executions.every(({ status }) => status !== 'RUNNING')) { return; }
      await clock.advance(HOUR_MS);
    }
  }

  /** (i), (viii): when everything has ended. */
  public checkEnd(): void {
    const { aws: { stepFunctions }, cloudFormation } = this.world;
    for (const execution of stepFunctions.executions) {
      if (execution.status === 'RUNNING') { this.checker.violate('viii', `${execution.name} still runs`); continue; }
      this.checker.onExecutionEnd(requestIdOfInput(execution.input), this.endOf(execution));
    }
    for (const { event: { RequestId: requestId } } of cloudFormation.requests) { this.checkResponse(requestId); }
  }

  /** (i): every request has a response, unless drawn faults have kept every try to send one from CloudFormation. */
  private checkResponse(requestId: string): void {
    const { stepFunctions, lambda } = this.world.aws;
    const execution = stepFunctions.executions.find(({ name }) => name.endsWith(requestId));
    const deliveries = lambda.invocations
      .filter(({ payload }) => (payload as { RequestId?: string }).RequestId === requestId);
    const isEveryDeliveryLost = deliveries.every(({ outcome }) => outcome !== 'ok');
    this.checker.onNoResponse(requestId, execution && this.endOf(execution), isEveryDeliveryLost);
  }

  private endOf(execution: Execution): ExecutionEnd {
    const { name, status, events } = execution;
    const state = events.findLast(({ type }) => type === 'StateEntered')?.state?.name ?? 'Observe';
    return {
      status,
      state,
      isStoppedByHand: this.putLog.stopped.has(name),
      isOrphan: this.world.aws.stepFunctions.hasLostStateMachine(execution),
    };
  }
}

const requestIdOfInput = (input: string): string =>
  (JSON.parse(input) as WaiterStep['state']).request.responseTarget.requestId;
