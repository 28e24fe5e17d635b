import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { assertNamesAreGenerated, generatedSources } from './csharp-sources';
import { edit, example, refusals, type Language, type PreparedApp } from './language';
import { assertReadme } from './readme';
import { artifact, manifest } from '../package/artifacts';
import { CDK_VERSION } from '../package/cdk-version';
import { buildLibrary, dotnet, layFeeds } from '../package/dotnet';
import { findNuget, type Nuget } from '../package/nuget';
import type { Report } from '../package/report';

const EXAMPLE = 'quick-start-csharp';
/** Name of the project of the example, and of its folder. */
const PROJECT = 'Warehouse';
const README_CODE = /new RotatableNamespaceProps\s*\{/;

export class CSharp implements Language {
  public readonly name = 'C#';
  public readonly exception = 'System.Exception';
  public readonly readmeCode = README_CODE;
  /** Few machines of CI have a .NET SDK. */
  public readonly mayBeMissing = true;

  private nuget?: Nuget;

  public missing(): string | undefined {
    this.nuget = findNuget(CDK_VERSION);
    return 'missing' in this.nuget ? this.nuget.missing : undefined;
  }

  public async prepare(folder: string): Promise<PreparedApp> {
    if (this.nuget === undefined || !('feeds' in this.nuget)) { throw new Error('call missing() first'); }
    const packages = path.join(folder, 'packages');
    layFeeds(folder, packages, this.nuget.feeds);
    await buildLibrary(path.join(folder, 'library'), packages);
    const app = path.join(folder, 'app');
    cpSync(example(EXAMPLE), app, { recursive: true });
    edit(path.join(app, 'src', PROJECT, 'Program.cs'), 'KeyGeneration = 1;', 'KeyGeneration = 2;');
    const attempts = path.join(folder, 'refusals');
    mkdirSync(attempts);
    copyFileSync(path.join(app, 'src', PROJECT, `${PROJECT}.csproj`), path.join(attempts, 'Refusals.csproj'));
    copyFileSync(refusals('Refusals.cs'), path.join(attempts, 'Refusals.cs'));
    await dotnet(app, ['build', path.join('src', PROJECT)]);
    await dotnet(attempts, ['build']);
    return {
      synthesize: async (env) => {
        await dotnet(app, ['run', '--no-build', '--project', path.join('src', PROJECT)], env);
      },
      attempt: async (env) => dotnet(attempts, ['run', '--no-build'], env),
      readme: async () => generatedSources(),
    };
  }
}

/** What can be said of the C# package without a .NET SDK. */
export async function checkGeneratedCSharp(report: Report): Promise<void> {
  const { name, readmeCode } = new CSharp();
  await report.check(name, 'the generated sources hold every name that the examples use', () => {
    artifact('dotnet', `${manifest.name}-${manifest.version}.tgz`);
    assertNamesAreGenerated(EXAMPLE);
  });
  await report.check(name, 'the comments in the generated sources are in C#', () => {
    assertReadme(name, generatedSources(), readmeCode);
  });
}
