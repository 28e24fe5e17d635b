/** A table; the first column is text, the others are figures unless said otherwise. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[], textColumns: number = 1): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), `|${headings.map((_heading, column) => (column < textColumns ? '---' : '---:')).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Puts a text between the markers of a section of a document, and leaves the rest alone. */
export function withSection(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: written by npm run ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) { throw new Error(`the document has no section ${name}: it needs the lines '${begin}' and '${end}'`); }
  return `${document.slice(0, from + begin.length)}\n${text}\n${document.slice(to)}`;
}
