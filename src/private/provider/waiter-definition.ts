import {
  FUNCTION_TIMEOUT_SECONDS, WAITER_PATHS, WATCH_SECONDS, WINDOW_SECONDS, type StepName,
} from '../../contract';

/** Error of an execution that has responded FAILED. Any other error is one of the waiter itself. */
export const KEY_CHANGE_FAILED = 'KeyChangeFailed';

/** A state of the Amazon States Language. */
export type AslState = Record<string, unknown>;
export interface AslDefinition {
  readonly Comment: string;
  readonly TimeoutSeconds: number;
  readonly StartAt: string;
  readonly States: Record<string, AslState>;
}

/** Longer than the function's own timeout, so that the function has ended when the task times out. */
const TASK_TIMEOUT_SECONDS = FUNCTION_TIMEOUT_SECONDS + 30;

/** Bounds every execution: the window, the watch after it, and a day to spare. */
const EXECUTION_TIMEOUT_SECONDS = WINDOW_SECONDS + WATCH_SECONDS + 24 * 3600;

/** Observing changes nothing, so it is retried for as long as a window lasts. */
const OBSERVE_RETRY = {
  ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 60,
};
/** The same response again: it was decided before, and is in the state. */
const RESPOND_RETRY = {
  ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 6,
};

/**
 * The waiter: a loop without decisions of its own. Every decision is made by the function.
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
  const toState = (action: string, next: string): AslState =>
    ({ Variable: WAITER_PATHS.action, StringEquals: action, Next: next });
  return {
    Comment: 'Waits until the KMS key of an Amazon Redshift Serverless namespace has changed',
    TimeoutSeconds: EXECUTION_TIMEOUT_SECONDS,
    StartAt: 'Observe',
    States: {
      'Observe': task('observe', { Retry: [OBSERVE_RETRY] }),
      'Choose': {
        Type: 'Choice',
        Choices: [
          toState('wait', 'Wait'), toState('update', 'Update'), toState('respond', 'Respond'), toState('end', 'End'),
          toState('fail', 'Failed'),
        ],
        Default: 'Unknown action',
      },
      'Wait': { Type: 'Wait', SecondsPath: WAITER_PATHS.seconds, Next: 'Observe' },
      // Never retried: whether to send a second update is a decision. The state that enters here already says that an
      // update may have been sent.
      'Update': task('update', {
        Catch: [
          {
            ErrorEquals: ['Lambda.TooManyRequestsException'],
            ResultPath: WAITER_PATHS.updateThrottled,
            Next: 'Observe',
          },
          { ErrorEquals: ['States.ALL'], ResultPath: WAITER_PATHS.updateOutcomeUnknown, Next: 'Observe' },
        ],
      }),
      'Respond': task('respond', { Retry: [RESPOND_RETRY] }),
      'End': { Type: 'Succeed' },
      // CloudFormation has its response. So Step Functions' own metrics show the failure, too.
      'Failed': {
        Type: 'Fail',
        Error: KEY_CHANGE_FAILED,
        Cause: 'CloudFormation was told why the key change has failed',
      },
      'Unknown action': {
        Type: 'Fail',
        Error: 'UnknownAction',
        Cause: 'the function returned an action that this state machine does not know',
      },
    },
  };
}
