import type { StackEvent } from '../../../simulator/cloudformation';
import { timeOfDay } from '../../terminal/duration';
import type { Style } from '../../terminal/terminal';
import { messageOf, withKeyNames } from '../judge/reason-text';

/** One event as a row: time, status, logical id, type, reason. */
export interface EventRow {
  readonly time: string;
  readonly status: string;
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
  readonly style?: Style;
}

/** The events as CloudFormation lists them, without what repeats itself. */
export function eventRows(events: readonly StackEvent[], keyNames: Readonly<Record<string, string>>): EventRow[] {
  return events
    .filter(({ reason }) => reason !== 'Resource creation Initiated')
    .map(({ at, status, logicalId, type, reason = '' }) => ({
      time: timeOfDay(at),
      status,
      logicalId,
      type: type.replace(/^AWS::/, ''),
      reason: withKeyNames(messageOf(reason), keyNames),
      style: styleOf(status),
    }));
}

function styleOf(status: string): Style | undefined {
  if (status.includes('FAILED')) { return 'red'; }
  if (status.includes('ROLLBACK')) { return 'yellow'; }
  return status.endsWith('COMPLETE') ? 'green' : undefined;
}
