import { Command } from 'commander';
import type { WatchOptions } from './watch-options';
import { watchStack } from './watch-stack';
import { addAwsOptions } from '../aws/clients';
import { exitWith } from '../terminal/exit';
import { terminalOf } from '../terminal/terminal';
import { UsageError } from '../terminal/usage-error';

const HELP = `
Reads only, with your own credentials: cloudformation:DescribeStacks, DescribeStackEvents, ListStackResources;
redshift-serverless:GetNamespace; and, where permitted, redshift-serverless:ListRecoveryPoints (for the estimate) and
states:ListExecutions (for a change that outlived its deployment). It never reads the input of an execution.

Exit status:
  0  the stack has what its template says, and its namespaces are AVAILABLE
  1  it rolled back or failed, or a namespace cannot be used; the text says what to do next
  2  it could not be watched

Examples:
  while cdk deploy is silent:                 watch Warehouse
  before it, in another terminal:             watch Warehouse --wait 10
  for a program, with the picture at the end: watch Warehouse --json --out key-change.svg
`;

export function watchCommand(): Command {
  return addAwsOptions(new Command('watch'))
    .description('Follows the key change of a stack that is being deployed, or that has outlived its deployment.')
    .argument('<stack>', 'name or ARN of the stack')
    .option('--json', 'one JSON object a line, for programs')
    .option('-o, --out <file>', 'writes the timeline as a picture: .svg or .png')
    .option('--interval <seconds>', 'seconds between two observations', number('--interval', 0.1, 600), 10)
    .option('--wait <minutes>', 'waits so long for a deployment to begin, if none runs', number('--wait', 0, 1440))
    .option('--no-color', 'no colors, as with NO_COLOR')
    .addHelpText('after', HELP)
    .action(async (stack: string, options: WatchOptions) => {
      const terminal = terminalOf(process.stdout, process.env, options.color);
      exitWith(await watchStack(stack, options, terminal));
    });
}

const number = (option: string, least: number, most: number) => (given: string): number => {
  const value = Number(given);
  if (given.trim() !== '' && value >= least && value <= most) { return value; }
  throw new UsageError(`${option} must be a number from ${least} to ${most}, got: ${JSON.stringify(given)}; `
    + `give one, for example ${option} 10`);
};
