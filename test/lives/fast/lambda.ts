import type { LightAccount } from './account';
import type { TaskResult } from './asl';
import { lightPorts } from './ports';
import { FUNCTION_TIMEOUT_SECONDS, MAXIMUM_EVENT_AGE_SECONDS } from '../../../src/key-change/contract';
import type { Ports } from '../../../src/key-change/ports';
import { receive, type FirstSeen } from '../../../src/key-change/receive';
import type { Step } from '../../../src/key-change/state';
import { takeStep } from '../../../src/key-change/steps';

const RETRY_AFTER_MS = [60_000, 120_000];

/** One run of the function. It may die at any of its calls, and then it never runs on. */
export class Invocation {
  public calls = 0;
  public dead = false;
  public readonly deadline: number;

  constructor(
    private readonly account: LightAccount,
    /** dies around this call; Infinity = it does not */
    private readonly diesAt: number,
    private readonly diesAfter: boolean,
    private readonly end: (result: TaskResult) => void,
  ) {
    this.deadline = account.scheduler.now + FUNCTION_TIMEOUT_SECONDS * 1000;
  }

  /** Whether it will not live to hear the answer of its next call. */
  public get diesNow(): boolean {
    return this.calls + 1 === this.diesAt;
  }

  public die(error: string): void {
    if (this.dead) { return; }
    this.dead = true;
    this.end({ ok: false, error });
  }

  /** Waits so long; never returns when the function's timeout comes first. */
  public wait(ms: number): Promise<void> {
    const { scheduler } = this.account;
    return scheduler.suspend((resume) => {
      if (scheduler.now + ms >= this.deadline) { return scheduler.after(this.deadline - scheduler.now, () => this.die('Sandbox.Timedout')); }
      return scheduler.after(ms, () => { if (!this.dead) { resume(); } });
    });
  }

  /** One call to a service: `effect` there, after so long, and its result here, or what `unheard` makes of silence after another while. */
  public call<T>(effectMs: number | undefined, replyMs: number, effect: () => T, unheard?: () => T): Promise<T> {
    const { scheduler } = this.account;
    this.calls += 1;
    const dies = this.calls === this.diesAt;
    return scheduler.suspend((resume) => {
      if (dies && !this.diesAfter) { return this.die('Runtime.ExitError'); }
      let result: { readonly value: T } | undefined;
      if (effectMs !== undefined) {
        scheduler.after(effectMs, () => {
          result = { value: effect() };
          if (dies) { this.die('Runtime.ExitError'); }
        });
      }
      if (scheduler.now + replyMs >= this.deadline) { return scheduler.after(this.deadline - scheduler.now, () => this.die('Sandbox.Timedout')); }
      return scheduler.after(replyMs, () => {
        if (this.dead) { return; }
        if (dies) { return this.die('Runtime.ExitError'); }
        resume(unheard ? unheard() : result!.value);
      });
    });
  }
}

/** Lambda: the product's handler code, each invocation with ports of its own. */
export class LightLambda {
  private readonly firstSeen: FirstSeen = new Map();
  /** requests whose every delivery has failed: nobody lived to answer them */
  public readonly lost = new Set<string>();

  private deployed = 0;

  constructor(private readonly account: LightAccount) {}

  /** The stack is gone, and its function with it: what is still on its way goes nowhere. */
  public delete(): void {
    this.deployed += 1;
  }

  /** A step that the state machine asks for. */
  public step(step: Step): Promise<TaskResult> {
    const { dice, life, ledger } = this.account;
    const { requestId } = step.state.wish.request;
    return this.account.scheduler.suspend<TaskResult>((resume) => {
      if (dice.percent(life.chaos.lambdaThrottled)) { return resume({ ok: false, error: 'Lambda.TooManyRequestsException' }); }
      return this.run((ports) => takeStep(ports, step), requestId, (result) => {
        if (result.ok && step.step === 'answer') { ledger.settled(requestId); }
        resume(result);
      });
    });
  }

  public get generation(): number {
    return this.deployed;
  }

  /** An event of CloudFormation's, tried three times. */
  public event(event: { readonly RequestId: string }, to = this.deployed, since = this.account.scheduler.now, attempt = 1): void {
    const { scheduler } = this.account;
    if (to !== this.deployed) { return void this.lost.add(event.RequestId); }
    if (scheduler.now - since > MAXIMUM_EVENT_AGE_SECONDS * 1000) { return void this.lost.add(event.RequestId); }
    this.run((ports) => receive(ports, JSON.parse(JSON.stringify(event)), this.firstSeen), event.RequestId, ({ ok }) => {
      if (ok) { return; }
      const again = RETRY_AFTER_MS[attempt - 1];
      if (again === undefined) { this.lost.add(event.RequestId); } else { scheduler.after(again, () => this.event(event, to, since, attempt + 1)); }
    });
  }

  private run(work: (ports: Ports) => Promise<unknown>, wish: string, end: (result: TaskResult) => void): void {
    const { scheduler, dice, life, ledger } = this.account;
    const dies = dice.percent(life.chaos.crash);
    const diesAt = dies ? dice.between(0, 3) : Infinity;
    const invocation = new Invocation(this.account, diesAt, dice.percent(dies ? 50 : 0), end);
    scheduler.after(100, () => {
      if (diesAt === 0) { return invocation.die('Runtime.ExitError'); }
      scheduler.spawn(async () => {
        try {
          const value = await work(lightPorts(this.account, invocation, wish));
          end({ ok: true, value: value === undefined ? null : value });
        } catch (error) {
          // What is thrown reaches Lambda's log and the history of the execution.
          ledger.said(error instanceof Error ? `${error.name}: ${error.message} ${error.stack}` : String(error), ['X-Amz-Signature']);
          end({ ok: false, error: (error as Error).name });
        }
      });
    });
  }
}
