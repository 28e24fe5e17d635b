import type { PutLog } from './fault-injection';
import { kindOf, requestIdOfPayload } from './records';
import type { InvocationRecord } from '../../../simulator/lambda-host';
import type { World } from '../../../test/stories/world';
import type { InvariantChecker } from '../../invariants/invariant-checker';
import type { InvocationFailure, MetFaults } from '../../invariants/invocations';

/** With these outcomes an invocation was killed from outside; with any other but `ok`, the product's code threw. */
const DIED = ['Runtime.ExitError', 'Sandbox.Timedout'];
const NOTHING: MetFaults = { isKilled: false, putsKept: 0, startsKept: 0 };

interface Ended { readonly at: number; readonly report: () => void }

/** Reports each invocation that has ended to the invariant checker, in order, and each one that Lambda throttled. */
export class InvocationObserver {
  private readonly reported = new Set<InvocationRecord>();
  private readThrottled = 0;

  constructor(
    private readonly world: World, private readonly checker: InvariantChecker, private readonly putLog: PutLog,
  ) {}

  public read(): void {
    const ended: Ended[] = [];
    this.world.aws.lambda.invocations.forEach((invocation, index) => {
      if (invocation.endedAt === undefined || this.reported.has(invocation)) { return; }
      this.reported.add(invocation);
      ended.push({ at: invocation.endedAt, report: () => this.report(invocation, index) });
    });
    for (const { at, payload } of this.putLog.throttled.slice(this.readThrottled)) {
      ended.push({
        at,
        report: () => this.checker.onInvocationEnd(
          requestIdOfPayload(payload), kindOf(payload), 'died', { ...NOTHING, isKilled: true },
        ),
      });
    }
    this.readThrottled = this.putLog.throttled.length;
    for (const { report } of ended.sort((a, b) => a.at - b.at)) { report(); }
  }

  /** What the drawn faults have done to an invocation. */
  public met(invocation: InvocationRecord, index: number): MetFaults {
    const { deaths, slowAt, faulted } = this.putLog;
    const { aws: { calls }, cloudFormation: { responses } } = this.world;
    const isWithin = (at: number) => invocation.at <= at && at <= (invocation.endedAt ?? Infinity);
    const requestId = requestIdOfPayload(invocation.payload);
    const puts = responses.flatMap((response, put) =>
      (response.requestId === requestId && isWithin(response.at) ? [faulted[put] === true] : []));
    const starts = calls.filter(({ at, operation, input }) =>
      operation === 'StartExecution' && isWithin(at) && String(input.name).endsWith(requestId));
    return {
      isKilled: deaths.has(index) || slowAt.some(isWithin),
      putsKept: trailing(puts),
      // The client does not wait for a slow one.
      startsKept: trailing(starts.map(({ outcome, at }) => outcome !== 'ok' || slowAt.includes(at))),
    };
  }

  private report(invocation: InvocationRecord, index: number): void {
    const { payload, outcome = 'ok' } = invocation;
    const failure: InvocationFailure | undefined =
      outcome === 'ok' ? undefined : DIED.includes(outcome) ? 'died' : 'threw';
    const met = failure && this.met(invocation, index);
    this.checker.onInvocationEnd(requestIdOfPayload(payload), kindOf(payload), failure, met);
  }
}

/** How many of the last ones are true, in a row. */
const trailing = (kept: readonly boolean[]): number => kept.length - 1 - kept.lastIndexOf(false);
