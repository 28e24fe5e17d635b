import { isNewName, isSameResource } from './key-change-request';
import { desiredKeyOf, type NextAction } from './next-action';
import { mayHaveBeenUpdated } from './progress';
import { nameOf, reasons } from './reasons';
import { confirm, isConfirmed, poll, refuseForward, type Present, type Situation } from './situation';

/**
 * A first window that meets a namespace which its stack holds already cannot tell what the template has said about its
 * key. Only the user can, with createdWith.
 */
export function whyNotAdopted(situation: Present): NextAction | undefined {
  return situation.request.type === 'Create' ? whyNotKnown(situation) : undefined;
}

function whyNotKnown(situation: Present): NextAction | undefined {
  const { request, holding, namespace, stack, progress } = situation;
  const { window, createdWithStated, namespaceName: name } = request;
  if (window !== 1 || createdWithStated || mayHaveBeenUpdated(progress)) { return undefined; }
  if (stack === 'rolling-back') { return undefined; }
  if (holding === 'unreadable') { return poll(situation); }
  if (holding?.namespaceLogicalId === undefined) { return undefined; }
  const since = progress.onDesiredKeySince ?? progress.onOtherKeySince!;
  const refusal = reasons.alreadyInStack(name, holding.namespaceLogicalId, nameOf(namespace.keyArn));
  return refuseForward(situation, since, refusal, '');
}

/** An identity that changes while a failed deployment of the former one could still be rolled back. */
export function whyNotRepointed(situation: Situation, since: number, left: string): NextAction | undefined {
  const { request, progress, history, stack } = situation;
  const { type, heldIdentity, namespaceName, createdWith } = request;
  if (type !== 'Update' || heldIdentity === undefined || isSameResource(request)) { return undefined; }
  if (history === 'unreadable' && stack !== 'rolling-back') { return poll(situation); }
  // Under an identity that is new itself, no key has been changed.
  const { isTouched, isNew, former } = history === undefined || history === 'unreadable' ? UNKNOWN_HISTORY : history;
  const updated = mayHaveBeenUpdated(progress);
  if (isTouched && !isNew) {
    const refusal = reasons.repointed(namespaceName, heldIdentity.namespaceName, updated);
    return refuseForward(situation, since, refusal, left);
  }
  if (history === undefined || !isNewName(request)) { return undefined; }
  // Back to a name that a failed deployment has left: the stack still holds that namespace, as its template was.
  if (former?.createdWith !== undefined && former.createdWith !== createdWith) {
    const refusal = reasons.createdWithChanged(namespaceName, former.createdWith, createdWith, updated);
    return refuseForward(situation, since, refusal, left);
  }
  return former === undefined && situation.kind === 'namespace' ? whyNotKnown(situation) : undefined;
}

const UNKNOWN_HISTORY = { isTouched: false, isNew: false, former: undefined };

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
