import { timelineOf, type Panel, type Timeline } from '../../picture/timeline';
import { formatDuration } from '../../terminal/duration';
import type { Rehearsal } from '../rehearsal';
import { paceName } from './words';

/** What the picture shows of a rehearsal: the main scenario, and what was there before. */
export function pictureOf({ plan, main: { result, verdict } }: Rehearsal, sizeText: string): Timeline {
  const { stackName } = plan.after;
  const duration = formatDuration(result.endedAt - result.startedAt);
  const name = namespaceOf(result);
  const subject = name === undefined ? `stack ${stackName}` : `namespace ${name} (${sizeText})`;
  return timelineOf({
    title: verdict.well
      ? `Rehearsal of ${subject}: ends well, ${result.status} after ${duration}`
      : `Rehearsal of ${subject}: ends badly, ${result.status} after ${duration}`,
    subtitle: `AWS simulator, virtual clock, ${paceName(result.scenario.slowness)} pace of the service. `
      + 'Each panel has its own time scale.',
    failed: !verdict.well,
    panels: panelsOf(result),
    events: [...result.eventsBefore, ...result.events],
    history: result.history,
    namespaceName: name ?? '',
    stackName,
    updatesSent: result.updates.filter(({ input }) => 'kmsKeyId' in input).map(({ at }) => at),
    waiting: result.waiting.map(({ logicalId }) => logicalId),
    nameOfKey: (arn) => result.keyNames[arn],
  });
}

/** The namespace whose key changes, or the first one. */
function namespaceOf({ changes, namespaces }: Rehearsal['main']['result']): string | undefined {
  return changes[0]?.namespaceName ?? namespaces[0]?.name;
}

function panelsOf({ eventsBefore, startedAt, endedAt, quietAt, until }: Rehearsal['main']['result']): readonly Panel[] {
  const first = eventsBefore[0]?.at;
  const last = eventsBefore.at(-1)?.at;
  const goesOn = quietAt > endedAt;
  const before: Panel[] = first === undefined || last === undefined ? [] : [{
    kind: 'create', title: 'before', detail: formatDuration(last - first), from: first, to: last + 60_000,
  }];
  const change: Panel = {
    kind: 'change',
    title: 'the change',
    detail: formatDuration(endedAt - startedAt),
    from: startedAt,
    to: goesOn ? endedAt : until,
  };
  const afterwards: Panel[] = goesOn
    ? [{ kind: 'afterwards', title: 'afterwards', detail: 'the key change goes on', from: endedAt, to: until }]
    : [];
  return [...before, change, ...afterwards];
}
