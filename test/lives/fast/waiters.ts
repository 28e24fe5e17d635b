import type { LightAccount } from './account';
import { interpret, type AslEnd } from './asl';
import type { State, Step } from '../../../src/key-change/state';
import type { AslDefinition } from '../../../src/private/waiter-definition';
import { jumpMs } from '../life';

export interface LightExecution {
  readonly name: string;
  readonly requestId: string;
  readonly startedAt: number;
  end?: AslEnd & { readonly at: number };
}

/** The executions of the waiter: the definition as it ships, interpreted. */
export class Waiters {
  public readonly executions: LightExecution[] = [];
  private readonly names = new Set<string>();

  constructor(private readonly account: LightAccount, private readonly definition: AslDefinition) {}

  /** StartExecution; of a name that exists, nothing. */
  public start(name: string, input: string): void {
    if (this.names.has(name)) { return; }
    this.names.add(name);
    const { scheduler, dice, life, lambda } = this.account;
    const state = JSON.parse(input) as State;
    const execution: LightExecution = { name, requestId: state.wish.request.requestId, startedAt: scheduler.now };
    this.executions.push(execution);
    scheduler.spawn(async () => {
      const end = await interpret(scheduler, this.definition, state, (step) => lambda.step(step as Step), () => jumpMs(dice, life.chaos));
      execution.end = { ...end, at: scheduler.now };
    });
  }

  /** ListExecutions, as far behind as this life has it; newest first. */
  public list(): { readonly name: string; readonly startedAt: number }[] {
    const seen = this.account.scheduler.now - this.account.life.listLagS * 1000;
    return this.executions.filter(({ startedAt }) => startedAt <= seen).reverse();
  }
}
