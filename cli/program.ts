import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { keysCommand } from './keys/keys-command';
import { probeCommand } from './probe/probe-command';
import { rehearseCommand } from './rehearse/rehearse-command';
import { runCleanUps } from './terminal/clean-up';
import { EXIT } from './terminal/exit';
import { UsageError } from './terminal/usage-error';
import { watchCommand } from './watch/watch-command';

/** One folder a command. */
const COMMANDS: readonly (() => Command)[] = [rehearseCommand, watchCommand, keysCommand, probeCommand];

/** The program with all of its commands. */
export function buildProgram(): Command {
  const program = new Command('cdk-redshift-rotatable-namespace')
    .description('Tools for the KMS keys of Amazon Redshift Serverless namespaces.')
    .version(version(), '-v, --version', 'shows the version of the package')
    .helpOption('-h, --help', 'shows this text')
    .helpCommand('help [command]', 'shows the help of a command')
    .showHelpAfterError('(--help lists the options)')
    .configureHelp({ showGlobalOptions: false });
  for (const command of COMMANDS) { program.addCommand(command()); }
  // Commands inherit nothing from a program that they are added to.
  for (const each of [program, ...program.commands]) {
    each.exitOverride();
    each.showHelpAfterError('(--help lists the options)');
    each.showSuggestionAfterError(true);
  }
  return program;
}

/** Runs the program. Resolves to its exit status: that of the command, or 2 for an error. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const program = buildProgram();
    if (args.length === 0) {
      program.outputHelp();
      return EXIT.well;
    }
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? EXIT.well);
  } catch (error) {
    return report(error);
  } finally {
    await runCleanUps();
  }
}

function report(error: unknown): number {
  // commander has printed it already.
  if (error instanceof CommanderError) { return error.exitCode === 0 ? EXIT.well : EXIT.impossible; }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof UsageError ? `${message}\n` : `the program itself failed: ${message}\n`);
  if (process.env.DEBUG && error instanceof Error) { process.stderr.write(`${error.stack}\n`); }
  return EXIT.impossible;
}

/** In the package and in the repository, package.json is one folder up. */
function version(): string {
  const { version: text } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return text;
}
