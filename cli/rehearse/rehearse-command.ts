import { Command } from 'commander';
import { idOption, minutesOption, paceOption, pairOption, sizeOption } from './input/read-options';
import type { RehearseOptions } from './input/rehearse-options';
import { runRehearse } from './run-rehearse';
import { exitWith } from '../terminal/exit';
import { parseSize } from '../terminal/size';
import { UsageError } from '../terminal/usage-error';

const AFTER_HELP = `
Examples:
  # a change that is not deployed yet, against the stack as it is deployed
  $ npx cdk synth && npx cdk-redshift-rotatable-namespace rehearse --stack Warehouse --from deployed --size 40TiB

  # against the assembly of the main branch, with every failure, for a pipeline
  $ npx cdk-redshift-rotatable-namespace rehearse --from main/cdk.out --size 40TiB --every-failure --json > out.json

  # what happens when the workgroup fails, or when someone cancels the update after twenty minutes
  $ npx cdk-redshift-rotatable-namespace rehearse --from main/cdk.out --fail-at Workgroup
  $ npx cdk-redshift-rotatable-namespace rehearse --from main/cdk.out --cancel-at 20

  # what happens when the stack is destroyed and deployed again
  $ npx cdk-redshift-rotatable-namespace rehearse --from cdk.out --after-destroy

Exit status:
  0  it ends well: the stack is complete (after a failure on purpose: rolled back), and every namespace is
     AVAILABLE on the key that the template names; with --every-failure, in each scenario
  1  it ends badly
  2  it could not be rehearsed: the command line, a file or a template is not valid or not modelled

A rehearsal runs the function that is in the assembly. Rehearse only assemblies that you would deploy.
`;

type Given = Omit<RehearseOptions, 'parameters' | 'existing' | 'slowness' | 'cancelAtMinutes'> & {
  readonly parameter?: Readonly<Record<string, string>>;
  readonly existing?: Readonly<Record<string, string>>;
  readonly pace: number;
  readonly cancelAt?: number;
};

/** `rehearse`: plays a change of a stack before it is deployed. */
export function rehearseCommand(): Command {
  return new Command('rehearse')
    .description('Plays a change of a stack on a simulator before you deploy it: what happens, in which order, for how '
      + 'long,\nand how it ends when something fails. No AWS account is changed.')
    .option('--app <folder>', 'the synthesized app', 'cdk.out')
    .option('--stack <name>', 'path or name of the stack; not needed where the app has only one')
    .option('--from <source>', 'the stack as it was: a template, the folder of another assembly, or "deployed" to read '
      + 'it with your AWS credentials; without it, the stack is new')
    .option('--size <size>', 'data in each namespace: 6TB, 500GB, 1PB, 24TiB (TB and TiB are both 2^40 bytes)',
      sizeOption, parseSize('24TB'))
    .option('--pace <pace>', 'how fast the service changes a key: typical, half or third', paceOption, 1)
    .option('--fail-at <logical id>', 'this resource fails once', idOption)
    .option('--cancel-at <minutes>', 'the update is cancelled after this much virtual time', minutesOption)
    .option('--no-rollback', 'keep what has succeeded when something fails')
    .option('--every-failure', 'each resource of the change fails once, and the update is cancelled at several moments',
      false)
    .option('--after-destroy', 'the stack is destroyed first, and deployed again', false)
    .option('--parameter <NAME=VALUE>', 'a parameter of the template; may be given several times',
      pairOption('--parameter Stage=prod'))
    .option('--existing <NAME=KEY>', 'a namespace that exists before the stack, on this KMS key (ARN, id or alias); '
      + 'may be given several times', pairOption('--existing warehouse=alias/mine'))
    .option('--region <region>', 'Region of a stack that does not name one')
    .option('--out <folder>', 'folder of the picture and the page', 'rehearsal')
    .option('--png', 'also a PNG picture; needs the package @resvg/resvg-js', false)
    .option('--json', 'print JSON: docs/schemas/rehearsal.schema.json', false)
    .option('--no-color', 'no colors, as with NO_COLOR')
    .addHelpText('after', AFTER_HELP)
    .action(async (given: Given) => {
      const { parameter = {}, existing = {}, pace, cancelAt, ...rest } = given;
      const options: RehearseOptions = {
        ...rest,
        parameters: parameter,
        existing,
        slowness: pace,
        ...(cancelAt !== undefined && { cancelAtMinutes: cancelAt }),
      };
      checkTogether(options);
      exitWith(await runRehearse(options));
    });
}

/** Options that exclude each other. */
function checkTogether({ failAt, cancelAtMinutes, everyFailure, from, afterDestroy }: RehearseOptions): void {
  if (everyFailure && (failAt !== undefined || cancelAtMinutes !== undefined)) {
    throw new UsageError('--every-failure does what --fail-at and --cancel-at do, one after the other: give only it');
  }
  if (cancelAtMinutes !== undefined && (from === undefined || afterDestroy)) {
    throw new UsageError('--cancel-at needs --from: CloudFormation cancels updates only, and this creates the stack');
  }
}
