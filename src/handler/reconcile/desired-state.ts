import { addsWindowsWithKey, type KeyChangeRequest } from './key-change-request';
import { desiredKeyOf, failed, succeeded, wait, waitForNextPoll, type NextAction } from './next-action';
import type { NamespaceObservation, Observation, StackDirection } from './observation';
import { CONFIRM_SECONDS } from './poll-interval';
import { mayHaveBeenUpdated, type Progress } from './progress';
import { reasons } from './reasons';
import { DENIED_MS, MAXIMUM_UPDATES, QUIET_PERIOD_MS, START_DEADLINE_MS } from './timing';
import { AWS_OWNED_KMS_KEY } from '../../contract';

type NamespaceObserved = Extract<Observation, { kind: 'namespace' }>;

/** What brings the namespace to its desired key, or why that cannot be; regardless of windows. */
export function nextActionFor(
  request: KeyChangeRequest, progress: Progress, observation: Observation, now: number,
): NextAction {
  const name = request.namespaceName;
  switch (observation.kind) {
    case 'unreadable': return waitForNextPoll(request, progress, now);
    case 'denied':
      return now - progress.observationDeniedSince! >= DENIED_MS
        ? failed(reasons.denied(name, observation.message))
        : waitForNextPoll(request, progress, now);
    case 'not-found':
      if (mayHaveBeenUpdated(progress)) { return failed(reasons.vanished(name)); }
      return observation.createdWithMismatch
        ? failed(reasons.createdWithMismatch(name, request.createdWith!, request.desiredKey))
        : succeeded(request, progress, reasons.notThere(name), now, false);
    case 'namespace': return forNamespace(request, progress, observation, now);
  }
}

function forNamespace(
  request: KeyChangeRequest, progress: Progress, { namespace, key, stack }: NamespaceObserved, now: number,
): NextAction {
  const name = request.namespaceName;
  switch (namespace.status) {
    case 'DELETING': return failed(reasons.deleting(name));
    case 'INACCESSIBLE_KMS_KEY': return failed(reasons.lostKey(name, namespace.keyArn));
    case 'AVAILABLE': break;
    default: return waitForNextPoll(request, progress, now); // MODIFYING, and whatever the service may add
  }
  if (progress.onDesiredKeySince !== undefined) {
    return isSettled(request, progress, progress.onDesiredKeySince, now)
      ? succeeded(request, progress, reasons.done(name, namespace.keyArn), now, true)
      : waitUntilSettled(request, progress, now);
  }
  if (request.desiredKey === AWS_OWNED_KMS_KEY) {
    return towardsAwsOwnedKey(request, progress, namespace.keyArn!, stack, now);
  }
  if (mayHaveBeenUpdated(progress)) { return afterAnUpdate(request, progress, namespace, now); }
  // An alias or a key in the template cannot have created a namespace that is on an AWS-owned key, and the template
  // that
  // brings one would make CloudFormation change the key by itself afterwards.
  if (namespace.keyArn === undefined && request.createdWith !== AWS_OWNED_KMS_KEY) {
    return failed(reasons.createdWithMissing(name, desiredKeyOf(request, progress)));
  }
  if (key?.kind === 'unusable') { return failed(reasons.unusableKey(name, key.reason)); }
  if (addsWindowsWithKey(request) && stack !== 'rolling-back') {
    return stack === 'forward'
      ? failed(reasons.windowsAddedWithKey(name, request.previous!.windows, request.windows))
      : waitForNextPoll(request, progress, now);
  }
  return { action: 'update' };
}

/** Nothing leads to an AWS-owned key. A rollback to one ends anyway: the template has no KmsKeyId either way. */
function towardsAwsOwnedKey(
  request: KeyChangeRequest, progress: Progress, keyArn: string, stack: StackDirection | undefined, now: number,
): NextAction {
  switch (stack) {
    case 'rolling-back':
      return isSettled(request, progress, progress.onOtherKeySince!, now)
        ? succeeded(request, progress, reasons.staysOnCustomerManagedKey(request.namespaceName, keyArn), now, true)
        : waitUntilSettled(request, progress, now);
    case 'unreadable': return waitForNextPoll(request, progress, now);
    default: return failed(reasons.towardsAwsOwnedKey(request.namespaceName, keyArn));
  }
}

/** When no earlier request can move the namespace any more. */
const quietAt = (request: KeyChangeRequest, progress: Progress): number =>
  (progress.changeStarted || progress.confirmed
    ? 0
    : Math.max(request.arrivedAt, progress.updateSentAt ?? 0) + QUIET_PERIOD_MS);

/** AVAILABLE where it stays, in two observations: true only when no earlier request can still move it. */
const isSettled = (request: KeyChangeRequest, progress: Progress, since: number, now: number): boolean =>
  since < now && now >= quietAt(request, progress);

const waitUntilSettled = (request: KeyChangeRequest, progress: Progress, now: number): NextAction =>
  wait(Math.max(CONFIRM_SECONDS * 1000, quietAt(request, progress) - now));

/** AVAILABLE on another key after an update that may have been carried out. */
function afterAnUpdate(
  request: KeyChangeRequest, progress: Progress, namespace: NamespaceObservation, now: number,
): NextAction {
  const name = request.namespaceName;
  const desired = desiredKeyOf(request, progress);
  const lasted = now - Math.max(progress.onOtherKeySince!, progress.updateSentAt!);
  if (progress.changeStarted) {
    return lasted >= QUIET_PERIOD_MS
      ? failed(reasons.endedElsewhere(name, desired, namespace.keyArn))
      : wait(QUIET_PERIOD_MS - lasted);
  }
  if (lasted < START_DEADLINE_MS) { return waitForNextPoll(request, progress, now); }
  if (progress.update === 'accepted') { return failed(reasons.neverStarted(name, desired, namespace.keyArn)); }
  return progress.updatesSent < MAXIMUM_UPDATES
    ? { action: 'update' }
    : failed(reasons.outcomeNeverKnown(name, desired, namespace.keyArn));
}
