import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { example, refusals, CDK_VERSION, type Language, type PreparedApp } from './language';
import { artifact } from '../package/artifacts';
import { isHere, run } from '../package/shell';

const CDK = 'github.com/aws/aws-cdk-go/awscdk/v2';
const PROXY_AGENT = 'github.com/cdklabs/awscdk-asset-node-proxy-agent-go/nodeproxyagentv6/v2';
const MODULE = 'github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace-go/cdkredshiftrotatablenamespace';

/**
 * The library's go.mod names the releases that it was built with. Of some, a module proxy or the checksum database has
 * none, though they exist elsewhere; these stand in for them.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  [`${CDK}@v2.257.0`]: `${CDK}@v${CDK_VERSION}`,
  [`${PROXY_AGENT}@v2.1.3`]: `${PROXY_AGENT}@v2.1.2`,
};

export class Go implements Language {
  public readonly name = 'Go';
  public readonly exception = 'panic';

  public missing(): string | undefined {
    return isHere('go', 'version') ? undefined : 'there is no go; install Go of at least 1.25';
  }

  public async prepare(folder: string): Promise<PreparedApp> {
    const made = path.dirname(artifact('go', `${path.sep}go.mod`));
    cpSync(example('quick-start-go'), folder, { recursive: true });
    mkdirSync(path.join(folder, 'refusals'));
    copyFileSync(refusals('refusals.go'), path.join(folder, 'refusals', 'refusals.go'));
    const go = async (...args: string[]) => run({ command: 'go', args, cwd: folder });
    const replacements = Object.entries({ [MODULE]: made, ...STAND_INS }).map(([from, to]) => `-replace=${from}=${to}`);
    await go('mod', 'edit', `-require=${CDK}@v${CDK_VERSION}`, ...replacements);
    await go('mod', 'tidy');
    // What is not committed as source must be built once: the same as 'go run', without compiling twice.
    await go('build', '-o', path.join(folder, 'bin') + path.sep, './...');
    return {
      synthesise: async (env) => { await run({ command: path.join(folder, 'bin', 'warehouse'), args: [], cwd: folder, env }); },
      attempt: async (env) => run({ command: path.join(folder, 'bin', 'refusals'), args: [], cwd: folder, env }),
    };
  }
}
