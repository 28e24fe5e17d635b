import { InterpreterEvent } from './asl-interpreter';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One execution, and everything that happened in it. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly startDate: number;
  readonly input: string;
  readonly events: InterpreterEvent[];
  status: ExecutionStatus;
  stopDate?: number;
  output?: string;
  error?: string;
  cause?: string;
  /** states entered, and entered again by a retry: what Step Functions charges for */
  transitions: number;
  /** about as many as the service would write into its history */
  historyEvents: number;
}

/** The quota on the history of a standard execution, which ends it. */
export const MAXIMUM_HISTORY_EVENTS = 25_000;

/** How many events the service would write for one of the interpreter's. */
export function historyEventsOf(event: InterpreterEvent): number {
  const task = event.state?.type === 'Task';
  switch (event.type) {
    // Entered, and for a Task also scheduled and started.
    case 'StateEntered': return task ? 3 : 1;
    case 'StateRetried': return 2;
    case 'StateFailed': return 1;
    // Exited, and for a Task also succeeded.
    case 'StateExited': return task ? 2 : 1;
    default: return 1;
  }
}

/** An execution as an eventually consistent call sees it. SFN-3: "Step Functions' list and describe calls are eventually consistent" */
export function seenAt(execution: Execution, at: number): Execution | undefined {
  if (execution.startDate > at) { return undefined; }
  if (execution.stopDate === undefined || execution.stopDate <= at) { return execution; }
  return { ...execution, status: 'RUNNING', stopDate: undefined, output: undefined, error: undefined, cause: undefined };
}

export function listItem(execution: Execution): Record<string, unknown> {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startDate / 1000,
    ...(execution.stopDate !== undefined && { stopDate: execution.stopDate / 1000 }),
  };
}

export function description(execution: Execution): Record<string, unknown> {
  return {
    ...listItem(execution),
    input: execution.input,
    inputDetails: { included: true },
    ...(execution.output !== undefined && { output: execution.output, outputDetails: { included: true } }),
    ...(execution.error !== undefined && { error: execution.error }),
    ...(execution.cause !== undefined && { cause: execution.cause }),
  };
}
