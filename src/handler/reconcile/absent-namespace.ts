import { whyNotRepointed } from './first-contact';
import { changesCreatedWith, isSameResource } from './key-change-request';
import { succeeded, type NextAction } from './next-action';
import { mayHaveBeenUpdated } from './progress';
import { reasons } from './reasons';
import { confirm, isConfirmed, poll, refuseForward, succeedWhenSettled, type Absent } from './situation';

/** The service says that there is no such namespace. One answer decides nothing. */
export function whenAbsent(situation: Absent): NextAction {
  const { request, progress, createdWithMismatch, now } = situation;
  const { namespaceName: name, createdWith, desiredKey } = request;
  const since = progress.absentSince!;
  if (!isConfirmed(since, now)) { return confirm(); }
  if (isSameResource(request) || mayHaveBeenUpdated(progress)) { return whenGone(situation, since); }
  if (changesCreatedWith(request)) {
    const refusal = reasons.createdWithChanged(name, request.heldIdentity!.createdWith!, createdWith, false);
    return refuseForward(situation, since, refusal, reasons.goneInRollback(name));
  }
  if (createdWithMismatch) {
    const refusal = reasons.createdWithMismatch(name, createdWith!, desiredKey);
    return refuseForward(situation, since, refusal, reasons.goneInRollback(name));
  }
  return whyNotRepointed(situation, since, reasons.goneInRollback(name))
    ?? succeeded(request, progress, reasons.notThere(name), now, false);
}

/** CloudFormation holds the namespace, or a change was sent to it: nothing will create it anew. */
function whenGone(situation: Absent, since: number): NextAction {
  const { request, progress, holding, createdWithMismatch, stack, now } = situation;
  const { namespaceName: name, createdWith, desiredKey } = request;
  const left = reasons.goneInRollback(name);
  if (mayHaveBeenUpdated(progress)) {
    // The change may be on its way to a namespace that a wrong answer has hidden: only what is settled counts.
    const next = succeedWhenSettled(situation, since, left);
    if (next.action === 'wait') { return next; }
    return refuseForward(situation, since, reasons.vanished(name, desiredKey), left, 'ended-elsewhere');
  }
  // In a rollback both ways lead to SUCCESS.
  if (holding === 'unreadable' && stack !== 'rolling-back') { return poll(situation); }
  const isHeld = holding === 'unreadable' || holding?.namespaceLogicalId !== undefined;
  const isCreatedLater = request.managesNamespace && !isHeld;
  if (!isCreatedLater) { return refuseForward(situation, since, reasons.gone(name, desiredKey), left); }
  return createdWithMismatch
    ? refuseForward(situation, since, reasons.createdWithMismatch(name, createdWith!, desiredKey), left)
    : succeeded(request, progress, reasons.notThere(name), now, false);
}
