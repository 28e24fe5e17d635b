import { ScheduleSpec } from '../schedule-spec';
import { Environment } from './environment';
import { Iam } from './iam';
import { parseSchedule } from './schedule-expression';

/** One invocation of a target. */
export interface ScheduleFiring {
  readonly at: number;
  readonly scheduleArn: string;
  readonly targetArn: string;
  readonly input?: string;
  /** `ok`, or why the target was not invoked */
  readonly outcome: string;
}

/** Invokes functions. */
interface Functions { invokeAsync(arn: string, payload: unknown): void }

const LAMBDA = /^arn:[a-z-]+:lambda:/;

/**
 * Amazon EventBridge Scheduler, on the virtual clock. Functions are invoked; what else a target does is not simulated:
 * the invocation is recorded.
 */
export class EventBridgeScheduler {
  /** every invocation, oldest first */
  public readonly firings: ScheduleFiring[] = [];
  private readonly timers = new Map<string, number>();

  constructor(private readonly env: Environment, private readonly iam: Iam, private readonly functions: Functions) {}

  /** Creates a schedule, or replaces one of the same ARN. */
  public putSchedule(schedule: ScheduleSpec): void {
    const times = parseSchedule(schedule.expression);
    this.deleteSchedule(schedule.arn);
    if (!schedule.enabled) { return; }
    const { clock } = this.env;
    const arm = (): void => {
      const at = times.next(clock.now());
      if (at === undefined) { return; }
      this.timers.set(schedule.arn, clock.setTimeout(() => {
        arm();
        this.fire(schedule);
      }, at - clock.now()));
    };
    arm();
  }

  public deleteSchedule(arn: string): void {
    this.env.clock.clearTimeout(this.timers.get(arn));
    this.timers.delete(arn);
  }

  private fire({ arn, targetArn, input, roleName }: ScheduleSpec): void {
    const caller = { principal: roleName, administrator: false };
    const isFunction = LAMBDA.test(targetArn);
    let outcome = 'ok';
    if (isFunction) {
      const denial = this.iam.denial(caller, 'lambda:InvokeFunction', targetArn);
      if (denial === undefined) { this.functions.invokeAsync(targetArn, JSON.parse(input ?? '{}')); }
      outcome = denial ?? outcome;
    }
    this.firings.push({ at: this.env.clock.now(), scheduleArn: arn, targetArn, input, outcome });
  }
}
