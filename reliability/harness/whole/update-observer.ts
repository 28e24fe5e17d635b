import { lastObservation, requestIdOf, stateAt, stepOf } from './records';
import type { CallRecord } from '../../../simulator/types';
import type { World } from '../../../test/stories/world';
import type { InvariantChecker } from '../../invariants/invariant-checker';
import type { SentUpdate } from '../../invariants/update-counter';

/** A request takes effect at most this long after it was sent. */
const LATEST_EFFECT_MS = 40_000;
/** With these outcomes an update may have been carried out. */
const NOT_REFUSED = ['ok', 'lost', 'reset', 'InternalServerException'];

/** Reports each UpdateNamespace of the function to the invariant checker. */
export class UpdateObserver {
  private readCalls = 0;

  constructor(private readonly world: World, private readonly checker: InvariantChecker) {}

  public read(): void {
    const { calls } = this.world.aws;
    calls.slice(this.readCalls)
      .filter(({ operation, principal }) => operation === 'UpdateNamespace' && principal.includes('FunctionRole'))
      .forEach((call) => this.report(call));
    this.readCalls = calls.length;
  }

  private report(call: CallRecord): void {
    const { checker } = this;
    const { requestId, isHeard } = this.senderOf(call);
    const keyArn = String(call.input.kmsKeyId);
    const namespaceName = String(call.input.namespaceName);
    this.reportBefore(call, requestId);
    const isCarriedOut = this.isCarriedOut(call);
    const before = stateAt(this.world, namespaceName, call.at - 1);
    // The namespace is back on another key, so what the request had sent before has come to nothing.
    const isAborted = before?.status === 'AVAILABLE' && before.keyArn !== keyArn;
    if (isCarriedOut && isAborted) { checker.changeAborted(requestId); }
    checker.log(`UpdateNamespace of ${requestId} to ${keyArn}: ${call.outcome}`);
    const outcome = outcomeOf(call, isHeard);
    checker.afterUpdate(requestId, { outcome, carriedOut: isCarriedOut, namespaceName });
  }

  /** The request that a call belongs to, and whether its invocation lived to learn of the outcome. */
  private senderOf(call: CallRecord): { readonly requestId: string; readonly isHeard: boolean } {
    const invocation = this.world.aws.lambda.invocations.find((each) => {
      const step = stepOf(each);
      if (step?.step !== 'update') { return false; }
      const { request, progress } = step.state;
      return each.at <= call.at && call.at <= (each.endedAt ?? Infinity)
        && (progress.keyArn ?? request.desiredKey) === call.input.kmsKeyId;
    });
    return invocation
      ? { requestId: requestIdOf(stepOf(invocation)!), isHeard: invocation.outcome === 'ok' }
      : { requestId: 'nobody', isHeard: false };
  }

  /** Compares with what the request has observed, where that is certain. */
  private reportBefore({ at, input }: CallRecord, requestId: string): void {
    const { world, checker } = this;
    const name = String(input.namespaceName);
    const observation = lastObservation(world, requestId, at);
    if (!observation || world.aws.unknowns.staleReads !== 0) { return; }
    const observed = stateAt(world, name, observation.at);
    const isCertain = JSON.stringify(stateAt(world, name, observation.endedAt)) === JSON.stringify(observed);
    if (!observed || !isCertain) { return; }
    checker.beforeUpdate(requestId, String(input.kmsKeyId), { at: observation.at, ...observed });
  }

  private isCarriedOut(call: CallRecord): boolean {
    const hasStarted = this.world.aws.redshift.history.some(({ at, namespaceName, status }) =>
      at >= call.at && at - call.at <= LATEST_EFFECT_MS && namespaceName === call.input.namespaceName
      && status === 'MODIFYING');
    return hasStarted && (call.outcome === 'ok' || call.outcome === 'lost');
  }
}

function outcomeOf({ outcome }: CallRecord, isHeard: boolean): SentUpdate['outcome'] {
  if (!NOT_REFUSED.includes(outcome)) { return 'refused'; }
  return isHeard && outcome === 'ok' ? 'accepted' : 'unknown';
}
