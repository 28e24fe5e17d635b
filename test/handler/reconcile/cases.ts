import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { NextAction } from '../../../src/handler/reconcile/next-action';
import type { Observation } from '../../../src/handler/reconcile/observation';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { reconcile } from '../../../src/handler/reconcile/reconcile';
import type { StackHolding } from '../../../src/handler/reconcile/stack-holding';
import { APART_MS, QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import { at, inStack, progress as progressOf, request as requestOf, seconds } from '../support';

export const INACCESSIBLE = 'INACCESSIBLE_KMS_KEY';
export const toAwsOwnedKey: Partial<KeyChangeRequest> = { desiredKey: AWS_OWNED_KMS_KEY };

/** One row of a table: a request and its progress, what is observed at a time, and what has to come of it. */
export interface Case {
  readonly name: string;
  readonly request?: Partial<KeyChangeRequest>;
  readonly progress?: Progress;
  readonly observed: Observation;
  /** milliseconds since the arrival of the event */
  readonly at: number;
  /** the next action, in the words of `wordsOf` */
  readonly want: string;
  /** of the response, or of the note at the end of a watch */
  readonly wantReason?: RegExp | string;
  readonly wantProgress?: Partial<Progress>;
}

export function check(given: Case): void {
  const { request, progress = progressOf(), observed, at: now, want, wantReason, wantProgress } = given;
  const before = JSON.stringify(progress);
  const decision = reconcile(requestOf(request), progress, observed, at(now));
  expect(wordsOf(decision.next)).toBe(want);
  if (wantReason !== undefined) { expectReason(decision.next, wantReason); }
  if (wantProgress) { expect(decision.progress).toMatchObject(wantProgress); }
  expect(JSON.stringify(progress)).toBe(before);
}

/** A next action in words: `update`, `wait 12 s`, `SUCCESS`, `FAILED`, `FAILED, watch`, or how a watch ended. */
export function wordsOf(next: NextAction): string {
  switch (next.action) {
    case 'update': return 'update';
    case 'wait': return `wait ${next.seconds} s`;
    case 'respond': return next.response.status + (next.watch ? ', watch' : '');
    case 'end': return 'end';
    case 'fail': return next.endedOn === undefined ? 'give up' : `ended: ${next.endedOn}`;
  }
}

export function expectReason(next: NextAction, want: RegExp | string): void {
  if (want instanceof RegExp) {
    expect(reasonOf(next)).toMatch(want);
  } else {
    expect(reasonOf(next)).toContain(want);
  }
}

function reasonOf(next: NextAction): string {
  switch (next.action) {
    case 'respond': return next.response.reason;
    case 'end':
    case 'fail': return next.note;
    default: return '';
  }
}

/** What the stack must not bring about going forward, and what a rollback leaves as it is. */
export interface Refusal {
  readonly request?: Partial<KeyChangeRequest>;
  /** without the direction of the stack */
  readonly observed: Observation;
  readonly holding?: StackHolding;
  /** of the FAILED response, going forward */
  readonly wantRefusal: RegExp;
  /** of the SUCCESS response, in a rollback; or `update`: a rollback is not bound by it */
  readonly wantLeft: RegExp | 'update';
}

/** The same was observed before, long enough ago, whatever it is. */
export const observedBefore: Progress = progressOf({
  absentSince: seconds(1),
  deletingSince: seconds(1),
  inaccessibleSince: seconds(3) - APART_MS,
  keylessSince: seconds(3) - APART_MS,
  onDesiredKeySince: seconds(1),
  onOtherKeySince: seconds(1),
});

/** FAILED while the stack goes forward, left as it is in a rollback, and neither while the direction is not known. */
export function inEachDirection({ request, observed, holding, wantRefusal, wantLeft }: Refusal): Case[] {
  const given = { request, progress: observedBefore, at: seconds(3) };
  const left: Case[] = wantLeft === 'update'
    ? [{
      ...given,
      name: 'in a rollback -> update',
      observed: inStack('rolling-back', observed, holding),
      want: 'update',
    }]
    : [
      {
        ...given,
        name: 'in a rollback -> wait for the quiet period',
        observed: inStack('rolling-back', observed, holding),
        want: 'wait 117 s',
      },
      {
        ...given,
        name: 'in a rollback, after the quiet period -> SUCCESS',
        observed: inStack('rolling-back', observed, holding),
        at: QUIET_PERIOD_MS,
        want: 'SUCCESS',
        wantReason: wantLeft,
      },
    ];
  return [
    {
      ...given,
      name: 'going forward -> FAILED, with no watch',
      observed: inStack('forward', observed, holding),
      want: 'FAILED',
      wantReason: wantRefusal,
      wantProgress: { update: 'none', updatesSent: 0 },
    },
    ...left,
    ...[inStack('unreadable', observed, holding), { ...observed, holding }].map((unknown): Case => ({
      ...given,
      name: `the direction is ${unknown.stack ?? 'not observed'} -> wait`,
      observed: unknown,
      want: 'wait 12 s',
    })),
  ];
}
