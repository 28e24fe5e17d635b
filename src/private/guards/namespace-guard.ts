import { type CfnResource, type Stack, type aws_kms as kms, type aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AppIndex } from './app-index';
import { guardAwsOwnedClaim, HANDLER_REFUSES } from './aws-owned-claim';
import { isInTree, isRecord, logicalIdOf, same, type FinalResource } from './final-resource';
import { answerKept } from './live-key';
import { messages, shown, type GuardMessage } from './messages';
import { keyChangeOf } from './registry';
import type { Finding } from './report';
import { OWNERSHIP_TAG } from '../../key-change/contract';

/** What a RotatableNamespace has made, as it made it: tokens and all. */
export interface NamespaceParts {
  readonly stack: Stack;
  readonly namespaceName: string;
  readonly resource: redshiftserverless.CfnNamespace;
  /** `KmsKeyId` of the template; undefined = none */
  readonly kmsKeyId?: string;
  /** a template that wishes for an AWS-owned key; undefined = for a customer managed one */
  readonly awsOwned?: { readonly lookUp: boolean };
  /** the template keeps no `KmsKeyId`, because the namespace was created without one */
  readonly createdWithAwsOwnedKey: boolean;
  /** the keys that the construct has made */
  readonly keys: readonly CfnResource[];
  readonly keyChange: IConstruct;
  readonly alias?: { readonly resource: kms.CfnAlias; readonly aliasName: string; readonly targetKeyId: string };
  /** policies of the namespace, as the props want them */
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  readonly hasFinalSnapshot: boolean;
  /** what the encryption itself finds strange */
  readonly doubts: readonly GuardMessage[];
}

/**
 * Everything that a RotatableNamespace can tell of its own template, when all Aspects have run. It is told at the
 * resource: the CDK lets a warning be acknowledged above the construct that bears it, so at the RotatableNamespace too.
 */
export function guardNamespace(index: AppIndex, parts: NamespaceParts): Finding[] {
  const at = parts.resource;
  const final = isInTree(parts.resource) ? index.final(parts.resource) : undefined;
  const found = [
    ...(final === undefined
      ? [messages.partRemoved(at.node.path, 'it is the namespace itself, and what stands in its place loses its key')]
      : guardResource(parts, final)),
    ...parts.doubts,
    ...parts.keys.flatMap((key) => guardKey(index, key, final)),
    ...guardOrder(index, parts, final),
    ...guardBirth(parts),
  ].map((message): Finding => ({ at, message }));
  if (parts.awsOwned === undefined) { return found; }
  const { namespaceName, awsOwned: { lookUp } } = parts;
  return [...found, ...guardAwsOwnedClaim({ at, namespaceName, asked: 'NamespaceEncryption.awsOwnedKey()', lookUp, atDeploy: HANDLER_REFUSES })];
}

function guardResource(parts: NamespaceParts, final: FinalResource): GuardMessage[] {
  const { stack, resource, namespaceName, kmsKeyId } = parts;
  const { path } = resource.node;
  const [setKey, setName]: unknown[] = [stack.resolve(kmsKeyId), stack.resolve(namespaceName)];
  const { KmsKeyId: givenKey, NamespaceName: givenName } = final.Properties;
  const found: GuardMessage[] = [];
  if (!same(setKey, givenKey)) { found.push(messages.kmsKeyIdChanged(path, shown(setKey), shown(givenKey))); }
  if (!same(setName, givenName)) { found.push(messages.namespaceNameChanged(path, shown(setName), shown(givenName))); }
  const tags = Array.isArray(final.Properties.Tags) ? final.Properties.Tags : [];
  const tag: unknown = tags.find((one) => isRecord(one) && one.Key === OWNERSHIP_TAG);
  const value: unknown = isRecord(tag) ? tag.Value : undefined;
  if (!same(value, stack.resolve(stack.stackName))) { found.push(messages.ownershipTagGone(path, `${OWNERSHIP_TAG} = ${shown(stack.resolve(stack.stackName))}`, shown(value))); }
  return [...found, ...guardRemoval(parts, final)];
}

/** Retained, or what the props say. */
function guardRemoval({ resource, deletionPolicy, updateReplacePolicy, hasFinalSnapshot }: NamespaceParts, final: FinalResource): GuardMessage[] {
  const { path } = resource.node;
  const retained = ['Retain', 'RetainExceptOnCreate'];
  const wrong: [string, string | undefined][] = [];
  if (final.DeletionPolicy !== deletionPolicy && !retained.includes(final.DeletionPolicy ?? 'none')) { wrong.push(['DeletionPolicy', final.DeletionPolicy]); }
  if (final.UpdateReplacePolicy !== updateReplacePolicy && final.UpdateReplacePolicy !== 'Retain') { wrong.push(['UpdateReplacePolicy', final.UpdateReplacePolicy]); }
  if (wrong.length > 0) { return wrong.map(([policy, given]) => messages.namespaceNotRetained(path, policy, shown(given))); }
  return final.DeletionPolicy === 'Delete' && !hasFinalSnapshot ? [messages.noFinalSnapshot(path)] : [];
}

/** A key of the construct outlives everything, and stays usable. */
function guardKey(index: AppIndex, key: CfnResource, namespace: FinalResource | undefined): GuardMessage[] {
  const { path } = key.node;
  if (!isInTree(key)) {
    return [messages.partRemoved(path, 'a key generation that leaves the template can no longer be gone back to (to let older ones go, raise oldest)')];
  }
  const final = index.final(key);
  const policies = [['DeletionPolicy', final.DeletionPolicy], ['UpdateReplacePolicy', final.UpdateReplacePolicy]] as const;
  const { Enabled: enabled, KeySpec: spec, KeyUsage: usage } = final.Properties;
  return [
    ...policies.filter(([, given]) => given !== 'Retain').map(([policy, given]) => messages.keyNotRetained(path, policy, shown(given))),
    ...(enabled === undefined || enabled === true ? [] : [messages.keyAltered(path, 'Enabled', shown(enabled))]),
    ...(spec === undefined || spec === 'SYMMETRIC_DEFAULT' ? [] : [messages.keyAltered(path, 'KeySpec', shown(spec))]),
    ...(usage === undefined || usage === 'ENCRYPT_DECRYPT' ? [] : [messages.keyAltered(path, 'KeyUsage', shown(usage))]),
    ...guardCondition(path, final, namespace),
  ];
}

/** Keys, key change, alias, namespace: the order that keeps everything else away while the key is being changed. */
function guardOrder(index: AppIndex, { stack, keyChange, alias, resource }: NamespaceParts, namespace: FinalResource | undefined): GuardMessage[] {
  const facts = keyChangeOf(keyChange);
  if (facts === undefined || !isInTree(keyChange)) {
    return [messages.partRemoved(keyChange.node.path, 'without it nothing moves the namespace to its key')];
  }
  const windows = facts.windows.map((window) => window.resource).filter(isInTree);
  const found = windows.flatMap((window) => guardCondition(window.node.path, index.final(window), namespace));
  const waits = (path: string, { DependsOn }: FinalResource, on: readonly CfnResource[]) => found.push(
    ...on.filter((one) => !DependsOn.includes(logicalIdOf(one))).map((one) => messages.orderBroken(path, one.node.path)));
  if (alias === undefined) {
    if (namespace) { waits(resource.node.path, namespace, windows); }
    return found;
  }
  const { path } = alias.resource.node;
  if (!isInTree(alias.resource)) { return [...found, messages.partRemoved(path, 'KmsKeyId of the namespace is this alias')]; }
  const final = index.final(alias.resource);
  const expected: Record<string, unknown> = { AliasName: stack.resolve(alias.aliasName), TargetKeyId: stack.resolve(alias.targetKeyId) };
  for (const property of Object.keys(expected).filter((name) => !same(expected[name], final.Properties[name]))) {
    found.push(messages.aliasAltered(path, property, shown(expected[property]), shown(final.Properties[property])));
  }
  waits(path, final, windows);
  if (namespace) { waits(resource.node.path, namespace, [alias.resource]); }
  return [...found, ...guardCondition(path, final, namespace)];
}

function guardCondition(path: string, { Condition: condition }: FinalResource, namespace: FinalResource | undefined): GuardMessage[] {
  return condition === undefined || condition === namespace?.Condition ? [] : [messages.partConditional(path, condition)];
}

/** A namespace that was born under an AWS-owned key keeps a template without KmsKeyId. Asks nobody: the deployment looks anyway. */
function guardBirth({ stack, resource, namespaceName, kmsKeyId, createdWithAwsOwnedKey }: NamespaceParts): GuardMessage[] {
  if (createdWithAwsOwnedKey) { return []; }
  const answer = answerKept(resource, namespaceName);
  return answer?.kind === 'aws-owned' ? [messages.createdWithMissing(namespaceName, `KmsKeyId ${shown(stack.resolve(kmsKeyId))}`, answer.refresh)] : [];
}
