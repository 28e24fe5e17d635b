import type { NamespaceState } from './namespace-state';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';
import { isFaultFree } from '../scenario/fault-profile';
import {
  AWS_OWNED, FOREIGN_KEY, GENERATIONS, LIVE_KEY, OWN_KEY, type AppChoice, type Disruption, type Scenario,
} from '../scenario/scenario';

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

/** Whatever of these is drawn, one wrong answer and a clock that is a little behind decide nothing. */
const HARMLESS = { absences: 0, misreadings: 0, clockSkews: 0 } as const;
/** With these nothing responds for a while, or for ever. */
const SILENT: readonly Disruption['kind'][] = ['denied', 'execution-stopped', 'waiter-deleted'];

/** (ix): whatever is late, CloudFormation has a response within the hour. */
export const mustRespondInTime = ({ faults, iamDelayS, steps }: Scenario): boolean =>
  isFaultFree({ ...faults, ...HARMLESS, deliveries: 0, conflict: 0 }) && iamDelayS <= 60
  && steps.every((step) => step.kind !== 'deploy' || !step.disruption || !SILENT.includes(step.disruption.kind));

/** (ix): there are no faults, and new permissions take effect before anybody gives up. */
export const hasNoObstacles = ({ faults, iamDelayS }: Scenario): boolean =>
  isFaultFree({ ...faults, ...HARMLESS }) && iamDelayS <= 60;

/** (ix): of what an app says, an update that has to succeed changes nothing but the key, its windows and settings. */
export function isPlainUpdate(now: AppChoice, next: AppChoice): boolean {
  const isSame = (['kind', 'name', 'path', 'createdWith'] as const).every((each) => now[each] === next[each]);
  const isOwn = next.kind === 'rotatable' && next.key !== FOREIGN_KEY && next.key !== LIVE_KEY;
  // From an AWS-owned key, the template has to say so.
  const isSaid = now.key !== AWS_OWNED || next.key === AWS_OWNED || next.createdWith === 'aws-owned';
  return isSame && isOwn && isSaid && !dropsGeneration(now, next);
}

/**
 * (xiii): a rollback could not undo it in time, or the key that the namespace is on would leave the template. `now` has
 * been deployed with success, and the namespace is on its key.
 */
export function mustBeRefused(
  now: AppChoice, next: AppChoice, windows: { readonly now: number; readonly next: number },
): boolean {
  const isSame = (['kind', 'name', 'path', 'createdWith'] as const).every((each) => now[each] === next[each]);
  const isKnown = now.key !== LIVE_KEY && next.key !== LIVE_KEY;
  if (!isSame || !isKnown || now.kind !== 'rotatable' || next.key === now.key) { return false; }
  return windows.next > windows.now || dropsGeneration(now, next);
}

const isGeneration = (key: number): boolean => key >= 1 && key <= GENERATIONS;

/** Whether the generation that the namespace is on leaves the template, on the way down. */
function dropsGeneration(now: AppChoice, next: AppChoice): boolean {
  const newest = next.allGenerations ? GENERATIONS : next.key;
  return isGeneration(now.key) && isGeneration(next.key) && newest < now.key;
}

/** (ix): the template creates the namespace under the key that it shall be on. */
export function isPlainCreation({ kind, key, createdWith }: AppChoice): boolean {
  const isOwn = kind === 'rotatable' && key !== FOREIGN_KEY && key !== LIVE_KEY;
  switch (createdWith) {
    case 'default':
    case 'alias': return isOwn;
    case 'own-key': return isOwn && (key === OWN_KEY || key === AWS_OWNED);
    case 'aws-owned': return isOwn && key === AWS_OWNED;
    case 'foreign-key': return isOwn && key === AWS_OWNED;
  }
}

/** (ix): nothing keeps an update from succeeding. */
export function updateMustSucceed(
  now: DesiredNamespace, next: DesiredNamespace, { state, gibibytes, failsNext, isDisturbed }: LiveNamespace,
): boolean {
  const addsWindowsWithKey = next.windows > now.windows && next.key !== now.key;
  const isTowardsAwsOwnedKey = next.key === AWS_OWNED_KMS_KEY && state?.keyArn !== undefined;
  const isUpdatable = now.name === next.name && state?.status === 'AVAILABLE' && !isDisturbed && !failsNext;
  const endsInTime = minutesOf(gibibytes) < next.windows * 55 - 10;
  return isUpdatable && !addsWindowsWithKey && !isTowardsAwsOwnedKey && endsInTime;
}

/** How long a key change of so much data takes. */
const minutesOf = (gibibytes: number): number => Math.max(1, (gibibytes / 1024) * 15 / 8);

/** Disruptions that lead into a rollback, and do not stand in its way. */
const LEADS_BACK: readonly (Disruption['kind'] | undefined)[] = [
  undefined, 'cancel', 'sibling-fails', 'dependent-fails',
];

/** (xiii): after these, or in a wrong light, the namespace is not on the key that the stack has. */
const UNSETTLING: readonly (Disruption['kind'] | undefined)[] = [
  'manual-change', 'made-anew', 'deleted-by-hand', 'shown-wrongly',
];
export const keepsKey = (disruption: Disruption | undefined): boolean => !UNSETTLING.includes(disruption?.kind);

/** (ix): what a rollback meets. */
export interface RollbackSituation {
  readonly disruption: Disruption['kind'] | undefined;
  /** another stack may have the same namespace, a key is disabled, or a permission is missing */
  readonly isHindered: boolean;
  /** the namespace that the template before has, when the rollback has ended */
  readonly live: LiveNamespace | undefined;
}

/**
 * (ix): nothing keeps a rollback from ending, whatever the deployment before it was. It waits for the change of that
 * deployment, and for its own: no window hands over in a rollback.
 */
export function rollbackMustEnd(scenario: Scenario, { disruption, isHindered, live }: RollbackSituation): boolean {
  if (!hasNoObstacles(scenario) || isHindered || !LEADS_BACK.includes(disruption)) { return false; }
  // A change that runs already may have begun with more data.
  if (live?.state?.status !== 'AVAILABLE') { return false; }
  return !live.isDisturbed && !live.failsNext && 2 * minutesOf(live.gibibytes) < 55 - 10;
}
