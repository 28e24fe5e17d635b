import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, type Outcome } from './processes';

const ROOT = join(__dirname, '..', '..');
const CLI = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const TSX = join(ROOT, 'node_modules', '.bin', 'tsx');

export interface CdkOptions {
  readonly folder: string;
  readonly url: string;
  readonly account: string;
  readonly region: string;
}

/** The real CDK CLI, with a home of its own and dummy credentials. */
export class Cdk {
  private readonly example: string;

  constructor(private readonly options: CdkOptions) {
    this.example = join(options.folder, 'quick-start');
    cpSync(join(ROOT, 'examples', 'quick-start'), this.example, { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.example, 'node_modules'));
    // As in examples/node_modules: the library from its sources.
    const library = join(options.folder, 'node_modules', 'cdk-redshift-rotatable-namespace');
    mkdirSync(library, { recursive: true });
    writeFileSync(join(library, 'package.json'), JSON.stringify({ main: join(ROOT, 'src', 'index.ts') }));
  }

  public bootstrap(): Promise<Outcome> {
    const { account, region, folder } = this.options;
    return this.cdk(['bootstrap', `aws://${account}/${region}`], folder);
  }

  /** Deploys the example as a user would, from its own folder. */
  public deployExample(...args: string[]): Promise<Outcome> {
    const options = ['--all', '--method=direct', '--require-approval=never', '--progress=events'];
    return this.cdk(['deploy', ...options, ...args], this.example);
  }

  /** Raises the constant in the example, as its README says, and deploys. */
  public deployExampleOn(keyGeneration: number): Promise<Outcome> {
    this.edit('app.ts', `KEY_GENERATION = ${keyGeneration - 1};`, `KEY_GENERATION = ${keyGeneration};`);
    return this.deployExample();
  }

  public destroyExample(): Promise<Outcome> {
    return this.cdk(['destroy', '--all', '--force'], this.example);
  }

  /** The same stack from an app that takes its settings from the context. */
  public deployVariant(...args: string[]): Promise<Outcome> {
    const app = `${TSX} ${join(__dirname, '..', 'e2e', 'app.ts')}`;
    return this.deployExample('--app', app, ...args);
  }

  private edit(name: string, from: string, to: string): void {
    const file = join(this.example, name);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(from)) {
      throw new Error(`examples/quick-start/${name} must hold '${from}', got: no such text`);
    }
    writeFileSync(file, text.replaceAll(from, to));
  }

  private cdk(args: readonly string[], cwd: string): Promise<Outcome> {
    const { folder, url, account, region } = this.options;
    const options = ['--output', join(folder, 'cdk.out'), '--no-notices', '--no-color', '--ci'];
    return run(process.execPath, [CLI, ...options, ...args], {
      cwd,
      timeoutMs: 400_000,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        TMPDIR: folder,
        CI: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_DISABLE_VERSION_CHECK: 'true',
        JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
        AWS_ENDPOINT_URL: url,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: account,
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DEFAULT_ACCOUNT: account,
        CDK_DEFAULT_REGION: region,
      },
    });
  }
}
