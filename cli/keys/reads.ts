import type { Gap } from './evidence';
import { cannot, failureOf, textOf } from '../aws/errors';

/** A read whose failure leaves a gap in the evidence. */
export async function orGap<T>(
  gaps: Gap[], what: string, action: string, read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const failure = failureOf(error);
    if (failure === 'no-credentials') { throw cannot(`${what} could not be read`, action, error); }
    gaps.push({ what, why: failure === 'denied' ? `permit ${action}` : textOf(error) });
    return undefined;
  }
}
