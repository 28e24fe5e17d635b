import { copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { edit, example, refusals, type Language, type PreparedApp } from './language';
import { artifact } from '../package/artifacts';
import { CDK_VERSION } from '../package/cdk-version';
import { GO_CDK, GO_MODULE, GO_REPLACEMENTS } from '../package/go-modules';
import { isInstalled, run } from '../package/shell';

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
    const replacements = Object.entries({ [GO_MODULE]: made, ...GO_REPLACEMENTS })
      .map(([from, to]) => `-replace=${from}=${to}`);
    await go('mod', 'edit', `-require=${GO_CDK}@v${CDK_VERSION}`, ...replacements);
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
