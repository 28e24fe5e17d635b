import Table from 'cli-table3';

export interface TableOptions {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** characters that the whole table may take */
  readonly width: number;
  /** columns that get what the others leave; their words wrap. @default the last one */
  readonly flexible?: readonly number[];
}

/** Characters on both sides of a cell. */
const PADDING = 2;
const NARROWEST = 12;
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[\d+m/g;

/** A table without frame: columns apart by a bar, a line below the head. Cells may have colors. */
export function renderTable({ head, rows, width, flexible = [head.length - 1] }: TableOptions): string {
  const longest = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => widest(row[column] ?? ''))) + PADDING);
  const table = new Table({
    head: [...head],
    colWidths: fit(longest, flexible, width - head.length),
    wordWrap: true,
    chars: {
      'top': '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      'bottom': '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      'left': '',
      'left-mid': '',
      'mid': '',
      'mid-mid': '',
      'right': '',
      'right-mid': '',
      'middle': '│',
    },
    style: { 'head': [], 'border': [], 'padding-left': 1, 'padding-right': 1 },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().split('\n').map((line) => line.trimEnd()).join('\n');
}

/** Takes room from the widest of the flexible columns until all of them fit. */
function fit(longest: readonly number[], flexible: readonly number[], room: number): number[] {
  const widths = [...longest];
  let excess = widths.reduce((sum, each) => sum + each, 0) - room;
  while (excess > 0) {
    const most = Math.max(...flexible.map((column) => widths[column]));
    if (most <= NARROWEST) { break; }
    widths[flexible.find((column) => widths[column] === most)!] -= 1;
    excess -= 1;
  }
  return widths;
}

const widest = (cell: string): number =>
  Math.max(...cell.split('\n').map((line) => line.replace(ESCAPES, '').length));
