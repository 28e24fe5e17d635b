import type { LogLine } from './log';
import type { Ports } from './ports';
import { AWS_OWNED_KMS_KEY, type FailureKind } from '../contract';
import { changeSeconds, eventDetail, type KeyChangeEventKind } from './reconcile/key-change-event';
import type { KeyChangeRequest } from './reconcile/key-change-request';
import { desiredKeyOf, estimateOf, type KeyChangeResponse, type NextAction } from './reconcile/next-action';
import { mayHaveBeenUpdated, type Progress } from './reconcile/progress';

// What operators are told: log lines, metrics and events. Nothing here decides anything, and nothing here fails a step.

const DAY_MS = 24 * 3600 * 1000;

/** What each log line of a request tells. */
export function contextOf(
  request: KeyChangeRequest, progress: Progress, now: number, next?: NextAction,
): Omit<LogLine, 'message'> {
  const { namespaceName, responseTarget: { requestId }, window, windows, arrivedAt } = request;
  return {
    namespaceName,
    requestId,
    window: `${window} of ${windows}`,
    elapsedSeconds: Math.round((now - (progress.firstUpdateSentAt ?? arrivedAt)) / 1000),
    estimatedSeconds: estimateOf(request, progress),
    nextObservationSeconds: next?.action === 'wait' ? next.seconds : undefined,
  };
}

/** An event that cannot be sent is a log line, and that is all. */
async function send(
  ports: Ports, kind: KeyChangeEventKind, request: KeyChangeRequest, progress: Progress,
  outcome?: { readonly reason: string; readonly failureKind?: FailureKind },
): Promise<void> {
  const failure = await ports.events.send(kind, eventDetail(request, progress, ports.now(), outcome));
  if (failure === undefined) { return; }
  const context = contextOf(request, progress, ports.now());
  ports.log.error({ message: `the event "${kind}" could not be sent`, ...context, detail: failure });
}

/** After an observation: what has changed since the one before, in one line. */
export async function reportTransition(
  ports: Ports, before: Progress, request: KeyChangeRequest, progress: Progress, next: NextAction,
): Promise<void> {
  const { log } = ports;
  const context = contextOf(request, progress, ports.now(), next);
  const toKey = desiredKeyOf(request, progress);
  if (next.action === 'fail') { return reportEndOfWatch(ports, request, progress, next); }
  if (next.action === 'update') {
    const message = 'the key has to be changed';
    return log.info({ message, ...context, status: progress.observed, fromKey: progress.fromKey, toKey });
  }
  if (progress.changeStarted && !before.changeStarted) {
    const message = 'the key change has started';
    log.record({ KeyChangeStarted: 1 }, { message, ...context, status: progress.observed, toKey });
    return send(ports, 'started', request, progress);
  }
  if (progress.observed !== before.observed) {
    log.info({ message: `observed: ${progress.observed}`, ...context, status: progress.observed });
  }
}

/** A change that outlived its deployment: how it has ended, or that nobody watches it any more. */
async function reportEndOfWatch(
  ports: Ports, request: KeyChangeRequest, progress: Progress, next: Extract<NextAction, { action: 'fail' }>,
): Promise<void> {
  const { note: reason, endedOn } = next;
  const line = {
    message: reason, ...contextOf(request, progress, ports.now()), toKey: desiredKeyOf(request, progress),
  };
  if (endedOn === undefined) { return ports.log.error(line); }
  const seconds = changeSeconds(progress, ports.now());
  const KeyChangeDuration = endedOn === 'desired-key' ? seconds : undefined;
  ports.log.record({ KeyChangeUnattendedEnded: 1, ...given({ KeyChangeDuration }) }, line);
  return endedOn === 'desired-key'
    ? send(ports, 'succeeded', request, progress, { reason })
    : send(ports, 'failed', request, progress, { reason, failureKind: 'ended-elsewhere' });
}

/** After a response that CloudFormation has taken. */
export async function reportResponse(
  ports: Ports, request: KeyChangeRequest, progress: Progress, response: KeyChangeResponse, watch: boolean,
): Promise<void> {
  const { log } = ports;
  const { status, reason, failureKind = 'refused', onDesiredKey = false } = response;
  const toKey = desiredKeyOf(request, progress);
  const context = contextOf(request, progress, ports.now());
  const line = { message: `responded ${status}`, ...context, status, detail: reason };
  if (status === 'FAILED') {
    log.record({ KeyChangeFailed: 1 }, line, failureKind);
    await send(ports, 'failed', request, progress, { reason, failureKind });
    if (!watch) { return; }
    const message = 'the key change goes on after its deployment has ended; it is watched';
    log.record({ KeyChangeUnattended: 1 }, { message, ...context, toKey });
    return send(ports, 'unattended', request, progress, { reason });
  }
  // A later window confirms what an earlier one has reported.
  if (!onDesiredKey || progress.confirmed) { return log.info(line); }
  const hasChanged = mayHaveBeenUpdated(progress);
  const gauges = await keyGauges(ports, request, progress);
  const change = hasChanged
    ? {
      // A change that was too short to be observed has started as well.
      ...progress.changeStarted ? {} : { KeyChangeStarted: 1 },
      KeyChangeSucceeded: 1,
      ...given({ KeyChangeDuration: changeSeconds(progress, ports.now()) }),
    }
    : {};
  const metrics = { ...change, ...gauges };
  if (Object.keys(metrics).length > 0) { log.record(metrics, line); } else { log.info(line); }
  if (!hasChanged) { return; }
  if (!progress.changeStarted) { await send(ports, 'started', request, progress); }
  await send(ports, 'succeeded', request, progress, { reason });
}

/** Generation and age of the key that the namespace is on. A key that cannot be described has no age. */
async function keyGauges(
  { keys, now }: Ports, { generation, desiredKey }: KeyChangeRequest, progress: Progress,
): Promise<{ readonly KeyGeneration?: number; readonly KeyAgeDays?: number }> {
  let { keyCreatedAt } = progress;
  if (keyCreatedAt === undefined && desiredKey !== AWS_OWNED_KMS_KEY) {
    const key = await keys.describeKey(progress.keyArn ?? desiredKey);
    keyCreatedAt = key.kind === 'read' ? key.value.createdAt : undefined;
  }
  const KeyAgeDays = keyCreatedAt === undefined ? undefined : Math.max(0, Math.floor((now() - keyCreatedAt) / DAY_MS));
  return given({ KeyGeneration: generation, KeyAgeDays });
}

/** Without what is undefined. */
const given = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as
    { [K in keyof T]?: Exclude<T[K], undefined> };
