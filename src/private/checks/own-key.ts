import { CfnResource, Stack, type aws_kms as kms } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AppIndex } from './app-index';
import { isInTree, type FinalResource } from './final-resource';
import { diagnostics, shown, type Diagnostic } from '../diagnostics/diagnostics';
import type { Finding } from '../diagnostics/report';
import { targetKeyOf } from '../target-key';

const KEY_TYPE = 'AWS::KMS::Key';

/**
 * A key of the app that its user has created and a namespace is on: it must fit, and must not be deleted before the
 * namespace. namespace-keys.ts checks the keys of a RotatableNamespace.
 *
 * @param namespaceName a namespace that the app deletes with its stack may have a key that goes with it
 */
export function checkOwnKey(
  index: AppIndex, construct: IConstruct, key: kms.IKeyRef, namespaceName: string,
): Finding[] {
  const resource = resourceOf(targetKeyOf(key));
  if (resource === undefined || !isInTree(resource)) { return []; }
  const { path } = resource.node;
  const final = index.final(resource);
  const { Enabled: enabled, KeySpec: spec, KeyUsage: usage } = final.Properties;
  const unfit = (property: string, given: unknown, allowed: unknown): Diagnostic[] =>
    (given === undefined || given === allowed ? [] : [diagnostics.keyUnfit(path, property, shown(given))]);
  return [
    ...unfit('KeySpec', spec, 'SYMMETRIC_DEFAULT'),
    ...unfit('KeyUsage', usage, 'ENCRYPT_DECRYPT'),
    ...unfit('Enabled', enabled, true),
    ...isDeletedToo(index, construct, namespaceName) ? [] : checkRetained(path, final),
  ].map((diagnostic) => ({ construct, diagnostic }));
}

/** Whether the stack itself creates the namespace, and deletes it. */
function isDeletedToo(index: AppIndex, construct: IConstruct, namespaceName: string): boolean {
  const stack = Stack.of(construct);
  const own = index.namespaces(stack.resolve(namespaceName)).filter((found) => Stack.of(found.construct) === stack);
  return own.length > 0 && own.every((found) => index.final(found.construct).DeletionPolicy === 'Delete');
}

/** One removal policy sets both, so both are one mistake. */
function checkRetained(path: string, { DeletionPolicy, UpdateReplacePolicy }: FinalResource): Diagnostic[] {
  const deleted = Object.entries({ DeletionPolicy, UpdateReplacePolicy })
    .filter(([, given]) => given !== 'Retain' && given !== 'RetainExceptOnCreate')
    .map(([policy, given]) => `${policy} ${shown(given)}`);
  return deleted.length === 0 ? [] : [diagnostics.keyDeletedWithApp(path, deleted.join(', '))];
}

/** The key's resource, if this app creates it. `kms.Key.fromCfnKey` creates a child of the resource. */
function resourceOf(key: kms.IKeyRef): CfnResource | undefined {
  return [key, key.node.defaultChild, key.node.scope]
    .find((one): one is CfnResource => CfnResource.isCfnResource(one) && one.cfnResourceType === KEY_TYPE);
}
