import { URL_SECRET, type FastAccount } from './account';
import type { TaskResult } from './asl';
import { Invocation, type Death } from './invocation';
import type { OwningStack } from './owning-stack';
import { inMemoryPorts } from './ports';
import { MAXIMUM_EVENT_AGE_SECONDS } from '../../../src/contract';
import { onEvent, type FirstDeliveries } from '../../../src/handler/on-event';
import { onStep } from '../../../src/handler/on-step';
import type { Ports } from '../../../src/handler/ports';
import type { WaiterStep } from '../../../src/handler/waiter-state';
import type { InvocationKind } from '../../invariants/invocations';

/** Lambda delivers an event that failed two more times, after these pauses. */
const RETRY_AFTER_MS = [60_000, 120_000];
const START_MS = 100;
/** The clock of an environment is at most this far behind. */
const CLOCK_SKEW_MS = 30_000;

/** AWS Lambda: runs the product's handler code, with new ports for each invocation. */
export class FastLambda {
  /** requests of which every delivery has failed: no invocation lived to respond */
  public readonly lost = new Set<string>();
  private readonly firstDeliveries: FirstDeliveries = new Map();
  private isDeleted = false;

  constructor(private readonly account: FastAccount, private readonly stack: OwningStack) {}

  public get arn(): string {
    return this.account.arn('lambda', `function:key-change-${this.stack.number}`);
  }

  /** The stack was deleted, and its function with it: what is still on its way finds no function. */
  public delete(): void {
    this.isDeleted = true;
  }

  /** A step that the state machine calls the function for. */
  public step(step: WaiterStep): Promise<TaskResult> {
    const { random, faults, checker, scheduler } = this.account;
    const { requestId } = step.state.request.responseTarget;
    return scheduler.suspend<TaskResult>((resume) => {
      if (random.percent(faults.lambdaThrottled)) {
        checker.met('fault: lambdaThrottled');
        checker.onInvocationEnd(requestId, step.step, 'died', { isKilled: true, putsKept: 0, startsKept: 0 });
        return resume({ ok: false, error: 'Lambda.TooManyRequestsException' });
      }
      return this.run(step.step, (ports) => onStep(ports, step), requestId, (result) => {
        if (result.ok && step.step === 'respond') { checker.onResponseConfirmed(requestId); }
        resume(result);
      });
    });
  }

  /** An event of CloudFormation, delivered up to three times. */
  public event(
    event: { readonly RequestId: string }, since = this.account.scheduler.now, attempt = 1,
  ): void {
    const { scheduler } = this.account;
    const { RequestId: requestId } = event;
    const isDropped = this.isDeleted || scheduler.now - since > MAXIMUM_EVENT_AGE_SECONDS * 1000;
    if (isDropped) { return void this.lost.add(requestId); }
    const copy: unknown = JSON.parse(JSON.stringify(event));
    this.run('event', (ports) => onEvent(ports, copy, this.firstDeliveries), requestId, ({ ok }) => {
      if (ok) { return; }
      const pause = RETRY_AFTER_MS[attempt - 1];
      if (pause === undefined) { return void this.lost.add(requestId); }
      scheduler.after(pause, () => this.event(event, since, attempt + 1));
    });
  }

  private run(
    kind: InvocationKind, work: (ports: Ports) => Promise<unknown>, requestId: string,
    onEnd: (result: TaskResult) => void,
  ): void {
    const { scheduler, checker } = this.account;
    const death = this.drawDeath();
    const invocation: Invocation = new Invocation(scheduler, death, (result) => {
      checker.onInvocationEnd(requestId, kind, 'died', invocation.met);
      onEnd(result);
    }, this.drawClockSkewMs());
    // As the environment's own clock says: a later one may be right, and how long it has tried is the difference.
    if (kind === 'event') { checker.onDelivery(requestId, scheduler.now - invocation.clockSkewMs); }
    const end = (result: TaskResult) => {
      checker.onInvocationEnd(requestId, kind, result.ok ? undefined : 'threw', invocation.met);
      onEnd(result);
    };
    scheduler.after(START_MS, () => {
      if (death?.call === 0) { return invocation.die('Runtime.ExitError'); }
      scheduler.spawn(async () => {
        try {
          const value = await work(inMemoryPorts(this.account, this.stack, invocation, requestId));
          end({ ok: true, value: value === undefined ? null : value });
        } catch (error) {
          // A thrown error reaches Lambda's log and the history of the execution.
          const text = error instanceof Error ? `${error.name}: ${error.message} ${error.stack}` : String(error);
          checker.onText(text, [URL_SECRET]);
          end({ ok: false, error: (error as Error).name });
        }
      });
    });
  }

  private drawClockSkewMs(): number {
    const { random, faults, checker } = this.account;
    if (!random.percent(faults.clockSkews)) { return 0; }
    checker.met('fault: clockSkews');
    return random.between(1, CLOCK_SKEW_MS);
  }

  private drawDeath(): Death | undefined {
    const { random, faults, checker } = this.account;
    if (!random.percent(faults.crash)) { return undefined; }
    checker.met('fault: crash');
    return { call: random.between(0, 3), afterCall: random.percent(50) };
  }
}
