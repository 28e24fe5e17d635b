import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { edit, example, refusals, type Language, type PreparedApp } from './language';
import { artifact, manifest, DIST } from '../package/artifacts';
import { CDK_VERSION } from '../package/cdk-version';
import { forgetMavenPackage, mavenSettings } from '../package/maven';
import { isInstalled, run } from '../package/shell';

/** Documentation of the package, which holds the README. */
const PACKAGE_INFO = 'io/github/cdk_redshift_rotatable_namespace/package-info.java';

export class Java implements Language {
  public readonly name = 'Java';
  public readonly exception = 'RuntimeException';
  public readonly readmeCode = /import io\.github\.cdk_redshift_rotatable_namespace\.\w+;/;

  public missing(): string | undefined {
    const lacking = ['javac', 'mvn'].filter((command) => !isInstalled(command, '--version'));
    if (lacking.length === 0) { return undefined; }
    return `there is no ${lacking.join(' and no ')}; install a JDK of at least 17 and Maven`;
  }

  public async prepare(folder: string): Promise<PreparedApp> {
    artifact('java', `${manifest.version}.jar`);
    cpSync(example('quick-start-java'), folder, { recursive: true });
    const sources = path.join(folder, 'src', 'main', 'java', 'com', 'example');
    edit(path.join(sources, 'WarehouseApp.java'), 'KEY_GENERATION = 1;', 'KEY_GENERATION = 2;');
    copyFileSync(refusals('Refusals.java'), path.join(sources, 'Refusals.java'));
    const settings = path.join(folder, 'settings.xml');
    writeFileSync(settings, mavenSettings(pathToFileURL(path.join(DIST, 'java')).href));
    forgetMavenPackage();
    const mvn = async (args: string[], env = {}) => run({
      command: 'mvn',
      args: [
        '-B', '-ntp', '-q', '-s', settings,
        `-Dcdk.version=${CDK_VERSION}`, `-Drotatable-namespace.version=${manifest.version}`, ...args,
      ],
      cwd: folder,
      env,
    });
    await mvn(['compile']);
    return {
      synthesize: async (env) => { await mvn(['exec:java'], env); },
      attempt: async (env) => mvn(['exec:java', '-Dexec.mainClass=com.example.Refusals'], env),
      readme: async () => {
        await run({ command: 'jar', args: ['xf', artifact('java', '-sources.jar'), PACKAGE_INFO], cwd: folder });
        return readFileSync(path.join(folder, PACKAGE_INFO), 'utf8');
      },
    };
  }
}
