import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');

/** What is installed, built or downloaded. */
const NOT_OURS = new Set([
  '.cache', '.git', '.venv', 'assets', 'cdk.out', 'coverage', 'dist', 'lib', 'node_modules', 'out', 'test-reports',
]);

/** A Markdown file of the repository, by its path from the root. */
export interface MarkdownDocument {
  readonly file: string;
  readonly text: string;
}

export const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** Every file of the repository, by its path from the root. */
export const repositoryFiles = (folder = ''): string[] => readdirSync(path.join(ROOT, folder), { withFileTypes: true })
  .filter(({ name }) => !NOT_OURS.has(name))
  .flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? repositoryFiles(file) : [file];
  })
  .sort();

export const markdownDocuments = (): MarkdownDocument[] => repositoryFiles()
  .filter((file) => file.endsWith('.md'))
  .map((file) => ({ file, text: read(file) }));
