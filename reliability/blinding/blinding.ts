import { BLIND_CHECKER } from './checker';
import { BLIND_EXCUSES } from './excuses';
import { BLIND_HARNESSES } from './harnesses';
import { BLIND_OUTSIDE } from './outside';
import type { TestMutant } from '../mutants/test-mutant';

/** Everything that a test of `npm test` must notice: the net made blind, and the product broken outside of it. */
export const TEST_MUTANTS: readonly TestMutant[] = [
  ...BLIND_CHECKER, ...BLIND_EXCUSES, ...BLIND_HARNESSES, ...BLIND_OUTSIDE,
];
