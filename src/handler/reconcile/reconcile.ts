import { nextActionFor } from './desired-state';
import { isSameResource, type KeyChangeRequest } from './key-change-request';
import type { Decision, NextAction } from './next-action';
import type { NamespaceObservation, Observation } from './observation';
import { beforeUpdate, mayHaveBeenUpdated, type Progress } from './progress';
import { updateProgress } from './update-progress';
import { nextInWatch } from './watch';
import { withinWindow } from './window';
import { AWS_OWNED_KMS_KEY } from '../../contract';

/**
 * Compares what CloudFormation requested with what was just observed, and decides what comes next. Each call starts
 * from the observed state, whatever happened before it.
 *
 * Pure. The rule is a table in docs/architecture.md, "The decision rule".
 */
export function reconcile(
  request: KeyChangeRequest, progress: Progress, observation: Observation, now: number,
): Decision {
  const updated = updateProgress(request, progress, observation, now);
  const situation = { request, progress: updated, now, ...observation };
  if (updated.responded) { return { progress: updated, next: nextInWatch(situation) }; }
  const bounded = withinWindow(request, { progress: updated, next: nextActionFor(situation) }, observation, now);
  return bounded.next.action === 'update' ? { ...bounded, progress: beforeUpdate(bounded.progress) } : bounded;
}

/** Whether KMS has to describe the desired key before a decision. */
export function needsKey(request: KeyChangeRequest, progress: Progress, namespace: NamespaceObservation): boolean {
  if (request.desiredKey === AWS_OWNED_KMS_KEY || namespace.keyArn === request.desiredKey) { return false; }
  const mayUpdate = namespace.status === 'AVAILABLE' && !mayHaveBeenUpdated(progress) && !progress.responded;
  if (namespace.status === 'INACCESSIBLE_KMS_KEY') {
    return progress.keyArn === undefined && !isKeyArn(request.desiredKey);
  }
  // A DELETING namespace is given up, whatever KMS says.
  return mayUpdate || (progress.keyArn === undefined && ['AVAILABLE', 'MODIFYING'].includes(namespace.status));
}

const isKeyArn = (key: string): boolean => key.includes(':key/');

/** What would come next if the stack goes forward, regardless of windows. */
const nextForward = (
  request: KeyChangeRequest, progress: Progress, observation: Observation, now: number,
): NextAction => nextActionFor({
  request, progress: updateProgress(request, progress, observation, now), now, ...observation, stack: 'forward',
});

/** Whether the decision depends on what the stack holds. */
export function needsHolding(
  request: KeyChangeRequest, progress: Progress, observation: Observation, now: number,
): boolean {
  if (progress.responded || request.type === 'Delete') { return false; }
  switch (observation.kind) {
    case 'not-found': return isSameResource(request) && request.managesNamespace;
    case 'namespace': {
      if (observation.namespace.status !== 'AVAILABLE') { return false; }
      const isAdoption = request.type === 'Create' && request.window === 1;
      const nextWith = (holding?: 'unreadable') =>
        JSON.stringify(nextForward(request, progress, { ...observation, holding }, now));
      return isAdoption || nextWith() !== nextWith('unreadable');
    }
    default: return false;
  }
}

/** Whether the decision depends on the history of this window. */
export function needsHistory(
  request: KeyChangeRequest, progress: Progress, observation: Observation, now: number,
): boolean {
  if (request.type !== 'Update' || progress.responded) { return false; }
  const next = nextForward(request, progress, observation, now);
  if (next.action === 'update') { return !mayHaveBeenUpdated(progress); }
  return !isSameResource(request) && next.action === 'respond' && next.response.status === 'SUCCESS';
}

/** Whether the decision depends on the stack's direction. */
export function needsStack(
  request: KeyChangeRequest, progress: Progress, observation: Observation, now: number,
): boolean {
  const nextIn = (stack: 'forward' | 'rolling-back' | 'unreadable') =>
    JSON.stringify(reconcile(request, progress, { ...observation, stack }, now).next);
  return nextIn('forward') !== nextIn('rolling-back');
}
