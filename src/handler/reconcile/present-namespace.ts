import { whenFirstMet, whyNotAdopted, whyNotRepointed } from './first-contact';
import { accountWithoutAlias } from './key-account';
import { changesCreatedWith, mayChangeKey } from './key-change-request';
import { desiredKeyOf, wait, type NextAction } from './next-action';
import { mayHaveBeenUpdated } from './progress';
import { nameOf, reasons } from './reasons';
import { remedyIn } from './remedies';
import {
  confirm, fail, isConfirmed, poll, refuseForward, succeedWhenSettled, untilApart, type Present,
} from './situation';
import { MAXIMUM_UPDATES, QUIET_PERIOD_MS, START_DEADLINE_MS } from './timing';
import { isOnDesiredKey } from './update-progress';
import { whyNotUpdated } from './update-refusals';
import { AWS_OWNED_KMS_KEY } from '../../contract';

/** The service shows the namespace. */
export function whenPresent(situation: Present): NextAction {
  const { request, progress, namespace, stack, now } = situation;
  const { namespaceName: name, desiredKey } = request;
  switch (namespace.status) {
    case 'DELETING': return whenDeleting(situation);
    case 'INACCESSIBLE_KMS_KEY': return whenInaccessible(situation);
    case 'AVAILABLE': break;
    default: return poll(situation); // MODIFYING, and whatever the service may add
  }
  const since = progress.onDesiredKeySince ?? progress.onOtherKeySince!;
  // A response may have left the key out, and the update could be for the very key that the namespace is on.
  const isKeyMissing = progress.onDesiredKeySince === undefined && !mayHaveBeenUpdated(progress);
  const doubtful = isKeyMissing && progress.keylessSince !== undefined && untilApart(progress.keylessSince, now);
  if (doubtful) { return doubtful; }
  if (desiredKey === AWS_OWNED_KMS_KEY && namespace.keyArn !== undefined) {
    const refusal = reasons.towardsAwsOwnedKey(name, namespace.keyArn);
    return refuseForward(situation, since, refusal, reasons.staysOnCustomerManagedKey(name, namespace.keyArn));
  }
  if (changesCreatedWith(request) && stack !== 'rolling-back') {
    const before = request.heldIdentity!.createdWith!;
    const refusal = reasons.createdWithChanged(name, before, request.createdWith, mayHaveBeenUpdated(progress));
    return refuseForward(situation, since, refusal, '');
  }
  const notAdopted = whyNotAdopted(situation);
  if (notAdopted !== undefined) { return notAdopted; }
  if (progress.onDesiredKeySince !== undefined) { return whenOnDesiredKey(situation, since); }
  if (mayHaveBeenUpdated(progress)) { return afterAnUpdate(situation); }
  if (!mayChangeKey(request)) { return whenFirstMet(situation); }
  return whyNotUpdated(situation) ?? { action: 'update' };
}

function whenOnDesiredKey(situation: Present, since: number): NextAction {
  const { request, progress, namespace: { keyArn }, stack } = situation;
  const name = request.namespaceName;
  const done = reasons.done(name, keyArn);
  const desired = desiredKeyOf(request, progress);
  const account = accountWithoutAlias(request, desired);
  if (account !== undefined && stack !== 'rolling-back') {
    return refuseForward(situation, since, reasons.keyOfAnotherAccount(name, desired, account, 'deploy'), done);
  }
  return whyNotRepointed(situation, since, done) ?? succeedWhenSettled(situation, since, done, true);
}

/** One answer decides nothing. */
function whenDeleting(situation: Present): NextAction {
  const { request: { namespaceName: name }, progress, now } = situation;
  const since = progress.deletingSince!;
  return isConfirmed(since, now)
    ? refuseForward(situation, since, reasons.deleting(name), reasons.deletingInRollback(name))
    : confirm();
}

/** Without access to its key. That may pass in a moment. */
function whenInaccessible(situation: Present): NextAction {
  const { request, progress, namespace, stack, now } = situation;
  const name = request.namespaceName;
  const since = progress.inaccessibleSince!;
  const notYet = untilApart(since, now);
  if (notYet) { return notYet; }
  const refusal = reasons.lostKey(name, namespace.keyArn, remedyIn(stack));
  // In a rollback from a key that the deployment has moved the namespace to, the namespace cannot be left there.
  if (!isOnDesiredKey(request, progress, namespace)) { return fail(situation, refusal); }
  const next = refuseForward(situation, since, refusal, reasons.lostKeyInRollback(name, namespace.keyArn));
  // Nobody watches what a rollback leaves, and a change may go on behind wrong answers.
  const left = since + QUIET_PERIOD_MS - now;
  return stack === 'rolling-back' && next.action === 'respond' && left > 0 ? wait(left) : next;
}

/** AVAILABLE on another key after an update that may have been carried out. */
function afterAnUpdate(situation: Present): NextAction {
  const { request, progress, namespace: { keyArn }, stack, now } = situation;
  const name = request.namespaceName;
  const desired = desiredKeyOf(request, progress);
  const remedy = remedyIn(stack);
  const lasted = now - Math.max(progress.onOtherKeySince!, progress.updateSentAt!);
  if (progress.changeStarted) {
    return lasted >= QUIET_PERIOD_MS
      ? fail(situation, reasons.endedElsewhere(name, desired, nameOf(keyArn), remedy), 'ended-elsewhere')
      : wait(QUIET_PERIOD_MS - lasted);
  }
  if (lasted < START_DEADLINE_MS) { return poll(situation); }
  if (progress.update === 'accepted') {
    return fail(situation, reasons.neverStarted(name, desired, nameOf(keyArn), remedy), 'timed-out');
  }
  return progress.updatesSent < MAXIMUM_UPDATES && mayChangeKey(request)
    ? { action: 'update' }
    : fail(situation, reasons.outcomeNeverKnown(name, desired, nameOf(keyArn), remedy), 'timed-out');
}
