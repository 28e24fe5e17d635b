import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EVENT_DETAIL_TYPES, EVENT_SOURCE } from '../../contract';
import type { InspectionPorts } from '../inspection-ports';

/** Sends to the default bus. */
export function overdueEvents(eventBridge: EventBridgeClient): NonNullable<InspectionPorts['sendOverdue']> {
  return async (detail) => {
    const Entries = [{ Source: EVENT_SOURCE, DetailType: EVENT_DETAIL_TYPES.overdue, Detail: JSON.stringify(detail) }];
    const { Entries: [sent] = [] } = await eventBridge.send(new PutEventsCommand({ Entries }));
    // The call succeeds where an entry has failed.
    if (sent?.ErrorCode) { throw new Error(`${sent.ErrorCode}: ${sent.ErrorMessage}`); }
  };
}
