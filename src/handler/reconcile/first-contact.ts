import { isSameResource } from './key-change-request';
import { desiredKeyOf, type NextAction } from './next-action';
import { mayHaveBeenUpdated } from './progress';
import { nameOf, reasons } from './reasons';
import { confirm, isConfirmed, poll, refuseForward, type Present, type Situation } from './situation';

/**
 * A first window that meets a namespace which its stack holds already cannot tell what the template has said about its
 * key. Only the user can, with createdWith.
 */
export function whyNotAdopted(situation: Present): NextAction | undefined {
  const { request, holding, namespace, stack, progress } = situation;
  const { type, window, createdWithStated, namespaceName: name } = request;
  if (type !== 'Create' || window !== 1 || createdWithStated || mayHaveBeenUpdated(progress)) { return undefined; }
  if (holding === 'unreadable') { return poll(situation); }
  if (holding?.namespaceLogicalId === undefined || stack === 'rolling-back') { return undefined; }
  const since = progress.onDesiredKeySince ?? progress.onOtherKeySince!;
  const refusal = reasons.alreadyInStack(name, holding.namespaceLogicalId, nameOf(namespace.keyArn));
  return refuseForward(situation, since, refusal, '');
}

/** An identity that changes while a failed deployment of the former one could still be rolled back. */
export function whyNotRepointed(situation: Situation, since: number, left: string): NextAction | undefined {
  const { request, progress, history, stack } = situation;
  const { type, heldIdentity, namespaceName } = request;
  if (type !== 'Update' || heldIdentity === undefined || isSameResource(request)) { return undefined; }
  if (history === 'unreadable' && stack !== 'rolling-back') { return poll(situation); }
  // Under an identity that is new itself, no key has been changed.
  const isAtRisk = history !== undefined && history !== 'unreadable' && history.isTouched && !history.isNew;
  if (!isAtRisk) { return undefined; }
  const refusal = reasons.repointed(namespaceName, heldIdentity.namespaceName, mayHaveBeenUpdated(progress));
  return refuseForward(situation, since, refusal, left);
}

/** A namespace on another key, which this request must not change: no rollback would change it back. */
export function whenFirstMet(situation: Present): NextAction {
  const { request, progress, namespace, holding, now } = situation;
  const { type, namespaceName: name, heldIdentity } = request;
  const since = progress.onOtherKeySince!;
  if (!isConfirmed(since, now)) { return confirm(); }
  if (holding === 'unreadable') { return poll(situation); }
  const observed = nameOf(namespace.keyArn);
  const desired = desiredKeyOf(request, progress);
  const left = reasons.leftInRollback(name, observed);
  if (type === 'Update' && heldIdentity?.namespaceName === name && !isSameResource(request)) {
    return refuseForward(situation, since, reasons.identityWithKey(name, desired, observed), left);
  }
  const refusal = holding?.namespaceLogicalId === undefined
    ? reasons.onAnotherKey(name, desired, observed)
    : reasons.renamed(name, desired, observed, holding.namespaceLogicalId);
  return refuseForward(situation, since, refusal, left);
}
