import { copyFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { example, refusals, CDK_VERSION, type Language, type PreparedApp } from './language';
import { artifact, manifest, DIST } from '../package/artifacts';
import { isHere, run } from '../package/shell';

const GROUP = ['io', 'github', 'cdk-redshift-rotatable-namespace'];

export class Java implements Language {
  public readonly name = 'Java';
  public readonly exception = 'RuntimeException';

  public missing(): string | undefined {
    const lacking = ['javac', 'mvn'].filter((command) => !isHere(command, '--version'));
    if (lacking.length === 0) { return undefined; }
    return `there is no ${lacking.join(' and no ')}; install a JDK of at least 17 and Maven`;
  }

  public async prepare(folder: string): Promise<PreparedApp> {
    artifact('java', `${manifest.version}.jar`);
    cpSync(example('quick-start-java'), folder, { recursive: true });
    copyFileSync(refusals('Refusals.java'), path.join(folder, 'src', 'main', 'java', 'com', 'example', 'Refusals.java'));
    const settings = path.join(folder, 'settings.xml');
    writeFileSync(settings, settingsWithRepository(pathToFileURL(path.join(DIST, 'java')).href));
    // Everything else may come from Maven's own cache, but not an earlier build of this package.
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
      synthesise: async (env) => { await mvn(['exec:java'], env); },
      attempt: async (env) => mvn(['exec:java', '-Dexec.mainClass=com.example.Refusals'], env),
    };
  }
}

/** Maven Central, and the folder that holds the jar that was just made. */
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
