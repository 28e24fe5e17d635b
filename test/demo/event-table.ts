import { cut, wrap } from './terminal';
import { formatEvents, type StackEvent } from '../simulator/cloudformation';

/** From here on there is room for a column of reasons. */
const WIDE = 140;
const SEPARATORS = 4 * 3;
const TIME = 8;
/** With so much left for type and logical id, a status is not cut. */
const ENOUGH_FOR_NAMES = 55;

/** How a table of events is made to fit. */
export interface TableOptions { readonly width: number; readonly color: boolean }

/** The events as CloudFormation lists them, in so many columns; long reasons follow below, in full. */
export function eventTable(events: readonly StackEvent[], { width, color }: TableOptions): string[] {
  const notes: string[] = [];
  const noteOf = (reason: string): string => {
    if (!notes.includes(reason)) { notes.push(reason); }
    return `(${notes.indexOf(reason) + 1})`;
  };
  const wide = width >= WIDE;
  const short = (reason: string) => wide && reason.length <= 27;
  const shown = events.map((event) => {
    const reason = event.reason?.trim();
    if (reason === undefined || reason === '') { return { ...event, reason: undefined }; }
    if (short(reason)) { return { ...event, reason }; }
    return { ...event, reason: !wide && !event.status.includes('FAILED') && !event.status.includes('ROLLBACK') ? undefined : noteOf(reason) };
  });
  const reasonWidth = Math.max(0, ...shown.map(({ reason }) => reason?.length ?? 0));
  const fitted = fit(shown, width - TIME - SEPARATORS - reasonWidth, wide);
  const table = formatEvents(fitted, { color, width: Math.max(width, 400) }).split('\n').map((line) => line.replace(/[ |]+$/, ''));
  return [...table, ...notes.flatMap((note, index) => noteLines(note, index + 1, width))];
}

/** Cuts status, type and logical id so that together they have room. */
function fit(events: readonly StackEvent[], room: number, wide: boolean): StackEvent[] {
  const named = events.map((event) => ({ ...event, type: wide ? event.type : event.type.split('::').at(-1) ?? event.type }));
  const longest = (key: 'status' | 'type' | 'logicalId') => Math.max(0, ...named.map((event) => event[key].length));
  const status = room - longest('status') >= ENOUGH_FOR_NAMES ? longest('status') : Math.min(longest('status'), 27);
  const type = Math.min(longest('type'), 34, Math.max(10, Math.floor((room - status) * 0.45)));
  const id = Math.max(8, Math.min(longest('logicalId'), 40, room - status - type));
  return named.map((event) => ({ ...event, status: cut(event.status, status), type: cut(event.type, type), logicalId: cut(event.logicalId, id) }));
}

function noteLines(note: string, number: number, width: number): string[] {
  const [first, ...rest] = wrap(note, width - 4);
  return [`(${number}) ${first}`, ...rest.map((line) => `    ${line}`)];
}
