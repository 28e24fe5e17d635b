import { formatDuration } from '../terminal/duration';
import { describeEstimate, type DataSize } from '../terminal/size';
import { timelineOf, type Panel, type Timeline } from '../picture/timeline';
import type { Warehouse } from './warehouse';
import { NAMESPACE, STACK } from '../../test/stories/world';

/** How far the timeline goes on after the end, as a share of its last panel. */
export const CHANGE_SHARE = 0.2;
export const AFTERWARDS_SHARE = 0.8;

/** When what happened, on the virtual clock. */
export interface Moments {
  /** start of the first deployment */
  readonly startedAt: number;
  /** start of the second deployment */
  readonly raisedAt: number;
  /** end of the second deployment */
  readonly endedAt: number;
  /** true: the key change went on after the end of the second deployment */
  readonly isStillChanging: boolean;
  readonly succeeded: boolean;
}

/** The timeline of the whole walkthrough, until now. */
export function timelineFrom(warehouse: Warehouse, size: DataSize, moments: Moments): Timeline {
  const duration = formatDuration(moments.endedAt - moments.raisedAt);
  return timelineOf({
    panels: panelsOf(moments, warehouse.now),
    failed: !moments.succeeded,
    title: moments.succeeded
      ? `Namespace ${NAMESPACE} (${size.text}) moves to its second key in one deployment of ${duration}`
      : `Namespace ${NAMESPACE} (${size.text}): the deployment that changes its key fails after ${duration}`,
    subtitle: `AWS simulator, virtual clock. The key change itself: ${describeEstimate(size)}. `
      + 'Each panel has its own time scale.',
    namespaceName: NAMESPACE,
    stackName: STACK,
    events: warehouse.events(),
    history: warehouse.world.aws.redshift.history,
    updatesSent: warehouse.world.updates().map(({ at }) => at),
    generationOf: (arn) => warehouse.generationOf(arn),
  });
}

function panelsOf({ startedAt, raisedAt, endedAt, isStillChanging }: Moments, now: number): Panel[] {
  const panels: Panel[] = [
    {
      kind: 'create',
      title: 'deployment 1: generation 1',
      detail: formatDuration(raisedAt - startedAt),
      from: startedAt,
      to: raisedAt,
    },
    {
      kind: 'change',
      title: 'deployment 2: generation 2',
      detail: formatDuration(endedAt - raisedAt),
      from: raisedAt,
      to: isStillChanging ? endedAt : now,
    },
  ];
  const afterwards: Panel = {
    kind: 'afterwards', title: 'afterwards', detail: 'the key change goes on', from: endedAt, to: now,
  };
  return isStillChanging ? [...panels, afterwards] : panels;
}
