import type { World } from '../../stories/world';
import { environmentOf, operator, Program } from '../process';

/** What the help of `watch` says that it needs. */
export const READS = [
  'cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents', 'cloudformation:ListStackResources',
  'redshift-serverless:GetNamespace',
];
/** What it can do without. */
export const OPTIONAL_READS = ['redshift-serverless:ListRecoveryPoints', 'states:ListExecutions'];

/** Starts `watch` as an operator who may do these actions. */
export const startWatch = (
  world: World, args: readonly string[], actions: readonly string[] = [...READS, ...OPTIONAL_READS],
): Program =>
  new Program(['watch', ...args, '--interval', '0.1'], environmentOf(world.aws, operator(world.aws, actions)));
