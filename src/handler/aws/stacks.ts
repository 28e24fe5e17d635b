import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../ports';

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
  };
}
