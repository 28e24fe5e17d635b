/** One row of a stack's events, as the console shows it. */
export interface StackEvent {
  /** virtual milliseconds since 1970 */
  readonly at: number;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

export interface FormatOptions {
  /** @default false */
  readonly color?: boolean;
  /** columns of the terminal. Long reasons wrap. @default 150 */
  readonly width?: number;
}

const RESET = '\u001b[0m';
const RED = '\u001b[31m';
const GREEN = '\u001b[32m';
const YELLOW = '\u001b[33m';
const BLUE = '\u001b[34m';
const MAXIMUM_REASON_LINES = 4;

/** The events as a table: time, status, type, logical id, reason. */
export function formatEvents(events: readonly StackEvent[], options: FormatOptions = {}): string {
  const width = options.width ?? 150;
  const rows = events.map((event) => [
    new Date(event.at).toISOString().slice(11, 19),
    event.status,
    event.type,
    event.logicalId,
  ]);
  const limits = [8, 44, 34, 40];
  const widths = limits.map((limit, column) => Math.min(limit, Math.max(0, ...rows.map((row) => row[column].length))));
  const indent = widths.reduce((sum, column) => sum + column + 3, 0);
  const lines = events.flatMap((event, index) => {
    const cells = rows[index].map((cell, column) => cut(cell, widths[column]).padEnd(widths[column]));
    if (options.color) { cells[1] = `${colorOf(event.status)}${cells[1]}${RESET}`; }
    const reason = wrap(event.reason ?? '', Math.max(24, width - indent));
    return [
      `${cells.join(' | ')} | ${reason[0] ?? ''}`.trimEnd(),
      ...reason.slice(1).map((line) => ' '.repeat(indent) + line),
    ];
  });
  return lines.join('\n');
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(cut(word, width));
    }
  }
  return lines.length <= MAXIMUM_REASON_LINES
    ? lines
    : [...lines.slice(0, MAXIMUM_REASON_LINES - 1), `${lines[MAXIMUM_REASON_LINES - 1]} …`];
}

function colorOf(status: string): string {
  if (status.includes('FAILED')) { return RED; }
  if (status.includes('ROLLBACK')) { return YELLOW; }
  return status.endsWith('COMPLETE') ? GREEN : BLUE;
}
