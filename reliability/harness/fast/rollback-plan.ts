import type { Properties } from './custom-resource-protocol';
import type { ResourceState } from './resources';

/** What a deployment has changed, and a rollback has to undo. */
interface Change { readonly before: ResourceState; readonly attempted: Properties; isRolledBack: boolean }

/** What the deployments since the last good one have changed. */
export class RollbackPlan {
  /** resources that were replaced; the clean-up deletes them */
  public leftovers: ResourceState[] = [];
  private readonly changes = new Map<string, Change>();

  /** A resource is about to be updated. */
  public note(current: ResourceState, attempted: Properties): void {
    const { logicalId } = current.definition;
    const before = this.changes.get(logicalId)?.before ?? current;
    this.changes.set(logicalId, { before, attempted, isRolledBack: false });
  }

  public pending(logicalId: string): Change | undefined {
    const change = this.changes.get(logicalId);
    return change?.isRolledBack ? undefined : change;
  }

  /** continue-update-rollback with resources to skip: CloudFormation takes them for rolled back. */
  public skipFailed(resources: Map<string, ResourceState>): void {
    for (const [logicalId, change] of this.changes) {
      if (resources.get(logicalId)?.status !== 'UPDATE_FAILED' || change.isRolledBack) { continue; }
      resources.set(logicalId, { ...change.before, status: 'UPDATE_COMPLETE' });
      change.isRolledBack = true;
    }
  }

  /** A rollback has returned to it. */
  public forgetLeftover({ physicalId, definition }: ResourceState): void {
    this.leftovers = this.leftovers.filter((left) =>
      left.physicalId !== physicalId || left.definition.logicalId !== definition.logicalId);
  }

  public clear(): void {
    this.changes.clear();
    this.leftovers = [];
  }
}
