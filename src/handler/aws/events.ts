import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { readFailure } from './errors';
import { EVENT_DETAIL_TYPES, EVENT_SOURCE } from '../../contract';
import type { OverdueDetail } from '../inspection-ports';
import type { Events } from '../ports';
import type { KeyChangeEventDetail } from '../reconcile/key-change-event';

/** Events of any kind. Each kind has its own detail, which the ports see to. */
type AnyEvents = Events<keyof typeof EVENT_DETAIL_TYPES, KeyChangeEventDetail | OverdueDetail>;

/** Sends to the default bus. */
export function eventBridgeEvents(eventBridge: EventBridgeClient): AnyEvents {
  return {
    async send(kind, detail) {
      try {
        const { Entries: [entry] = [] } = await eventBridge.send(new PutEventsCommand({
          Entries: [{ Source: EVENT_SOURCE, DetailType: EVENT_DETAIL_TYPES[kind], Detail: JSON.stringify(detail) }],
        }));
        return entry?.ErrorCode === undefined ? undefined : `${entry.ErrorCode}: ${entry.ErrorMessage ?? ''}`;
      } catch (error) {
        return readFailure(error).message;
      }
    },
  };
}

/** Where nothing takes events, none are sent. */
export const noEvents: AnyEvents = { send: () => Promise.resolve(undefined) };
