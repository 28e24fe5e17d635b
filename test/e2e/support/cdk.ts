import { join } from 'node:path';
import { run, type Outcome } from './processes';

const ROOT = join(__dirname, '..', '..', '..');

export interface CdkOptions {
  readonly folder: string;
  readonly url: string;
  readonly account: string;
  readonly region: string;
}

/** The real CDK CLI, with a home of its own and dummy credentials. */
export class Cdk {
  constructor(private readonly options: CdkOptions) {}

  public bootstrap(): Promise<Outcome> {
    const { account, region, folder } = this.options;
    return this.cdk(['bootstrap', `aws://${account}/${region}`], folder);
  }

  /** Deploys the example as a user would, from its own folder. */
  public deployExample(...args: string[]): Promise<Outcome> {
    return this.cdk(['deploy', '--all', '--method=direct', '--require-approval=never', '--progress=events', ...args], join(ROOT, 'examples', 'quick-start'));
  }

  public destroyExample(): Promise<Outcome> {
    return this.cdk(['destroy', '--all', '--force'], join(ROOT, 'examples', 'quick-start'));
  }

  /** The same stack from an app that takes more context than the example does. */
  public deployVariant(...args: string[]): Promise<Outcome> {
    const app = `${join(ROOT, 'node_modules', '.bin', 'tsx')} ${join(__dirname, '..', 'app.ts')}`;
    return this.deployExample('--app', app, ...args);
  }

  private cdk(args: readonly string[], cwd: string): Promise<Outcome> {
    const { folder, url, account, region } = this.options;
    const output = join(folder, 'cdk.out');
    return run(process.execPath, [join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), '--output', output, '--no-notices', '--no-color', '--ci', ...args], {
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
