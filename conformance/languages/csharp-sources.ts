import * as path from 'node:path';
import { example, readAll, REFUSALS } from './language';
import { artifact, manifest } from '../package/artifacts';
import { CDK_PACKAGE } from '../package/nuget';

/** Types of this library, as opposed to those of the CDK. */
const TYPE = /\b(RotatableNamespace\w*|NamespaceEncryption|KeyGenerationsOptions|NamespaceKey\w+|KeyChange\w+)\b/g;
const METHOD = /\b(?:NamespaceEncryption|KeyChangeProvider)\.(\w+)/g;
const PROPS = /new (?:RotatableNamespaceProps|KeyGenerationsOptions|KeyChangeProviderProps)\s*\{([^}]*)/g;
/** A .NET package, and the npm package that its range comes from. */
const PEERS = { [CDK_PACKAGE]: 'aws-cdk-lib', Constructs: 'constructs' };

/** The C# that jsii has generated, with the README in its comments. */
export function generatedSources(): string {
  return readAll(path.dirname(artifact('dotnet', '.csproj')), '.cs');
}

/**
 * Compares the names of this library in the C# of this repository with the generated sources, and the ranges of the
 * generated project with the peers of the npm package.
 *
 * @throws if the sources lack a name, or the project a range
 */
export function assertNamesAreGenerated(exampleName: string): void {
  const source = `${readAll(example(exampleName), '.cs')}\n${readAll(REFUSALS, '.cs')}`;
  const { types, unknown } = compareNames(source, generatedSources());
  if (types.length === 0 || unknown.length > 0) {
    throw new Error(`the generated sources must hold every name that examples/${exampleName} and Refusals.cs use, `
      + `got: none called ${unknown.join(', ') || '(the example uses no name)'}; `
      + 'correct the example, or the jsii target dotnet in .projenrc.ts');
  }
  const project = readAll(path.dirname(artifact('dotnet', '.csproj')), '.csproj');
  for (const [name, peer] of Object.entries(PEERS)) {
    const range = `Include="${name}" Version="${nugetRange(manifest.peerDependencies[peer] ?? '')}"`;
    if (!project.includes(range)) {
      throw new Error(`the generated project must hold ${range}, got: another range, or none`);
    }
  }
}

/** Types that the source names, and the names of types, methods and properties that the generated sources lack. */
export function compareNames(source: string, generated: string): { types: string[]; unknown: string[] } {
  const code = source.replace(/\/\/.*$/gm, '').replace(/"[^"\n]*"/g, '""');
  const isType = (name: string) => new RegExp(`(class|enum|interface) ${name}\\b`).test(generated);
  const types = matches(code, TYPE);
  const properties = matches(code, PROPS).flatMap((body) => matches(body, /(\w+) =/g));
  const unknown = [
    ...types.filter((name) => !isType(name)),
    ...[...matches(code, METHOD), ...properties].filter((name) =>
      !new RegExp(`public .*\\b${name}\\b`).test(generated)),
  ];
  return { types, unknown: [...new Set(unknown)] };
}

/** NuGet's spelling of a peer range `^1.2.3`. */
export function nugetRange(peer: string): string {
  const [, version, major] = /^\^((\d+)\.\d+\.\d+)$/.exec(peer) ?? [];
  return version === undefined ? peer : `[${version},${Number(major) + 1}.0.0)`;
}

/** What the group of a pattern matches, each text once. */
function matches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, group]) => group))];
}
