import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { markdownDocuments, read, ROOT } from './documents';

/** Addresses of this repository, which README uses because npm, PyPI and Maven Central show it too. */
const SLUG = 'cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace';
const OWN_ADDRESS = new RegExp(`^https://(github\\.com/${SLUG}/(blob|tree)|raw\\.githubusercontent\\.com/${SLUG})/main/`);

const withoutCode = (markdown: string) => markdown.replace(/^ *```.*?^ *```/gms, '').replace(/`[^`\n]*`/g, '');

/** The targets of `[text](target)`, `![text](target)` and `[name]: target`. */
const targetsOf = (markdown: string): string[] => [
  ...withoutCode(markdown).matchAll(/\]\(<?([^\s)>]+)>?(?:\s+"[^"]*")?\)/g),
  ...withoutCode(markdown).matchAll(/^\[[^\]]+\]:\s+(\S+)/gm),
].map(([, target]) => target!);

/** As GitHub makes the anchor of a heading. */
const slug = (heading: string) => heading
  .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
  .trim()
  .toLowerCase()
  .replace(/[^\p{L}\p{M}\p{N}_\- ]/gu, '')
  .replaceAll(' ', '-');

/** A heading that occurs again gets a number. */
const headingAnchors = (markdown: string): string[] => {
  const headings = markdown.replace(/^ *```.*?^ *```/gms, '').matchAll(/^#{1,6} +(.+?) *#*$/gm);
  const slugs = [...headings].map(([, heading]) => slug(heading!));
  return slugs.map((anchor, index) => {
    const before = slugs.slice(0, index).filter((other) => other === anchor).length;
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
};

const anchorsOf = (markdown: string): Set<string> => new Set([
  ...headingAnchors(markdown),
  ...[...markdown.matchAll(/<a [^>]*\b(?:id|name)="([^"]+)"/g)].map(([, anchor]) => anchor!),
]);

const isElsewhere = (target: string) => /^[a-z][a-z+.-]*:/i.test(target) && !OWN_ADDRESS.test(target);

/** The file that a target names, by its path from the root. */
function linkedFile(file: string, target: string): string {
  const named = decodeURIComponent(target.split('#')[0]!);
  if (named === '') { return file; }
  return OWN_ADDRESS.test(named) ? named.replace(OWN_ADDRESS, '') : path.join(path.dirname(file), named);
}

/** The targets of a document that lead nowhere. Addresses of other sites are not looked at. */
const brokenLinks = (file: string, markdown: string): string[] => targetsOf(markdown)
  .filter((target) => !isElsewhere(target))
  .filter((target) => {
    const anchor = target.split('#')[1];
    const linked = linkedFile(file, target);
    if (!existsSync(path.join(ROOT, linked))) { return true; }
    if (anchor === undefined || statSync(path.join(ROOT, linked)).isDirectory()) { return false; }
    if (!linked.endsWith('.md')) { return !/^L\d+(-L\d+)?$/.test(anchor); }
    return !anchorsOf(target.startsWith('#') ? markdown : read(linked)).has(decodeURIComponent(anchor));
  });

describe('the links and anchors of a document', () => {
  test.each(markdownDocuments())('resolve: $file', ({ file, text }) => {
    expect(brokenLinks(file, text)).toEqual([]);
  });

  test('are told when they lead nowhere', () => {
    const markdown = [
      '# Here & there', '## Here & there', '<a id="own"></a>',
      '[fine](#here--there) [fine](#here--there-1) [fine](#own) [fine](README.md) ![fine](docs/architecture.svg)',
      '[elsewhere](https://example.com/none) `[code](none.md)`',
      `[gone](https://github.com/${SLUG}/blob/main/none.md) [fine](https://github.com/${SLUG}/blob/main/LICENSE)`,
      '[gone](none.md) [no heading](#none) [no heading there](LICENSE#none)',
      '',
      '[reference]: docs/none.md',
    ].join('\n');
    expect(brokenLinks('README.md', markdown)).toEqual([
      `https://github.com/${SLUG}/blob/main/none.md`, 'none.md', '#none', 'LICENSE#none', 'docs/none.md',
    ]);
  });
});

test('README has no relative link, because npm, PyPI and Maven Central show it too', () => {
  expect(targetsOf(read('README.md')).filter((target) => !/^(https:|#)/.test(target))).toEqual([]);
});
