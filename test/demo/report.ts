import { formatDuration, moment, timeOfDay } from './duration';
import { wrap, type Screen, type Style } from './terminal';
import type { Warehouse } from './warehouse';
import type { StackEvent } from '../simulator/cloudformation';
import { NAMESPACE, STACK } from '../stories/world';

const LABEL_WIDTH = 14;
const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** Why the deployment has failed, in the product's own words, and what CloudFormation makes of it. */
export function reportFailure(screen: Screen, events: readonly StackEvent[]): void {
  const failures = events.filter(({ status, type }) => status.endsWith('_FAILED') && type !== STACK_TYPE);
  failures.forEach(({ at, reason }, index) => say(screen, index === 0 ? 'why' : 'then', `${timeOfDay(at)}: ${messageOf(reason)}`, undefined, 'red'));
  const status = events.findLast(({ type }) => type === STACK_TYPE)?.status ?? 'unknown';
  const next = status === 'UPDATE_ROLLBACK_FAILED' ? '; from here CloudFormation accepts continue-update-rollback, or a deletion, and no new deployment' : '';
  say(screen, 'stack', `${STACK} is in ${status}${next}`);
}

/** Which key the namespace is on, where the others are, and how long it took. */
export async function reportKeys(screen: Screen, warehouse: Warehouse): Promise<void> {
  const { world } = warehouse;
  const view = world.aws.redshift.view(NAMESPACE);
  const live = view?.kmsKeyArn;
  const changes = warehouse.changes();
  const running = changes.find(({ ended }) => !ended);
  const state = running ? `${view?.status ?? 'gone'}, on its way to ${warehouse.nameOfKey(running.wanted)}` : view?.status ?? 'gone';
  say(screen, 'namespace', `${NAMESPACE} is ${state}, on key ${warehouse.nameOfKey(live)}`, live);
  for (const generation of [1, 2]) {
    const key = await warehouse.key(generation);
    if (key.arn === live) { continue; }
    const kept = key.deletionPolicy === 'Retain' ? 'retained in the stack' : `in the stack with DeletionPolicy ${key.deletionPolicy}`;
    say(screen, generation === 1 ? 'old key' : 'new key', `generation ${generation}: ${key.state}, ${kept} as ${key.logicalId}`, key.arn);
  }
  for (const { from, ended, wanted } of changes) {
    const took = ended ? formatDuration(ended.at - from) : `${formatDuration(warehouse.now - from)} so far`;
    say(screen, 'key change', `to ${warehouse.nameOfKey(wanted)}: ${took} of virtual time, from ${timeOfDay(from)}${ended ? ` to ${moment(ended.at, from)}` : ''}`);
  }
}

/** A labelled line, and an ARN below it in full. */
export function say(screen: Screen, label: string, text: string, arn?: string, style?: Style): void {
  const [first, ...rest] = wrap(text, screen.width - LABEL_WIDTH);
  const painted = (part: string) => style ? screen.paint(style, part) : part;
  screen.line(`  ${screen.paint('bold', label.padEnd(LABEL_WIDTH - 2))}${painted(first)}`);
  for (const each of rest) { screen.line(' '.repeat(LABEL_WIDTH) + painted(each)); }
  if (arn !== undefined) { screen.line(' '.repeat(LABEL_WIDTH) + screen.paint('dim', arn)); }
}

/** What the product said, without what CloudFormation puts around it. */
function messageOf(reason: string | undefined): string {
  return /Message returned: (.*) \(RequestId: [^)]*\)$/s.exec(reason ?? '')?.[1] ?? reason ?? 'no reason given';
}
