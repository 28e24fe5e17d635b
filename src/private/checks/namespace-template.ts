import { Aws } from 'aws-cdk-lib';
import type { AppIndex } from './app-index';
import { checkAwsOwnedKey, HANDLER_REFUSES } from './aws-owned-key';
import { checkOrder } from './deployment-order';
import { isInTree, type FinalResource } from './final-resource';
import { keptAnswer } from './live-key';
import { checkKey } from './namespace-keys';
import type { NamespaceParts } from './namespace-parts';
import { ownershipTagOf } from './ownership-tag';
import { OWNERSHIP_TAG } from '../../contract';
import { diagnostics, shown, type Diagnostic } from '../diagnostics/diagnostics';
import type { Finding } from '../diagnostics/report';
import { same } from '../template-values';

/**
 * Everything that a RotatableNamespace can tell about its own template, when all Aspects have run. It is reported at
 * the resource: the CDK lets a warning be acknowledged above the construct that has it, so at the RotatableNamespace
 * too.
 */
export function checkNamespaceTemplate(index: AppIndex, parts: NamespaceParts): Finding[] {
  const construct = parts.resource;
  const final = isInTree(parts.resource) ? index.final(parts.resource) : undefined;
  const removed = 'it is the namespace itself, and what stands in its place loses its key';
  const found = [
    ...(final ? checkResource(parts, final) : [diagnostics.partRemoved(construct.node.path, removed)]),
    ...parts.warnings,
    ...parts.keys.flatMap((key) => checkKey(index, key, final)),
    ...checkOrder(index, parts, final),
    ...checkCreatedWith(parts),
  ].map((diagnostic): Finding => ({ construct, diagnostic }));
  if (parts.awsOwned === undefined) { return found; }
  return [...found, ...checkAwsOwnedKey({
    construct,
    namespaceName: parts.namespaceName,
    requested: 'NamespaceEncryption.awsOwnedKey()',
    lookup: parts.awsOwned.lookup,
    atDeploy: HANDLER_REFUSES,
  })];
}

function checkResource(parts: NamespaceParts, final: FinalResource): Diagnostic[] {
  const { stack, resource, namespaceName, kmsKeyId } = parts;
  const { path } = resource.node;
  const set = [kmsKeyId, namespaceName, Aws.STACK_NAME];
  const [setKey, setName, setTag]: unknown[] = set.map((value) => stack.resolve(value));
  const { KmsKeyId: givenKey, NamespaceName: givenName } = final.Properties;
  const givenTag = ownershipTagOf(final);
  return [
    ...same(setKey, givenKey) ? [] : [diagnostics.kmsKeyIdChanged(path, shown(setKey), shown(givenKey))],
    ...same(setName, givenName) ? [] : [diagnostics.namespaceNameChanged(path, shown(setName), shown(givenName))],
    ...same(setTag, givenTag)
      ? []
      : [diagnostics.ownershipTagGone(path, `${OWNERSHIP_TAG} = ${shown(setTag)}`, shown(givenTag))],
    ...checkRemovalPolicies(parts, final),
  ];
}

/** Retained, or what the props say. */
function checkRemovalPolicies(parts: NamespaceParts, final: FinalResource): Diagnostic[] {
  const { resource: { node: { path } }, deletionPolicy, updateReplacePolicy, hasFinalSnapshot } = parts;
  const isRetained = ['Retain', 'RetainExceptOnCreate'].includes(final.DeletionPolicy ?? 'none');
  const isKeptOnReplacement = final.UpdateReplacePolicy === 'Retain';
  const wrong = [
    ...final.DeletionPolicy === deletionPolicy || isRetained
      ? []
      : [diagnostics.namespaceNotRetained(path, 'DeletionPolicy', shown(final.DeletionPolicy))],
    ...final.UpdateReplacePolicy === updateReplacePolicy || isKeptOnReplacement
      ? []
      : [diagnostics.namespaceNotRetained(path, 'UpdateReplacePolicy', shown(final.UpdateReplacePolicy))],
  ];
  if (wrong.length > 0) { return wrong; }
  return final.DeletionPolicy === 'Delete' && !hasFinalSnapshot ? [diagnostics.noFinalSnapshot(path)] : [];
}

/**
 * The template of a namespace that was created under an AWS-owned key stays without KmsKeyId. Only a kept answer is
 * used: the deployment checks it anyway.
 */
function checkCreatedWith(parts: NamespaceParts): Diagnostic[] {
  const { stack, resource, namespaceName, kmsKeyId, createdWithAwsOwnedKey } = parts;
  if (createdWithAwsOwnedKey) { return []; }
  const answer = keptAnswer(resource, namespaceName);
  if (answer?.kind !== 'aws-owned') { return []; }
  return [diagnostics.createdWithMissing(namespaceName, `KmsKeyId ${shown(stack.resolve(kmsKeyId))}`, answer.refresh)];
}
