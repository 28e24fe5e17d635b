import { VirtualClock } from '../clock';
import { Unknowns } from '../types';
import { SeededRandom } from './random';

/** The account and Region of a simulated service, and its clock. */
export interface Environment {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly unknowns: Unknowns;
}

/** The default of each switch. */
export const USUAL_UNKNOWNS: Unknowns = {
  keyShownWhileModifying: false,
  sameKey: 'no-op',
  oldKeyRightsNeeded: false,
  lowerCaseStatus: false,
  staleReads: 0,
  inaccessibleKeyText: true,
  snapshotsFollowKey: false,
};
