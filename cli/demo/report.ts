import { formatDuration, moment, timeOfDay } from '../terminal/duration';
import { wrap } from '../terminal/fit-text';
import type { KeyChange } from './key-changes';
import type { Screen, Style } from '../terminal/terminal';
import type { KeyReport, Warehouse } from './warehouse';
import type { StackEvent } from '../../simulator/cloudformation';
import { NAMESPACE, STACK } from '../../test/stories/world';

const LABEL_WIDTH = 14;
const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** What a labelled field can have beside its text. */
interface FieldOptions {
  /** shown below the text, in full */
  readonly arn?: string;
  readonly style?: Style;
}

/** Prints a labelled field, wrapped to the width of the screen. */
export function printField(screen: Screen, label: string, text: string, { arn, style }: FieldOptions = {}): void {
  const [first, ...rest] = wrap(text, screen.width - LABEL_WIDTH);
  const painted = (part: string) => style ? screen.paint(style, part) : part;
  screen.line(`  ${screen.paint('bold', label.padEnd(LABEL_WIDTH - 2))}${painted(first)}`);
  for (const each of rest) { screen.line(' '.repeat(LABEL_WIDTH) + painted(each)); }
  if (arn !== undefined) { screen.line(' '.repeat(LABEL_WIDTH) + screen.paint('dim', arn)); }
}

/** Prints why the deployment failed, as the product reported it, and what state CloudFormation left the stack in. */
export function printFailure(screen: Screen, events: readonly StackEvent[]): void {
  const failures = events.filter(({ status, type }) => status.endsWith('_FAILED') && type !== STACK_TYPE);
  failures.forEach(({ at, reason }, index) => {
    const label = index === 0 ? 'reason' : 'then';
    printField(screen, label, `${timeOfDay(at)}: ${messageOf(reason)}`, { style: 'red' });
  });
  const status = events.findLast(({ type }) => type === STACK_TYPE)?.status ?? 'unknown';
  const next = status === 'UPDATE_ROLLBACK_FAILED'
    ? '; CloudFormation now accepts continue-update-rollback or a deletion, but no new deployment'
    : '';
  printField(screen, 'stack', `${STACK} is in ${status}${next}`);
}

/** Prints which key the namespace is on, what became of the others, and how long each change took. */
export async function printKeys(screen: Screen, warehouse: Warehouse): Promise<void> {
  const view = warehouse.world.aws.redshift.view(NAMESPACE);
  const current = view?.kmsKeyArn;
  const changes = warehouse.changes();
  const running = changes.find(({ ended }) => !ended);
  const status = view?.status ?? 'deleted';
  const state = running ? `${status}, with a change to ${warehouse.nameOfKey(running.desiredKey)} in progress` : status;
  const key = warehouse.nameOfKey(current);
  printField(screen, 'namespace', `${NAMESPACE} is ${state}, on key ${key}`, { arn: current });
  for (const each of [await warehouse.key(1), await warehouse.key(2)]) {
    if (each.arn !== current) { printKey(screen, each); }
  }
  for (const change of changes) { printField(screen, 'key change', describeChange(change, warehouse)); }
}

function printKey(screen: Screen, { generation, arn, state, deletionPolicy, logicalId }: KeyReport): void {
  const kept = deletionPolicy === 'Retain'
    ? 'retained in the stack'
    : `in the stack with DeletionPolicy ${deletionPolicy}`;
  const label = generation === 1 ? 'old key' : 'new key';
  printField(screen, label, `generation ${generation}: ${state}, ${kept} as ${logicalId}`, { arn });
}

function describeChange({ from, ended, desiredKey }: KeyChange, warehouse: Warehouse): string {
  const took = ended ? formatDuration(ended.at - from) : `${formatDuration(warehouse.now - from)} so far`;
  const until = ended ? ` to ${moment(ended.at, from)}` : '';
  return `to ${warehouse.nameOfKey(desiredKey)}: ${took} of virtual time, from ${timeOfDay(from)}${until}`;
}

/** The product's own message, without the text that CloudFormation puts around it. */
function messageOf(reason: string | undefined): string {
  return /Message returned: (.*) \(RequestId: [^)]*\)$/s.exec(reason ?? '')?.[1] ?? reason ?? 'no reason given';
}
