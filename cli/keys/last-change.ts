import { ListStackResourcesCommand, type StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { executionPrefix } from '../../src/handler/reconcile/executions';
import type { Clients } from '../aws/clients';
import { failureOf } from '../aws/errors';
import { holdingOf } from '../watch/account';

/** Step Functions keeps an execution for 90 days, and a change takes less than two. */
const PAGES = 10;

/**
 * When the newest key change had ended, by the executions of the waiter: their names and times, never their input.
 * `isKnown` and no time: no execution in the last 90 days.
 */
export async function lastChange(
  clients: Clients, namespaceName: string, stackName: string | undefined,
): Promise<{ readonly endedBy?: number; readonly isKnown: boolean }> {
  if (stackName === undefined) { return { isKnown: false }; }
  try {
    const waiterArn = await waiterOf(clients, stackName);
    if (waiterArn === undefined) { return { isKnown: false }; }
    const prefix = executionPrefix(namespaceName);
    let nextToken: string | undefined;
    for (let page = 0; page < PAGES; page += 1) {
      const input = { stateMachineArn: waiterArn, maxResults: 1000, nextToken };
      const { executions = [], nextToken: next } = await clients.stepFunctions.send(new ListExecutionsCommand(input));
      const newest = executions.find(({ name }) => name?.startsWith(prefix));
      if (newest) { return { endedBy: newest.stopDate?.getTime() ?? clients.clock.now(), isKnown: true }; }
      if (next === undefined) { return { isKnown: true }; }
      nextToken = next;
    }
    return { isKnown: false };
  } catch (error) {
    if (failureOf(error) === 'no-credentials') { throw error; }
    return { isKnown: false };
  }
}

async function waiterOf({ cloudFormation }: Clients, StackName: string): Promise<string | undefined> {
  const found: StackResourceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.send(new ListStackResourcesCommand({ StackName, NextToken }));
    found.push(...page.StackResourceSummaries ?? []);
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return holdingOf(found).waiterArn;
}
