import { eventRows } from './event-rows';
import type { WrittenFiles } from './json-report';
import { dollarsOf, keyName, paceName, resultOf, scenarioName, whereOf } from './words';
import { formatDuration, moment, timeOfDay } from '../../terminal/duration';
import { wrap } from '../../terminal/fit-text';
import { describeEstimate, estimateMs } from '../../terminal/size';
import { renderTable } from '../../terminal/table';
import type { Screen, Style } from '../../terminal/terminal';
import type { RehearseOptions } from '../input/rehearse-options';
import { messageOf, withKeyNames } from '../judge/reason-text';
import type { JudgedScenario, Rehearsal } from '../rehearsal';

/** Without more, a long list is no help. */
const MOST_GIVEN = 15;

/** Prints a rehearsal as a person reads it. */
export function printReport(
  screen: Screen, rehearsal: Rehearsal, options: RehearseOptions, files: WrittenFiles, endsWell: boolean,
): void {
  const { plan, main } = rehearsal;
  screen.cutLine(`Rehearsal of stack ${plan.after.stackName} with ${options.size.text} in each namespace`, 'bold');
  screen.paragraph('On a simulator: no AWS account is used, except to read a deployed template. Times are of a virtual '
    + 'clock.', 0);
  printEvents(screen, main);
  printWaiting(screen, main);
  printUpdates(screen, main);
  printPaces(screen, rehearsal, options);
  printFailures(screen, rehearsal);
  printUsage(screen, main);
  printGiven(screen, main);
  printEnd(screen, rehearsal, endsWell);
  field(screen, 'picture', files.png === undefined ? files.svg : `${files.svg}, ${files.png}`);
  field(screen, 'page', files.html);
}

function printEvents(screen: Screen, { result }: JudgedScenario): void {
  screen.heading('Events of the change');
  const rows = eventRows(result.events, result.keyNames).map(({ time, status, type, logicalId, reason, style }) =>
    [time, style ? screen.paint(style, status) : status, logicalId, type, reason]);
  if (rows.length === 0) { screen.line('  none'); return; }
  print(screen, ['time', 'status', 'logical id', 'type', 'reason'], rows, [2, 3, 4]);
}

function printWaiting(screen: Screen, { result }: JudgedScenario): void {
  if (result.changes.length === 0 || result.waiting.length === 0) { return; }
  screen.heading('What waits for the key change, in its order');
  const rows = result.waiting.map(({ logicalId, type, from, to, outcome }) => [
    from === undefined ? '' : `+${formatDuration(from - result.startedAt)}`,
    from === undefined || to === undefined ? '' : formatDuration(to - from),
    logicalId,
    type.replace(/^AWS::/, ''),
    outcome,
  ]);
  print(screen, ['starts', 'takes', 'logical id', 'type', 'outcome'], rows);
}

/** Every UpdateNamespace, as it was sent. */
function printUpdates(screen: Screen, { result }: JudgedScenario): void {
  screen.heading(result.updates.length === 0 ? 'No UpdateNamespace was sent' : 'UpdateNamespace, as it was sent');
  for (const { at, by, input, outcome } of result.updates) {
    const sender = by === 'function' ? 'by the function' : "by CloudFormation's own handler";
    screen.line(`  ${timeOfDay(at)}  ${outcome === 'ok' ? 'accepted' : outcome}, ${sender}`);
    for (const each of JSON.stringify(input, null, 2).split('\n')) { screen.line(`    ${each}`); }
  }
  for (const { namespaceName, desiredKey, from, ended } of result.changes) {
    const to = keyName(result, desiredKey);
    const took = ended
      ? `${formatDuration(ended.at - from)}, until ${moment(ended.at, from)}; it ends on `
        + keyName(result, ended.keyArn)
      : 'it has not ended';
    screen.paragraph(`key change of ${namespaceName} to ${to}: ${took}`, 2);
  }
}

function printPaces(screen: Screen, { paces }: Rehearsal, { size }: RehearseOptions): void {
  if (paces.length === 0) { return; }
  screen.heading('Is keyChangeTimeout enough?');
  screen.paragraph(`A key change of ${size.text} takes ${describeEstimate(size)}. The service promises no time.`, 2);
  const rows = paces.map(({ result, verdict }) => [
    paceName(result.scenario.slowness),
    formatDuration(estimateMs(size) * result.scenario.slowness),
    screen.paint(verdict.well ? 'green' : 'red', verdict.well ? 'yes' : 'no'),
    `${result.status} after ${formatDuration(result.endedAt - result.startedAt)}`,
  ]);
  print(screen, ['pace', 'key change', 'enough', 'the deployment ends'], rows);
}

function printFailures(screen: Screen, { failures }: Rehearsal): void {
  if (failures.length === 0) { return; }
  screen.heading('What happens when something fails');
  const rows = failures.map((each) => [
    scenarioName(each),
    screen.paint(each.verdict.well ? 'green' : 'red', each.verdict.well ? 'well' : 'badly'),
    `${each.result.status} after ${formatDuration(each.result.endedAt - each.result.startedAt)}`,
    each.result.namespaces.map((namespace) => whereOf(each.result, namespace)).join('\n'),
    each.verdict.next,
  ]);
  print(screen, ['what', 'ends', 'how', 'namespaces', 'do next'], rows, [0, 2, 3, 4]);
}

function printUsage(screen: Screen, { result: { usage } }: JudgedScenario): void {
  if (usage.invocations === 0) { return; }
  screen.heading('What it uses');
  const calls = Object.entries(usage.calls).map(([name, count]) => `${count} × ${name}`).join(', ');
  screen.paragraph(`${usage.invocations} invocations of the function, ${usage.stateTransitions} state transitions: `
    + `${dollarsOf(usage.dollars)} at list price`, 2);
  screen.paragraph(calls, 2);
  if (usage.newKeys > 0) { screen.paragraph(`${usage.newKeys} new KMS key, $1 a month each`, 2); }
}

function printGiven(screen: Screen, { result: { assumed } }: JudgedScenario): void {
  if (assumed.length === 0) { return; }
  screen.heading('Taken as given');
  print(screen, ['what', 'is assumed'], assumed.slice(0, MOST_GIVEN).map(({ place, what }) => [place, what]), [0, 1]);
  if (assumed.length > MOST_GIVEN) {
    screen.line(`  and ${assumed.length - MOST_GIVEN} more: the page and --json have all of them`);
  }
}

function printEnd(screen: Screen, rehearsal: Rehearsal, endsWell: boolean): void {
  const { result, verdict } = rehearsal.main;
  const style: Style = endsWell ? 'green' : 'red';
  screen.heading(screen.paint(style, `Result: it ${resultOf(rehearsal)}`));
  field(screen, 'stack', `${result.status} after ${formatDuration(result.endedAt - result.startedAt)}`);
  if (result.cancellation !== undefined) { field(screen, 'cancel', result.cancellation); }
  if (result.failures.length === 0 && result.outcome !== 'SUCCEEDED' && result.reason !== undefined) {
    field(screen, 'reason', result.reason, 'red');
  }
  result.failures.forEach(({ at, logicalId, reason }, index) => {
    const text = withKeyNames(messageOf(reason), result.keyNames);
    field(screen, index === 0 ? 'reason' : 'then', `${timeOfDay(at)} ${logicalId}: ${text}`, 'red');
  });
  for (const namespace of result.namespaces) {
    field(screen, 'namespace', whereOf(result, namespace));
    const { keyArn } = namespace;
    if (keyArn !== undefined) { screen.line(' '.repeat(LABEL_WIDTH) + screen.paint('dim', keyArn)); }
  }
  field(screen, 'do next', verdict.next);
}

const LABEL_WIDTH = 14;

/** A labelled field, wrapped to the width of the screen. */
function field(screen: Screen, label: string, text: string, style?: Style): void {
  const lines = wrapped(text, screen.width - LABEL_WIDTH);
  lines.forEach((line, index) => {
    const head = index === 0 ? `  ${screen.paint('bold', label.padEnd(LABEL_WIDTH - 2))}` : ' '.repeat(LABEL_WIDTH);
    screen.line(head + (style ? screen.paint(style, line) : line));
  });
}

const wrapped = (text: string, width: number): readonly string[] => {
  const lines = wrap(text, width);
  return lines.length === 0 ? [''] : lines;
};

function print(
  screen: Screen, head: readonly string[], rows: readonly (readonly string[])[], flexible?: readonly number[],
): void {
  for (const line of renderTable({ head, rows, width: screen.width, flexible }).split('\n')) { screen.line(line); }
}
