import { isSameIdentity, decodePhysicalId } from './identity';
import type { KeyChangeRequest } from './key-change-request';
import { NAMESPACE_RESOURCE_TYPE, RESOURCE_TYPE } from '../../contract';

/** A resource of a stack, as ListStackResources shows it. */
export interface StackResource {
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
}

/**
 * What the stack holds at the moment: what the template before has created, and this deployment so far. Unlike
 * OldResourceProperties it is never what a failed attempt has requested.
 */
export interface StackHolding {
  /** logical id of the namespace, if the stack holds it */
  readonly namespaceLogicalId?: string;
  /** windows of this key change */
  readonly windows: number;
  /** number of the key generation that the namespace is on, if the stack holds that key */
  readonly generation?: number;
}

/** The construct's own id of a key, and the eight digits that the CDK adds. */
const KEY_GENERATION = /KeyGeneration(\d+)[0-9A-F]{8}$/;
/** Resources that were not created, or do not exist any more. */
const GONE = ['CREATE_FAILED', 'CREATE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_IN_PROGRESS', 'DELETE_SKIPPED'];

export function holdingOf(
  request: KeyChangeRequest, resources: readonly StackResource[], keyArn: string | undefined,
): StackHolding {
  const held = resources.filter(({ status }) => !GONE.includes(status));
  const namespace = held.find(({ type, physicalId }) =>
    type === NAMESPACE_RESOURCE_TYPE && physicalId === request.namespaceName);
  const keyId = keyArn?.split(':key/')[1];
  const key = held.find(({ type, physicalId }) =>
    type === 'AWS::KMS::Key' && physicalId !== undefined && physicalId === keyId);
  const generation = KEY_GENERATION.exec(key?.logicalId ?? '')?.[1];
  return {
    namespaceLogicalId: namespace?.logicalId,
    windows: held.filter((resource) => isWindowOf(request, resource)).length,
    generation: generation === undefined ? undefined : Number(generation),
  };
}

const isWindowOf = (request: KeyChangeRequest, { type, physicalId = '' }: StackResource): boolean =>
  type === RESOURCE_TYPE && isSameIdentity(request, decodePhysicalId(physicalId));
