import { cpSync } from 'node:fs';
import * as path from 'node:path';
import { edit, example, refusals, type Language, type PreparedApp } from './language';
import { artifact, manifest } from '../package/artifacts';
import { CDK_VERSION } from '../package/cdk-version';
import { isInstalled, run } from '../package/shell';

export class Python implements Language {
  public readonly name = 'Python';
  public readonly exception = 'RuntimeError';

  public readonly readmeCode = /^from cdk_redshift_rotatable_namespace import /m;

  public missing(): string | undefined {
    const probe = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
    if (isInstalled('python3', '-c', probe)) { return undefined; }
    return 'there is no python3 of at least 3.10 with the modules venv and ensurepip; '
      + "install it (Debian: 'python3-venv')";
  }

  public async prepare(folder: string): Promise<PreparedApp> {
    cpSync(example('quick-start-python'), folder, { recursive: true });
    edit(path.join(folder, 'app.py'), 'KEY_GENERATION = 1', 'KEY_GENERATION = 2');
    await run({ command: 'python3', args: ['-m', 'venv', '.venv'], cwd: folder });
    const python = path.join(folder, '.venv', 'bin', 'python3');
    const operations = path.join(folder, 'operations');
    cpSync(example('operations-python'), operations, { recursive: true });
    await run({
      command: python,
      args: [
        // To compile the whole CDK takes longer than everything else. Python compiles what is imported.
        '-m', 'pip', 'install', '--quiet', '--no-compile', '--disable-pip-version-check',
        '-r', 'requirements.txt', `aws-cdk-lib==${CDK_VERSION}`, artifact('python', '.whl'),
      ],
      cwd: folder,
    });
    return {
      synthesize: async (env) => { await run({ command: python, args: ['app.py'], cwd: folder, env }); },
      synthesizeOperations: async (env) => {
        await run({ command: python, args: ['app.py'], cwd: operations, env });
      },
      attempt: async (env) => run({ command: python, args: [refusals('refusals.py')], cwd: folder, env }),
      // What PyPI shows.
      readme: async () => run({
        command: python,
        args: ['-c', `import importlib.metadata; print(importlib.metadata.metadata('${manifest.name}'))`],
        cwd: folder,
      }),
    };
  }
}
