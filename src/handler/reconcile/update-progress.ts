import type { KeyChangeRequest } from './key-change-request';
import type { NamespaceObservation, Observation } from './observation';
import { afterUpdate, mayHaveBeenUpdated, type Progress } from './progress';
import { AWS_OWNED_KMS_KEY } from '../../contract';

/** Adds an observation to the progress of a request. */
export function updateProgress(
  request: KeyChangeRequest, progress: Progress, observation: Observation, now: number,
): Progress {
  // `sending` is left behind by an invocation that died during the call. The latest time of that call is now.
  const settled = progress.update === 'sending' ? afterUpdate(progress, 'unknown', now) : progress;
  const base: Progress = {
    ...settled,
    observed: observation.kind === 'namespace' ? observation.namespace.status : observation.kind,
    observations: (settled.observations ?? 0) + 1,
    startedAt: settled.startedAt ?? now,
    onDesiredKeySince: undefined,
    onOtherKeySince: undefined,
    absentSince: undefined,
    keylessSince: undefined,
    deletingSince: undefined,
    inaccessibleSince: undefined,
  };
  switch (observation.kind) {
    case 'unreadable': return base;
    case 'not-found': return { ...base, absentSince: settled.absentSince ?? now, observationDeniedSince: undefined };
    case 'denied': return { ...base, observationDeniedSince: settled.observationDeniedSince ?? now };
    case 'namespace': {
      const described = observation.key?.keyArn ?? settled.keyArn;
      // An alias may move. The key that it named when the change was requested stays the desired one.
      const keyArn = mayHaveBeenUpdated(settled) ? settled.keyArn ?? described : described;
      const isDescribed = observation.key !== undefined && observation.key.keyArn === keyArn;
      const read: Progress = {
        ...base,
        keyArn,
        keyCreatedAt: isDescribed ? observation.key.createdAt : settled.keyCreatedAt,
        // During a change of its own it may show either key.
        fromKey: mayHaveBeenUpdated(settled) ? settled.fromKey : observation.namespace.keyArn ?? AWS_OWNED_KMS_KEY,
        observationDeniedSince: undefined,
      };
      return withStatus(request, settled, read, observation.namespace, now);
    }
  }
}

function withStatus(
  request: KeyChangeRequest, before: Progress, read: Progress, namespace: NamespaceObservation, now: number,
): Progress {
  switch (namespace.status) {
    case 'MODIFYING': return { ...read, changeStarted: before.changeStarted || mayHaveBeenUpdated(before) };
    case 'DELETING': return { ...read, deletingSince: before.deletingSince ?? now };
    case 'INACCESSIBLE_KMS_KEY': return { ...read, inaccessibleSince: before.inaccessibleSince ?? now };
    case 'AVAILABLE': {
      const keylessSince = namespace.keyArn === undefined ? before.keylessSince ?? now : undefined;
      return isOnDesiredKey(request, read, namespace)
        ? { ...read, keylessSince, onDesiredKeySince: before.onDesiredKeySince ?? now }
        : { ...read, keylessSince, onOtherKeySince: before.onOtherKeySince ?? now };
    }
    default: return read;
  }
}

export function isOnDesiredKey(
  request: KeyChangeRequest, progress: Progress, { keyArn }: NamespaceObservation,
): boolean {
  if (request.desiredKey === AWS_OWNED_KMS_KEY) { return keyArn === undefined; }
  return keyArn !== undefined && (keyArn === request.desiredKey || keyArn === progress.keyArn);
}
