import { generationOf } from './key-name';
import type { Observation } from './observation';
import { isWell } from './operation';
import type { Tracker } from './tracker';
import type { NamespaceMoment } from '../../simulator/services/namespace';
import { timelineOf, type Timeline } from '../picture/timeline';
import { formatDuration } from '../terminal/duration';

/** The timeline of what was watched, for one namespace of the stack. */
export function pictureOf(tracker: Tracker, stackName: string, region: string): Timeline | undefined {
  const { latest } = tracker;
  const namespaceName = tracker.changes[0]?.namespaceName ?? latest?.namespaces[0]?.name;
  if (latest === undefined || namespaceName === undefined) { return undefined; }
  const changes = tracker.changes.filter((change) => change.namespaceName === namespaceName);
  const from = Math.min(latest.events[0]?.at ?? latest.at, tracker.moments[0]?.at ?? latest.at);
  const to = Math.max(latest.at, from + 1000);
  const duration = formatDuration(to - from);
  const failed = !isWell(latest.stackStatus);
  const timeline = timelineOf({
    title: failed
      ? `Namespace ${namespaceName}: the deployment of ${stackName} ended ${latest.stackStatus} after ${duration}`
      : `Namespace ${namespaceName}: the deployment of ${stackName} took ${duration}`,
    subtitle: `As watched in ${region}. Status and key are those of the observations.`,
    failed,
    namespaceName,
    stackName,
    panels: [{ kind: 'change', title: `stack ${stackName}`, detail: duration, from, to }],
    events: latest.events,
    history: historyOf(tracker, latest, namespaceName, from),
    updatesSent: changes.map(({ startedAt }) => startedAt),
    nameOfKey: (keyArn) => {
      const generation = generationOf(latest.holding, keyArn);
      return generation === undefined ? undefined : `generation ${generation}`;
    },
  });
  return {
    ...timeline,
    // What the operation has not touched has no events.
    rows: timeline.rows.filter(({ bars }) => bars.length > 0),
    clock: 'time (UTC)',
    updateLabel: 'key change starts',
  };
}

/** What was seen first held before it was seen: until the change that was taken up had started, it was AVAILABLE. */
function historyOf(tracker: Tracker, latest: Observation, namespaceName: string, from: number): NamespaceMoment[] {
  const seen = tracker.moments.filter(({ name }) => name === namespaceName);
  const [first] = seen;
  const started = tracker.changes.find((change) => change.namespaceName === namespaceName)?.startedAt;
  const moment = (at: number, status: string, kmsKeyArn?: string): NamespaceMoment => ({
    at, namespaceName, status: status as NamespaceMoment['status'], ...kmsKeyArn !== undefined && { kmsKeyArn },
  });
  if (first === undefined) { return []; }
  const isTakenUp = started !== undefined && started < first.at && first.status === 'MODIFYING';
  return [
    ...isTakenUp
      ? [moment(from, 'AVAILABLE', first.keyArn), moment(started, first.status, first.keyArn)]
      : [moment(from, first.status, first.keyArn)],
    ...seen.slice(1).map(({ at, status, keyArn }) => moment(at, status, keyArn)),
  ].filter(({ at }) => at <= latest.at);
}
