import type { ResponseSender } from './ports';
import { HANDOVER_ATTRIBUTE, KEY_ARN_ATTRIBUTE } from '../contract';
import type { ResponseTarget } from './reconcile/key-change-request';
import type { KeyChangeResponse } from './reconcile/next-action';

/** CloudFormation refuses a longer response. */
export const RESPONSE_BYTES = 4096;
/** Between the tries. */
const PAUSES_MS = [1000, 2000, 4000];

/**
 * The response's body; the reason is cut so that the whole fits. A failed event returns the id that it was given, so
 * that a redeployment of what was refused is refused again.
 */
export function responseBody(target: ResponseTarget, response: KeyChangeResponse): string {
  const { status, physicalResourceId = target.physicalResourceId } = response;
  const render = (reason: string) => JSON.stringify({
    Status: status,
    Reason: reason,
    PhysicalResourceId: status === 'SUCCESS' ? physicalResourceId : target.physicalResourceId,
    StackId: target.stackId,
    RequestId: target.requestId,
    LogicalResourceId: target.logicalResourceId,
    ...(status === 'SUCCESS' ? { Data: dataOf(response) } : {}),
  });
  const whole = render(response.reason);
  if (Buffer.byteLength(whole) <= RESPONSE_BYTES) { return whole; }
  // By code points, so that no character is cut in two. Finds the longest prefix that fits by halving.
  const points = [...response.reason];
  const cut = (length: number) => render(`${points.slice(0, length).join('')}…`);
  let [fits, tooLong] = [0, points.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (Buffer.byteLength(cut(middle)) <= RESPONSE_BYTES) { fits = middle; } else { tooLong = middle; }
  }
  return cut(fits);
}

const dataOf = ({ keyArn, handover }: KeyChangeResponse): object =>
  ({ [KEY_ARN_ATTRIBUTE]: keyArn, [HANDOVER_ATTRIBUTE]: handover ?? '{}' });

/**
 * Submits a response: once where the PUT is known to have been taken, and the same bytes again where it is not.
 *
 * @throws UndeliveredError when no try was taken
 */
export async function submitResponse(
  sender: ResponseSender, sleep: (ms: number) => Promise<void>, target: ResponseTarget, response: KeyChangeResponse,
): Promise<void> {
  const body = responseBody(target, response);
  let outcome = await put(sender, target.responseUrl, body);
  for (const pause of PAUSES_MS) {
    if (outcome === 'taken') { return; }
    await sleep(pause);
    outcome = await put(sender, target.responseUrl, body);
  }
  if (outcome !== 'taken') { throw new UndeliveredError(outcome); }
}

/** Its text holds the outcome alone, because the error of a PUT may hold the URL. */
export class UndeliveredError extends Error {
  constructor(outcome: string) {
    super(`the response to CloudFormation could not be delivered: ${outcome}`);
    this.name = 'UndeliveredError';
  }
}

async function put(sender: ResponseSender, url: string, body: string): Promise<string> {
  try {
    const status = await sender.put(url, body);
    return status >= 200 && status < 300 ? 'taken' : `HTTP status ${status}`;
  } catch {
    return 'no response';
  }
}
