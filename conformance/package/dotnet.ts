import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { artifact, manifest } from './artifacts';
import { CDK_VERSION } from './cdk-version';
import { exactVersions, nugetConfig, CDK_PACKAGE, DOTNET_ENV, type Feeds } from './nuget';
import { run } from './shell';

const LIBRARY = 'CdkRedshiftRotatableNamespace';

/**
 * Makes all .NET projects below a folder take this library from a folder of packages, in the version of dist/, and the
 * CDK in the release that all languages are tested with.
 */
export function layFeeds(folder: string, packages: string, { sources, machines }: Feeds): void {
  // NuGet refuses a feed whose folder does not exist.
  mkdirSync(packages, { recursive: true });
  writeFileSync(path.join(folder, 'nuget.config'), nugetConfig({ sources: [packages, ...sources], machines }));
  const versions = { [CDK_PACKAGE]: CDK_VERSION, [LIBRARY]: manifest.version };
  writeFileSync(path.join(folder, 'Directory.Build.targets'), exactVersions(versions));
}

/**
 * Builds the generated project, which packs itself, and puts the package into a folder. `dotnet pack` does not work: it
 * would pack before it builds.
 */
export async function buildLibrary(folder: string, packages: string): Promise<void> {
  // The sources in dist/ stay as they were made.
  cpSync(path.dirname(artifact('dotnet', '.csproj')), folder, { recursive: true });
  await dotnet(folder, ['build', '--configuration', 'Release']);
  const release = path.join(folder, 'bin', 'Release');
  const made = readdirSync(release).filter((file) => file.endsWith('.nupkg') && !file.endsWith('.symbols.nupkg'));
  if (made.length !== 1) {
    throw new Error(`'dotnet build' must leave one package in ${release}, got: ${made.join(', ') || 'none'}`);
  }
  copyFileSync(path.join(release, made[0]), path.join(packages, made[0]));
  forget(LIBRARY);
}

/** Runs dotnet to its end. */
export async function dotnet(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return run({ command: 'dotnet', args, cwd, env: { ...DOTNET_ENV, ...env }, timeoutSeconds: 1200 });
}

/**
 * Makes NuGet forget a package: it takes a version that it has for the version that was just built.
 *
 * @param name id of the package
 */
function forget(name: string): void {
  const cache = process.env.NUGET_PACKAGES ?? path.join(os.homedir(), '.nuget', 'packages');
  rmSync(path.join(cache, name.toLowerCase()), { recursive: true, force: true });
}
