import type { FastAccount } from './account';
import { interpret, type AslEnd, type TaskResult } from './asl';
import { WATCH_SECONDS } from '../../../src/contract';
import type { WaiterState, WaiterStep } from '../../../src/handler/waiter-state';
import type { AslDefinition } from '../../../src/private/provider/waiter-definition';
import { clockJumpMs } from '../../scenario/fault-profile';

export interface FastExecution {
  readonly name: string;
  readonly requestId: string;
  readonly startedAt: number;
  /** somebody has stopped it, or deleted the waiter */
  isStopped: boolean;
  end?: AslEnd & { readonly at: number };
}

/** The waiter: the definition that is shipped, interpreted. */
export class FastWaiter {
  public readonly executions: FastExecution[] = [];
  public exists = true;
  private readonly names = new Set<string>();

  constructor(
    private readonly account: FastAccount,
    private readonly definition: AslDefinition,
    private readonly runStep: (step: WaiterStep) => Promise<TaskResult>,
  ) {}

  /** Somebody stops what runs. False: nothing does. */
  public stopAll(): boolean {
    const running = this.executions.filter(({ end }) => end === undefined);
    for (const execution of running) { execution.isStopped = true; }
    return running.length > 0;
  }

  /** StartExecution. Where an execution of this name exists, nothing happens. False: there is no such waiter. */
  public start(name: string, input: string): boolean {
    if (!this.exists) { return false; }
    if (this.names.has(name)) { return true; }
    this.names.add(name);
    const { account, account: { scheduler, random } } = this;
    const state = JSON.parse(input) as WaiterState;
    const { requestId } = state.request.responseTarget;
    const execution: FastExecution = { name, requestId, startedAt: scheduler.now, isStopped: false };
    this.executions.push(execution);
    scheduler.spawn(async () => {
      const runTask = (step: unknown) => this.runStep(step as WaiterStep);
      const lateMs = () => {
        const ms = clockJumpMs(random, account.faults);
        if (ms > 0) { account.checker.met('fault: clockJumps'); }
        return ms;
      };
      const end = await interpret(scheduler, this.definition, state, runTask, lateMs, () => execution.isStopped);
      execution.end = { ...end, at: scheduler.now };
      account.checker.onExecutionEnd(requestId, { ...end, isStoppedByHand: execution.isStopped });
      const isWatchedLongEnough = scheduler.now - execution.startedAt >= WATCH_SECONDS * 1000;
      const isDeliberate = end.status === 'SUCCEEDED' || end.state === 'Failed';
      const isEarly = isDeliberate && !isWatchedLongEnough && account.redshift.isChangingFor(requestId);
      if (isEarly) { account.checker.onEndBeforeChange(requestId); }
    });
    return true;
  }

  /** ListExecutions, newest first, as far behind as the scenario says. */
  public list(): { readonly name: string; readonly startedAt: number }[] {
    const upTo = this.account.scheduler.now - this.account.scenario.listLagS * 1000;
    return this.executions.filter(({ startedAt }) => startedAt <= upTo).reverse();
  }
}
