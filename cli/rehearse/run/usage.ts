import type { RehearsedAccount } from './rehearsed-account';
import { costOf } from '../../../bench/prices';

/** What a deployment used, and its list price. */
export interface Usage {
  readonly invocations: number;
  readonly stateTransitions: number;
  /** API calls of the function, such as `redshift-serverless:GetNamespace` → 24 */
  readonly calls: Readonly<Record<string, number>>;
  /** US dollars of function and waiter, at list prices of US East (N. Virginia) */
  readonly dollars: number;
  /** KMS keys that the deployment created; each costs a dollar a month */
  readonly newKeys: number;
}

/** Everything that the function and the waiter used since a moment. */
export function usageSince({ aws }: RehearsedAccount, since: number, keysBefore: number): Usage {
  const invocations = aws.lambda.invocations.filter(({ at }) => at >= since);
  const billed = invocations.map(({ at, endedAt, functionArn }) => ({
    milliseconds: (endedAt ?? at) - at,
    memoryMB: aws.lambda.function(functionArn)?.memorySize ?? 128,
  }));
  const stateTransitions = aws.stepFunctions.executions
    .filter(({ startDate }) => startDate >= since)
    .reduce((sum, { transitions }) => sum + transitions, 0);
  const calls: Record<string, number> = {};
  for (const { at, service, operation, principal } of aws.calls) {
    if (at < since || principal === 'administrator' || principal === 'cloudformation') { continue; }
    const name = `${service}:${operation}`;
    calls[name] = (calls[name] ?? 0) + 1;
  }
  return {
    invocations: invocations.length,
    stateTransitions,
    calls,
    dollars: costOf(billed, stateTransitions),
    newKeys: aws.kms.allKeys().length - keysBefore,
  };
}
