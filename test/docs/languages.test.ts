/**
 * The code of docs/languages is quoted from programs that CI compiles and runs in their language: the quick start and
 * the attempts at invalid input (`npm run test:languages`).
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { NamespaceEncryption, RotatableNamespace } from '../../src';

const ROOT = path.join(__dirname, '..', '..');
const REFUSALS = 'conformance/languages/refusals';
const PAGES = [
  { page: 'typescript', fence: 'ts', sources: ['examples/quick-start', `${REFUSALS}/refusals.ts`] },
  { page: 'python', fence: 'python', sources: ['examples/quick-start-python', `${REFUSALS}/refusals.py`] },
  { page: 'java', fence: 'java', sources: ['examples/quick-start-java', `${REFUSALS}/Refusals.java`] },
  { page: 'java', fence: 'xml', sources: ['examples/quick-start-java/pom.xml'] },
  { page: 'go', fence: 'go', sources: ['examples/quick-start-go', `${REFUSALS}/refusals.go`] },
  { page: 'csharp', fence: 'csharp', sources: ['examples/quick-start-csharp', `${REFUSALS}/Refusals.cs`] },
];

const page = (name: string) => readFileSync(path.join(ROOT, 'docs', 'languages', `${name}.md`), 'utf8');
const blocks = (text: string, fence: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${fence}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => code!);
/** Without the indentation, which depends on where the code stands. */
const lines = (code: string): string => code.split('\n').map((line) => line.trim()).join('\n').trim();

function textOf(source: string): string {
  const file = path.join(ROOT, source);
  if (!statSync(file).isDirectory()) { return lines(readFileSync(file, 'utf8')); }
  return readdirSync(file, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map(({ parentPath, name }) => lines(readFileSync(path.join(parentPath, name), 'utf8')))
    .join('\n');
}

test('every page is checked', () => {
  const pages = readdirSync(path.join(ROOT, 'docs', 'languages')).map((file) => path.parse(file).name);
  expect([...new Set(PAGES.map((one) => one.page))].sort()).toEqual(pages.sort());
  const fences = pages.flatMap((name) =>
    [...page(name).matchAll(/^```(\w+)$/gm)].map(([, fence]) => `${name} ${fence}`));
  const checked = PAGES.flatMap((one) => [`${one.page} ${one.fence}`, `${one.page} sh`, `${one.page} text`]);
  expect(fences.filter((one) => !checked.includes(one))).toEqual([]);
});

describe.each(PAGES)('docs/languages/$page.md, $fence', ({ page: name, fence, sources }) => {
  const programs = sources.map(textOf);

  test('quotes the programs of its language', () => {
    const quoted = blocks(page(name), fence);
    expect(quoted.length).toBeGreaterThan(0);
    expect(quoted.map(lines).filter((code) => !programs.some((program) => program.includes(code)))).toEqual([]);
  });
});

test.each([...new Set(PAGES.map((one) => one.page))])('%s shows the message that wrong input has', (name) => {
  const invalid = () => new RotatableNamespace(new Stack(new App(), 'Stack'), 'Warehouse', {
    namespaceName: 'x',
    dbName: '1st',
    encryption: NamespaceEncryption.keyGenerations({ active: 3, newest: 2 }),
  });
  const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
  const [shown] = blocks(page(name), 'text');
  const messages: string[] = [];
  try { invalid(); } catch (error) { messages.push((error as Error).message); }
  expect(messages.map(oneLine)).toEqual([oneLine(shown!)]);
});
