import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AppIndex } from './app-index';
import { logicalIdOf, type FinalResource } from './final-resource';
import { ownershipTagOf } from './ownership-tag';
import { ownerOf } from './registry';
import { isSamePlace } from './shared-namespace';
import { AWS_OWNED_KMS_KEY } from '../../contract';
import { diagnostics, shown, type Diagnostic } from '../diagnostics/diagnostics';
import type { Finding } from '../diagnostics/report';
import type { KeyChangeWindow } from '../provider/key-change-windows';
import { same } from '../template-values';

/** A NamespaceKeyChange that stands alone. */
export interface LoneKeyChange {
  readonly namespaceName: string;
  readonly namespaceId?: string;
  /** value of `createdWith` with its tokens, or AWS_OWNED_KMS_KEY; undefined = not given */
  readonly createdWith?: string;
  readonly windows: readonly KeyChangeWindow[];
}

/** A namespace of the app beside a key change: its KmsKeyId is a constant, it waits, and the function may change it. */
export function checkBesideNamespace(index: AppIndex, keyChange: IConstruct, lone: LoneKeyChange): Finding[] {
  const stack = Stack.of(keyChange);
  const name: unknown = stack.resolve(lone.namespaceName);
  return index.namespaces(name).map(({ construct }) => construct)
    // A RotatableNamespace checks itself, and the check of shared namespaces reports two key changes.
    .filter((namespace) => ownerOf(namespace) === undefined)
    // A name that only a deployment knows has a meaning in its own stack alone.
    .filter((namespace) => namespace.stack === stack || typeof name === 'string')
    .filter((namespace) => isSamePlace(stack, namespace.stack) === true)
    .flatMap((construct) => checkNamespace(keyChange, construct, index.final(construct), lone)
      .map((diagnostic) => ({ construct, diagnostic })));
}

const checkNamespace = (
  keyChange: IConstruct, namespace: CfnResource, final: FinalResource, lone: LoneKeyChange,
): Diagnostic[] => [
  ...checkKmsKeyId(keyChange, namespace, final, lone),
  ...checkWaits(keyChange, namespace, final, lone),
  ...lone.namespaceId === undefined ? checkPermitted(keyChange, namespace, final) : [],
];

function checkKmsKeyId(
  keyChange: IConstruct, namespace: CfnResource, { Properties: { KmsKeyId: given } }: FinalResource,
  { createdWith }: LoneKeyChange,
): Diagnostic[] {
  const set = createdWith === AWS_OWNED_KMS_KEY ? undefined : Stack.of(keyChange).resolve(createdWith) as unknown;
  const isConstant = createdWith === undefined ? isAlias(namespace.stack, given) : same(set, given);
  return isConstant
    ? []
    : [diagnostics.kmsKeyIdNotConstant(namespace.node.path, keyChange.node.path, shown(given))];
}

/** By its literal text, or by a reference to an alias of the stack. */
function isAlias(stack: Stack, kmsKeyId: unknown): boolean {
  const text = JSON.stringify(kmsKeyId ?? '');
  return text.includes('alias/') || stack.node.findAll()
    .filter((node) => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::KMS::Alias')
    .some((alias) => text.includes(`{"Ref":"${logicalIdOf(alias as CfnResource)}"}`));
}

/** In another stack it cannot wait where it is deployed first, so only its own stack is checked. */
function checkWaits(
  keyChange: IConstruct, namespace: CfnResource, { DependsOn }: FinalResource, { windows }: LoneKeyChange,
): Diagnostic[] {
  const waits = namespace.stack !== Stack.of(keyChange) || DependsOn.includes(logicalIdOf(windows.at(-1)!.resource));
  return waits ? [] : [diagnostics.namespaceDoesNotWait(namespace.node.path, keyChange.node.path)];
}

/** By the tag, whose value is the name of the key change's stack. */
function checkPermitted(keyChange: IConstruct, namespace: CfnResource, final: FinalResource): Diagnostic[] {
  const stack = Stack.of(keyChange);
  const isOwnStack = namespace.stack === stack;
  const { stackName } = stack;
  const tag = ownershipTagOf(final);
  const isName = typeof tag !== 'string' || Token.isUnresolved(stackName) || tag === stackName;
  const isOtherName = !isOwnStack && same(tag, { Ref: 'AWS::StackName' });
  if (tag !== undefined && isName && !isOtherName) { return []; }
  const value = isOwnStack || Token.isUnresolved(stackName) ? 'Aws.STACK_NAME' : `'${stackName}'`;
  return [diagnostics.namespaceNotPermitted(namespace.node.path, keyChange.node.path, value, shown(tag))];
}
