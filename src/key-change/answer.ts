import { HANDOVER_ATTRIBUTE, KEY_ARN_ATTRIBUTE } from './contract';
import type { Mailbox } from './ports';
import type { Answer, Wish } from './state';

/** CloudFormation refuses a longer response. */
export const RESPONSE_BYTES = 4096;
/** Between the tries. */
const PAUSES_MS = [1000, 2000, 4000];

/** Whose answer it is. */
export type Addressee = Pick<Wish['request'], 'requestId' | 'stackId' | 'logicalResourceId' | 'physicalResourceId' | 'responseUrl'>;

/** The response's body; the reason is cut so that the whole fits. */
export function responseBody(to: Addressee, answer: Answer): string {
  const render = (reason: string) => JSON.stringify({
    Status: answer.status,
    Reason: reason,
    PhysicalResourceId: to.physicalResourceId,
    StackId: to.stackId,
    RequestId: to.requestId,
    LogicalResourceId: to.logicalResourceId,
    ...(answer.status === 'SUCCESS' ? { Data: { [KEY_ARN_ATTRIBUTE]: answer.keyArn, [HANDOVER_ATTRIBUTE]: answer.handover ?? '{}' } } : {}),
  });
  const whole = render(answer.reason);
  if (Buffer.byteLength(whole) <= RESPONSE_BYTES) { return whole; }
  // By code points, so that no character is cut in two; the longest prefix that fits, by halving.
  const points = [...answer.reason];
  let [fits, tooLong] = [0, points.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (Buffer.byteLength(render(`${points.slice(0, middle).join('')}…`)) <= RESPONSE_BYTES) { fits = middle; } else { tooLong = middle; }
  }
  return render(`${points.slice(0, fits).join('')}…`);
}

/**
 * Delivers an answer: exactly once where the mailbox says that it took it; the same bytes again where it did not.
 *
 * @throws UndeliveredError when no try was taken
 */
export async function deliver(mailbox: Mailbox, sleep: (ms: number) => Promise<void>, to: Addressee, answer: Answer): Promise<void> {
  const body = responseBody(to, answer);
  let outcome = await put(mailbox, to.responseUrl, body);
  for (const pause of PAUSES_MS) {
    if (outcome === 'taken') { return; }
    await sleep(pause);
    outcome = await put(mailbox, to.responseUrl, body);
  }
  if (outcome !== 'taken') { throw new UndeliveredError(outcome); }
}

/** Its text holds the outcome alone: what a PUT throws may hold the URL. */
export class UndeliveredError extends Error {
  constructor(outcome: string) {
    super(`CloudFormation could not be answered: ${outcome}`);
    this.name = 'UndeliveredError';
  }
}

async function put(mailbox: Mailbox, url: string, body: string): Promise<string> {
  try {
    const status = await mailbox.put(url, body);
    return status >= 200 && status < 300 ? 'taken' : `HTTP status ${status}`;
  } catch {
    return 'no response';
  }
}
