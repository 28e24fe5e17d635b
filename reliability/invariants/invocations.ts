/** What an invocation of the function was for: an event of CloudFormation, or a step of the waiter. */
export type InvocationKind = 'event' | 'observe' | 'update' | 'respond';

/** What the drawn faults have done to one invocation. */
export interface MetFaults {
  /** it was drawn to die or to be throttled, or a call was too slow for its timeout */
  readonly isKilled: boolean;
  /** tries to submit a response that were not taken, or whose acknowledgement was lost, in a row */
  readonly putsKept: number;
  /** tries to start the waiter that did not succeed, or whose result was lost, in a row */
  readonly startsKept: number;
}

/** How an invocation that has not succeeded has ended. `threw`: the product's own code threw. */
export type InvocationFailure = 'died' | 'threw';

/** So often an invocation tries to submit a response before it throws. */
export const LEAST_PUTS = 4;
/** So often an invocation tries to start the waiter before it throws, or responds that it could not. */
export const LEAST_STARTS = 5;
/** So often in a row the waiter has a step tried before its execution may fail. */
const LEAST_TRIES: Readonly<Record<InvocationKind, number>> = {
  event: Infinity, observe: 30, update: Infinity, respond: 7,
};

/** Whether drawn faults explain that an invocation has failed. */
export function isExplained(kind: InvocationKind, failure: InvocationFailure, met: MetFaults): boolean {
  if (failure === 'died') { return met.isKilled; }
  switch (kind) {
    case 'event': return met.startsKept >= LEAST_STARTS;
    case 'respond': return met.putsKept >= LEAST_PUTS;
    // Whatever a call comes to is a part of the decision.
    case 'observe':
    case 'update': return false;
  }
}

/** For invariant (viii): the invocations that drawn faults have made fail, one after the other. */
export class Invocations {
  /** by request and kind */
  private readonly failedInRow = new Map<string, number>();

  /** @returns what is wrong */
  public end(requestId: string, kind: InvocationKind, failure?: InvocationFailure, met?: MetFaults): string[] {
    const key = `${requestId} ${kind}`;
    if (failure === undefined || met === undefined) {
      this.failedInRow.delete(key);
      return [];
    }
    this.failedInRow.set(key, (this.failedInRow.get(key) ?? 0) + 1);
    return isExplained(kind, failure, met)
      ? []
      : [`the function ${failure} in ${kind} of ${requestId}, and no fault explains it`];
  }

  /** Whether the execution of a request may have failed: every try of this step, and many of them. */
  public mayHaveFailed(requestId: string, state: string): boolean {
    const kind = state.toLowerCase();
    if (kind !== 'observe' && kind !== 'respond') { return false; }
    return (this.failedInRow.get(`${requestId} ${kind}`) ?? 0) >= LEAST_TRIES[kind];
  }
}
