import type { AwsOptions } from '../aws/clients';

/** What the command line of watch says. */
export interface WatchOptions extends AwsOptions {
  readonly json?: true;
  readonly out?: string;
  /** seconds */
  readonly interval: number;
  /** minutes */
  readonly wait?: number;
  readonly color: boolean;
}
