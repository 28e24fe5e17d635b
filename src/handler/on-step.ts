import { observe } from './observe';
import type { Ports, Reading } from './ports';
import {
  needsStackAfterUpdate, reconcileSuperseded, reconcileThrottled, reconcileUpdate,
} from './reconcile/after-update';
import { estimatedSecondsOf } from './reconcile/data-size';
import { executionName, executionPrefix, listedEnough, newerThan } from './reconcile/executions';
import type { KeyChangeRequest } from './reconcile/key-change-request';
import { desiredKeyOf, waitAbout } from './reconcile/next-action';
import type { UpdateOutcome } from './reconcile/observation';
import type { Progress } from './reconcile/progress';
import { reasons } from './reconcile/reasons';
import { reconcile } from './reconcile/reconcile';
import { spread } from './reconcile/spread';
import { contextOf, reportResponse, reportTransition } from './report';
import { submitResponse } from './submit-response';
import type { WaiterState, WaiterStep } from './waiter-state';

/** Seconds before the first observation of a change that outlives its deployment. */
const FIRST_WATCH_SECONDS = 60;

/** One step of the waiter. What it returns is the waiter's new state. */
export async function onStep(ports: Ports, { step, state }: WaiterStep): Promise<WaiterState> {
  switch (step) {
    case 'observe': return observeAndReconcile(ports, state);
    case 'update': return update(ports, state);
    case 'respond': return respond(ports, state);
  }
}

/** The state, with a wait of this request's own. */
function stateOf({ request, progress, next }: WaiterState): WaiterState {
  return { request, progress, next: spread(request, progress.observations ?? 0, next) };
}

async function observeAndReconcile(
  ports: Ports, { request, progress: before, updateThrottled }: WaiterState,
): Promise<WaiterState> {
  if (request.type === 'Delete') {
    const response = { status: 'SUCCESS', reason: reasons.deleted() } as const;
    return { request, progress: before, next: { action: 'respond', response, watch: false } };
  }
  if (updateThrottled !== undefined) { return stateOf({ request, ...reconcileThrottled(before) }); }
  const observation = await observe(ports, request, before);
  const { progress, next } = reconcile(request, before, observation, ports.now());
  const state = stateOf({
    request, progress: next.action === 'update' ? await withEstimate(ports, request, progress) : progress, next,
  });
  await reportTransition(ports, before, request, state.progress, state.next);
  return state;
}

/** Before the first update, and not after it: what an invocation that dies here loses is no more than an estimate. */
async function withEstimate(
  { namespaces }: Ports, { namespaceName }: KeyChangeRequest, progress: Progress,
): Promise<Progress> {
  if (progress.sizeRead) { return progress; }
  const megabytes = await namespaces.dataSize(namespaceName);
  const estimatedSeconds = megabytes === undefined ? undefined : estimatedSecondsOf(megabytes);
  return { ...progress, sizeRead: true, estimatedSeconds };
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
  const now = ports.now();
  const stack = needsStackAfterUpdate(request, progress, outcome, now)
    ? await ports.stacks.describeDirection(request.responseTarget.stackId)
    : undefined;
  const state = stateOf({ request, ...reconcileUpdate(request, progress, outcome, now, stack) });
  ports.log.info({
    message: `UpdateNamespace: ${outcome.kind}`,
    ...contextOf(request, state.progress, now, state.next),
    fromKey: progress.fromKey,
    toKey: keyArn,
    detail: outcome.kind === 'accepted' ? undefined : outcome.message,
  });
  return state;
}

/** Nothing is sent while it is unknown whether a newer request has arrived. */
const notSent = ({ kind, message }: Exclude<Reading<unknown>, { kind: 'read' }>): UpdateOutcome =>
  ({ kind: 'refused', why: kind === 'denied' ? 'denied' : 'busy', message });

async function respond(ports: Ports, { request, progress, next }: WaiterState): Promise<WaiterState> {
  if (next.action !== 'respond') {
    throw new Error(`there is no response to submit: the next action is ${next.action}`);
  }
  const { response, response: { status, reason }, watch } = next;
  try {
    await submitResponse(ports.responseSender, ports.sleep, request.responseTarget, response);
  } catch (error) {
    const context = contextOf(request, progress, ports.now());
    ports.log.record({ ResponseUndelivered: 1 }, { message: (error as Error).message, ...context, status });
    throw error;
  }
  await reportResponse(ports, request, progress, response, watch);
  const responded = { ...progress, responded: true };
  if (watch) { return stateOf({ request, progress: responded, next: waitAbout(FIRST_WATCH_SECONDS) }); }
  const action = status === 'FAILED' ? 'fail' : 'end';
  return { request, progress: responded, next: { action, note: reason } };
}
