import {
  DescribeStackEventsCommand, DescribeStacksCommand, ListStackResourcesCommand, type CloudFormationClient,
  type StackEvent as SdkStackEvent, type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { readPages } from './pages';
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
    listEventsSinceStable: (stackId) => readPages(async (NextToken) => {
      const page = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }));
      const events = page.StackEvents ?? [];
      const stable = events.findIndex((event) => isStable(event, stackId));
      return stable < 0
        ? { items: events.map(eventOf), next: page.NextToken }
        : { items: events.slice(0, stable).map(eventOf), next: undefined };
    }),
    listResources: (stackId) => readPages(async (NextToken) => {
      const page = await cloudFormation.send(new ListStackResourcesCommand({ StackName: stackId, NextToken }));
      return { items: (page.StackResourceSummaries ?? []).map(resourceOf), next: page.NextToken };
    }),
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
