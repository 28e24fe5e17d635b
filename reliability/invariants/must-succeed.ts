import type { NamespaceState } from './namespace-state';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';
import { isFaultFree } from '../scenario/fault-profile';
import type { Scenario } from '../scenario/scenario';

/** What a template says of its namespace: its name, the ARN of its key, and how many windows wait for it. */
export interface DesiredNamespace { readonly name: string; readonly key: string; readonly windows: number }

/** The namespace that an update finds. */
export interface LiveNamespace {
  readonly state: NamespaceState | undefined;
  readonly gibibytes: number;
  /** the service will abort its next key change */
  readonly failsNext: boolean;
  readonly isDisturbed: boolean;
}

/** (ix): there are no faults, and new permissions take effect before anybody gives up. */
export const hasNoObstacles = ({ faults, iamDelayS }: Scenario): boolean => isFaultFree(faults) && iamDelayS <= 60;

/** (ix): nothing keeps an update from succeeding. */
export function updateMustSucceed(
  now: DesiredNamespace, next: DesiredNamespace, { state, gibibytes, failsNext, isDisturbed }: LiveNamespace,
): boolean {
  const addsWindowsWithKey = next.windows > now.windows && next.key !== now.key;
  const isTowardsAwsOwnedKey = next.key === AWS_OWNED_KMS_KEY && state?.keyArn !== undefined;
  const isUpdatable = now.name === next.name && state?.status === 'AVAILABLE' && !isDisturbed && !failsNext;
  const minutes = Math.max(1, (gibibytes / 1024) * 15 / 8);
  const endsInTime = minutes < next.windows * 55 - 10;
  return isUpdatable && !addsWindowsWithKey && !isTowardsAwsOwnedKey && endsInTime;
}
