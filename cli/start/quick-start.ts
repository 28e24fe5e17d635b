import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration } from 'aws-cdk-lib';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { WarehouseStack } from '../../examples/quick-start/warehouse-stack';
import { KeyChangeTimeout } from '../../src';
import { run } from '../program';
import { onEnd } from '../terminal/clean-up';
import { EXIT } from '../terminal/exit';

const STACK = 'Warehouse';
const OUT = 'out/rehearsal';
const HELP = `
All options of rehearse can be given too, such as --size 100TB, --pace half, --every-failure or --png:
  $ npm start -- --size 100TB --timeout 8h

The options of rehearse:
  $ npx tsx cli/main.ts rehearse --help
`;

interface Given { readonly timeout?: KeyChangeTimeout }

/** Rehearses examples/quick-start: from key generation 1 to key generation 2. Resolves to the exit status. */
export async function startQuickStart(args: readonly string[]): Promise<number> {
  const command = new Command('npm start --')
    .description('Synthesizes examples/quick-start with key generation 1 and 2, and rehearses the change.')
    .option('--timeout <time>', 'how long a deployment waits for the key change, such as 8h or 90min', readTimeout)
    .addHelpText('after', HELP)
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride();
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) { throw error; }
    return error.exitCode === 0 ? EXIT.well : EXIT.impossible;
  }
  const { timeout } = command.opts<Given>();
  const folder = mkdtempSync(join(tmpdir(), 'rotatable-namespace-'));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  const [before, after] = [1, 2].map((keyGeneration) =>
    synthesize(join(folder, String(keyGeneration)), keyGeneration, timeout));
  return run(['rehearse', '--app', after, '--from', before, '--out', OUT, ...command.args]);
}

function synthesize(outdir: string, keyGeneration: number, keyChangeTimeout?: KeyChangeTimeout): string {
  const app = new App({ outdir, analyticsReporting: false });
  new WarehouseStack(app, STACK, { keyGeneration, keyChangeTimeout });
  app.synth();
  return outdir;
}

function readTimeout(text: string): KeyChangeTimeout {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(h|min)$/.exec(text.trim()) ?? [];
  if (number === undefined) { throw new InvalidArgumentError('give hours or minutes, such as 8h or 90min'); }
  try {
    return KeyChangeTimeout.upTo(Duration.minutes(Number(number) * (unit === 'h' ? 60 : 1)));
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
