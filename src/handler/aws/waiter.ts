import { ListExecutionsCommand, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { readPages } from './pages';
import type { Waiter } from '../ports';
import type { Execution } from '../reconcile/executions';

const PAGE = 100;

export function stepFunctionsWaiter(starter: SFNClient, lister: SFNClient): Waiter {
  return {
    async startExecution(stateMachineArn, name, input) {
      try {
        await starter.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      } catch (error) {
        // The event was delivered before.
        if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists') { throw error; }
      }
    },
    listExecutions: (stateMachineArn, enough) => readPages(async (nextToken) => {
      const page = await lister.send(new ListExecutionsCommand({ stateMachineArn, maxResults: PAGE, nextToken }));
      const items = (page.executions ?? []).flatMap(({ name, startDate }): Execution[] =>
        (name !== undefined && startDate !== undefined ? [{ name, startedAt: startDate.getTime() }] : []));
      return { items, next: items.some(enough) ? undefined : page.nextToken };
    }),
  };
}
