import type { Replacement } from './mutant';

/** A text of a source or test file, replaced so that something is broken or blind; and tests that must notice. */
export interface TestMutant extends Replacement {
  readonly name: string;
  /** paths for jest; a part of `npm test` */
  readonly tests: readonly string[];
}
