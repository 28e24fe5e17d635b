import { cpSync } from 'node:fs';
import * as path from 'node:path';
import { example, refusals, CDK_VERSION, type Language, type PreparedApp } from './language';
import { artifact } from '../package/artifacts';
import { isHere, run } from '../package/shell';

export class Python implements Language {
  public readonly name = 'Python';
  public readonly exception = 'RuntimeError';

  public missing(): string | undefined {
    if (isHere('python3', '-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))')) { return undefined; }
    return "there is no python3 of at least 3.10 with the modules venv and ensurepip; install it (Debian: 'python3-venv')";
  }

  public async prepare(folder: string): Promise<PreparedApp> {
    cpSync(example('quick-start-python'), folder, { recursive: true });
    await run({ command: 'python3', args: ['-m', 'venv', '.venv'], cwd: folder });
    const python = path.join(folder, '.venv', 'bin', 'python3');
    await run({
      command: python,
      // Bytecode of what is used is made when it is used; of the whole CDK it takes longer than everything else.
      args: ['-m', 'pip', 'install', '--quiet', '--no-compile', '--disable-pip-version-check',
        '-r', 'requirements.txt', `aws-cdk-lib==${CDK_VERSION}`, artifact('python', '.whl')],
      cwd: folder,
    });
    return {
      synthesise: async (env) => { await run({ command: python, args: ['app.py'], cwd: folder, env }); },
      attempt: async (env) => run({ command: python, args: [refusals('refusals.py')], cwd: folder, env }),
    };
  }
}
