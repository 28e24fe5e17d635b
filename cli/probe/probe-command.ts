import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { PREFIX, ProbeAccount } from './account';
import { clean, type Pause } from './clean';
import { available, type Answer, type Lab, type Question } from './lab';
import { printPlan, wrappedRights } from './plan';
import { QUESTIONS } from './questions';
import { ROLE_QUESTIONS } from './role-questions';
import { NotAsked, ProbeRoles } from './roles';
import { addAwsOptions, connect, type AwsOptions, type Clients } from '../aws/clients';
import { textOf } from '../aws/errors';
import { onEnd } from '../terminal/clean-up';
import { EXIT, exitWith } from '../terminal/exit';
import { Screen, terminalOf } from '../terminal/terminal';
import { UsageError } from '../terminal/usage-error';

interface ProbeOptions extends AwsOptions {
  readonly withWorkgroup?: true;
  readonly withoutRoles?: true;
  readonly yes?: true;
  readonly clean?: true;
  readonly out?: string;
  /** seconds */
  readonly interval: number;
  readonly color: boolean;
}

const ALL_QUESTIONS = [...QUESTIONS, ...ROLE_QUESTIONS];

const HELP = `
Use a sandbox account. Everything that is made is named ${PREFIX}…; nothing else is touched. All of it is
deleted at the end, also after a failure. If the program was killed: probe --clean.

Permissions that your credentials need:
${wrappedRights()}
Without those of IAM and STS, the questions that need roles are not asked, and the others are.

Exit status: 0 every question that was asked was answered, and everything was deleted; 1 a question could not be
answered; 2 none could be asked, or something could not be deleted.
`;

export function probeCommand(): Command {
  return addAwsOptions(new Command('probe'))
    .description('Asks a sandbox account what AWS does not document, with keys, a namespace and roles of its own.')
    .option('--with-workgroup', 'also makes a workgroup and a snapshot, for the questions that need them')
    .option('--without-roles', 'makes no IAM roles, and leaves out the questions that need them')
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
  const run = randomBytes(4).toString('hex');
  const account = new ProbeAccount(clients, run);
  const roles = new ProbeRoles(clients, run);
  const pause: Pause = () => sleep(options.interval * 1000);
  const cleanAll = async (): Promise<boolean> => {
    try {
      return await clean(account, roles, pause, (what) => screen.line(`  ${what}`));
    } catch (error) {
      throw new UsageError(`not everything could be deleted, got: ${textOf(error)}; remove the cause and run probe `
        + `--clean --region ${clients.region}`);
    }
  };
  if (options.clean) {
    const isAll = await cleanAll();
    screen.line(isAll ? 'nothing of a probe is left' : 'nothing else of a probe is left');
    return EXIT.well;
  }
  const questions = ALL_QUESTIONS.filter((question) => reasonToLeaveOut(question, options) === undefined);
  printPlan(screen, clients.region, questions);
  if (!options.yes && !await agreed(clients.region)) {
    screen.line('nothing was made');
    return EXIT.impossible;
  }
  let isAtWork = true;
  onEnd(() => {
    const hint = `interrupted: probe --clean --region ${clients.region} deletes what was made\n`;
    if (isAtWork) { process.stderr.write(hint); }
  });
  let answers: Answered[] | undefined;
  try {
    answers = await ask({ account, roles, pause, now: () => clients.clock.now() }, questions, screen);
  } finally {
    screen.heading('cleaning up');
    try {
      await cleanAll();
      isAtWork = false;
    } finally {
      if (answers) { report(screen, clients, [...answers, ...leftOut(options)], options.out); }
    }
  }
  return answers.every(({ error }) => error === undefined) ? EXIT.well : EXIT.badly;
}

/** What became of a question: one of the three. */
interface Answered {
  readonly question: Question;
  readonly answer?: Answer;
  readonly notAsked?: string;
  readonly error?: string;
}

const leftOut = (options: ProbeOptions): Answered[] => ALL_QUESTIONS.flatMap((question) => {
  const notAsked = reasonToLeaveOut(question, options);
  return notAsked === undefined ? [] : [{ question, notAsked }];
});

function reasonToLeaveOut({ needsWorkgroup, needsRoles }: Question, options: ProbeOptions): string | undefined {
  if (needsWorkgroup && !options.withWorkgroup) { return 'it needs a workgroup; give --with-workgroup'; }
  return needsRoles && options.withoutRoles ? 'it needs roles; leave --without-roles out' : undefined;
}

async function ask(
  withoutKeys: Omit<Lab, 'keys'>, questions: readonly Question[], screen: Screen,
): Promise<Answered[]> {
  const { account, pause } = withoutKeys;
  screen.heading('asking');
  const keys: [string, string] = [await account.createKey(), await account.createKey()];
  await account.createNamespace(keys[0]);
  const lab: Lab = { ...withoutKeys, keys };
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
      if (error instanceof NotAsked) {
        screen.paragraph(`${question.id}: ${question.question}? not asked: ${textOf(error)}`, 2, 'yellow');
        answered.push({ question, notAsked: textOf(error) });
        continue;
      }
      screen.paragraph(`${question.id}: ${question.question}? not answered: ${textOf(error)}`, 2, 'yellow');
      answered.push({ question, error: textOf(error) });
    }
  }
  return answered;
}

const rank = ({ needsWorkgroup = false }: Question): number => Number(needsWorkgroup);

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
  const notAsked = answers.flatMap(({ question: { id, question }, notAsked: why }) =>
    (why === undefined ? [] : [{ id, question, why }]));
  for (const { id, question, why } of notAsked) { screen.paragraph(`not asked: ${id}: ${question}: ${why}`, 0, 'dim'); }
  if (out === undefined) { return; }
  const asked = answers.filter(({ notAsked: why }) => why === undefined);
  const records = asked.map(({ question: { id, question }, answer, error }) => ({
    id, question, value: answer?.value ?? null, text: answer?.text ?? null, error: error ?? null,
  }));
  writeFileSync(out, `${JSON.stringify({
    version: 1,
    at: new Date(clients.clock.now()).toISOString(),
    region: clients.region,
    answers: records,
    notAsked,
  }, null, 2)}\n`);
  screen.line(`answers: ${out}`);
}
