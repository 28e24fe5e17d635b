import { Command, Option } from 'commander';
import { collect } from './collect';
import { csvOf, jsonOf, printKeys, unreadText } from './rows';
import { addAwsOptions, connect, type AwsOptions } from '../aws/clients';
import { EXIT, exitWith } from '../terminal/exit';
import { Screen, terminalOf } from '../terminal/terminal';
import { UsageError } from '../terminal/usage-error';

interface KeysOptions extends AwsOptions {
  readonly json?: true;
  readonly csv?: true;
  readonly color: boolean;
}

const HELP = `
Reads only, with your own credentials: redshift-serverless:GetNamespace, ListNamespaces, ListSnapshots,
ListSnapshotCopyConfigurations, ListTagsForResource; kms:ListKeys, DescribeKey, ListGrants, GetKeyLastUsage;
backup:ListBackupVaults, ListRecoveryPointsByBackupVault; cloudformation:ListStackResources;
states:ListExecutions. A read that is denied is told, and then no key is called unneeded.

Exit status: 0 the evidence was collected, whatever it says; 2 it could not be collected.

Examples:
  for a person:     keys warehouse --region eu-west-1
  for an auditor:   keys warehouse --csv > keys.csv
`;

export function keysCommand(): Command {
  return addAwsOptions(new Command('keys'))
    .description('Shows who still needs each key that a namespace or its snapshots are or were on.')
    .argument('<namespace>', 'name of the namespace; it may have been deleted')
    .addOption(new Option('--json', 'one JSON document, for programs').conflicts('csv'))
    .option('--csv', 'one line a key, for auditors')
    .option('--no-color', 'no colors, as with NO_COLOR')
    .addHelpText('after', HELP)
    .action(async (namespaceName: string, options: KeysOptions) => {
      if (!/^[a-z0-9-]{3,64}$/.test(namespaceName)) {
        throw new UsageError(`the name of the namespace is not valid, got: ${JSON.stringify(namespaceName)}; give its `
          + 'name, not its ARN or id');
      }
      const evidence = await collect(await connect(options), namespaceName);
      const unread = unreadText(evidence);
      if (evidence.keys.length === 0) {
        throw new UsageError(`no key was found for namespace ${namespaceName} in ${evidence.region}, got: no customer `
          + 'managed key on it, no snapshot or recovery point of AWS Backup under one, no key generation; check the '
          + `name, the Region and the account${unread === undefined ? '' : `. There may be one: ${unread}`}`);
      }
      const terminal = terminalOf(process.stdout, process.env, options.color);
      if (options.json) {
        terminal.write(jsonOf(evidence));
      } else if (options.csv) {
        terminal.write(csvOf(evidence));
        // A Region without a row has no other place for it.
        if (unread !== undefined) { process.stderr.write(`there may be more keys: ${unread}\n`); }
      } else {
        printKeys(new Screen(terminal), evidence);
      }
      exitWith(EXIT.well);
    });
}
