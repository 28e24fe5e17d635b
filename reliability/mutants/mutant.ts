import type { Harness } from '../harness/harness';
import type { InvariantNumber } from '../invariants/violation';
import type { FaultProfile } from '../scenario/fault-profile';

/** A text of a source file, and what takes its place. */
export interface Replacement {
  readonly file: string;
  /** must be in the file exactly once */
  readonly from: string;
  readonly to: string;
}

/** The product, broken on purpose in one place. */
export interface Mutant extends Replacement {
  readonly name: string;
  readonly harness: Harness;
  /** seeds of scenarios that have caught it, tried first; they change with the generator */
  readonly seeds?: readonly number[];
  /** faults that bring it out sooner; the unbroken product must pass under them, too */
  readonly faults?: Partial<FaultProfile>;
  /** switches the checks at synthesis off, which would not let the template be deployed */
  readonly withoutChecks?: boolean;
  /** the invariants that may catch it */
  readonly breaks: readonly InvariantNumber[];
}
