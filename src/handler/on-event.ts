import { parseEvent } from './cloudformation-event';
import type { Ports } from './ports';
import { executionName } from './reconcile/executions';
import type { KeyChangeRequest, ResponseTarget } from './reconcile/key-change-request';
import type { KeyChangeResponse } from './reconcile/next-action';
import { reasons } from './reconcile/reasons';
import { submitResponse } from './submit-response';
import { initialState } from './waiter-state';
import { FUNCTION_TIMEOUT_SECONDS } from '../contract';

/** Pauses before the next try to start the waiter, within one invocation. */
const PAUSES_MS = [1000, 2000, 4000, 8000];

/** Lambda delivers an event that failed two more times, after these pauses. */
const REDELIVERY_SECONDS = 60 + 120;
/**
 * An event that was first delivered this long ago is not delivered again; half a timeout allows for early deliveries.
 */
const LAST_DELIVERY_MS = (REDELIVERY_SECONDS - FUNCTION_TIMEOUT_SECONDS / 2) * 1000;

/**
 * When each event was first delivered to this environment. Lambda does not say which delivery it makes. Usually one
 * environment gets all of them; where it does not, the ServiceTimeout bounds the wait.
 */
export type FirstDeliveries = Map<string, number>;

/** Starts the waiter for an event of CloudFormation, before anything else. */
export async function onEvent(ports: Ports, event: unknown, firstDeliveries: FirstDeliveries): Promise<void> {
  const parsed = parseEvent(event, ports.now());
  switch (parsed.kind) {
    case 'unanswerable':
      ports.log.error({ message: 'an event was dropped: it does not say where to respond', detail: parsed.what });
      return;
    case 'malformed':
      return respondAtOnce(ports, parsed.target, { status: 'FAILED', reason: reasons.malformed(parsed.what) });
    case 'delete':
      return respondAtOnce(ports, parsed.target, { status: 'SUCCESS', reason: reasons.deleted() });
    case 'request':
      return startWaiter(ports, parsed.request, parsed.handover, firstDeliveries);
  }
}

async function startWaiter(
  ports: Ports, request: KeyChangeRequest, handover: string | undefined, firstDeliveries: FirstDeliveries,
): Promise<void> {
  const { namespaceName, desiredKey, responseTarget } = request;
  const { requestId } = responseTarget;
  const firstAt = firstDeliveries.get(requestId) ?? ports.now();
  firstDeliveries.set(requestId, firstAt);
  const failure = await startWithRetries(ports, request, handover);
  if (failure === undefined) {
    firstDeliveries.delete(requestId);
    ports.log.info({ message: `${request.type}: waiter started`, namespaceName, requestId, toKey: desiredKey });
    return;
  }
  ports.log.error({ message: 'the waiter could not be started', namespaceName, requestId, detail: failure });
  if (request.type === 'Delete') {
    return respondAtOnce(ports, responseTarget, { status: 'SUCCESS', reason: reasons.deleted() }, namespaceName);
  }
  if (ports.now() - firstAt >= LAST_DELIVERY_MS) {
    const reason = reasons.waiterNotStarted(failure);
    return respondAtOnce(ports, responseTarget, { status: 'FAILED', reason, failureKind: 'refused' }, namespaceName);
  }
  // Lambda delivers the event again, in a minute or two.
  throw new Error(`the waiter could not be started: ${failure}`);
}

/** Resolves to what went wrong at the last try, if none succeeded. */
async function startWithRetries(
  { waiter, sleep }: Ports, request: KeyChangeRequest, handover: string | undefined,
): Promise<string | undefined> {
  const name = executionName(request.namespaceName, request.responseTarget.requestId, request.sentAt);
  const input = JSON.stringify(initialState(request, handover));
  const start = async (): Promise<string | undefined> => {
    try {
      return void await waiter.startExecution(request.waiterArn, name, input);
    } catch (error) {
      return error instanceof Error ? withoutUrls(`${error.name}: ${error.message}`) : 'unknown error';
    }
  };
  let failure = await start();
  for (const pause of PAUSES_MS) {
    if (failure === undefined) { return undefined; }
    await sleep(pause);
    failure = await start();
  }
  return failure;
}

/** An error of Step Functions may quote the waiter's input, and with it the pre-signed URL. */
const withoutUrls = (text: string): string => text.replace(/https?:\/\/\S+/gi, '(URL)').slice(0, 1500);

async function respondAtOnce(
  ports: Ports, target: ResponseTarget, response: KeyChangeResponse, namespaceName?: string,
): Promise<void> {
  const { requestId } = target;
  const { status } = response;
  try {
    await submitResponse(ports.responseSender, ports.sleep, target, response);
  } catch (error) {
    const { message } = error as Error;
    ports.log.record({ ResponseUndelivered: 1 }, { message, namespaceName, requestId, status });
    return;
  }
  const line = { message: `responded ${status}`, namespaceName, requestId, status, detail: response.reason };
  if (status === 'FAILED' && namespaceName !== undefined) {
    ports.log.record({ KeyChangeFailed: 1 }, line, response.failureKind);
  } else {
    ports.log.info(line);
  }
}
