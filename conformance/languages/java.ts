import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { edit, example, refusals, CDK_VERSION, type Language, type PreparedApp } from './language';
import { artifact, manifest, DIST } from '../package/artifacts';
import { isInstalled, run } from '../package/shell';

/** Documentation of the package, which holds the README. */
const PACKAGE_INFO = 'io/github/cdk_redshift_rotatable_namespace/package-info.java';
const GROUP = ['io', 'github', 'cdk-redshift-rotatable-namespace'];

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
    writeFileSync(settings, settingsWithRepository(pathToFileURL(path.join(DIST, 'java')).href));
    // Maven's cache may supply all packages but this one, of which it may hold an earlier build.
    rmSync(path.join(os.homedir(), '.m2', 'repository', ...GROUP), { recursive: true, force: true });
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

/** Maven Central, and the folder that holds the jar of this package. */
function settingsWithRepository(url: string): string {
  return `<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
  <profiles>
    <profile>
      <id>made</id>
      <repositories><repository><id>made</id><url>${url}</url></repository></repositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>made</activeProfile></activeProfiles>
</settings>
`;
}
