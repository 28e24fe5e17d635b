import { AWS_OWNED, type Truth } from './ledger';
import { isCalm, type Life } from './life';

/** What a template says of its namespace: its name, its key by ARN, and how many windows wait for it. */
export interface Wanted { readonly name: string; readonly key: string; readonly windows: number }

/** The namespace that an update finds. */
export interface Found {
  readonly truth: Truth | undefined;
  readonly gibibytes: number;
  /** the service will break its next key change off */
  readonly failsNext: boolean;
  readonly isDisturbed: boolean;
}

/** (ix): nothing goes wrong by itself, and permissions hold before anybody gives up. */
export const isFairWeather = ({ chaos, iamDelayS }: Life): boolean => isCalm(chaos) && iamDelayS <= 60;

/** (ix): nothing stands in the way of an update from what the stack says now to what it shall say. */
export function isFairUpdate(now: Wanted, next: Wanted, { truth, gibibytes, failsNext, isDisturbed }: Found): boolean {
  const isRaised = next.windows > now.windows && next.key !== now.key;
  const isTowardsAwsOwned = next.key === AWS_OWNED && truth?.keyArn !== undefined;
  const minutes = Math.max(1, (gibibytes / 1024) * 15 / 8);
  return now.name === next.name && truth?.status === 'AVAILABLE' && !isDisturbed && !failsNext && !isRaised && !isTowardsAwsOwned
    && minutes < next.windows * 55 - 10;
}
