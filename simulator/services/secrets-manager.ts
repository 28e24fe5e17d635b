import { Caller, Service, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, text } from './input';

const USUAL_LINGERING_MS = 5000;

/** AWS Secrets Manager: the secrets of managed admin passwords, without their values. */
export class SecretsManager implements Service {
  public readonly prefix = 'secretsmanager';
  private readonly secrets = new Set<string>();

  constructor(private readonly env: Environment, private readonly iam: Iam) {}

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    if (operation !== 'DescribeSecret') {
      throw new ServiceError(
        'UnknownOperationException', `the simulated Secrets Manager does not support ${operation}`,
      );
    }
    const arn = text(input, 'SecretId');
    this.iam.authorize(caller, 'secretsmanager:DescribeSecret', arn);
    if (!this.secrets.has(arn)) {
      throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return { ARN: arn, Name: arn.split(':').pop() ?? '', OwningService: 'redshift-serverless' };
  }

  /** Brings the secret of a namespace up to date after its settings have changed. */
  public replace(before: unknown, after: unknown): void {
    if (typeof after === 'string') { this.secrets.add(after); }
    if (typeof before === 'string' && before !== after) { this.delete(before); }
  }

  /** CFN-47: the secret of a namespace is deleted after the namespace. */
  public delete(arn: string): void {
    const { secretLingersMs = USUAL_LINGERING_MS } = this.env.unknowns;
    this.env.clock.setTimeout(() => this.secrets.delete(arn), secretLingersMs);
  }
}
