import { FUNCTION_TIMEOUT_SECONDS, WAITER_PATHS, WATCH_SECONDS, WINDOW_SECONDS, type StepName } from '../key-change/contract';

/** A state of the Amazon States Language. */
export type AslState = Record<string, unknown>;
export interface AslDefinition {
  readonly Comment: string;
  readonly TimeoutSeconds: number;
  readonly StartAt: string;
  readonly States: Record<string, AslState>;
}

/** Longer than the function's own timeout, so that the function is dead when the task has timed out. */
const TASK_TIMEOUT_SECONDS = FUNCTION_TIMEOUT_SECONDS + 30;

/**
 * The waiter: a loop that knows nothing. Every decision is the function's.
 *
 * JSONPath, and Lambda ARNs as resources, so that every interpreter of the language runs it alike.
 */
export function waiterDefinition(functionArn: string): AslDefinition {
  const task = (step: StepName, more: AslState): AslState => ({
    Type: 'Task',
    Resource: functionArn,
    Parameters: { 'step': step, 'state.$': '$' },
    TimeoutSeconds: TASK_TIMEOUT_SECONDS,
    Next: 'Choose',
    ...more,
  });
  const toState = (action: string, next: string): AslState => ({ Variable: WAITER_PATHS.action, StringEquals: action, Next: next });
  return {
    Comment: 'Waits until the KMS key of an Amazon Redshift Serverless namespace has changed',
    // Bounds every execution: the window, the watch after it, and a day to spare.
    TimeoutSeconds: WINDOW_SECONDS + WATCH_SECONDS + 24 * 3600,
    StartAt: 'Look',
    States: {
      'Look': task('look', {
        // Reading is harmless: try for as long as a window lasts.
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 60 }],
      }),
      'Choose': {
        Type: 'Choice',
        Choices: [toState('wait', 'Wait'), toState('ask', 'Ask'), toState('answer', 'Answer'), toState('end', 'End')],
        Default: 'Unknown action',
      },
      'Wait': { Type: 'Wait', SecondsPath: WAITER_PATHS.seconds, Next: 'Look' },
      // Never retried: a second ask is a decision. The state that enters here says already that it may have been sent.
      'Ask': task('ask', {
        Catch: [
          { ErrorEquals: ['Lambda.TooManyRequestsException'], ResultPath: WAITER_PATHS.askThrottled, Next: 'Look' },
          { ErrorEquals: ['States.ALL'], ResultPath: WAITER_PATHS.askUnheard, Next: 'Look' },
        ],
      }),
      // The same answer again: it was decided before, and stands in the state.
      'Answer': task('answer', {
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 6 }],
      }),
      'End': { Type: 'Succeed' },
      'Unknown action': { Type: 'Fail', Error: 'UnknownAction', Cause: 'the function named no action that this state machine knows' },
    },
  };
}
