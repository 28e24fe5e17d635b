import { InterpreterEvent } from './asl-interpreter';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One execution and its events. */
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
  /** state transitions, retries included: what Step Functions charges for */
  transitions: number;
  /** approximate number of events in the service's history */
  historyEvents: number;
}

/** SFN-6: quota of the history of a standard execution. Above it, the execution fails. */
export const MAXIMUM_HISTORY_EVENTS = 25_000;

/** How many events the service writes for one event of the interpreter. */
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

/**
 * An execution as an eventually consistent call reads it.
 * SFN-3: lists are eventually consistent.
 */
export function readAt(execution: Execution, at: number): Execution | undefined {
  if (execution.startDate > at) { return undefined; }
  if (execution.stopDate === undefined || execution.stopDate <= at) { return execution; }
  return {
    ...execution,
    status: 'RUNNING',
    stopDate: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
  };
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
