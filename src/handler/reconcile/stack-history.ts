import { decodePhysicalId, type Identity } from './identity';
import type { KeyChangeRequest } from './key-change-request';

/** An event of a stack, as DescribeStackEvents shows it. */
export interface StackEvent {
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly status: string;
}

/** What has become of a window since its stack was last stable. A rollback returns to that state. */
export interface WindowHistory {
  /**
   * A deployment without a rollback has created it, or led it here from another identity. Until the stack has
   * completed, a rollback deletes it or leads it back, and changes no key back.
   */
  readonly isNew: boolean;
  /** A deployment without a rollback has updated it: only under its present identity can a rollback undo that. */
  readonly isTouched: boolean;
  /** The identity under which it had the namespace's name when the stack was last stable, if it had. */
  readonly former?: Identity;
}

/** @param events since the stack was last stable; the update that asks is still in progress */
export function historyOf(request: KeyChangeRequest, events: readonly StackEvent[]): WindowHistory {
  const { logicalResourceId, physicalResourceId } = request.responseTarget;
  const own = events.filter(({ logicalId }) => logicalId === logicalResourceId);
  const oldestFirst = own.flatMap(({ physicalId }) => (physicalId ? [decodePhysicalId(physicalId)] : [])).reverse();
  return {
    isNew: own.some(({ status, physicalId = physicalResourceId }) =>
      status.startsWith('CREATE_') || physicalId !== physicalResourceId),
    isTouched: own.some(({ status }) => status === 'UPDATE_COMPLETE' || status === 'UPDATE_FAILED'),
    former: oldestFirst.find(({ namespaceName }) => namespaceName === request.namespaceName),
  };
}
