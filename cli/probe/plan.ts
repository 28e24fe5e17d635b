import type { Question } from './lab';
import { actionList, KEY_ACTIONS, PERMISSIONS } from './permissions';
import { wrap } from '../terminal/fit-text';
import type { Screen } from '../terminal/terminal';

const COST = 'cost, at list prices: a KMS key costs 1 USD a month, by the hour, and nothing while it waits for its '
  + 'deletion; IAM roles and an empty namespace cost nothing; a workgroup costs what its queries use, and none is run. '
  + 'A few cents, if everything ends well. No promise: look at your bill.';

const HELP_WIDTH = 110;

/** What the operator's credentials need, for what. */
function rights(hasWorkgroup: boolean, hasRoles: boolean): string[] {
  return [
    `always: ${actionList(PERMISSIONS.always)}`,
    ...hasWorkgroup ? [`for a workgroup and a snapshot: ${actionList(PERMISSIONS.withWorkgroup)}`] : [],
    ...hasRoles ? [`for roles: ${actionList(PERMISSIONS.withRoles)}`] : [],
  ];
}

/** The permissions of a probe that asks everything, for the help. */
export const wrappedRights = (): string =>
  rights(true, true).flatMap((each) => wrap(each, HELP_WIDTH)).map((line) => `  ${line}`).join('\n');

/** U-14 has one role; U-5 has one with every action, and for each key one without any and one without each. */
const MOST_ROLES = 2 + 2 * (1 + KEY_ACTIONS.length);
/** Of the questions that need no roles. */
const MOST_OTHER_CHANGES = 8;

/** Shows what will be made, what it costs and takes, and what is asked. */
export function printPlan(screen: Screen, region: string, questions: readonly Question[]): void {
  const hasWorkgroup = questions.some(({ needsWorkgroup }) => needsWorkgroup);
  const hasRoles = questions.some(({ needsRoles }) => needsRoles);
  screen.cutLine(`the plan, in ${region}`, 'bold');
  const more = (hasWorkgroup ? ', one workgroup of 8 RPU, one snapshot' : '')
    + (hasRoles ? `, 4 to ${MOST_ROLES} IAM roles that may change the key of this namespace and nothing else` : '');
  screen.paragraph(`make: two KMS keys, one empty namespace${more}`, 2);
  screen.paragraph(COST, 2);
  const changes = MOST_OTHER_CHANGES + (hasRoles ? 2 * MOST_ROLES : 0);
  screen.paragraph(`time: up to ${changes} key changes of an empty namespace, of minutes each; a key change has no `
    + 'documented maximum', 2);
  screen.line('  permissions that it needs:');
  for (const each of rights(hasWorkgroup, hasRoles)) { screen.paragraph(each, 4); }
  screen.line('  questions:');
  for (const { id, question } of questions) { screen.paragraph(`${id}: ${question}?`, 4); }
  screen.paragraph('afterwards everything is deleted; KMS keeps the keys for seven days, unusable', 2);
}
