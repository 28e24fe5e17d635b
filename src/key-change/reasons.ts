import { AWS_OWNED_KMS_KEY, OWNERSHIP_TAG, WATCH_SECONDS } from './contract';

/** How a key is named to a person. */
export const nameOf = (keyArn: string | undefined): string => keyArn ?? `the AWS-owned key (${AWS_OWNED_KMS_KEY})`;

/** What to do once the window is over: the way back is called again by another command than the way forward. */
export type Remedy = 'deploy' | 'continue';
const remedies: Readonly<Record<Remedy, string>> = {
  deploy: 'Where the stack was deployed with --no-rollback, deploy again when it has ended: it is picked up, not restarted. '
    + 'Otherwise the rollback changes back; deploy a longer keyChangeWait, then the key again',
  continue: 'When it has ended, run aws cloudformation continue-update-rollback',
};

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

  bornElsewhere: (name: string, createdWith: string, wanted: string) =>
    `namespace ${name} does not exist, and createdWith (${createdWith}) would create it under another key than the one wished for (${wanted}); `
    + 'leave createdWith out for a new namespace, or name the wished key in it',

  vanished: (name: string) =>
    `namespace ${name} was deleted while its key was being changed; deploy again to create it anew`,

  deleting: (name: string) =>
    `namespace ${name} is being deleted, so its key cannot be changed; wait until it is gone, or give the new namespace another namespaceName`,

  lostKey: (name: string, key: string | undefined) =>
    `namespace ${name} has lost access to its key ${nameOf(key)} (status INACCESSIBLE_KMS_KEY); `
    + 'enable that key or cancel its deletion, check its policy, and deploy again',

  towardsAwsOwned: (name: string, key: string) =>
    `namespace ${name} is on the customer managed key ${key}, and Amazon Redshift Serverless cannot move it to an AWS-owned key; `
    + 'keep a customer managed key, or take a snapshot and restore it into a new namespace under the AWS-owned key',

  staysUp: (name: string, key: string) =>
    `namespace ${name} stays on the customer managed key ${key}: this rollback cannot move it back to an AWS-owned key; `
    + 'deploy the customer managed key again',

  createdWithMissing: (name: string, wanted: string) =>
    `namespace ${name} is on an AWS-owned key, so it was created without a KmsKeyId, and was asked to move to ${wanted} by a template that does not say so; `
    + 'give createdWith: CreatedWith.awsOwnedKey() and deploy again; nothing was touched',

  unusableKey: (name: string, reason: string) =>
    `${reason}; namespace ${name} was not touched`,

  refused: (name: string, wanted: string, message: string) =>
    `Amazon Redshift Serverless refused to move namespace ${name} to ${wanted}: ${message}`,

  denied: (name: string, message: string) =>
    `not permitted for more than five minutes, while looking after namespace ${name}: ${message}; `
    + "check the key's policy, service control policies and permissions boundaries. A namespace that this stack did not create needs the tag "
    + `${OWNERSHIP_TAG} with the name of the stack, or its id in namespaceId`,

  endedElsewhere: (name: string, wanted: string, seen: string | undefined) =>
    `Amazon Redshift Serverless ended the key change of namespace ${name} without moving it to ${wanted}: it is on ${nameOf(seen)}; `
    + 'check that both keys are enabled and deploy again',

  neverBegan: (name: string, wanted: string, seen: string | undefined) =>
    `Amazon Redshift Serverless accepted the key change of namespace ${name} to ${wanted}, but did not begin it within ten minutes: `
    + `it is on ${nameOf(seen)}; deploy again`,

  neverHeard: (name: string, wanted: string, seen: string | undefined) =>
    `asked twice to move namespace ${name} to ${wanted}, with no answer from Amazon Redshift Serverless and nothing begun: `
    + `it is on ${nameOf(seen)}; deploy again`,

  superseded: (younger: string) =>
    `superseded by ${younger}: a newer request for the same namespace has arrived, and the newest one wins`,

  handedOver: (name: string, window: number, windows: number) =>
    `the key change of namespace ${name} goes on; window ${window} of ${windows} hands over to the next one`,

  raisedWithKey: (name: string, before: number, after: number) =>
    `keyChangeWait was raised (from ${before} to ${after} windows) in the same deployment as the key of namespace ${name}: a rollback would find only `
    + `${before}; deploy the longer keyChangeWait first, then the new key`,

  tooLong: (name: string, wanted: string, minutes: number, remedy: Remedy) =>
    `the key change of namespace ${name} to ${wanted} still runs after ${minutes} minutes; it goes on by itself and is watched for `
    + `${WATCH_SECONDS / 3600} hours. ${remedies[remedy]}`,

  notBegun: (name: string, wanted: string, minutes: number, why: string, remedy: Remedy) =>
    `the key of namespace ${name} could not be changed to ${wanted} within ${minutes} minutes: ${why}; this deployment changed nothing. ${remedies[remedy]}`,

  notStarted: (message: string) =>
    `the waiter could not be started: ${message}; nothing was changed, deploy again`,

  malformed: (what: string) =>
    `this is not a request that this function understands: ${what}; nothing was changed`,
} as const;
