import { NAMESPACE, type World } from './world';
import type { StackOutcome } from '../../simulator/cloudformation';

/** A deployment that fails, and what the text of its failure says to do. */
export interface Remedy {
  readonly name: string;
  /** gets a deployment to fail */
  readonly fail: () => Promise<StackOutcome>;
  readonly says: RegExp;
  /** does what the text says; the last deployment has to succeed */
  readonly follow: () => Promise<StackOutcome>;
}

/** The text of the failure names the remedy, and the remedy works. */
export async function checkRemedy({ fail, says, follow }: Remedy): Promise<void> {
  const failed = await fail();
  expect(failed.outcome).toBe('FAILED');
  expect(failed.cause).toMatch(says);
  const { status } = await follow();
  expect(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']).toContain(status);
}

export const NO_ROLLBACK = { disableRollback: true };

/** Creates the namespace outside of any stack. It returns the namespace's id. */
export async function createByHand(world: World, input: Record<string, unknown> = {}): Promise<string> {
  await world.byHand('CreateNamespace', { namespaceName: NAMESPACE, ...input });
  await world.aws.clock.advance(60_000);
  return world.aws.redshift.view(NAMESPACE)!.namespaceId;
}
