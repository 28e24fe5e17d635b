import type { TaskResult } from './asl';
import type { Scheduler } from './scheduler';
import { FUNCTION_TIMEOUT_SECONDS } from '../../../src/contract';
import type { MetFaults } from '../../invariants/invocations';

/** Where an invocation dies: around its n-th call, or before any of them (0). */
export interface Death { readonly call: number; readonly afterCall: boolean }

/** A call that takes this long counts as slow: the function's timeout may come first. */
const SLOW_MS = 1000;

/** One call of an invocation to a service. */
export interface ServiceCall<T> {
  /** when the call takes effect, in milliseconds from now; undefined = never */
  readonly effectMs: number | undefined;
  /** when the caller goes on */
  readonly replyMs: number;
  readonly effect: () => T;
  /** what the caller gets instead of the effect's result */
  readonly withoutReply?: () => T;
}

/** One run of the function. It may die at any of its calls, and does nothing afterwards. */
export class Invocation {
  private calls = 0;
  private wasSlow = false;
  private putsKept = 0;
  private startsKept = 0;
  private isDead = false;
  private readonly deadline: number;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly death: Death | undefined,
    private readonly onEnd: (result: TaskResult) => void,
    /** how far the clock of its environment is behind */
    public readonly clockSkewMs = 0,
  ) {
    this.deadline = scheduler.now + FUNCTION_TIMEOUT_SECONDS * 1000;
  }

  /** Whether it dies around its next call, and so never learns of the result. */
  public get diesAtNextCall(): boolean {
    return this.calls + 1 === this.death?.call;
  }

  /** What the drawn faults have done to it so far. */
  public get met(): MetFaults {
    const { death, wasSlow, putsKept, startsKept } = this;
    return { isKilled: death !== undefined || wasSlow, putsKept, startsKept };
  }

  /** It has tried to submit a response. `isKept`: a drawn fault has kept it from that, or from learning of it. */
  public onPut(isKept: boolean): void {
    this.putsKept = isKept ? this.putsKept + 1 : 0;
  }

  /** The same, of the start of the waiter. */
  public onStart(isKept: boolean): void {
    this.startsKept = isKept ? this.startsKept + 1 : 0;
  }

  public die(error: string): void {
    if (this.isDead) { return; }
    this.isDead = true;
    this.onEnd({ ok: false, error });
  }

  /** Waits; does not return where the function's timeout comes first. */
  public wait(ms: number): Promise<void> {
    return this.scheduler.suspend((resume) => {
      this.unlessTimeout(ms, () => { if (!this.isDead) { resume(); } });
    });
  }

  public call<T>({ effectMs, replyMs, effect, withoutReply }: ServiceCall<T>): Promise<T> {
    const dies = this.diesAtNextCall;
    this.calls += 1;
    this.wasSlow ||= replyMs >= SLOW_MS;
    return this.scheduler.suspend((resume) => {
      if (dies && !this.death!.afterCall) { return this.die('Runtime.ExitError'); }
      let result: { readonly value: T } | undefined;
      if (effectMs !== undefined) {
        this.scheduler.after(effectMs, () => {
          result = { value: effect() };
          if (dies) { this.die('Runtime.ExitError'); }
        });
      }
      return this.unlessTimeout(replyMs, () => {
        if (this.isDead) { return; }
        if (dies) { return this.die('Runtime.ExitError'); }
        resume(withoutReply ? withoutReply() : result!.value);
      });
    });
  }

  private unlessTimeout(ms: number, run: () => void): void {
    const { scheduler, deadline } = this;
    if (scheduler.now + ms < deadline) { return scheduler.after(ms, run); }
    scheduler.after(deadline - scheduler.now, () => this.die('Sandbox.Timedout'));
  }
}
