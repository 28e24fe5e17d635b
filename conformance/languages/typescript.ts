import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { edit, example, refusals, type Language, type PreparedApp } from './language';
import { manifest, npmPackage, ROOT } from '../package/artifacts';
import { CDK_VERSION } from '../package/cdk-version';
import { run } from '../package/shell';

const TSX = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');

/** The reference for the other languages. */
export class TypeScript implements Language {
  public readonly name = 'TypeScript';
  public readonly exception = 'Error';
  public readonly readmeCode = new RegExp(`from '${manifest.name}';`);

  public missing(): undefined {
    return undefined;
  }

  public async prepare(folder: string): Promise<PreparedApp> {
    cpSync(example('quick-start'), folder, { recursive: true });
    // Beside the library nothing but its peers.
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'warehouse', private: true }));
    await run({
      command: 'npm',
      args: ['install', '--no-audit', '--no-fund', `aws-cdk-lib@${CDK_VERSION}`, 'constructs@10', npmPackage()],
      cwd: folder,
    });
    edit(path.join(folder, 'app.ts'), 'KEY_GENERATION = 1;', 'KEY_GENERATION = 2;');
    const operations = path.join(folder, 'operations');
    cpSync(example('operations'), operations, { recursive: true });
    copyFileSync(refusals('refusals.ts'), path.join(folder, 'refusals.ts'));
    edit(path.join(folder, 'refusals.ts'), '../../../src', manifest.name);
    return {
      synthesize: async (env) => { await run({ command: process.execPath, args: [TSX, 'app.ts'], cwd: folder, env }); },
      synthesizeOperations: async (env) => {
        await run({ command: process.execPath, args: [TSX, path.join('operations', 'app.ts')], cwd: folder, env });
      },
      attempt: async (env) => run({ command: process.execPath, args: [TSX, 'refusals.ts'], cwd: folder, env }),
      readme: async () => readFileSync(path.join(folder, 'node_modules', manifest.name, 'README.md'), 'utf8'),
    };
  }
}
