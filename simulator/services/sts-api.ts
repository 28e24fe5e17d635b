import { Credentials } from '../credentials';
import { Caller, Service, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { checkMembers, roleId } from './iam-api';
import { Input, optionalText, text } from './input';

/** The longest session of a role that says nothing else. */
const LONGEST_SECONDS = 3600;
const SHORTEST_SECONDS = 900;

/** The part of STS that assumes a role. */
export class StsApi implements Service {
  public readonly prefix = 'sts';

  constructor(
    private readonly env: Environment, private readonly iam: Iam,
    private readonly register: (caller: Caller, expiresAt: number) => Credentials,
  ) {}

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    if (operation !== 'AssumeRole') {
      throw new ServiceError('InvalidAction', `Could not find operation ${operation} for version 2011-06-15`);
    }
    checkMembers(operation, input, ['RoleArn', 'RoleSessionName'], ['DurationSeconds']);
    return this.assumeRole(input, caller);
  }

  private assumeRole(input: Input, caller: Caller): Record<string, unknown> {
    const arn = text(input, 'RoleArn');
    const session = text(input, 'RoleSessionName');
    const seconds = Number(optionalText(input, 'DurationSeconds') ?? LONGEST_SECONDS);
    if (!/^[\w+=,.@-]{2,64}$/.test(session) || !(seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS)) {
      throw new ServiceError('ValidationError', '1 validation error detected: RoleSessionName or DurationSeconds');
    }
    const denial = this.iam.assumeDenial(caller, arn);
    // A role that does not exist is denied as well.
    if (denial !== undefined) { throw new ServiceError('AccessDenied', denial, 403); }
    const principal = arn.split('/').pop() ?? '';
    const expiresAt = this.env.clock.now() + seconds * 1000;
    const { accessKeyId, secretAccessKey, sessionToken } =
      this.register({ principal, administrator: false }, expiresAt);
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: new Date(expiresAt).toISOString(),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${roleId(principal)}:${session}`,
        Arn: `arn:${this.env.partition}:sts::${this.env.account}:assumed-role/${principal}/${session}`,
      },
    };
  }
}
