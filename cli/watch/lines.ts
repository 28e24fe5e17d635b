import type { RunningChange } from './change';
import type { Outcome } from './outcome';
import type { Happening } from './tracker';

/** Version of the lines. A member may be added to a version; none is taken away or renamed. */
export const LINES_VERSION = 1;

const iso = (at: number): string => new Date(at).toISOString();
const seconds = (ms: number): number => Math.round(ms / 1000);

/** What `--json` prints, one object a line. docs/schemas/watch.schema.json describes them. */
export type Line = Readonly<Record<string, unknown>> & { readonly type: string };

export const beginningLine = (
  at: number, stack: string, region: string, stackStatus: string, sizes: ReadonlyMap<string, number | undefined>,
): Line => ({
  type: 'watching',
  version: LINES_VERSION,
  at: iso(at),
  stack,
  region,
  stackStatus,
  namespaces: [...sizes].map(([name, megabytes]) => ({ name, sizeInMegabytes: megabytes ?? null })),
});

export function happeningLine(happening: Happening): Line {
  switch (happening.kind) {
    case 'event': {
      const { at, logicalId, type: resourceType, status, reason = null } = happening.event;
      return { type: 'event', at: iso(at), logicalId, resourceType, status, reason };
    }
    case 'namespace': {
      const { at, namespace: { name, status, keyArn = null } } = happening;
      return { type: 'namespace', at: iso(at), name, status, kmsKeyArn: keyArn };
    }
    case 'started': {
      const { change: { namespaceName, startedAt, estimatedMs }, takenUp } = happening;
      const estimatedSeconds = estimatedMs === undefined ? null : seconds(estimatedMs);
      return { type: 'started', at: iso(startedAt), name: namespaceName, takenUp, estimatedSeconds };
    }
    case 'ended': {
      const { at, namespaceName, tookMs } = happening;
      return { type: 'ended', at: iso(at), name: namespaceName, tookSeconds: seconds(tookMs) };
    }
  }
}

export const progressLine = (at: number, change: RunningChange): Line => ({
  type: 'progress',
  at: iso(at),
  name: change.namespaceName,
  elapsedSeconds: seconds(change.elapsedMs),
  estimatedSeconds: change.estimatedMs === undefined ? null : seconds(change.estimatedMs),
  longerThanTypical: change.longerThanTypical,
  window: change.window === undefined
    ? null
    : { number: change.window.number, of: change.window.of, secondsLeft: seconds(change.window.leftMs) },
  nextObservationWithinSeconds: change.nextObservationSeconds ?? null,
});

export const outcomeLine = (at: number, { endedWell, stackStatus, failed, namespaces, next }: Outcome): Line => ({
  type: 'outcome', at: iso(at), endedWell, stackStatus, failed: failed ?? null, namespaces, next,
});
