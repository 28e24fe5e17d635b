import { rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const GROUP = ['io', 'github', 'cdk-redshift-rotatable-namespace'];

/** Makes Maven forget this package, of which its cache may hold an earlier build. The cache may supply all others. */
export function forgetMavenPackage(): void {
  rmSync(path.join(os.homedir(), '.m2', 'repository', ...GROUP), { recursive: true, force: true });
}

/** Maven Central, and the folder that holds the jar of this package. */
export function mavenSettings(url: string): string {
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
