import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Replacement } from './mutant';

const ROOT = join(__dirname, '..', '..');

/** @throws where the text to replace is missing or not unique: then the mutant is out of date */
export function replaced(text: string, { file, from, to }: Replacement): string {
  const parts = text.split(from);
  if (parts.length !== 2) {
    throw new Error(`'${from}' must be in ${file} once, got: ${parts.length - 1} times; `
      + 'update the mutants in reliability/mutants');
  }
  return parts.join(to);
}

/** Bundles a program of this project, with texts of its source files replaced on the way. */
export async function buildBroken(
  entry: string, replacements: readonly Replacement[], outfile?: string,
): Promise<string> {
  const plugin: Plugin = {
    name: 'replace',
    setup: ({ onLoad }) => {
      for (const file of new Set(replacements.map((each) => each.file))) {
        const path = join(ROOT, file);
        onLoad({ filter: new RegExp(`^${path.replace(/[.\\]/g, '\\$&')}$`) }, () => ({
          contents: replacements.filter((each) => each.file === file).reduce(replaced, readFileSync(path, 'utf8')),
          loader: 'ts',
        }));
      }
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, entry)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    logLevel: 'error',
    absWorkingDir: ROOT,
    tsconfig: join(ROOT, 'test', 'tsconfig.json'),
    plugins: [plugin],
    write: outfile !== undefined,
    outfile,
  });
  return outputFiles?.[0]?.text ?? '';
}
