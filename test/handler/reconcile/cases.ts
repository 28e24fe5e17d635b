import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { NextAction } from '../../../src/handler/reconcile/next-action';
import type { Observation } from '../../../src/handler/reconcile/observation';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { reconcile } from '../../../src/handler/reconcile/reconcile';
import { at, progress as progressOf, request as requestOf } from '../support';

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

/** A next action in words: `update`, `wait 12 s`, `SUCCESS`, `FAILED`, `FAILED, watch` or `end`. */
export function wordsOf(next: NextAction): string {
  switch (next.action) {
    case 'update': return 'update';
    case 'wait': return `wait ${next.seconds} s`;
    case 'respond': return next.response.status + (next.watch ? ', watch' : '');
    case 'end': return 'end';
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
    case 'end': return next.note;
    default: return '';
  }
}

