import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { markdownDocuments, read, ROOT } from './documents';

interface Task {
  readonly steps?: readonly { readonly exec?: string; readonly execArgs?: readonly string[] }[];
}
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const { tasks } = JSON.parse(read('.projen/tasks.json')) as { tasks: Record<string, Task> };

/** What a command names, and whether the repository has it. */
interface Command {
  readonly pattern: RegExp;
  readonly exists: (name: string) => boolean;
}

const isPath = (name: string) => existsSync(path.join(ROOT, name));
const isScript = (name: string) => name in scripts;

/** A placeholder, as in `npm run test:<name>`, names nothing. */
const COMMANDS: Command[] = [
  { pattern: /\bnpm run ([\w:-]*\w)(?![\w:<*-])/g, exists: isScript },
  { pattern: /\bnpm (start|test)\b/g, exists: isScript },
  { pattern: /(?:\bnpx |&& |^)projen ([a-z][\w:-]*)(?![\w:</*-])/gm, exists: (name) => name in tasks },
  { pattern: /\btsx ((?:[\w.-]+\/)+[\w.-]+\.ts)\b/g, exists: isPath },
  { pattern: /\bjest ((?:[\w.-]+\/)+[\w.-]*)/g, exists: isPath },
];

/** Markdown's code alone: `projen` in a sentence is the name of a tool. */
const codeOf = (markdown: string): string[] => [
  ...markdown.matchAll(/^ *```[^\n]*\n(.*?)^ *```/gms),
  ...markdown.replace(/^ *```.*?^ *```/gms, '').matchAll(/`([^`\n]+)`/g),
].map(([, code]) => code!);

const missingIn = (texts: readonly string[]): string[] => texts.flatMap((text) => (
  COMMANDS.flatMap(({ pattern, exists }) => [...text.matchAll(pattern)]
    .filter(([, name]) => !exists(name!))
    .map(([command]) => command.replace(/^(npx|&&) /, '')))
));

describe('the commands that a document names', () => {
  test.each(markdownDocuments())('exist: $file', ({ text }) => {
    expect(missingIn(codeOf(text))).toEqual([]);
  });

  test('are found in a fence and in a code span, and a missing one is told', () => {
    const markdown = [
      'Run `npm run no-such-script`, then:',
      '```sh',
      'npm ci && npm test',
      'npx projen no-such-task',
      'npx tsx no/such/file.ts --all && npx jest no/such/folder',
      '```',
    ].join('\n');
    expect(missingIn(codeOf(markdown)).sort()).toEqual([
      'jest no/such/folder',
      'npm run no-such-script',
      'projen no-such-task',
      'tsx no/such/file.ts',
    ]);
  });

  test('may have a placeholder', () => {
    expect(missingIn(codeOf('`npm run test:<name>` and `npx projen bundle`'))).toEqual([]);
  });
});

describe('the commands of the project itself', () => {
  const commands = Object.entries(tasks).map(([name, { steps = [] }]) => ({
    name,
    lines: steps.map(({ exec, execArgs }) => exec ?? execArgs?.join(' ') ?? ''),
  }));

  test.each(commands)('exist: the task $name', ({ lines }) => {
    expect(missingIn(lines)).toEqual([]);
  });

  test('exist: .ci/run', () => {
    expect(missingIn([read('.ci/run')])).toEqual([]);
  });
});
