import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export const CDK_PACKAGE = 'Amazon.CDK.Lib';
/** The oldest .NET SDK that the example's target framework takes. */
const MIN_SDK = 10;

/** Keeps dotnet quiet, and lets no build server outlive its command: one would hold the command's output open. */
export const DOTNET_ENV: Readonly<Record<string, string>> = {
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  DOTNET_CLI_USE_MSBUILD_SERVER: '0',
  MSBUILDDISABLENODEREUSE: '1',
  UseSharedCompilation: 'false',
};

/** Package feeds in the place of, or beside, those that the machine is configured with. */
export interface Feeds {
  /** URLs or folders */
  readonly sources: readonly string[];
  /** whether the machine's own feeds are used too */
  readonly machines: boolean;
}

/** The text of a nuget.config. */
export function nugetConfig({ sources, machines }: Feeds): string {
  const feeds = sources.map((source, index) => {
    const insecure = source.startsWith('http://') ? ' allowInsecureConnections="true"' : '';
    return `    <add key="feed${index + 1}" value="${xml(source)}"${insecure} />`;
  });
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<configuration>',
    '  <packageSources>',
    ...machines ? [] : ['    <clear />'],
    ...feeds,
    '  </packageSources>',
    '</configuration>',
    '',
  ].join('\n');
}

/**
 * The text of a Directory.Build.targets, which MSBuild reads for every project below its folder: exact versions in the
 * place of ranges, of which NuGet takes the lowest. Constructs comes with the CDK, in the version that this CDK needs.
 */
export function exactVersions(versions: Readonly<Record<string, string>>): string {
  const updates = Object.entries(versions)
    .map(([name, version]) => `    <PackageReference Update="${xml(name)}" Version="[${xml(version)}]" />`);
  return [
    '<Project>',
    '  <ItemGroup>',
    ...updates,
    '    <PackageReference Remove="Constructs" />',
    '  </ItemGroup>',
    '</Project>',
    '',
  ].join('\n');
}

/** The feed that NUGET_SOURCE names, as a path from the root if it is a folder. */
export function namedFeed(given = process.env.NUGET_SOURCE): string[] {
  if (given === undefined || given === '') { return []; }
  return [/^https?:/.test(given) ? given : path.resolve(given)];
}

/** Whether the output of a restore says that a feed does not respond, as opposed to a package that it does not have. */
export const isUnreached = (output: string): boolean => /\bNU1301\b/.test(output);

/** The feeds that serve the CDK, or what is missing on this machine and what to do. */
export type Nuget = { readonly feeds: Feeds } | { readonly missing: string };

/** Tries to restore this release of the CDK: from the machine's feeds and the named one, then from the named one. */
export function findNuget(cdkVersion: string): Nuget {
  const { status, stdout } = spawnSync('dotnet', ['--version'], { encoding: 'utf8', env: environment() });
  if (status !== 0 || Number.parseInt(stdout, 10) < MIN_SDK) {
    const given = status === 0 ? `the .NET SDK is ${stdout.trim()}` : 'there is no dotnet';
    return { missing: `${given}, so no C# was compiled or run; install a .NET SDK of at least ${MIN_SDK}.0` };
  }
  const named = namedFeed();
  const choices: Feeds[] = [
    { sources: named, machines: true },
    ...named.length > 0 ? [{ sources: named, machines: false }] : [],
  ];
  for (const feeds of choices) {
    // A feed that responds without this release is for the build to report.
    if (!isUnreached(restore(feeds, cdkVersion))) { return { feeds }; }
  }
  return { missing: 'NuGet is not reached, so no C# was compiled or run; name a feed that is in NUGET_SOURCE' };
}

function restore(feeds: Feeds, cdkVersion: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rotatable-namespace-nuget-'));
  try {
    mkdirSync(path.join(folder, 'probe'));
    writeFileSync(path.join(folder, 'nuget.config'), nugetConfig(feeds));
    writeFileSync(path.join(folder, 'probe', 'probe.csproj'), [
      '<Project Sdk="Microsoft.NET.Sdk">',
      `  <PropertyGroup><TargetFramework>net${MIN_SDK}.0</TargetFramework></PropertyGroup>`,
      `  <ItemGroup><PackageReference Include="${CDK_PACKAGE}" Version="[${xml(cdkVersion)}]" /></ItemGroup>`,
      '</Project>',
    ].join('\n'));
    const { stdout, stderr } = spawnSync('dotnet', ['restore'], {
      cwd: path.join(folder, 'probe'), encoding: 'utf8', env: environment(), timeout: 600_000,
    });
    return `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, ...DOTNET_ENV });
const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
