import { EVENT_DETAIL_VERSION } from '../../contract';

/** What every event tells of where it comes from. */
export interface EventOrigin {
  readonly version: typeof EVENT_DETAIL_VERSION;
  readonly namespaceName: string;
  /** ARN of the stack */
  readonly stackId: string;
  readonly stackName: string;
}

export const eventOrigin = (namespaceName: string, stackId: string): EventOrigin => ({
  version: EVENT_DETAIL_VERSION,
  namespaceName,
  stackId,
  // arn:…:stack/<name>/<guid>
  stackName: stackId.split('/')[1] ?? stackId,
});
