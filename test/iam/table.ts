import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindOf, type Permit } from './permits';

const FILE = join(__dirname, '..', '..', 'docs', 'compliance.md');
const HEADING = '## What each role may do';

/** Rights that the simulated account cannot exercise: there is no CloudWatch Logs in it. */
export const UNEXERCISED: Readonly<Record<string, string>> = {
  'FunctionRole / Logs / logs:CreateLogStream': 'not exercised: Lambda itself writes the log, with this role',
  'FunctionRole / Logs / logs:PutLogEvents': 'not exercised: Lambda itself writes the log, with this role',
  ...Object.fromEntries([
    'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery', 'logs:ListLogDeliveries',
    'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
  ].map((action) => [`WaiterRole / DeliverLogs / ${action}`, 'not exercised: AWS documents this list for log delivery of Step Functions'])),
};

export interface Row { readonly permit: Permit; readonly use: string }

/** The section of docs/compliance.md, as it has to be. */
export function section(rows: readonly Row[]): string {
  const lines = rows.map(({ permit: { role, statement, policy, action }, use }) =>
    `| ${kindOf(role)} | ${statement.Sid ?? policy} | \`${action}\` | ${resources(statement.Resource)} | ${conditions(statement.Condition)} | ${use} |`);
  return [
    HEADING,
    '',
    'Derived from the calls that the stories of `test/iam` have recorded: every right below was used in the story that is named, no other was needed, no request is permitted when a condition\'s key is missing or has another value, and taking any single right away makes that story fail. What the simulated account cannot exercise says so.',
    '',
    '| role | statement | action | resource | condition | used in |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
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

function resources(value: Permit['statement']['Resource']): string {
  return [value ?? []].flat().map((each) => `\`${general(String(each))}\``).join('<br>');
}

function conditions(condition: Permit['statement']['Condition']): string {
  return Object.entries(condition ?? {}).flatMap(([operator, block]) => Object.entries(block).map(
    ([key, value]) => `${operator} \`${key}\` = \`${general(String(value))}\``)).join('<br>') || '–';
}

/** Without what is another in each account. */
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
