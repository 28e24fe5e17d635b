import { whyNotRepointed } from './first-contact';
import { accountWithoutAlias } from './key-account';
import { changesCreatedWith, isNewName, isSameResource } from './key-change-request';
import { succeeded, type NextAction } from './next-action';
import { mayHaveBeenUpdated } from './progress';
import { reasons } from './reasons';
import { confirm, isConfirmed, poll, refuseForward, succeedWhenSettled, type Absent } from './situation';

/** The service says that there is no such namespace. One answer decides nothing. */
export function whenAbsent(situation: Absent): NextAction {
  const { request, progress, now } = situation;
  const { namespaceName: name, createdWith } = request;
  const since = progress.absentSince!;
  if (!isConfirmed(since, now)) { return confirm(); }
  if (isSameResource(request) || mayHaveBeenUpdated(progress)) { return whenGone(situation, since); }
  if (changesCreatedWith(request)) {
    const refusal = reasons.createdWithChanged(name, request.heldIdentity!.createdWith!, createdWith, false);
    return refuseForward(situation, since, refusal, reasons.goneInRollback(name));
  }
  return whyNotCreatedAnew(situation, since)
    ?? whyNotCreated(situation, since)
    ?? whyNotRepointed(situation, since, reasons.goneInRollback(name))
    ?? succeeded(request, progress, reasons.notThere(name), now, false);
}

/** The stack holds a namespace that somebody has deleted: an adoption in place, say. */
function whyNotCreatedAnew(situation: Absent, since: number): NextAction | undefined {
  const { request, holding, stack } = situation;
  const { namespaceName: name, desiredKey, managesNamespace, window } = request;
  if (!managesNamespace || window !== 1 || !isNewName(request)) { return undefined; }
  // In a rollback both ways lead to SUCCESS.
  if (holding === 'unreadable' && stack !== 'rolling-back') { return poll(situation); }
  const isHeld = holding !== 'unreadable' && holding?.namespaceLogicalId !== undefined;
  return isHeld
    ? refuseForward(situation, since, reasons.gone(name, desiredKey), reasons.goneInRollback(name))
    : undefined;
}

/** What the template would create, and could not bring to the desired key. */
function whyNotCreated(situation: Absent, since: number): NextAction | undefined {
  const { request, createdWithMismatch } = situation;
  const { namespaceName: name, createdWith, desiredKey, managesNamespace } = request;
  const account = accountWithoutAlias(request, desiredKey);
  if (!createdWithMismatch && account === undefined) { return undefined; }
  // Where something else creates it, createdWith must stay under the same name, so another one is no remedy.
  const mismatch = managesNamespace || isNewName(request)
    ? reasons.createdWithMismatch(name, createdWith!, desiredKey)
    : reasons.gone(name, desiredKey);
  const refusal = account === undefined ? mismatch
    : reasons.createdUnderKeyOfAnotherAccount(name, desiredKey, account);
  return refuseForward(situation, since, refusal, reasons.goneInRollback(name));
}

/** CloudFormation holds the namespace, or a change was sent to it: nothing will create it anew. */
function whenGone(situation: Absent, since: number): NextAction {
  const { request, progress, holding, stack, now } = situation;
  const { namespaceName: name, desiredKey } = request;
  const left = reasons.goneInRollback(name);
  if (mayHaveBeenUpdated(progress)) {
    // The change may be on its way to a namespace that a wrong answer has hidden: only what is settled counts.
    const next = succeedWhenSettled(situation, since, left);
    if (next.action === 'wait') { return next; }
    return refuseForward(situation, since, reasons.vanished(name, desiredKey), left, 'ended-elsewhere');
  }
  const gone = refuseForward(situation, since, reasons.gone(name, desiredKey), left);
  if (!request.managesNamespace) { return gone; }
  // In a rollback both ways lead to SUCCESS.
  if (holding === 'unreadable' && stack !== 'rolling-back') { return poll(situation); }
  const isHeld = holding === 'unreadable' || holding?.namespaceLogicalId !== undefined;
  return isHeld
    ? gone
    : whyNotCreated(situation, since) ?? succeeded(request, progress, reasons.notThere(name), now, false);
}
