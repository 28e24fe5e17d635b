import { cpSync } from 'node:fs';
import * as path from 'node:path';
import { example, readAll } from './language';
import { assertReadme } from './readme';
import { artifact, manifest } from '../package/artifacts';
import type { Report } from '../package/report';
import { isInstalled, run } from '../package/shell';

const NAME = 'C#';
const EXAMPLE = 'quick-start-csharp';
const PROJECT = path.join('src', 'Warehouse');
const README_CODE = /new RotatableNamespaceProps\s*\{/;

/** Types of this library, as opposed to those of the CDK. */
const TYPE = /\b(RotatableNamespace\w*|NamespaceEncryption|KeyGenerationsOptions|NamespaceKeyChange\w*)\b/g;
const METHOD = /NamespaceEncryption\.(\w+)/g;
const PROPS = /new (?:RotatableNamespaceProps|KeyGenerationsOptions)\s*\{([^}]*)/g;

/** Checks the generated sources. Where there is a .NET SDK, compiles the example with them. */
export async function checkCSharp(report: Report, folder: string): Promise<void> {
  await report.check(NAME, 'the generated sources hold every name that the example uses', assertGenerated);
  await report.check(NAME, 'the README is in C#', () => {
    assertReadme(NAME, generatedSources(), README_CODE);
  });
  if (!isInstalled('dotnet', '--version')) {
    report.skip(NAME, 'the example compiles',
      'there is no dotnet, so no C# was compiled or run; install a .NET SDK of at least 10.0');
    return;
  }
  await report.check(NAME, 'the example compiles', async () => compile(folder));
}

async function compile(folder: string): Promise<void> {
  const packages = path.join(folder, 'packages');
  const app = path.join(folder, 'app');
  const dotnet = async (cwd: string, ...args: string[]) => run({ command: 'dotnet', args, cwd });
  await dotnet(folder, 'pack', path.dirname(artifact('dotnet', '.csproj')), '-c', 'Release', '-o', packages);
  cpSync(example(EXAMPLE), app, { recursive: true });
  // The example's version '0.*' matches the 0.0.0 in the folder of packages.
  await dotnet(app, 'restore', PROJECT, '--source', packages, '--source', 'nuget.org');
  await dotnet(app, 'build', PROJECT, '--no-restore');
}

function generatedSources(): string {
  return readAll(path.dirname(artifact('dotnet', '.csproj')), '.cs');
}

function assertGenerated(): void {
  artifact('dotnet', `${manifest.name}-${manifest.version}.tgz`);
  const generated = generatedSources();
  const source = readAll(example(EXAMPLE), '.cs');
  const types = matches(source, TYPE);
  const properties = matches(source, PROPS).flatMap((body) => matches(body, /(\w+) =/g));
  const unknown = [
    ...types.filter((name) => !new RegExp(`class ${name}\\b`).test(generated)),
    ...[...matches(source, METHOD), ...properties].filter((name) =>
      !new RegExp(`public .*\\b${name}\\b`).test(generated)),
  ];
  if (types.length === 0 || unknown.length > 0) {
    throw new Error(`the generated sources must hold every name that examples/${EXAMPLE} uses, `
      + `got: none called ${unknown.join(', ') || '(the example uses no name)'}; `
      + 'correct the example, or the jsii target dotnet in .projenrc.ts');
  }
}

/** What the group of a pattern matches, each text once. */
function matches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, group]) => group))];
}
