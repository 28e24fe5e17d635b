import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { artifact, manifest, DIST } from '../package/artifacts';
import { CDK_VERSION } from '../package/cdk-version';
import { buildLibrary, layFeeds } from '../package/dotnet';
import { GO_MODULE, GO_REPLACEMENTS } from '../package/go-modules';
import { forgetMavenPackage, mavenSettings } from '../package/maven';
import { findNuget, type Nuget } from '../package/nuget';
import { isInstalled, run } from '../package/shell';

/** A language's tools, and how a copy of an example gets the package from dist/ instead of a published one. */
export interface Ecosystem {
  readonly language: string;
  /** whether a folder is an app of this language */
  has(folder: string): boolean;
  /** @returns what this machine lacks; undefined = nothing */
  missing(): string | undefined;
  /** Makes the manifest of a copied example name the package in dist/. Everything else is resolved as a user's is. */
  useMadePackage(folder: string): Promise<void>;
}

const hasFile = (...file: string[]) => (folder: string) => existsSync(path.join(folder, ...file));

const typescript: Ecosystem = {
  language: 'TypeScript',
  has: hasFile('package.json'),
  missing: () => undefined,
  useMadePackage: async (folder) => {
    edit(path.join(folder, 'package.json'), (text) => withLocalNpmPackage(text, artifact('js', '.tgz')));
  },
};

const python: Ecosystem = {
  language: 'Python',
  has: hasFile('requirements.txt'),
  missing: () => isInstalled('python3', '-c', 'import venv, ensurepip') ? undefined : 'there is no python3 with venv',
  useMadePackage: async (folder) => {
    edit(path.join(folder, 'requirements.txt'), (text) => withLocalWheel(text, artifact('python', '.whl')));
  },
};

const java: Ecosystem = {
  language: 'Java',
  has: hasFile('pom.xml'),
  missing: () => isInstalled('mvn', '--version') ? undefined : 'there is no mvn',
  useMadePackage: async (folder) => {
    artifact('java', `${manifest.version}.jar`);
    const settings = path.join(folder, '.mvn', 'settings.xml');
    mkdirSync(path.dirname(settings));
    writeFileSync(settings, mavenSettings(pathToFileURL(path.join(DIST, 'java')).href));
    writeFileSync(path.join(folder, '.mvn', 'maven.config'), `--settings\n${settings}\n-B\n-ntp\n`);
    forgetMavenPackage();
  },
};

const go: Ecosystem = {
  language: 'Go',
  has: hasFile('go.mod'),
  missing: () => isInstalled('go', 'version') ? undefined : 'there is no go',
  useMadePackage: async (folder) => {
    const replacements = { [GO_MODULE]: path.dirname(artifact('go', `${path.sep}go.mod`)), ...GO_REPLACEMENTS };
    const args = Object.entries(replacements).map(([from, to]) => `-replace=${from}=${to}`);
    await run({ command: 'go', args: ['mod', 'edit', ...args], cwd: folder });
  },
};

class CSharp implements Ecosystem {
  public readonly language = 'C#';
  private nuget?: Nuget;

  public has(folder: string): boolean {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((file) => file.endsWith('.csproj'));
  }

  public missing(): string | undefined {
    this.nuget = findNuget(CDK_VERSION);
    return 'missing' in this.nuget ? this.nuget.missing : undefined;
  }

  public async useMadePackage(folder: string): Promise<void> {
    if (this.nuget === undefined || !('feeds' in this.nuget)) { throw new Error('call missing() first'); }
    // The copy is below a folder of its own, where the library is built too.
    const parent = path.dirname(folder);
    const packages = path.join(parent, 'packages');
    layFeeds(parent, packages, this.nuget.feeds);
    await buildLibrary(path.join(parent, 'library'), packages);
  }
}

export const ECOSYSTEMS: readonly Ecosystem[] = [typescript, python, java, go, new CSharp()];

/** The text of a package.json with a tarball in the place of the published package. */
export function withLocalNpmPackage(text: string, tarball: string): string {
  return replaced(text, new RegExp(`("${manifest.name}": )"[^"]+"`), `$1"file:${tarball}"`);
}

/** The text of a requirements.txt with a wheel in the place of the published package. */
export function withLocalWheel(text: string, wheel: string): string {
  return replaced(text, new RegExp(`^${manifest.name}\\b(?!-).*$`, 'm'),
    `${manifest.name} @ ${pathToFileURL(wheel).href}`);
}

/** Where an example is copied to. A folder of that name must not exist yet. */
export function copyExample(example: string, folder: string): void {
  // Not what was left by a run in the repository itself.
  const left = new Set(['node_modules', 'cdk.out', '.venv', 'target', 'bin', 'obj', '__pycache__']);
  cpSync(example, folder, { recursive: true, filter: (file) => !left.has(path.basename(file)) });
}

function replaced(text: string, pattern: RegExp, by: string): string {
  if (!pattern.test(text)) {
    throw new Error(`the manifest must name ${manifest.name}, got: ${text.trim().split('\n').join(' ')}`);
  }
  return text.replace(pattern, by);
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
