import { Token } from 'aws-cdk-lib';
import { OWNERSHIP_TAG } from '../../contract';

/** An error stops the synthesis. A warning can be acknowledged by its id. */
export type Level = 'error' | 'warning' | 'info';

/** Something that the library reports at synth, from a constructor or from a check of the final template. */
export interface Diagnostic {
  readonly id: string;
  readonly level: Level;
  /** what is wrong, what was given, what to do */
  readonly text: string;
}

/** A planned key change. Dates are YYYY-MM-DD. */
export interface DueChange {
  readonly active: number;
  readonly next: number;
  readonly date: string;
  readonly due: string;
  readonly days: number;
}

/** Prefix of every id. */
export const ID_PREFIX = 'cdk-redshift-rotatable-namespace:';

const error = (id: string, text: string): Diagnostic => ({ id: ID_PREFIX + id, level: 'error', text });
const warning = (id: string, text: string): Diagnostic => ({ id: ID_PREFIX + id, level: 'warning', text });
const info = (id: string, text: string): Diagnostic => ({ id: ID_PREFIX + id, level: 'info', text });

const NEW_NAMESPACE = 'create a new namespace for it: take a snapshot (aws redshift-serverless create-snapshot) and '
  + 'restore it (aws redshift-serverless restore-from-snapshot) into a namespace of another name';

/** What to do about a property that something has changed. */
const UNDO = 'remove the override, Aspect or mixin that changes it';

/** What to do about a stack with many resources. */
const SPLIT_STACK = 'give each namespace, or a few of them, a stack of their own, or raise oldest of keyGenerations';

const EXCLUDE_KEYS = "RemovalPolicies.of(scope).destroy({ excludeResourceTypes: ['AWS::KMS::Key'] })";

/**
 * The one source of everything that is reported at synth with an id. docs/guards.md lists them; a test compares the
 * two.
 *
 * Lower case, no final full stop: what is wrong, what was given ("got: …"), what to do.
 */
export const diagnostics = {
  // --- from a customer managed key to an AWS-owned one -------------------------------------------------------------
  backToAwsOwnedKey: (
    name: string, live: { keyArn: string; namespaceId: string; refresh: string }, requested: string,
  ) => error('backToAwsOwnedKey',
    `namespace '${name}' (id ${live.namespaceId}) is on the customer managed key ${live.keyArn}, and Amazon Redshift `
    + `Serverless cannot move it to an AWS-owned key, got: ${requested}; keep a customer managed key, or `
    + `${NEW_NAMESPACE}. Only if '${name}' was deleted and created anew since the lookup: ${live.refresh}`),

  notCustomerManagedKey: (subject: string, given: string) => error('notCustomerManagedKey',
    `${subject} must be a customer managed key, got: ${given}; give a key of your own (kms.Key), or `
    + 'NamespaceEncryption.awsOwnedKey() for a namespace that never had a customer managed key'),

  createdWithContradicts: (kmsKeyId: string) => error('createdWithContradicts',
    'a namespace that was created with a customer managed key can never be on an AWS-owned one, got: '
    + `NamespaceEncryption.awsOwnedKey() with createdWith '${kmsKeyId}'; leave createdWith out, or keep a customer `
    + 'managed key'),

  createdWithMissing: (name: string, given: string, refresh: string) => error('createdWithMissing',
    `namespace '${name}' is on an AWS-owned key, so it was created without a KmsKeyId and its template must keep `
    + `none, got: ${given}; give createdWith: CreatedWith.awsOwnedKey() and never take it away. Only if '${name}' `
    + `was deleted since the lookup: ${refresh}`),

  customerManagedKeyRequired: (given: string) => error('customerManagedKeyRequired',
    `NamespaceKeyGuard requires a customer managed key, got: ${given}; use RotatableNamespace, give kmsKeyId, or add `
    + 'the path to allow'),

  // --- the live lookup ---------------------------------------------------------------------------------------------
  lookupFailed: (name: string, account: string, why: string) => error('lookupFailed',
    `the key of namespace '${name}' in account ${account} could not be looked up, got: ${why}; permit `
    + 'cloudformation:GetResource and redshift-serverless:GetNamespace to the role that the CDK CLI looks up with, or '
    + 'synthesize once with credentials of that account and commit cdk.context.json, or give '
    + 'NamespaceEncryption.awsOwnedKey({ lookup: false }) (NamespaceKeyGuard: lookup: false)'),

  lookupPending: (name: string) => warning('lookupPending',
    `the key of namespace '${name}' has not been looked up yet; synthesize through the CDK CLI (cdk synth) with `
    + 'credentials and commit cdk.context.json'),

  lookupImpossible: (name: string, why: string, atDeploy: string) => warning('lookupImpossible',
    `the key of namespace '${name}' cannot be looked up at synth, because ${why}; ${atDeploy}`),

  lookupOff: (name: string, atDeploy: string) => warning('lookupOff',
    `the key of namespace '${name}' is not looked up, got: lookup: false; ${atDeploy}`),

  answerKept: (name: string, found: string, refresh: string) => info('answerKept',
    `namespace '${name}' ${found}, according to the lookup whose answer is kept in cdk.context.json and may be old; `
    + `to look it up again: ${refresh}`),

  // --- changes that bypass the construct ---------------------------------------------------------------------------
  kmsKeyIdChanged: (path: string, set: string, given: string) => error('kmsKeyIdChanged',
    `KmsKeyId of '${path}' must stay what the construct has set (${set}), or CloudFormation changes the key itself `
    + `or no longer knows it, got: ${given}; ${UNDO}, and change encryption instead`),

  namespaceNameChanged: (path: string, set: string, given: string) => error('namespaceNameChanged',
    `NamespaceName of '${path}' must stay what the construct has set (${set}), or the key change works on another `
    + `namespace, got: ${given}; ${UNDO}, and give namespaceName instead`),

  ownershipTagGone: (path: string, tag: string, given: string) => error('ownershipTagGone',
    `'${path}' must keep its tag ${tag}, or the key change has no permission, got: ${given}; remove what takes the `
    + 'tag away'),

  keyChangeAltered: (path: string, property: string, set: string, given: string) => error('keyChangeAltered',
    `${property} of the key change '${path}' must stay what the construct has set (${set}), got: ${given}; ${UNDO}, `
    + 'and use the props of the construct instead'),

  aliasAltered: (path: string, property: string, set: string, given: string) => error('aliasAltered',
    `${property} of the alias '${path}' must stay what the construct has set (${set}), or it does not follow the `
    + `namespace's key, got: ${given}; ${UNDO}`),

  keyAltered: (path: string, property: string, given: string) => error('keyAltered',
    `the key '${path}' must stay enabled, symmetric and for encryption, or the namespace loses its data, got: `
    + `${property} ${given}; ${UNDO}`),

  partRemoved: (path: string, why: string) => error('partRemoved',
    `'${path}' must be in the template, because ${why}, got: a tree without it; remove the tryRemoveChild (or the `
    + 'Aspect) that takes it away'),

  partConditional: (path: string, condition: string) => error('partConditional',
    `'${path}' must be deployed wherever its namespace is, got: the condition '${condition}', which the namespace `
    + 'does not have; give the condition to neither, or to both'),

  orderBroken: (path: string, missing: string) => error('orderBroken',
    `'${path}' must wait for '${missing}', since no other action is possible while the key is being changed, got: `
    + 'DependsOn without it; remove the override that takes the dependency away'),

  providerAltered: (path: string, property: string, set: string, why: string, given: string) => error('providerAltered',
    `${property} of '${path}' must be ${set}, because ${why}, got: ${given}; ${UNDO}. What a company requires of a `
    + 'function is a setting of KeyChangeProvider.of(stack, { … })'),

  // --- a key change beside a namespace of the app --------------------------------------------------------------------
  kmsKeyIdNotConstant: (path: string, keyChange: string, given: string) => error('kmsKeyIdNotConstant',
    `KmsKeyId of '${path}' must be a constant, or CloudFormation changes the key beside the key change `
    + `'${keyChange}', got: ${given}; give what the namespace was created with, and the same as createdWith of the `
    + 'key change (CreatedWith.kmsKeyId(…), or CreatedWith.awsOwnedKey() for none), or use RotatableNamespace'),

  namespaceDoesNotWait: (path: string, keyChange: string) => error('namespaceDoesNotWait',
    `'${path}' must wait for the key change '${keyChange}', since no other action is possible while the key is being `
    + 'changed, got: no dependency; add namespace.node.addDependency(keyChange)'),

  namespaceNotPermitted: (path: string, keyChange: string, value: string, given: string) =>
    error('namespaceNotPermitted',
      `the key change '${keyChange}' must be permitted to change the key of '${path}', got: no namespaceId, and the `
      + `tag ${OWNERSHIP_TAG} ${given}; give the namespace that tag with the value ${value}, or give the key change `
      + 'the namespaceId'),

  // --- keys and data outlive the stack -----------------------------------------------------------------------------
  keyNotRetained: (path: string, policy: string, given: string) => error('keyNotRetained',
    `the key '${path}' must be retained, or the data and the snapshots under it are lost, got: ${policy} ${given}; `
    + `exclude keys from what changes removal policies, for instance ${EXCLUDE_KEYS}`),

  keyDeletedWithApp: (path: string, policies: string) => error('keyDeletedWithApp',
    `the key '${path}' must be retained, or the namespace on it loses its data with the key's stack, got: `
    + `${policies}; give the key removalPolicy: RemovalPolicy.RETAIN (CfnKey: `
    + 'applyRemovalPolicy(RemovalPolicy.RETAIN))'),

  keyUnfit: (path: string, property: string, given: string) => error('keyUnfit',
    `the key '${path}' must be enabled, symmetric and for encryption, since a namespace can use no other, got: `
    + `${property} ${given}; give another key`),

  namespaceNotRetained: (path: string, policy: string, given: string) => error('namespaceNotRetained',
    `the namespace '${path}' must keep the removal policy that the construct has set, or its data is lost with the `
    + `stack, got: ${policy} ${given}; if that is intended, give removalPolicy: RemovalPolicy.DESTROY with a `
    + 'finalSnapshotName'),

  noFinalSnapshot: (path: string) => warning('noFinalSnapshot',
    `the namespace '${path}' is deleted with its data when it leaves the stack, got: removalPolicy DESTROY without `
    + 'finalSnapshotName; give finalSnapshotName, or leave removalPolicy out'),

  // --- key generations ---------------------------------------------------------------------------------------------
  activeGenerationUnset: (given: string) => warning('activeGenerationUnset',
    `the active key generation is left out, so the namespace moves to generation 1, got: keyGenerations(${given}); `
    + 'give active too'),

  activeGenerationBehind: (active: number, newest: number) => warning('activeGenerationBehind',
    'the active key generation is more than one behind the newest, which moves the namespace back if it was lowered, '
    + `got: active ${active}, newest ${newest}; give active: ${newest}, or newest: ${active + 1}`),

  // --- schedules ---------------------------------------------------------------------------------------------------
  keyChangeDue: (name: string, due: DueChange) => warning('keyChangeDue',
    `the key of namespace '${name}' is to be changed by ${due.due} (days left: ${due.days}), got: active key `
    + `generation ${due.active} as of ${due.date}; give active: ${due.next} and deploy`),

  keyChangeOverdue: (name: string, due: DueChange) => warning('keyChangeOverdue',
    `the key of namespace '${name}' should have been changed by ${due.due} (days late: ${due.days}), got: active key `
    + `generation ${due.active} as of ${due.date}; give active: ${due.next} and deploy`),

  scheduleBehind: (
    name: string, given: { active: number; scheduled: number; date: string },
  ) => warning('scheduleBehind',
    `the schedule of namespace '${name}' is behind its key, which is never reminded of then, got: active key `
    + `generation ${given.active}, and ${given.scheduled} in the schedule as of ${given.date}; begin the schedule anew `
    + `with since: '<date of the last key change>' and generation: ${given.active}`),

  // --- names -------------------------------------------------------------------------------------------------------
  sharedNamespace: (name: string, paths: string) => error('sharedNamespace',
    `namespace '${name}' must have one owner in an account and Region, got: ${paths}; remove one of them, or give it `
    + 'another namespaceName'),

  perhapsSharedNamespace: (name: string, paths: string) => warning('perhapsSharedNamespace',
    `namespace '${name}' may have two owners, since account or Region are not known at synth, got: ${paths}; give `
    + 'the stacks an env, or another namespaceName'),

  workgroupByPlainName: (path: string, name: string, owner: string) => warning('workgroupByPlainName',
    `the workgroup '${path}' does not wait until the key of its namespace has changed, got: namespaceName '${name}' `
    + `as text; give the reference: namespaceName: <the construct '${owner}'>.namespaceName`),

  // --- the size of a stack -----------------------------------------------------------------------------------------
  stackNearlyFull: (path: string, resources: number, limit: number) => warning('stackNearlyFull',
    `the stack '${path}' has little room for key generations and windows, each of which is a resource, got: `
    + `${resources} of ${limit} resources; ${SPLIT_STACK}`),

  stackFull: (path: string, resources: number, limit: number) => error('stackFull',
    `the stack '${path}' must have at most ${limit} resources, and each key generation and each window is one, got: `
    + `${resources} resources; ${SPLIT_STACK}`),

  // --- the guard of a whole app ------------------------------------------------------------------------------------
  keyNotKnownAtSynth: (given: string) => warning('keyNotKnownAtSynth',
    `only the deployment knows whether the namespace is under a customer managed key, got: KmsKeyId ${given}; give a `
    + 'key that is known at synth, or use RotatableNamespace, which checks at deployment too'),

  stageNotGuarded: (stage: string, paths: string) => error('stageNotGuarded',
    `NamespaceKeyGuard does not reach into the Stage '${stage}', since Aspects end at a Stage, got: the namespaces `
    + `${paths} in it; add the same guard to the Stage: Aspects.of(stage).add(guard)`),

  allowedPathUnknown: (path: string) => warning('allowedPathUnknown',
    `NamespaceKeyGuard allows a path that no construct has, got: '${path}'; take it out of allow, or correct it`),

  finalPropertiesUnreadable: (path: string) => error('finalPropertiesUnreadable',
    `the final properties of '${path}' could not be read, got: a version of aws-cdk-lib that renders resources in `
    + 'another way; use a version that this library is tested with'),
} as const;

/** Name of a diagnostic: the last part of its id. */
export type DiagnosticName = keyof typeof diagnostics;

/** How a value of the template is shown to a person. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) { return 'none'; }
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** A name, or that only the deployment knows it. */
export const readable = (name: string): string => (Token.isUnresolved(name) ? '(known to the deployment alone)' : name);
