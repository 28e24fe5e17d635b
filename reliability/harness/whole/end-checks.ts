import { stateOf } from './records';
import type { StackView } from './stack-view';
import type { World } from '../../../test/stories/world';
import type { InvariantChecker } from '../../invariants/invariant-checker';

const HOUR_MS = 3600_000;
const WAITER_HOURS = 48 + 24 + 2;

/** What must hold after every step, and what must hold when everything has ended. */
export class EndChecks {
  constructor(
    private readonly world: World, private readonly checker: InvariantChecker, private readonly stack: StackView,
  ) {}

  /** (iv), (vi): now, and after every later step. */
  public checkStability(): void {
    const { checker, world: { aws: { kms, redshift } } } = this;
    for (const { arn, state } of kms.allKeys()) {
      if (state === 'PendingDeletion') { checker.violate('iv', `${arn} is about to be deleted`); }
    }
    for (const { kmsKeyArn } of redshift.views()) {
      const isGone = kmsKeyArn !== undefined && !kms.key(kmsKeyArn);
      if (isGone) { checker.violate('iv', `${kmsKeyArn} is gone, and a namespace is on it`); }
    }
    const desired = this.stack.desired();
    if (!desired || !this.stack.isComplete) { return; }
    const view = redshift.view(desired.name);
    checker.onComplete(this.stack.status, desired.name, desired.key, view && stateOf(view));
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
    const { aws: { stepFunctions, lambda }, cloudFormation } = this.world;
    for (const { name, status } of stepFunctions.executions) {
      const runsOn = status === 'RUNNING' || status === 'TIMED_OUT';
      if (runsOn) { this.checker.violate('viii', `${name} ${status}`); }
    }
    const undelivered = lambda.logs().filter((line) => line.includes('ResponseUndelivered'));
    for (const { event: { RequestId: requestId } } of cloudFormation.requests) {
      if (undelivered.every((line) => !line.includes(requestId))) { this.checkResponse(requestId); }
    }
  }

  /** (i): every request has a response, unless no invocation lived to send one. */
  private checkResponse(requestId: string): void {
    const { stepFunctions, lambda } = this.world.aws;
    if (this.checker.hasResponse(requestId)) { return; }
    const execution = stepFunctions.executions.find(({ name }) => name.endsWith(requestId));
    const deliveries = lambda.invocations
      .filter(({ payload }) => (payload as { RequestId?: string }).RequestId === requestId);
    const isExcused = execution
      ? execution.status === 'FAILED' || execution.status === 'ABORTED'
      : deliveries.every(({ outcome }) => outcome !== 'ok');
    if (isExcused) { return; }
    this.checker.violate('i', `${requestId} has no response; its execution: ${execution?.status ?? 'never started'}`);
  }
}
