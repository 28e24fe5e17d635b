import type { HandlerContext } from './provider';

/**
 * Error codes after which CloudFormation calls a resource handler again.
 * CFN-45: AWS documents them as retriable. How often, and after which time, is unknown.
 */
const RETRIABLE = ['ResourceConflict', 'ServiceInternalError', 'Throttling'];
const FIRST_PAUSE_SECONDS = 5;

export const isRetriable = (handlerErrorCode: string | undefined): boolean =>
  handlerErrorCode !== undefined && RETRIABLE.includes(handlerErrorCode);

/** Runs a handler from its start, again as long as `again` says so, with longer and longer pauses. */
export async function retried<T>(
  context: HandlerContext, work: () => Promise<T>, again: (error: unknown, attempt: number) => boolean,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!again(error, attempt)) { throw error; }
      await context.sleep(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1));
    }
  }
}
