import { copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { edit, example, refusals, CDK_VERSION, type Language, type PreparedApp } from './language';
import { artifact } from '../package/artifacts';
import { isInstalled, run } from '../package/shell';

const CDK = 'github.com/aws/aws-cdk-go/awscdk/v2';
const PROXY_AGENT = 'github.com/cdklabs/awscdk-asset-node-proxy-agent-go/nodeproxyagentv6/v2';
const MODULE = 'github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace-go/'
  + 'cdkredshiftrotatablenamespace';

/**
 * Releases that replace those of the library's go.mod, which the library was built with. The module proxy or the
 * checksum database lacks them.
 */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  [`${CDK}@v2.257.0`]: `${CDK}@v${CDK_VERSION}`,
  [`${PROXY_AGENT}@v2.1.3`]: `${PROXY_AGENT}@v2.1.2`,
};

export class Go implements Language {
  public readonly name = 'Go';
  public readonly exception = 'panic';
  public readonly readmeCode = /&RotatableNamespaceProps\{/;

  public missing(): string | undefined {
    return isInstalled('go', 'version') ? undefined : 'there is no go; install Go of at least 1.25';
  }

  public async prepare(folder: string): Promise<PreparedApp> {
    const made = path.dirname(artifact('go', `${path.sep}go.mod`));
    cpSync(example('quick-start-go'), folder, { recursive: true });
    edit(path.join(folder, 'warehouse.go'), 'const keyGeneration = 1', 'const keyGeneration = 2');
    mkdirSync(path.join(folder, 'refusals'));
    copyFileSync(refusals('refusals.go'), path.join(folder, 'refusals', 'refusals.go'));
    const go = async (...args: string[]) => run({ command: 'go', args, cwd: folder });
    const replacements = Object.entries({ [MODULE]: made, ...REPLACEMENTS })
      .map(([from, to]) => `-replace=${from}=${to}`);
    await go('mod', 'edit', `-require=${CDK}@v${CDK_VERSION}`, ...replacements);
    await go('mod', 'tidy');
    // The same as 'go run', but both programs are compiled once.
    const program = async (name: string, env: Readonly<Record<string, string>>) =>
      run({ command: path.join(folder, 'bin', name), args: [], cwd: folder, env });
    await go('build', '-o', path.join(folder, 'bin') + path.sep, './...');
    return {
      synthesize: async (env) => { await program('warehouse', env); },
      attempt: async (env) => program('refusals', env),
      readme: async () => readFileSync(path.join(made, 'README.md'), 'utf8'),
    };
  }
}
