import { again, whenEnded, whenUnchanged, withCreatedWith, withUsableKey, type Remedy } from './remedies';
import { AWS_OWNED_KMS_KEY, OWNERSHIP_TAG, WATCH_SECONDS } from '../../contract';

/** How a key is named to a person. */
export const nameOf = (keyArn: string | undefined): string => keyArn ?? `the AWS-owned key (${AWS_OWNED_KMS_KEY})`;

/** A KmsKeyId of a template. */
const templateKey = (kmsKeyId: string | undefined): string =>
  (kmsKeyId === undefined ? 'unsaid' : kmsKeyId === AWS_OWNED_KMS_KEY ? 'absent' : kmsKeyId);

/** The createdWith that leads to a KmsKeyId of a template. */
function createdWithOf(kmsKeyId: string): string {
  if (kmsKeyId === AWS_OWNED_KMS_KEY) { return 'CreatedWith.awsOwnedKey()'; }
  return kmsKeyId.includes(':alias/redshift-serverless/')
    ? 'CreatedWith.alias()'
    : `CreatedWith.kmsKeyId('${kmsKeyId}')`;
}

/** Where an update may have been sent, it cannot be said. */
const unless = (updated: boolean): string => (updated ? '' : '; nothing was touched');

const WATCH_HOURS = WATCH_SECONDS / 3600;

/**
 * What the engineer reads in the CloudFormation event: what is wrong, what was given, what to do.
 * Lower case, no final full stop, no secrets.
 */
export const reasons = {
  done: (name: string, key: string | undefined) =>
    `namespace ${name} is on ${nameOf(key)}`,

  notThere: (name: string) =>
    `namespace ${name} does not exist yet: nothing to change`,

  deleted: () =>
    'nothing to do: deleting this resource touches neither the namespace nor a key',

  createdWithMismatch: (name: string, createdWith: string, desired: string) =>
    `namespace ${name} does not exist, and createdWith (${createdWith}) would create it under another key than the `
    + `desired one (${desired}); leave createdWith out for a new namespace, or give it the desired key`,

  createdWithChanged: (name: string, before: string, after: string | undefined, updated: boolean) =>
    `the template's KmsKeyId of namespace ${name} must stay ${templateKey(before)}, got: ${templateKey(after)}; `
    + `CloudFormation would send the other one by itself. Give createdWith: ${createdWithOf(before)}, as it was `
    + `created, and deploy again${unless(updated)}`,

  alreadyInStack: (name: string, logicalId: string, observed: string) =>
    `namespace ${name} (on ${observed}) is in this stack already, as ${logicalId}, and nothing tells what the `
    + 'template has said as its KmsKeyId. If its construct was renamed or moved, keep the logical ids '
    + '(overrideLogicalId, cdk refactor) or the name. If you adopt it, give createdWith what the template has said '
    + 'until now (CreatedWith.alias() for an alias of this construct), deploy with the key that it has, and change '
    + 'the key afterwards; nothing was touched',

  renamed: (name: string, desired: string, observed: string, logicalId: string) =>
    `namespace ${name} is in this stack as ${logicalId}, on ${observed}, and a new resource must not move it to `
    + `${desired}: a rollback could not move it back. If its construct was renamed or moved, keep the logical ids `
    + '(overrideLogicalId, cdk refactor) or the name. If you adopt it, deploy with the key that it has, and change '
    + 'the key afterwards; nothing was touched',

  onAnotherKey: (name: string, desired: string, observed: string) =>
    `namespace ${name} exists already, on ${observed}, and a new resource must not move it to ${desired}: a `
    + 'rollback could not move it back. It outlived its stack, or something else created it: deploy with the key '
    + 'that it has (see "Adopting an existing namespace" in docs/operations.md), and change the key afterwards, or '
    + 'give another namespaceName; nothing was touched',

  identityWithKey: (name: string, desired: string, observed: string) =>
    `namespaceId or createdWith and the key of namespace ${name} were changed in one deployment (it is on `
    + `${observed}, and ${desired} is desired): a rollback could not change the key back. Deploy namespaceId or `
    + 'createdWith alone, then the key; nothing was touched',

  gone: (name: string, desired: string) =>
    `namespace ${name} does not exist any more, and CloudFormation does not create it anew. Create it under the `
    + `same name with kmsKeyId ${desired} (restore a snapshot if you need its data), or give another `
    + 'namespaceName; then deploy again',

  vanished: (name: string, desired: string) =>
    `namespace ${name} was deleted while its key was being changed, and CloudFormation does not create it anew. `
    + `Create it under the same name with kmsKeyId ${desired} (restore a snapshot if you need its data), or give `
    + 'another namespaceName; then deploy again',

  goneInRollback: (name: string) =>
    `namespace ${name} does not exist: this rollback has nothing to change`,

  deleting: (name: string) =>
    `namespace ${name} is being deleted, so its key cannot be changed; wait until it is gone, or give the new `
    + 'namespace another namespaceName',

  deletingInRollback: (name: string) =>
    `namespace ${name} is being deleted: this rollback leaves it as it is`,

  lostKey: (name: string, key: string | undefined, remedy: Remedy) =>
    `namespace ${name} has lost access to its key ${nameOf(key)} (status INACCESSIBLE_KMS_KEY); enable that key or `
    + `cancel its deletion, check its policy, wait until the namespace is AVAILABLE, and ${again[remedy]}`,

  lostKeyInRollback: (name: string, key: string | undefined) =>
    `namespace ${name} is on ${nameOf(key)}, and has lost access to it (status INACCESSIBLE_KMS_KEY): this `
    + 'rollback leaves it as it is; enable that key or cancel its deletion, and check its policy',

  leftInRollback: (name: string, observed: string) =>
    `namespace ${name} is on ${observed}, where this deployment found it: this rollback leaves it as it is`,

  leftOnAwsOwnedKey: (name: string) =>
    `namespace ${name} is on ${nameOf(undefined)}, where this deployment found it: this rollback leaves it as it is`,

  towardsAwsOwnedKey: (name: string, key: string) =>
    `namespace ${name} is on the customer managed key ${key}, and Amazon Redshift Serverless cannot move it to an `
    + 'AWS-owned key; keep a customer managed key, or take a snapshot and restore it into a new namespace under '
    + 'the AWS-owned key',

  staysOnCustomerManagedKey: (name: string, key: string) =>
    `namespace ${name} stays on the customer managed key ${key}: this rollback cannot move it back to an AWS-owned `
    + 'key; deploy the customer managed key again',

  createdWithMissing: (name: string, desired: string) =>
    `namespace ${name} is on an AWS-owned key, so it was created without a KmsKeyId, and the template that `
    + `requests ${desired} does not say so; give createdWith: CreatedWith.awsOwnedKey() and deploy again; nothing `
    + 'was touched',

  keyOfAnotherAccount: (name: string, desired: string, account: string, remedy: Remedy) =>
    `key ${desired} is not of account ${account}, whose alias cannot point to it, so createdWith is needed; `
    + `${withCreatedWith(name)[remedy]}`,

  generationDropped: (name: string, held: number, newest: number) =>
    `the key generation of namespace ${name} goes down from ${held}, and that key would leave the template `
    + `(newest: ${newest}); keep active: ${held}, or, to go back on purpose, give { active: ${newest}, newest: `
    + `${held} }; nothing was touched`,

  notSettled: (name: string, desired: string, observed: string) =>
    `this key change was created, or came to namespace ${name}, in a deployment that has not completed, so a `
    + `rollback could not change the key back (it is on ${observed}, and ${desired} is desired). Deploy with the `
    + 'key that it has until the deployment completes, then change the key; nothing was touched',

  repointed: (name: string, before: string, updated: boolean) =>
    `namespaceName, namespaceId or createdWith of this key change was changed (to namespace ${name}) after a `
    + 'deployment of it has failed without a rollback, and a rollback could not change the key of namespace '
    + `${before} back. Deploy with the former one until the deployment completes, or roll the stack back, and `
    + `change it afterwards${unless(updated)}`,

  unusableKey: (name: string, reason: string, remedy: Remedy) =>
    `${reason}; ${withUsableKey(name)[remedy]}`,

  refused: (name: string, desired: string, message: string, remedy: Remedy) =>
    `Amazon Redshift Serverless refused to move namespace ${name} to ${desired}: ${message}; remove the cause, and `
    + `${again[remedy]}`,

  observationDenied: (name: string, message: string, remedy: Remedy) =>
    `permission to read namespace ${name}, its key or its stack was denied for more than five minutes: ${message}; `
    + `check service control policies and permissions boundaries, and ${again[remedy]}`,

  updateDenied: (name: string, message: string, remedy: Remedy) =>
    `permission to change the key of namespace ${name} was denied for more than five minutes: ${message}; check `
    + "the key's policy, service control policies and permissions boundaries. A namespace that this stack did not "
    + `create needs the tag ${OWNERSHIP_TAG} with the name of the stack, or its id in namespaceId. Then `
    + again[remedy],

  secondUpdateDenied: (name: string, message: string, remedy: Remedy) =>
    `a second update of namespace ${name} was denied for more than five minutes: ${message}; the first one may have `
    + `been carried out, and is watched for ${WATCH_HOURS} hours. Check what has changed the key's policy or the `
    + `permissions of the function meanwhile; when the namespace is AVAILABLE, ${again[remedy]}`,

  endedElsewhere: (name: string, desired: string, observed: string, remedy: Remedy) =>
    `Amazon Redshift Serverless ended the key change of namespace ${name} without moving it to ${desired}: it is `
    + `on ${observed}; check that both keys are enabled, and ${again[remedy]}`,

  neverStarted: (name: string, desired: string, observed: string, remedy: Remedy) =>
    `Amazon Redshift Serverless accepted the key change of namespace ${name} to ${desired}, but did not start it `
    + `within ten minutes: it is on ${observed}. The change may still start, and is watched for ${WATCH_HOURS} hours; `
    + `${again[remedy]}`,

  outcomeNeverKnown: (name: string, desired: string, observed: string, remedy: Remedy) =>
    `two updates were sent to move namespace ${name} to ${desired}, Amazon Redshift Serverless answered neither, `
    + `and no change has started: it is on ${observed}. The change may still start, and is watched for ${WATCH_HOURS} `
    + `hours; ${again[remedy]}`,

  superseded: (newer: string) =>
    `superseded by ${newer}: a newer request for the same namespace has arrived, and the newest one wins`,

  handedOver: (name: string, window: number, windows: number) =>
    `the key change of namespace ${name} goes on; window ${window} of ${windows} hands over to the next one`,

  windowsAddedWithKey: (name: string, before: number, after: number) =>
    `keyChangeTimeout was raised (from ${before} to ${after} windows) in the same deployment as the key of `
    + `namespace ${name}: a rollback would have only ${before}; deploy the longer keyChangeTimeout first, then the `
    + 'new key',

  tooLong: (name: string, desired: string, minutes: number, remedy: Remedy) =>
    `the key change of namespace ${name} to ${desired} still runs after ${minutes} minutes; it goes on by itself `
    + `and is watched for ${WATCH_HOURS} hours. ${whenEnded[remedy]}`,

  notObservable: (name: string, desired: string, minutes: number, message: string, remedy: Remedy) =>
    `an update of namespace ${name} to ${desired} was sent ${minutes} minutes ago, and nothing tells whether the key `
    + `change still runs: ${message}; it goes on by itself and is watched for ${WATCH_HOURS} hours. `
    + whenEnded[remedy],

  notStarted: (name: string, desired: string, minutes: number, why: string, remedy: Remedy) =>
    `the key of namespace ${name} could not be changed to ${desired} within ${minutes} minutes: ${why}; `
    + `${whenUnchanged[remedy]}`,

  otherStatus: (status: string) =>
    `it is ${status}, with an earlier key change or something else`,

  stackUnreadable: () =>
    'cloudformation:DescribeStacks and ListStackResources did not tell what the stack does; check what denies them '
    + 'to the function',

  noUpdateYet: () =>
    'no update could be sent',

  waiterNotStarted: (message: string) =>
    `the waiter could not be started: ${message}; it may have started all the same, so read the status and key of `
    + `the namespace, wait until it is AVAILABLE, and ${again.either}`,

  stateUnreadable: (what: string) =>
    `the waiter's state cannot be read by this version of the function: ${what}; read the status and key of the `
    + `namespace, wait until it is AVAILABLE, and ${again.either}`,

  malformed: (what: string) =>
    `this is not a request that this function understands: ${what}; nothing was changed`,

  watchEnded: (outcome: string) =>
    `the watch over a key change has ended: ${outcome}`,

  movedElsewhere: (name: string, desired: string, observed: string) =>
    `the key change of namespace ${name} to ${desired} has ended, and it is on ${observed}: the service or a newer `
    + 'request has moved it there',

  deletedMeanwhile: (name: string) =>
    `namespace ${name} was deleted meanwhile`,

  watchTimedOut: (name: string, hasStarted: boolean) =>
    `namespace ${name} was watched for ${WATCH_HOURS} hours, and its key change has not `
    + (hasStarted ? 'ended' : 'started'),
} as const;
