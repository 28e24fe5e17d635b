import { deliver } from './answer';
import { FUNCTION_TIMEOUT_SECONDS } from './contract';
import { addresseeOf, firstState, parseEvent } from './event';
import { executionName } from './executions';
import type { Ports } from './ports';
import { reasons } from './reasons';
import type { Answer, Wish } from './state';

/** Pauses before the next try to start the waiter, within one invocation. */
const PAUSES_MS = [1000, 2000, 4000, 8000];

/** Lambda tries an event three times, a minute and two minutes apart; the last of them can tell CloudFormation. */
const LAST_DELIVERY_MS = (60 + 120 - FUNCTION_TIMEOUT_SECONDS / 2) * 1000;

/**
 * When each event was first seen here. Lambda does not say which try it makes; the same environment usually makes
 * them all, and where it does not, the ServiceTimeout bounds the wait.
 */
export type FirstSeen = Map<string, number>;

/** Receives an event of CloudFormation: starts the waiter, before anything else is looked at. */
export async function receive(ports: Ports, event: unknown, firstSeen: FirstSeen): Promise<void> {
  const parsed = parseEvent(event, ports.now());
  switch (parsed.kind) {
    case 'unanswerable':
      ports.log.error({ message: 'an event was dropped: it names nobody to answer', detail: parsed.what });
      return;
    case 'malformed':
      await answerAtOnce(ports, addresseeOf(parsed.envelope), { status: 'FAILED', reason: reasons.malformed(parsed.what) });
      return;
    case 'delete':
      await answerAtOnce(ports, addresseeOf(parsed.envelope), { status: 'SUCCESS', reason: reasons.deleted() });
      return;
    case 'wish':
      await startWaiter(ports, parsed.wish, parsed.handover, firstSeen);
  }
}

async function startWaiter(ports: Ports, wish: Wish, handover: string | undefined, firstSeen: FirstSeen): Promise<void> {
  const { request, namespaceName, key } = wish;
  const { requestId } = request;
  const seenAt = firstSeen.get(requestId) ?? ports.now();
  firstSeen.set(requestId, seenAt);
  const failure = await startPatiently(ports, wish, handover);
  if (failure === undefined) {
    firstSeen.delete(requestId);
    ports.log.info({ message: `${request.type}: the waiter has the wish`, namespaceName, requestId, toKey: key });
    return;
  }
  ports.log.error({ message: 'the waiter could not be started', namespaceName, requestId, detail: failure });
  if (request.type === 'Delete') { return answerAtOnce(ports, request, { status: 'SUCCESS', reason: reasons.deleted() }); }
  if (ports.now() - seenAt >= LAST_DELIVERY_MS) { return answerAtOnce(ports, request, { status: 'FAILED', reason: reasons.notStarted(failure) }); }
  // Lambda delivers the event again, in a minute or two.
  throw new Error(`the waiter could not be started: ${failure}`);
}

/** Resolves to what went wrong at the last of the tries, if none succeeded. */
async function startPatiently({ waiter, sleep }: Ports, wish: Wish, handover: string | undefined): Promise<string | undefined> {
  const name = executionName(wish.namespaceName, wish.request.requestId, wish.sentAt);
  const input = JSON.stringify(firstState(wish, handover));
  const start = async (): Promise<string | undefined> => {
    try {
      return void await waiter.start(wish.waiterArn, name, input);
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

/** What Step Functions says may quote the waiter's input, and with it the pre-signed URL. */
const withoutUrls = (text: string): string => text.replace(/https?:\/\/\S+/gi, '(URL)').slice(0, 1500);

async function answerAtOnce(ports: Ports, to: Wish['request'], answer: Answer): Promise<void> {
  try {
    await deliver(ports.mailbox, ports.sleep, to, answer);
  } catch (error) {
    ports.log.count('AnswerUndelivered', { message: (error as Error).message, requestId: to.requestId, status: answer.status });
    return;
  }
  ports.log.info({ message: `answered ${answer.status}`, requestId: to.requestId, status: answer.status, detail: answer.reason });
}
