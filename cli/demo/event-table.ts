import { cut, wrap } from '../terminal/fit-text';
import { formatEvents, type StackEvent } from '../../simulator/cloudformation';

/** From this width on there is room for a column of reasons. */
const WIDE = 140;
const LONGEST_REASON = 27;
const SEPARATORS = 4 * 3;
const TIME = 8;
/** With this much room for type and logical id, the status is not cut. */
const ENOUGH_FOR_NAMES = 55;

/** How a table of events is made to fit. */
export interface TableOptions { readonly width: number; readonly color: boolean }

/** The events as CloudFormation lists them, within a width. Long reasons follow below the table, in full. */
export function eventTable(events: readonly StackEvent[], { width, color }: TableOptions): string[] {
  const isWide = width >= WIDE;
  const notes = [...new Set(events.filter((event) => needsNote(event, isWide)).map(reasonOf))];
  const shown = events.map((event) => ({ ...event, reason: shownReason(event, notes, isWide) }));
  const reasonWidth = Math.max(0, ...shown.map(({ reason }) => reason?.length ?? 0));
  const fitted = fit(shown, width - TIME - SEPARATORS - reasonWidth, isWide);
  const table = formatEvents(fitted, { color, width: Math.max(width, 400) }).split('\n');
  return [
    ...table.map((line) => line.replace(/[ |]+$/, '')),
    ...notes.flatMap((note, index) => noteLines(note, index + 1, width)),
  ];
}

const reasonOf = ({ reason }: StackEvent): string => reason?.trim() ?? '';

const isShort = (reason: string): boolean => reason.length <= LONGEST_REASON;

/** In a narrow table, only the reason of what went wrong is worth a note. */
function needsNote(event: StackEvent, isWide: boolean): boolean {
  const reason = reasonOf(event);
  if (reason === '') { return false; }
  return isWide ? !isShort(reason) : event.status.includes('FAILED') || event.status.includes('ROLLBACK');
}

/** What the column shows: the reason, the number of its note, or nothing. */
function shownReason(event: StackEvent, notes: readonly string[], isWide: boolean): string | undefined {
  if (needsNote(event, isWide)) { return `(${notes.indexOf(reasonOf(event)) + 1})`; }
  return isWide ? reasonOf(event) || undefined : undefined;
}

/** Cuts status, type and logical id so that they fit together. */
function fit(events: readonly StackEvent[], room: number, isWide: boolean): StackEvent[] {
  const named = events.map((event) => ({ ...event, type: isWide ? event.type : lastPart(event.type) }));
  const longest = (key: 'status' | 'type' | 'logicalId') => Math.max(0, ...named.map((event) => event[key].length));
  const status = room - longest('status') >= ENOUGH_FOR_NAMES ? longest('status') : Math.min(longest('status'), 27);
  const type = Math.min(longest('type'), 34, Math.max(10, Math.floor((room - status) * 0.45)));
  const id = Math.max(8, Math.min(longest('logicalId'), 40, room - status - type));
  return named.map((event) => ({
    ...event, status: cut(event.status, status), type: cut(event.type, type), logicalId: cut(event.logicalId, id),
  }));
}

const lastPart = (type: string): string => type.split('::').at(-1) ?? type;

function noteLines(note: string, number: number, width: number): string[] {
  const [first, ...rest] = wrap(note, width - 4);
  return [`(${number}) ${first}`, ...rest.map((line) => `    ${line}`)];
}
