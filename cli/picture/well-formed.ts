const TOKEN = /<\?xml[^>]*\?>|<(\/?)([a-z]+)((?:\s+[a-z][\w:-]*="[^"<]*")*)\s*(\/?)>|[^<]+/gy;
const BARE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos);)/;

/** Why a text is not well-formed XML with one root; undefined if it is. */
export function xmlFault(source: string): string | undefined {
  const open: string[] = [];
  let roots = 0;
  let end = 0;
  for (const [token, slash, name, , empty] of source.matchAll(TOKEN)) {
    end += token.length;
    if (BARE_AMPERSAND.test(token)) { return `a bare & in ${token}`; }
    if (name === undefined) {
      const isText = !token.startsWith('<?') && token.trim() !== '';
      if (open.length === 0 && isText) { return `text outside of the root: ${token}`; }
    } else if (slash === '/') {
      if (open.pop() !== name) { return `</${name}> closes what is not open`; }
    } else {
      if (open.length === 0) { roots += 1; }
      if (empty !== '/') { open.push(name); }
    }
  }
  if (end < source.length) { return `no XML from here: ${source.slice(end, end + 40)}`; }
  if (open.length > 0) { return `<${open.join('>, <')}> is not closed`; }
  return roots === 1 ? undefined : `${roots} roots`;
}
