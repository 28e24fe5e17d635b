import * as assert from 'node:assert/strict';
import type { World } from '../../test/stories/world';
import { run } from '../support/processes';
import type { Python } from '../support/python';

interface CommandResult {
  readonly status: number;
  readonly output: Record<string, unknown>;
  readonly error: string;
}

/** Types commands of the AWS CLI, which call the simulator. */
export class Person {
  private readonly env: NodeJS.ProcessEnv;

  constructor(private readonly environment: Python, world: World) {
    const { endpoint, region, credentials } = world.aws.sdkConfig(world.aws.administrator);
    this.env = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: endpoint,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    };
  }

  /** A command that succeeds. */
  public async types(command: string): Promise<Record<string, unknown>> {
    const { status, output, error } = await this.run(command);
    assert.equal(status, 0, error);
    return output;
  }

  /** A command that fails with this message. */
  public async isRefused(command: string, message: RegExp): Promise<void> {
    const { status, error } = await this.run(command);
    assert.notEqual(status, 0);
    assert.match(error, message);
  }

  private async run(command: string): Promise<CommandResult> {
    const args = ['-m', 'awscli', '--output', 'json', ...command.split(' ')];
    const options = { env: this.env, timeoutMs: 30_000 };
    const { status, stdout, stderr } = await run(this.environment.interpreter, args, options);
    const output = stdout.trim() === '' ? {} : JSON.parse(stdout) as Record<string, unknown>;
    return { status, output, error: stderr.trim() };
  }
}
