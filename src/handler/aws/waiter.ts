import { ListExecutionsCommand, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { readFailure } from './errors';
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
    async listExecutions(stateMachineArn, enough) {
      const listed: Execution[] = [];
      let nextToken: string | undefined;
      try {
        do {
          const page = await lister.send(new ListExecutionsCommand({ stateMachineArn, maxResults: PAGE, nextToken }));
          for (const { name, startDate } of page.executions ?? []) {
            if (name !== undefined && startDate !== undefined) {
              listed.push({ name, startedAt: startDate.getTime() });
            }
          }
          nextToken = listed.some(enough) ? undefined : page.nextToken;
        } while (nextToken);
      } catch (error) {
        const { kind, message } = readFailure(error);
        return { kind: kind === 'denied' ? kind : 'unreadable', message };
      }
      return { kind: 'read', value: listed };
    },
  };
}
