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
  end?: AslEnd & { readonly at: number };
}

/** The waiter: the definition that is shipped, interpreted. */
export class FastWaiter {
  public readonly executions: FastExecution[] = [];
  private readonly names = new Set<string>();

  constructor(
    private readonly account: FastAccount,
    private readonly definition: AslDefinition,
    private readonly runStep: (step: WaiterStep) => Promise<TaskResult>,
  ) {}

  /** StartExecution. Where an execution of this name exists, nothing happens. */
  public start(name: string, input: string): void {
    if (this.names.has(name)) { return; }
    this.names.add(name);
    const { account, account: { scheduler, random } } = this;
    const state = JSON.parse(input) as WaiterState;
    const { requestId } = state.request.responseTarget;
    const execution: FastExecution = { name, requestId, startedAt: scheduler.now };
    this.executions.push(execution);
    scheduler.spawn(async () => {
      const runTask = (step: unknown) => this.runStep(step as WaiterStep);
      const lateMs = () => clockJumpMs(random, account.faults);
      const end = await interpret(scheduler, this.definition, state, runTask, lateMs);
      execution.end = { ...end, at: scheduler.now };
      const isWatchedLongEnough = scheduler.now - execution.startedAt >= WATCH_SECONDS * 1000;
      const isDeliberate = end.status === 'SUCCEEDED' || end.state === 'Failed';
      const isEarly = isDeliberate && !isWatchedLongEnough && account.redshift.isChangingFor(requestId);
      if (isEarly) { account.checker.onEndBeforeChange(requestId); }
    });
  }

  /** ListExecutions, newest first, as far behind as the scenario says. */
  public list(): { readonly name: string; readonly startedAt: number }[] {
    const upTo = this.account.scheduler.now - this.account.scenario.listLagS * 1000;
    return this.executions.filter(({ startedAt }) => startedAt <= upTo).reverse();
  }
}
