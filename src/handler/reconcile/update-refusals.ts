import { desiredKeyOf, type NextAction } from './next-action';
import { nameOf, reasons } from './reasons';
import { remedyIn } from './remedies';
import { fail, poll, refuseForward, type Present } from './situation';
import { AWS_OWNED_KMS_KEY } from '../../contract';

/** Why an update that may be sent must not be; undefined = nothing stands in its way. */
export function whyNotUpdated(situation: Present): NextAction | undefined {
  const { request, progress, namespace, key, stack, holding, history } = situation;
  const { namespaceName: name, windows, newestGeneration } = request;
  const since = progress.onOtherKeySince!;
  const desired = desiredKeyOf(request, progress);
  // An alias or a key in the template cannot have created a namespace that is on an AWS-owned key, and the template
  // that brings one would make CloudFormation change the key by itself afterwards.
  if (namespace.keyArn === undefined && request.createdWith !== AWS_OWNED_KMS_KEY) {
    return refuseForward(situation, since, reasons.createdWithMissing(name, desired), reasons.leftOnAwsOwnedKey(name));
  }
  if (key?.kind === 'unusable') { return fail(situation, reasons.unusableKey(name, key.reason, remedyIn(stack))); }
  const account = accountOf(request.responseTarget.stackId);
  if (request.aliasFollowsKey && account !== undefined && accountOf(desired) !== account) {
    return fail(situation, reasons.keyOfAnotherAccount(name, desired, account, remedyIn(stack)));
  }
  if (stack === 'rolling-back') { return undefined; }
  // What follows needs what the stack holds, and a rollback is not bound by it.
  if (holding === 'unreadable') { return poll(situation); }
  const addsWindows = holding !== undefined && windows > holding.windows && request.type === 'Update';
  if (addsWindows) {
    return refuseForward(situation, since, reasons.windowsAddedWithKey(name, holding.windows, windows), '');
  }
  const drops = holding?.generation !== undefined && newestGeneration !== undefined
    && newestGeneration < holding.generation;
  if (drops) {
    return refuseForward(situation, since, reasons.generationDropped(name, holding.generation, newestGeneration), '');
  }
  if (history === 'unreadable') { return poll(situation); }
  return history?.isNew
    ? refuseForward(situation, since, reasons.notSettled(name, desired, nameOf(namespace.keyArn)), '')
    : undefined;
}

/** The account in an ARN; undefined where the text is no ARN. */
const accountOf = (arn: string): string | undefined => (arn.startsWith('arn:') ? arn.split(':')[4] : undefined);
