import { AWS_OWNED_KMS_KEY, OWNERSHIP_TAG, WATCH_SECONDS } from '../../contract';

/** How a key is named to a person. */
export const nameOf = (keyArn: string | undefined): string => keyArn ?? `the AWS-owned key (${AWS_OWNED_KMS_KEY})`;

/** What to do when the window has ended: the way back is started by another command than the way forward. */
export type Remedy = 'deploy' | 'continue';
const remedies: Readonly<Record<Remedy, string>> = {
  deploy: 'If the stack was deployed with --no-rollback, deploy again when the change has ended: it is picked up, not '
    + 'restarted. Otherwise the rollback changes the key back; deploy a longer keyChangeTimeout, then the key again',
  continue: 'When it has ended, run aws cloudformation continue-update-rollback',
};

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

  vanished: (name: string) =>
    `namespace ${name} was deleted while its key was being changed; deploy again to create it anew`,

  deleting: (name: string) =>
    `namespace ${name} is being deleted, so its key cannot be changed; wait until it is gone, or give the `
    + 'new namespace '
    + 'another namespaceName',

  lostKey: (name: string, key: string | undefined) =>
    `namespace ${name} has lost access to its key ${nameOf(key)} (status INACCESSIBLE_KMS_KEY); `
    + 'enable that key or cancel its deletion, check its policy, and deploy again',

  towardsAwsOwnedKey: (name: string, key: string) =>
    `namespace ${name} is on the customer managed key ${key}, and Amazon Redshift Serverless cannot move it to an `
    + 'AWS-owned key; keep a customer managed key, or take a snapshot and restore it into a new namespace under the '
    + 'AWS-owned key',

  staysOnCustomerManagedKey: (name: string, key: string) =>
    `namespace ${name} stays on the customer managed key ${key}: this rollback cannot move it back to an `
    + 'AWS-owned key; '
    + 'deploy the customer managed key again',

  createdWithMissing: (name: string, desired: string) =>
    `namespace ${name} is on an AWS-owned key, so it was created without a KmsKeyId, and the template that requests `
    + `${desired} does not say so; give createdWith: CreatedWith.awsOwnedKey() and deploy again; nothing was touched`,

  unusableKey: (name: string, reason: string) =>
    `${reason}; namespace ${name} was not touched`,

  refused: (name: string, desired: string, message: string) =>
    `Amazon Redshift Serverless refused to move namespace ${name} to ${desired}: ${message}`,

  denied: (name: string, message: string) =>
    `permission was denied for more than five minutes, for namespace ${name}: ${message}; `
    + "check the key's policy, service control policies and permissions boundaries. A namespace that this "
    + 'stack did not '
    + `create needs the tag ${OWNERSHIP_TAG} with the name of the stack, or its id in namespaceId`,

  endedElsewhere: (name: string, desired: string, observed: string | undefined) =>
    `Amazon Redshift Serverless ended the key change of namespace ${name} without moving it to ${desired}: it is on `
    + `${nameOf(observed)}; check that both keys are enabled and deploy again`,

  neverStarted: (name: string, desired: string, observed: string | undefined) =>
    `Amazon Redshift Serverless accepted the key change of namespace ${name} to ${desired}, but did not `
    + 'start it within '
    + `ten minutes: it is on ${nameOf(observed)}; deploy again`,

  outcomeNeverKnown: (name: string, desired: string, observed: string | undefined) =>
    `two updates were sent to move namespace ${name} to ${desired}, Amazon Redshift Serverless answered `
    + 'neither, and no '
    + `change has started: it is on ${nameOf(observed)}; deploy again`,

  superseded: (newer: string) =>
    `superseded by ${newer}: a newer request for the same namespace has arrived, and the newest one wins`,

  handedOver: (name: string, window: number, windows: number) =>
    `the key change of namespace ${name} goes on; window ${window} of ${windows} hands over to the next one`,

  windowsAddedWithKey: (name: string, before: number, after: number) =>
    `keyChangeTimeout was raised (from ${before} to ${after} windows) in the same deployment as the key of namespace `
    + `${name}: a rollback would have only ${before}; deploy the longer keyChangeTimeout first, then the new key`,

  tooLong: (name: string, desired: string, minutes: number, remedy: Remedy) =>
    `the key change of namespace ${name} to ${desired} still runs after ${minutes} minutes; it goes on by `
    + 'itself and is '
    + `watched for ${WATCH_HOURS} hours. ${remedies[remedy]}`,

  notStarted: (name: string, desired: string, minutes: number, why: string, remedy: Remedy) =>
    `the key of namespace ${name} could not be changed to ${desired} within ${minutes} minutes: ${why}; this `
    + 'deployment '
    + `changed nothing. ${remedies[remedy]}`,

  otherStatus: (status: string) =>
    `it is ${status}, with an earlier key change or something else`,

  stackUnreadable: () =>
    'cloudformation:DescribeStacks did not tell whether the stack goes forward or rolls back; check what denies it to '
    + 'the function',

  noUpdateYet: () =>
    'no update could be sent',

  waiterNotStarted: (message: string) =>
    `the waiter could not be started: ${message}; nothing was changed, deploy again`,

  malformed: (what: string) =>
    `this is not a request that this function understands: ${what}; nothing was changed`,

  watchEnded: (outcome: string) =>
    `the watch over a key change has ended: ${outcome}`,

  watchTimedOut: (name: string) =>
    `namespace ${name} was watched for ${WATCH_HOURS} hours, and its key change has not ended`,
} as const;
