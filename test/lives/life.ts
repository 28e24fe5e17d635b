import type { Dice } from './dice';
import type { Unknowns } from '../simulator/types';

/** What one version of the user's app says. Keys are numbers: 0 is the key that AWS owns, 1 to 3 are generations, 4 is a key of the user's own. */
export interface AppChoice {
  readonly key: number;
  /** all generations exist from the start (the careful way), or each is made when it is used */
  readonly careful: boolean;
  /** what keyChangeWait says */
  readonly hours: number;
  /** it says so by the size of the data, which may be wrong, so that the looks are shaped by an estimate */
  readonly sized: boolean;
  /** another value is another setting of the namespace */
  readonly settings: number;
  /** another value is another name of the namespace */
  readonly name: number;
}

/** What happens while an operation is under way, so many seconds after it has begun. */
export type Trouble =
  | { readonly kind: 'cancel'; readonly afterS: number }
  /** a resource that does not wait for the namespace fails */
  | { readonly kind: 'sibling'; readonly afterS: number }
  /** a resource that waits for the namespace fails */
  | { readonly kind: 'last-sibling' }
  | { readonly kind: 'key-disabled'; readonly key: number; readonly afterS: number; readonly forS: number }
  | { readonly kind: 'by-hand'; readonly key: number; readonly afterS: number }
  /** the service breaks the next key change off */
  | { readonly kind: 'service-fails' };

/** One thing that happens in a life. */
export type Act =
  | { readonly act: 'deploy'; readonly app: AppChoice; readonly noRollback: boolean; readonly trouble?: Trouble }
  /** continue-update-rollback, where a rollback has failed */
  | { readonly act: 'continue' }
  /** rollback-stack, where a failure was kept */
  | { readonly act: 'roll-back' }
  | { readonly act: 'delete' }
  | { readonly act: 'resize'; readonly gibibytes: number }
  /** somebody changes the key, and it takes as long as any change */
  | { readonly act: 'by-hand'; readonly key: number }
  | { readonly act: 'pass'; readonly minutes: number };

/** How often things go wrong, in per cent; all else follows from the seed. */
export interface Chaos {
  readonly seed: number;
  readonly throttled: number;
  /** 500, not carried out */
  readonly failed: number;
  /** refused with a Conflict: asks only */
  readonly conflict: number;
  readonly reset: number;
  /** carried out, and the answer does not arrive */
  readonly lost: number;
  readonly slow: number;
  /** invocations that die */
  readonly crash: number;
  readonly lambdaThrottled: number;
  /** events that come again, or late */
  readonly deliveries: number;
  /** answers that do not arrive at CloudFormation, or whose acknowledgement does not come back */
  readonly responses: number;
  /** waits that end late: a jump of the clock, as far as the waiter can tell */
  readonly jumps: number;
  /** asks that are neither carried out nor heard of, in the fast gear; no life is drawn with it, only mutants live under it */
  readonly unheardAsks?: number;
}

/** A whole life of a stack. */
export interface Life {
  readonly unknowns: Unknowns;
  /** so far is the list of executions behind, in seconds */
  readonly listLagS: number;
  readonly iamDelayS: number;
  readonly bornAwsOwned: boolean;
  readonly chaos: Chaos;
  readonly acts: readonly Act[];
}

export const isCalm = ({ seed: _, ...rates }: Chaos): boolean => Object.values(rates).every((rate) => rate === 0);

/** How late a wait ends, in milliseconds: now and then, up to an hour. */
export const jumpMs = (dice: Dice, { jumps }: Chaos): number => (dice.percent(jumps) ? dice.between(1, 3600) * 1000 : 0);
