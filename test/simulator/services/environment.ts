import { VirtualClock } from '../clock';
import { Unknowns } from '../types';
import { SeededRandom } from './random';

/** Where a simulated service lives. */
export interface Environment {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly unknowns: Unknowns;
}

/** The unknowns as they are most often assumed to be. */
export const USUAL_UNKNOWNS: Unknowns = {
  keyShownWhileModifying: false,
  sameKey: 'no-op',
  oldKeyRightsNeeded: false,
  lowerCaseStatus: false,
  staleReads: 0,
  inaccessibleKeyText: true,
};
