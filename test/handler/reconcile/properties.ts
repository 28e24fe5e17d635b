import * as fc from 'fast-check';
import { gapSequences, requests, sequences } from './arbitraries';
import { inTurn, runChain, type Conditions, type Step } from './waiter-model';
import {
  AWS_OWNED_KMS_KEY, MAXIMUM_EVENT_AGE_SECONDS, WATCH_SECONDS, WINDOW_SECONDS,
} from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { scaled } from '../../scale';
import { seconds } from '../support';

// What the property tests share: how they run, and how they read the steps of a waiter.

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
fc.configureGlobal({ seed, numRuns: Number(process.env.FC_RUNS ?? scaled(100, 2000)) });

/** To repeat a failed run: FC_SEED=<seed> npx jest <file> */
export const showSeed = (file: string): void => { process.stdout.write(`${file}: FC_SEED=${seed}\n`); };

export const alwaysInChain = (rule: (windows: Step[][]) => void) => (): void =>
  fc.assert(fc.property(requests, sequences, gapSequences, (request, conditions, gaps) =>
    rule(runChain(request, inTurn(conditions), gaps))));
export const always = (rule: (steps: Step[]) => void): (() => void) =>
  alwaysInChain((windows) => windows.forEach(rule));

/** `expect` is too slow for so many. */
export function must(holds: unknown, shown: unknown): asserts holds {
  if (!holds) { throw new Error(JSON.stringify(shown, undefined, 2)); }
}

/** An event is at most as late as Lambda allows; a larger difference is one between clocks. */
export function endOf({ arrivedAt, sentAt = arrivedAt }: KeyChangeRequest): number {
  const lateness = Math.min(arrivedAt - sentAt, seconds(MAXIMUM_EVENT_AGE_SECONDS));
  return arrivedAt - lateness + seconds(WINDOW_SECONDS);
}
export const watchEndOf = (request: KeyChangeRequest): number => request.arrivedAt + seconds(WATCH_SECONDS);

export const observationsOf = (steps: Step[]): Step[] => steps.filter(({ outcome }) => outcome === undefined);
export const updatesOf = (steps: Step[]): Step[] => steps.filter(({ outcome }) => outcome !== undefined);
export const aboutToUpdate = (steps: Step[]): Step[] =>
  observationsOf(steps).filter(({ next }) => next.action === 'update');
export const responsesOf = (steps: Step[]): Step[] => steps.filter(({ next }) => next.action === 'respond');
export const mayBeCarriedOut = (outcome: Conditions['update']): boolean =>
  outcome === 'dies' || (typeof outcome === 'object' && outcome.kind !== 'refused');

/** Of the response in this status; undefined if there is none. */
export const reasonOf = ({ next }: Step, status: 'SUCCESS' | 'FAILED'): string | undefined =>
  (next.action === 'respond' && next.response.status === status ? next.response.reason : undefined);
export const handsOver = (step: Step): boolean => reasonOf(step, 'SUCCESS')?.includes('hands over') ?? false;

export function isOn({ request, after }: Step, keyArn: string | undefined): boolean {
  if (request.desiredKey === AWS_OWNED_KMS_KEY) { return keyArn === undefined; }
  return keyArn !== undefined && (keyArn === request.desiredKey || keyArn === after.keyArn);
}

/** What a step has observed, as far as two observations have to agree in it. */
export function stateOf(step: Step): 'desired' | 'other' | 'unavailable' | 'absent' | 'unsettled' {
  const { observed } = step;
  if (observed.kind === 'not-found') { return 'absent'; }
  if (observed.kind !== 'namespace') { return 'unsettled'; }
  const { status, keyArn } = observed.namespace;
  if (status === 'AVAILABLE') { return isOn(step, keyArn) ? 'desired' : 'other'; }
  return ['DELETING', 'INACCESSIBLE_KMS_KEY'].includes(status) ? 'unavailable' : 'unsettled';
}
