import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { PREFIX, ProbeAccount } from './account';
import { clean, type Pause } from './clean';
import { available, NOT_ASKED, QUESTIONS, type Answer, type Lab, type Question } from './questions';
import { addAwsOptions, connect, type AwsOptions, type Clients } from '../aws/clients';
import { textOf } from '../aws/errors';
import { onEnd } from '../terminal/clean-up';
import { EXIT, exitWith } from '../terminal/exit';
import { Screen, terminalOf } from '../terminal/terminal';
import { UsageError } from '../terminal/usage-error';

const COST = 'cost, at list prices: a KMS key costs 1 USD a month, by the hour, and nothing while it waits for its '
  + 'deletion; an empty namespace costs nothing; a workgroup costs what its queries use, and none is run. A few cents, '
  + 'if everything ends well. No promise: look at your bill.';

interface ProbeOptions extends AwsOptions {
  readonly withWorkgroup?: true;
  readonly yes?: true;
  readonly clean?: true;
  readonly out?: string;
  /** seconds */
  readonly interval: number;
  readonly color: boolean;
}

const HELP = `
Use a sandbox account. Everything that is made is named ${PREFIX}…; nothing else is touched. All of it is deleted at the
end, also after a failure. If the program was killed: probe --clean.

Exit status: 0 every question was answered and everything was deleted; 1 a question could not be answered; 2 it could
not be asked, or something could not be deleted.
`;

export function probeCommand(): Command {
  return addAwsOptions(new Command('probe'))
    .description('Asks a sandbox account what AWS does not document, with two keys and a namespace of its own.')
    .option('--with-workgroup', 'also makes a workgroup and a snapshot, for the questions that need them')
    .option('--yes', 'does not ask before it starts')
    .option('--clean', 'deletes what an earlier run has left, and asks nothing')
    .option('-o, --out <file>', 'writes the answers as JSON')
    .option('--interval <seconds>', 'seconds between two looks', (given) => Number(given), 5)
    .option('--no-color', 'no colors, as with NO_COLOR')
    .addHelpText('after', HELP)
    .action(async (options: ProbeOptions) => exitWith(await probe(options)));
}

async function probe(options: ProbeOptions): Promise<number> {
  if (!(options.interval >= 0.02 && options.interval <= 60)) {
    throw new UsageError('--interval must be a number from 0.02 to 60; give one, for example --interval 5');
  }
  const screen = new Screen(terminalOf(process.stdout, process.env, options.color));
  const clients = await connect(options);
  const account = new ProbeAccount(clients, randomBytes(4).toString('hex'));
  const pause: Pause = () => sleep(options.interval * 1000);
  const cleanAll = async (): Promise<void> => {
    try {
      await clean(account, pause, (what) => screen.line(`  ${what}`));
    } catch (error) {
      throw new UsageError(`not everything could be deleted, got: ${textOf(error)}; remove the cause and run probe `
        + `--clean --region ${clients.region}`);
    }
  };
  if (options.clean) {
    await cleanAll();
    screen.line('nothing of a probe is left');
    return EXIT.well;
  }
  const questions = QUESTIONS.filter(({ needsWorkgroup }) => options.withWorkgroup || !needsWorkgroup);
  printPlan(screen, clients.region, questions, options.withWorkgroup === true);
  if (!options.yes && !await agreed(clients.region)) {
    screen.line('nothing was made');
    return EXIT.impossible;
  }
  let isAtWork = true;
  onEnd(() => {
    const hint = `interrupted: probe --clean --region ${clients.region} deletes what was made\n`;
    if (isAtWork) { process.stderr.write(hint); }
  });
  let answers: Answered[];
  try {
    answers = await ask(account, clients, questions, pause, screen);
  } finally {
    screen.heading('cleaning up');
    await cleanAll();
    isAtWork = false;
  }
  report(screen, clients, answers, options.out);
  return answers.every(({ answer }) => answer !== undefined) ? EXIT.well : EXIT.badly;
}

interface Answered { readonly question: Question; readonly answer?: Answer; readonly error?: string }

async function ask(
  account: ProbeAccount, clients: Clients, questions: readonly Question[], pause: Pause, screen: Screen,
): Promise<Answered[]> {
  screen.heading('asking');
  const keys: [string, string] = [await account.createKey(), await account.createKey()];
  await account.createNamespace(keys[0]);
  const lab: Lab = { account, keys, pause, now: () => clients.clock.now() };
  await available(lab);
  const answered: Answered[] = [];
  // A workgroup comes when the questions that do without one are answered.
  const inOrder = [...questions].sort((one, other) => rank(one) - rank(other));
  for (const question of inOrder) {
    try {
      if (question.needsWorkgroup && await account.workgroupStatus() === undefined) {
        await account.createWorkgroup();
        while ((await account.workgroupStatus())?.toUpperCase() !== 'AVAILABLE') { await pause(); }
      }
      const answer = await question.ask(lab);
      screen.paragraph(`${question.id}: ${question.question}? ${answer.text}`, 2);
      answered.push({ question, answer });
    } catch (error) {
      screen.paragraph(`${question.id}: ${question.question}? not answered: ${textOf(error)}`, 2, 'yellow');
      answered.push({ question, error: textOf(error) });
    }
  }
  return answered;
}

const rank = ({ needsWorkgroup = false }: Question): number => Number(needsWorkgroup);

function printPlan(screen: Screen, region: string, questions: readonly Question[], hasWorkgroup: boolean): void {
  screen.cutLine(`the plan, in ${region}`, 'bold');
  const more = hasWorkgroup ? ', one workgroup of 8 RPU, one snapshot' : '';
  screen.paragraph(`make: two KMS keys, one empty namespace${more}`, 2);
  screen.paragraph(COST, 2);
  screen.paragraph('time: minutes; a key change has no documented maximum', 2);
  for (const { id, question } of questions) { screen.paragraph(`${id}: ${question}?`, 4); }
  screen.paragraph('afterwards everything is deleted; KMS keeps the keys for seven days, unusable', 2);
}

async function agreed(region: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Make these in ${region}, in the account of your credentials? Type yes: `);
    return answer.trim() === 'yes';
  } finally {
    terminal.close();
  }
}

function report(screen: Screen, clients: Clients, answers: readonly Answered[], out: string | undefined): void {
  const day = new Date(clients.clock.now()).toISOString().slice(0, 10);
  screen.heading('rows for docs/assumptions.md');
  for (const { question: { id, question }, answer } of answers) {
    if (answer) { screen.line(`- **${id}** (probed in ${clients.region} on ${day}): ${question}: ${answer.text}.`); }
  }
  for (const { id, why } of NOT_ASKED) { screen.paragraph(`not asked: ${id}: ${why}`, 0, 'dim'); }
  if (out === undefined) { return; }
  const records = answers.map(({ question: { id, question }, answer, error }) => ({
    id, question, value: answer?.value ?? null, text: answer?.text ?? null, error: error ?? null,
  }));
  writeFileSync(out, `${JSON.stringify({
    version: 1,
    at: new Date(clients.clock.now()).toISOString(),
    region: clients.region,
    answers: records,
    notAsked: NOT_ASKED,
  }, null, 2)}\n`);
  screen.line(`answers: ${out}`);
}
