import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindOf, type Permit } from './permits';

const FILE = join(__dirname, '..', '..', '..', 'docs', 'compliance.md');
const HEADING = '## What each role may do';
const WIDTH = 120;

const LOG_DELIVERY = [
  'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
];

/**
 * Permissions that the simulated account does not ask for, and where they come from: there is no CloudWatch Logs in it.
 */
export const UNEXERCISED: Readonly<Record<string, string>> = {
  'FunctionRole / Logs / logs:CreateLogStream': 'not exercised: Lambda itself writes the log, with this role',
  'FunctionRole / Logs / logs:PutLogEvents': 'not exercised: Lambda itself writes the log, with this role',
  ...Object.fromEntries(LOG_DELIVERY.map((action) => [
    `WaiterRole / DeliverLogs / ${action}`,
    'not exercised: AWS documents this list for the log delivery of Step Functions',
  ])),
};

/** Without it, there is no estimate, and a change ends as it does with it. */
export const DISPENSABLE = ['FunctionRole / ReadDataSize / redshift-serverless:ListRecoveryPoints'];

export interface Row {
  readonly permit: Permit;
  /** which stories used it, or why none did */
  readonly use: string;
}

export const usedIn = (stories: Iterable<string>): string => `used in: ${[...stories].join(', ')}`;

const INTRODUCTION = 'Derived from the calls that the stories of `test/private/provider` make in a simulated account. '
  + 'Every permission below was used in the stories that are named, and no other was needed. Each story fails without '
  + 'any single one of its permissions, but for ListRecoveryPoints: without it, there is no estimate. No request is '
  + 'permitted when the key of a condition is missing or has another '
  + 'value. Permissions that the simulated account does not ask for are marked, with their source.';

/** The section of docs/compliance.md, as it has to be. */
export function section(rows: readonly Row[]): string {
  return [HEADING, '', ...wrapped(INTRODUCTION), '', ...groups(rows).flatMap(statementLines)].join('\n');
}

export function writtenSection(): string {
  const text = readFileSync(FILE, 'utf8');
  const from = text.indexOf(HEADING);
  return from < 0 ? '' : `${HEADING}${text.slice(from + HEADING.length).split('\n## ')[0]}`;
}

export function writeSection(wanted: string): void {
  const text = readFileSync(FILE, 'utf8');
  const written = writtenSection();
  writeFileSync(FILE, written === '' ? `${text.trimEnd()}\n\n${wanted}` : text.replace(written, wanted));
}

/** The rows of each statement. */
function groups(rows: readonly Row[]): Row[][] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const heading = headingOf(row.permit);
    found.set(heading, [...found.get(heading) ?? [], row]);
  }
  return [...found.values()];
}

const headingOf = ({ role, statement, policy }: Permit): string => `${kindOf(role)}: ${statement.Sid ?? policy}`;

function statementLines(rows: readonly Row[]): string[] {
  const [{ permit }] = rows;
  const uses = [...new Set(rows.map(({ use }) => use))];
  return [
    `### ${headingOf(permit)}`,
    '',
    ...uses.flatMap((use) => {
      const actions = rows.filter((row) => row.use === use).map(({ permit: { action } }) => `\`${action}\``);
      return [...wrapped(`- actions: ${actions.join(', ')}`, '  '), ...wrapped(`- ${use}`, '  ')];
    }),
    ...resourcesOf(permit).map((resource) => `- resource: \`${resource}\``),
    ...conditionsOf(permit).flatMap((condition) => wrapped(`- condition: ${condition}`, '  ')),
    '',
  ];
}

const resourcesOf = ({ statement: { Resource: value } }: Permit): string[] =>
  [value ?? []].flat().map((each) => general(String(each)));

const conditionsOf = ({ statement: { Condition: condition } }: Permit): string[] =>
  Object.entries(condition ?? {}).flatMap(([operator, block]) =>
    Object.entries(block).map(([key, value]) => `${operator} \`${key}\` = \`${general(String(value))}\``));

/** Without what differs between accounts. */
function general(text: string): string {
  return text
    .replace(/us-east-1/g, '(region)')
    .replace(/\d{12}/g, '(account)')
    .replace(/:function:.*$/, ':function:(the function)')
    .replace(/:stateMachine:.*$/, ':stateMachine:(the waiter)')
    .replace(/:log-group:.*$/, ':log-group:(its log group):*')
    .replace(/:stack\/.*$/, ':stack/(the stack and its id)')
    .replace(/namespace\/[0-9a-f-]{36}/, 'namespace/(the id given)')
    .replace(/^Warehouse$/, '(the name of the stack)');
}

/** The text in lines of at most the width. */
function wrapped(text: string, indent = ''): string[] {
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last === undefined) { return [word]; }
    const longer = `${last} ${word}`;
    return longer.length <= WIDTH ? [...lines.slice(0, -1), longer] : [...lines, `${indent}${word}`];
  }, []);
}
