import { nextActionFor } from './desired-state';
import { addsWindowsWithKey, type KeyChangeRequest } from './key-change-request';
import type { Decision } from './next-action';
import type { NamespaceObservation, Observation } from './observation';
import { beforeUpdate, mayHaveBeenUpdated, type Progress } from './progress';
import { updateProgress } from './update-progress';
import { afterWindow, hasEnded, withinWindow } from './window';
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
  const decision = { progress: updated, next: nextActionFor(request, updated, observation, now) };
  const bounded = updated.responded
    ? afterWindow(request, decision, now)
    : withinWindow(request, decision, observation, now);
  return bounded.next.action === 'update' ? { ...bounded, progress: beforeUpdate(bounded.progress) } : bounded;
}

/** Whether KMS has to describe the desired key before a decision. */
export function needsKey(request: KeyChangeRequest, progress: Progress, namespace: NamespaceObservation): boolean {
  if (request.desiredKey === AWS_OWNED_KMS_KEY || namespace.keyArn === request.desiredKey) { return false; }
  const mayUpdate = namespace.status === 'AVAILABLE' && !mayHaveBeenUpdated(progress) && !progress.responded;
  // A DELETING or INACCESSIBLE_KMS_KEY namespace fails at once, whatever KMS says.
  return mayUpdate || (progress.keyArn === undefined && ['AVAILABLE', 'MODIFYING'].includes(namespace.status));
}

/** Whether a decision depends on the stack's direction. */
export function needsStack(request: KeyChangeRequest, progress: Progress, now: number): boolean {
  if (progress.responded) { return false; }
  return hasEnded(request, now) || addsWindowsWithKey(request) || request.desiredKey === AWS_OWNED_KMS_KEY;
}
