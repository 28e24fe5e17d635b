import type { InvocationRecord } from '../../../simulator/lambda-host';
import type { NamespaceView } from '../../../simulator/types';
import type { WaiterStep } from '../../../src/handler/waiter-state';
import type { World } from '../../../test/stories/world';
import type { InvocationKind } from '../../invariants/invocations';
import type { LastObservation, NamespaceState } from '../../invariants/namespace-state';

/** An observation takes time. What changes meanwhile may be observed, or not. */
export interface ObservationPeriod extends LastObservation { readonly endedAt: number }

export const stateOf = ({ status, kmsKeyArn }: NamespaceView): NamespaceState => ({ status, keyArn: kmsKeyArn });

/** The step that an invocation was called for, if the waiter called it. */
export function stepOf({ payload }: InvocationRecord): WaiterStep | undefined {
  const step = payload as Partial<WaiterStep>;
  return step.step === undefined ? undefined : payload as WaiterStep;
}

export const requestIdOf = ({ state }: WaiterStep): string => state.request.responseTarget.requestId;

/** What an invocation was for. */
export const kindOf = (payload: unknown): InvocationKind => (payload as Partial<WaiterStep>).step ?? 'event';

/** The request that an invocation was for. */
export function requestIdOfPayload(payload: unknown): string {
  return kindOf(payload) === 'event'
    ? String((payload as { RequestId?: unknown }).RequestId)
    : requestIdOf(payload as WaiterStep);
}

/** The state that a namespace was in at a time. */
export function stateAt({ aws }: World, name: string, at: number): NamespaceState | undefined {
  const moment = aws.redshift.history.findLast((each) => each.namespaceName === name && each.at <= at);
  return moment && moment.status !== 'DELETED' ? { status: moment.status, keyArn: moment.kmsKeyArn } : undefined;
}

/** When a request observed its namespace for the last time before this moment. */
export function lastObservation({ aws }: World, requestId: string, before: number): ObservationPeriod | undefined {
  const invocation = aws.lambda.invocations.findLast((each) => {
    const step = stepOf(each);
    return step?.step === 'observe' && requestIdOf(step) === requestId && each.outcome === 'ok'
      && (each.endedAt ?? Infinity) <= before;
  });
  return invocation && { at: invocation.at, endedAt: invocation.endedAt ?? before };
}
