import { observe } from './observe';
import type { Ports, Reading } from './ports';
import {
  needsStackAfterUpdate, reconcileSuperseded, reconcileThrottled, reconcileUpdate,
} from './reconcile/after-update';
import { executionName, executionPrefix, listedEnough, newerThan } from './reconcile/executions';
import type { KeyChangeRequest } from './reconcile/key-change-request';
import { desiredKeyOf, waitAbout } from './reconcile/next-action';
import type { UpdateOutcome } from './reconcile/observation';
import type { Progress } from './reconcile/progress';
import { nameOf, reasons } from './reconcile/reasons';
import { reconcile } from './reconcile/reconcile';
import { spread } from './reconcile/spread';
import { submitResponse } from './submit-response';
import type { WaiterState, WaiterStep } from './waiter-state';

/** Seconds before the first observation of a change that outlives its deployment. */
const FIRST_WATCH_SECONDS = 60;

/** One step of the waiter. What it returns is the waiter's new state. */
export async function onStep(ports: Ports, { step, state }: WaiterStep): Promise<WaiterState> {
  const { request, progress, next } = await takeStep(ports, step, state);
  return { request, progress, next: spread(request, progress.observations ?? 0, next) };
}

function takeStep(ports: Ports, step: WaiterStep['step'], state: WaiterState): Promise<WaiterState> {
  switch (step) {
    case 'observe': return observeAndReconcile(ports, state);
    case 'update': return update(ports, state);
    case 'respond': return respond(ports, state);
  }
}

async function observeAndReconcile(
  ports: Ports, { request, progress, updateThrottled }: WaiterState,
): Promise<WaiterState> {
  if (request.type === 'Delete') {
    const response = { status: 'SUCCESS', reason: reasons.deleted() } as const;
    return { request, progress, next: { action: 'respond', response, watch: false } };
  }
  if (updateThrottled !== undefined) { return { request, ...reconcileThrottled(progress) }; }
  const observation = await observe(ports, request, progress);
  const state = { request, ...reconcile(request, progress, observation, ports.now()) };
  if (state.next.action === 'update' && observation.kind === 'namespace') {
    ports.log.info({
      message: 'the key has to be changed',
      ...contextOf(request),
      fromKey: nameOf(observation.namespace.keyArn),
      toKey: desiredKeyOf(request, state.progress),
    });
  }
  logTransition(ports, progress, state);
  return state;
}

async function update(ports: Ports, { request, progress }: WaiterState): Promise<WaiterState> {
  const { namespaceName, arrivedAt, sentAt } = request;
  const own = executionName(namespaceName, request.responseTarget.requestId, sentAt);
  const listed = await ports.waiter.listExecutions(request.waiterArn, listedEnough(arrivedAt, sentAt));
  if (listed.kind === 'read') {
    const newer = newerThan(own, executionPrefix(namespaceName), arrivedAt, listed.value);
    if (newer) { return { request, ...reconcileSuperseded(progress, newer.name, ports.now()) }; }
  }
  const keyArn = desiredKeyOf(request, progress);
  const outcome: UpdateOutcome = listed.kind === 'read'
    ? await ports.namespaces.updateKey(namespaceName, keyArn)
    : notSent(listed);
  ports.log.info({
    message: `UpdateNamespace: ${outcome.kind}`,
    ...contextOf(request),
    toKey: keyArn,
    detail: outcome.kind === 'accepted' ? undefined : outcome.message,
  });
  const now = ports.now();
  const stack = needsStackAfterUpdate(request, progress, outcome, now)
    ? await ports.stacks.describeDirection(request.responseTarget.stackId)
    : undefined;
  return { request, ...reconcileUpdate(request, progress, outcome, now, stack) };
}

/** Nothing is sent while it is unknown whether a newer request has arrived. */
const notSent = ({ kind, message }: Exclude<Reading<unknown>, { kind: 'read' }>): UpdateOutcome =>
  ({ kind: 'refused', why: kind === 'denied' ? 'denied' : 'busy', message });

async function respond(ports: Ports, { request, progress, next }: WaiterState): Promise<WaiterState> {
  if (next.action !== 'respond') {
    throw new Error(`there is no response to submit: the next action is ${next.action}`);
  }
  const { status, reason } = next.response;
  const context = contextOf(request);
  try {
    await submitResponse(ports.responseSender, ports.sleep, request.responseTarget, next.response);
  } catch (error) {
    ports.log.count('ResponseUndelivered', { message: (error as Error).message, ...context, status });
    throw error;
  }
  ports.log.info({ message: `responded ${status}`, ...context, status, detail: reason });
  const responded = { ...progress, responded: true };
  if (!next.watch) { return { request, progress: responded, next: { action: 'end', note: reason } }; }
  ports.log.count('KeyChangeUnattended', {
    message: 'the key change goes on after its deployment has ended; it is watched',
    ...context,
    toKey: desiredKeyOf(request, progress),
  });
  return { request, progress: responded, next: waitAbout(FIRST_WATCH_SECONDS) };
}

/** Logs what an operator wants to read of a step. */
function logTransition({ log }: Ports, before: Progress, { request, progress, next }: WaiterState): void {
  const context = contextOf(request);
  if (progress.changeStarted && !before.changeStarted) {
    const toKey = desiredKeyOf(request, progress);
    log.count('KeyChangeStarted', { message: 'the key change has started', ...context, toKey });
  }
  if (next.action !== 'end') { return; }
  if (next.changeEnded) {
    log.count('KeyChangeUnattendedEnded', { message: next.note, ...context, toKey: desiredKeyOf(request, progress) });
  } else {
    log.error({ message: next.note, ...context });
  }
}

/** What each log line of a request tells. */
function contextOf(request: KeyChangeRequest): { namespaceName: string; requestId: string; window: string } {
  const { namespaceName, responseTarget: { requestId }, window, windows } = request;
  return { namespaceName, requestId, window: `${window} of ${windows}` };
}
