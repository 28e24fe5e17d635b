import { formatDuration, HOUR, MINUTE, timeOfDay } from './duration';
import { eventTable } from './event-table';
import { reportFailure, reportKeys } from './report';
import { describeEstimate, estimateMs, type DataSize } from './size';
import type { Screen } from './terminal';
import { timelineOf, type Panel, type Timeline } from './timeline';
import { Warehouse } from './warehouse';
import { Watch } from './watch';
import { NAMESPACE, STACK } from '../stories/world';

export interface StoryOptions {
  readonly size: DataSize;
  readonly screen: Screen;
  /** real milliseconds that a key change takes on the screen; 0 = as fast as it goes */
  readonly paceMs: number;
}

export interface StoryEnding {
  readonly succeeded: boolean;
  readonly timeline: Timeline;
}

/** The product's waiter watches a change for so long after its deployment has failed; so do we. */
const WATCHED_MS = 48 * HOUR;

/** The main job, start to end: deploy, load, raise the generation, deploy again. */
export async function tellStory(warehouse: Warehouse, { size, screen, paceMs }: StoryOptions): Promise<StoryEnding> {
  const watch = new Watch({
    screen,
    paceMs,
    clock: warehouse.world.aws.clock,
    estimatedMs: estimateMs(size),
    events: () => warehouse.events(),
    changes: () => warehouse.changes(),
    nameOfKey: (arn) => warehouse.nameOfKey(arn),
  });
  const began = warehouse.now;

  screen.heading('1. Deploy examples/quick-start: keyGenerations({ active: 1 })');
  const first = await watch.during(warehouse.deploy(1));
  if (first.outcome !== 'SUCCEEDED') { throw new Error(`the first deployment has failed (${first.status}): ${first.cause ?? first.reason ?? 'no reason given'}`); }
  screen.line(`  ${formatDuration(warehouse.now - began)} of virtual time; namespace ${NAMESPACE} is on ${warehouse.nameOfKey(warehouse.world.liveKey())}`);

  screen.heading(`2. Load ${size.text}`);
  warehouse.load(size);
  screen.paragraph(`a key change of this much data takes ${describeEstimate(size)}`, 2);

  screen.heading('3. Raise the generation, keyGenerations({ active: 2 }), and deploy again');
  const raised = warehouse.now;
  const old = warehouse.events().length;
  const second = await watch.during(warehouse.deploy(2));
  const ended = warehouse.now;
  const succeeded = second.outcome === 'SUCCEEDED';
  screen.line(`  ${formatDuration(ended - raised)} of virtual time; stack ${STACK} is in ${second.status}`);
  const restless = warehouse.changing();
  if (restless) {
    screen.heading('   Afterwards: the key change goes on by itself');
    await watch.during(warehouse.atRest(WATCHED_MS));
  }

  screen.heading('4. CloudFormation events of the second deployment');
  const events = warehouse.events().slice(old);
  for (const each of eventTable(events, { width: screen.width, color: screen.terminal.color })) { screen.line(each); }

  tellCalls(warehouse, screen);

  screen.heading(succeeded ? '6. Result' : '6. Result: the deployment has failed');
  if (!succeeded) { reportFailure(screen, events); }
  await reportKeys(screen, warehouse);
  const tail = restless ? (warehouse.now - ended) * TAIL_SHARE.afterwards : (warehouse.now - raised) * TAIL_SHARE.change;
  await warehouse.world.aws.clock.advance(Math.max(SHORTEST_TAIL_MS, tail));
  return { succeeded, timeline: timelineFrom(warehouse, size, { began, raised, ended, restless, succeeded }) };
}

/** Every UpdateNamespace of the product's function, word for word. */
function tellCalls(warehouse: Warehouse, screen: Screen): void {
  const asks = warehouse.world.asks();
  const count = asks.length === 1 ? 'The one UpdateNamespace call, as it was sent' : `The ${asks.length} UpdateNamespace calls, as they were sent`;
  screen.heading(`5. ${count}`);
  for (const { at, outcome, input } of asks) {
    screen.line(`  ${timeOfDay(at)}  ${outcome === 'ok' ? 'accepted' : outcome}`);
    for (const each of JSON.stringify(input, null, 2).split('\n')) { screen.line(`    ${each}`); }
  }
}

interface Moments { readonly began: number; readonly raised: number; readonly ended: number; readonly restless: boolean; readonly succeeded: boolean }

/** Virtual time runs on by this share of what a panel shows, to show how things stay. */
const TAIL_SHARE = { change: 0.2, afterwards: 0.8 };
const SHORTEST_TAIL_MS = MINUTE;

function timelineFrom(warehouse: Warehouse, size: DataSize, { began, raised, ended, restless, succeeded }: Moments): Timeline {
  const { world, now } = warehouse;
  const duration = formatDuration(ended - raised);
  const panels: Panel[] = [
    { kind: 'create', title: 'deployment 1: generation 1', detail: formatDuration(raised - began), from: began, to: raised },
    { kind: 'change', title: 'deployment 2: generation 2', detail: formatDuration(ended - raised), from: raised, to: restless ? ended : now },
    ...(restless ? [{ kind: 'afterwards', title: 'afterwards', detail: 'the key change goes on', from: ended, to: now } as const] : []),
  ];
  return timelineOf({
    panels,
    failed: !succeeded,
    title: succeeded
      ? `Namespace ${NAMESPACE} (${size.text}) moves to its second key in one deployment of ${duration}`
      : `Namespace ${NAMESPACE} (${size.text}): the deployment that changes its key fails after ${duration}`,
    subtitle: `Local AWS, virtual clock. The key change itself: ${describeEstimate(size)}. Each panel has a time scale of its own.`,
    namespaceName: NAMESPACE,
    stackName: STACK,
    events: warehouse.events(),
    history: world.aws.redshift.history,
    asks: world.asks().map(({ at }) => at),
    generationOf: (arn) => warehouse.generationOf(arn),
  });
}
