import { cpSync } from 'node:fs';
import * as path from 'node:path';
import { example, readAll } from './language';
import { artifact, manifest } from '../package/artifacts';
import type { Report } from '../package/report';
import { isHere, run } from '../package/shell';

const NAME = 'C#';
const PROJECT = path.join('src', 'Warehouse');

/** Code generation everywhere; compilation where there is a .NET SDK. */
export async function checkCSharp(report: Report, folder: string): Promise<void> {
  await report.check(NAME, 'sources are generated, and hold every name that the example uses', assertGenerated);
  if (!isHere('dotnet', '--version')) {
    report.skip(NAME, 'the example compiles', 'there is no dotnet, so nothing in C# was compiled or run; install a .NET SDK of at least 10.0');
    return;
  }
  await report.check(NAME, 'the example compiles', async () => {
    const packages = path.join(folder, 'packages');
    await run({ command: 'dotnet', args: ['pack', path.dirname(artifact('dotnet', '.csproj')), '-c', 'Release', '-o', packages], cwd: folder });
    cpSync(example('quick-start-csharp'), path.join(folder, 'app'), { recursive: true });
    // Version 0.0.0 is what '0.*' finds in the folder of the package that was just made.
    await run({ command: 'dotnet', args: ['restore', PROJECT, '--source', packages, '--source', 'nuget.org'], cwd: path.join(folder, 'app') });
    await run({ command: 'dotnet', args: ['build', PROJECT, '--no-restore'], cwd: path.join(folder, 'app') });
  });
}

function assertGenerated(): void {
  const project = artifact('dotnet', '.csproj');
  artifact('dotnet', `${manifest.name}-${manifest.version}.tgz`);
  const generated = readAll(path.dirname(project), '.cs');
  const source = readAll(example('quick-start-csharp'), '.cs');
  // What the example says of this library, not of the CDK.
  const types = [...source.matchAll(/\b(RotatableNamespace\w*|NamespaceEncryption|KeyGenerationsOptions|NamespaceKeyChange\w*)\b/g)].map(([, name]) => name);
  const ofTypes = [...source.matchAll(/NamespaceEncryption\.(\w+)/g)].map(([, name]) => name);
  const ofProps = [...source.matchAll(/new (?:RotatableNamespaceProps|KeyGenerationsOptions)\s*\{([^}]*)/g)]
    .flatMap(([, body]) => [...body.matchAll(/(\w+) =/g)].map(([, name]) => name));
  const unknown = [...new Set(types)].filter((name) => !new RegExp(`class ${name}\\b`).test(generated))
    .concat([...new Set([...ofTypes, ...ofProps])].filter((name) => !new RegExp(`public .*\\b${name}\\b`).test(generated)));
  if (types.length === 0 || unknown.length > 0) {
    throw new Error(`the generated sources must hold every name that examples/quick-start-csharp uses, got none called: ${unknown.join(', ') || '(the example uses nothing)'}; `
      + 'correct the example, or the jsii target dotnet in .projenrc.ts');
  }
}
