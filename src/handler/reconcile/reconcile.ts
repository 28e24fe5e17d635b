import { nextActionFor } from './desired-state';
import { isSameResource, type KeyChangeRequest } from './key-change-request';
import type { Decision } from './next-action';
import type { NamespaceObservation, Observation } from './observation';
import { beforeUpdate, mayHaveBeenUpdated, type Progress } from './progress';
import { updateProgress } from './update-progress';
import { afterWindow, withinWindow } from './window';
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
  const decision = { progress: updated, next: nextActionFor({ request, progress: updated, observation, now }) };
  const bounded = updated.responded
    ? afterWindow(request, decision, now)
    : withinWindow(request, decision, observation, now);
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
      const updated = updateProgress(request, progress, observation, now);
      const nextWith = (holding?: 'unreadable') => JSON.stringify(nextActionFor({
        request, progress: updated, observation: { ...observation, stack: 'forward', holding }, now,
      }));
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
  const updated = updateProgress(request, progress, observation, now);
  const forward = { ...observation, stack: 'forward' } as const;
  const next = nextActionFor({ request, progress: updated, observation: forward, now });
  if (next.action === 'update') { return !mayHaveBeenUpdated(updated); }
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
