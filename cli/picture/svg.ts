const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&apos;',
};

/** Text inside of an element or an attribute. */
export function escapeXml(content: string): string {
  // eslint-disable-next-line no-control-regex -- characters that XML cannot hold at all
  const printable = content.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return printable.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; numbers are written with one decimal at most. */
export function element(name: string, attributes: Attributes, content?: string): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escapeXml(String(value))}"`)
    .join('');
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** A whole picture. */
export function svgDocument(width: number, height: number, font: string, parts: readonly string[]): string {
  const attributes = {
    'xmlns': 'http://www.w3.org/2000/svg',
    'viewBox': `0 0 ${width} ${height}`,
    width,
    height,
    'font-family': font,
    'role': 'img',
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('svg', attributes, `\n${parts.join('\n')}\n`)}\n`;
}

export function rect(x: number, y: number, width: number, height: number, attributes: Attributes): string {
  return element('rect', { x, y, width, height, ...attributes });
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeXml(content));
}

/** An estimate of how wide a text is in a sans-serif font: rather too wide. */
export function widthOf(content: string, fontSize: number): number {
  return [...content].reduce((sum, character) => sum + (/[A-Z]/.test(character) ? 0.72 : 0.59), 0) * fontSize;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
