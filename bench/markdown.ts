import type { Target } from './targets';
import { wrap } from '../cli/terminal/fit-text';

const WIDTH = 120;

/** A table; the first column is text, the others are figures unless said otherwise. */
export function markdownTable(
  headings: readonly string[], rows: readonly (readonly string[])[], textColumns: number = 1,
): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const alignments = headings.map((_heading, column) => (column < textColumns ? '---' : '---:'));
  return [line(headings), `|${alignments.join('|')}|`, ...rows.map(line)].join('\n');
}

/** A list of terms, each with its definition, wrapped to the width of a line. */
export function markdownList(items: readonly (readonly [term: string, definition: string])[]): string {
  const lines = ([term, definition]: readonly [string, string]) => wrap(`**${term}**: ${definition}`, WIDTH - 2);
  return items.map((item) => `- ${lines(item).join('\n  ')}`).join('\n');
}

/** Replaces the text between the markers of a section of a document. */
export function withSection(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: written by npm run ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(`the document has no section ${name}: it needs the lines '${begin}' and '${end}'`);
  }
  return `${document.slice(0, from + begin.length)}\n${text}\n${document.slice(to)}`;
}

/** The table of targets, of either benchmark. */
export function targetTable(targets: readonly Target[]): string {
  return markdownTable(
    ['target', 'figure', 'reached'],
    targets.map(({ text, figure, reached }) => [text, figure, reached ? 'yes' : '**no**']),
    3,
  );
}
