import { DeploymentMonitor } from './deployment-monitor';
import { formatDuration, HOUR, MINUTE, timeOfDay } from '../terminal/duration';
import { eventTable } from './event-table';
import { printFailure, printKeys } from './report';
import { describeEstimate, estimateMs, type DataSize } from '../terminal/size';
import type { Screen } from '../terminal/terminal';
import type { Timeline } from '../picture/timeline';
import { AFTERWARDS_SHARE, CHANGE_SHARE, timelineFrom } from './walkthrough-timeline';
import type { Warehouse } from './warehouse';
import { NAMESPACE, STACK } from '../../test/stories/world';

export interface WalkthroughOptions {
  readonly size: DataSize;
  readonly screen: Screen;
  /** real milliseconds that the progress bar of a key change takes on the screen; 0 = as fast as possible */
  readonly animationMs: number;
}

export interface WalkthroughResult {
  readonly succeeded: boolean;
  readonly timeline: Timeline;
}

/** The product's waiter watches a change for this long after its deployment has failed; so does the demo. */
const WATCHED_MS = 48 * HOUR;
const SHORTEST_TAIL_MS = MINUTE;

/** The main job, from start to end: deploy, load data, raise the key generation, deploy again. */
export async function runWalkthrough(
  warehouse: Warehouse, { size, screen, animationMs }: WalkthroughOptions,
): Promise<WalkthroughResult> {
  const monitor = new DeploymentMonitor({
    screen,
    animationMs,
    clock: warehouse.world.aws.clock,
    estimatedMs: estimateMs(size),
    events: () => warehouse.events(),
    changes: () => warehouse.changes(),
    nameOfKey: (arn) => warehouse.nameOfKey(arn),
  });
  const startedAt = warehouse.now;
  await deployFirst(warehouse, screen, monitor);

  screen.heading(`2. Load ${size.text}`);
  warehouse.load(size);
  screen.paragraph(`a key change of this much data takes ${describeEstimate(size)}`, 2);

  screen.heading('3. Raise the generation, keyGenerations({ active: 2 }), and deploy again');
  const raisedAt = warehouse.now;
  const eventsBefore = warehouse.events().length;
  const second = await monitor.during(warehouse.deploy(2));
  const endedAt = warehouse.now;
  const succeeded = second.outcome === 'SUCCEEDED';
  screen.line(`  ${formatDuration(endedAt - raisedAt)} of virtual time; stack ${STACK} is in ${second.status}`);
  const isStillChanging = warehouse.isChanging();
  if (isStillChanging) {
    screen.heading('   Afterwards: the key change goes on by itself');
    await monitor.during(warehouse.waitForChange(WATCHED_MS));
  }

  screen.heading('4. CloudFormation events of the second deployment');
  const events = warehouse.events().slice(eventsBefore);
  const table = eventTable(events, { width: screen.width, color: screen.terminal.color });
  for (const each of table) { screen.line(each); }

  printUpdates(warehouse, screen);

  screen.heading(succeeded ? '6. Result' : '6. Result: the deployment has failed');
  if (!succeeded) { printFailure(screen, events); }
  await printKeys(screen, warehouse);
  // The timeline goes on a little, so that it shows the final state.
  const tail = isStillChanging
    ? (warehouse.now - endedAt) * AFTERWARDS_SHARE
    : (warehouse.now - raisedAt) * CHANGE_SHARE;
  await warehouse.world.aws.clock.advance(Math.max(SHORTEST_TAIL_MS, tail));
  const moments = { startedAt, raisedAt, endedAt, isStillChanging, succeeded };
  return { succeeded, timeline: timelineFrom(warehouse, size, moments) };
}

async function deployFirst(warehouse: Warehouse, screen: Screen, monitor: DeploymentMonitor): Promise<void> {
  screen.heading('1. Deploy examples/quick-start: keyGenerations({ active: 1 })');
  const startedAt = warehouse.now;
  const { outcome, status, cause, reason } = await monitor.during(warehouse.deploy(1));
  if (outcome !== 'SUCCEEDED') {
    throw new Error(`the first deployment failed (${status}): ${cause ?? reason ?? 'no reason given'}`);
  }
  const key = warehouse.nameOfKey(warehouse.world.liveKey());
  const duration = formatDuration(warehouse.now - startedAt);
  screen.line(`  ${duration} of virtual time; namespace ${NAMESPACE} is on ${key}`);
}

/** Prints every UpdateNamespace of the product's function, as it was sent. */
function printUpdates(warehouse: Warehouse, screen: Screen): void {
  const updates = warehouse.world.updates();
  screen.heading(updates.length === 1
    ? '5. The one UpdateNamespace call, as it was sent'
    : `5. The ${updates.length} UpdateNamespace calls, as they were sent`);
  for (const { at, outcome, input } of updates) {
    screen.line(`  ${timeOfDay(at)}  ${outcome === 'ok' ? 'accepted' : outcome}`);
    for (const each of JSON.stringify(input, null, 2).split('\n')) { screen.line(`    ${each}`); }
  }
}
