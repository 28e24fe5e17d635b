import {
  DescribeStackEventsCommand, DescribeStacksCommand, ListStackResourcesCommand, type CloudFormationClient,
  type StackEvent as SdkStackEvent, type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { readFailure } from './errors';
import type { Stacks } from '../ports';
import type { StackEvent } from '../reconcile/stack-history';
import type { StackResource } from '../reconcile/stack-holding';

export function cloudFormationStacks(cloudFormation: CloudFormationClient): Stacks {
  return {
    async describeDirection(stackId) {
      try {
        const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
        if (!stack?.StackStatus) { return 'unreadable'; }
        return /ROLLBACK/.test(stack.StackStatus) ? 'rolling-back' : 'forward';
      } catch {
        // Whatever it was, nothing is known of the stack.
        return 'unreadable';
      }
    },
    async listEventsSinceStable(stackId) {
      const listed: StackEvent[] = [];
      let NextToken: string | undefined;
      try {
        do {
          const page = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }));
          const events = page.StackEvents ?? [];
          const stable = events.findIndex((event) => isStable(event, stackId));
          listed.push(...events.slice(0, stable < 0 ? undefined : stable).map(eventOf));
          NextToken = stable < 0 ? page.NextToken : undefined;
        } while (NextToken);
      } catch (error) {
        const { kind, message } = readFailure(error);
        return { kind: kind === 'denied' ? kind : 'unreadable', message };
      }
      return { kind: 'read', value: listed };
    },
    async listResources(stackId) {
      const listed: StackResource[] = [];
      let NextToken: string | undefined;
      try {
        do {
          const page = await cloudFormation.send(new ListStackResourcesCommand({ StackName: stackId, NextToken }));
          listed.push(...(page.StackResourceSummaries ?? []).map(resourceOf));
          ({ NextToken } = page);
        } while (NextToken);
      } catch (error) {
        const { kind, message } = readFailure(error);
        return { kind: kind === 'denied' ? kind : 'unreadable', message };
      }
      return { kind: 'read', value: listed };
    },
  };
}

/** A later rollback returns to this. */
const STABLE = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;

const isStable = ({ PhysicalResourceId: id, ResourceStatus: status }: SdkStackEvent, stackId: string): boolean =>
  id === stackId && STABLE.test(status ?? '');

const eventOf = (event: SdkStackEvent): StackEvent => ({
  logicalId: event.LogicalResourceId ?? '',
  // Empty until CloudFormation knows it.
  physicalId: event.PhysicalResourceId || undefined,
  status: event.ResourceStatus ?? '',
});

const resourceOf = (summary: StackResourceSummary): StackResource => ({
  logicalId: summary.LogicalResourceId ?? '',
  physicalId: summary.PhysicalResourceId,
  type: summary.ResourceType ?? '',
  status: summary.ResourceStatus ?? '',
});
