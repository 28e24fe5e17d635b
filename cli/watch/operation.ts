import type { WatchedEvent } from './observation';

const STACK_TYPE = 'AWS::CloudFormation::Stack';
const BEGINNINGS = [
  'CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'IMPORT_IN_PROGRESS', 'REVIEW_IN_PROGRESS',
];

/** An event of the stack itself. A nested stack has the type too, and a logical id of its own. */
export const isOfStack = ({ type, logicalId, stackName }: WatchedEvent): boolean =>
  type === STACK_TYPE && logicalId === stackName;

/** The first event of an operation that somebody has asked for; a rollback that follows by itself is a part of it. */
export const isStartOfOperation = (event: WatchedEvent): boolean => isOfStack(event)
  && (BEGINNINGS.includes(event.status)
    || (event.status.endsWith('_IN_PROGRESS') && event.reason === 'User Initiated'));

export const isBusy = (stackStatus: string): boolean => stackStatus.endsWith('_IN_PROGRESS');

/** A status in which the stack has what its newest template says. */
export const isWell = (stackStatus: string): boolean =>
  stackStatus.endsWith('_COMPLETE') && !stackStatus.includes('ROLLBACK');

/** Why the operation failed: the first failure that is not the echo of another one. */
export function causeIn(events: readonly WatchedEvent[]): WatchedEvent | undefined {
  const failures = events.filter((event) => !isOfStack(event) && event.status.endsWith('_FAILED'));
  return failures.find(({ reason }) => reason !== undefined && !/^Resource (creation|update) cancelled$/.test(reason))
    ?? failures[0];
}
