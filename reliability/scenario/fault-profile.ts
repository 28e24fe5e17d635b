import type { SeededRandom } from './seeded-random';

/** How often each kind of fault occurs, in per cent. The seed decides everything else about the faults. */
export interface FaultProfile {
  readonly seed: number;
  readonly throttled: number;
  /** HTTP status 500, not carried out */
  readonly failed: number;
  /** UpdateNamespace is refused with a Conflict */
  readonly conflict: number;
  readonly reset: number;
  /** carried out, but the result does not arrive */
  readonly lost: number;
  readonly slow: number;
  /** invocations that die */
  readonly crash: number;
  readonly lambdaThrottled: number;
  /** events that are delivered late, or more than once */
  readonly deliveries: number;
  /** responses that do not arrive at CloudFormation, or whose acknowledgement is lost */
  readonly responses: number;
  /** reads of a namespace that say "not found" although it exists; at most one for each request */
  readonly absences: number;
  /** reads of a namespace that show no kmsKeyId, or INACCESSIBLE_KMS_KEY; at most one for each request */
  readonly misreadings: number;
  /** waits that end late: to the waiter, a jump of the clock */
  readonly clockJumps: number;
  /** invocations whose clock is behind by up to half a minute, so that it goes back; in the fast harness alone */
  readonly clockSkews: number;
  /**
   * Updates that are neither carried out nor acknowledged; in the fast harness alone. No scenario is drawn with it, but
   * mutants run under it.
   */
  readonly vanishedUpdates?: number;
}

export const isFaultFree = ({ seed: _, ...rates }: FaultProfile): boolean =>
  Object.values(rates).every((rate) => rate === 0);

/** How late a wait ends, in milliseconds: up to an hour, as often as the profile says. */
export const clockJumpMs = (random: SeededRandom, { clockJumps }: FaultProfile): number =>
  (random.percent(clockJumps) ? random.between(1, 3600) * 1000 : 0);

/** The faults have passed. */
export const withoutFaults = ({ seed, ...rates }: FaultProfile): FaultProfile =>
  ({ seed, ...Object.fromEntries(Object.keys(rates).map((rate) => [rate, 0])) }) as unknown as FaultProfile;
