import * as assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { World } from '../../test/stories/world';
import { isInstalled, run } from '../package/shell';
import type { Tally } from '../support/tally';

/** For a mirror that serves other releases. */
const { AWS_SDK_JAVA_VERSION: version } = process.env;
const NOT_SERVED = /Could not (find|resolve|transfer)[^\n]*/;

/** Makes the calls of CloudFormation's own handler of namespaces with the SDK that it is written with. */
export async function checkJavaSdk(tally: Tally, world: World): Promise<void> {
  if (!isInstalled('mvn', '--version') || !isInstalled('javac', '--version')) {
    return tally.skip('AWS SDK for Java', 'there is no JDK with Maven');
  }
  const folder = mkdtempSync(join(tmpdir(), 'java-sdk-'));
  try {
    cpSync(join(__dirname, 'java'), folder, { recursive: true });
    const release = version === undefined ? [] : [`-Dsdk.version=${version}`];
    const args = ['-B', '-ntp', '-q', '-Dstyle.color=never', ...release];
    const mvn = async (goal: string, env = {}) => run({ command: 'mvn', args: [...args, goal], cwd: folder, env });
    const missing = await notServed(() => mvn('compile'));
    if (missing !== undefined) {
      return tally.skip('AWS SDK for Java', `${missing}; AWS_SDK_JAVA_VERSION names another`);
    }
    const { endpoint, region, credentials } = world.aws.sdkConfig(world.aws.administrator);
    const output = await mvn('exec:java', {
      ENDPOINT: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      FIRST_KEY: world.generation(1),
      SECOND_KEY: world.generation(2),
      COPY_REGION: 'eu-west-1',
    });
    const results = output.split('\n').filter((line) => line.includes('\t')).map((line) => line.split('\t'));
    for (const [name, result] of results) { await tally.test(`  ${name}`, () => assert.equal(result, 'ok')); }
    await tally.test('AWS SDK for Java: every call of the handler was made', () => assert.equal(results.length, 18));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Maven does not get. */
async function notServed(compile: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await compile();
    return undefined;
  } catch (error) {
    const [missing] = NOT_SERVED.exec((error as Error).message) ?? [];
    if (missing === undefined) { throw error; }
    return missing;
  }
}
