import type { Environment } from './services/environment';
import { Caller, ServiceError } from './types';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

interface Session {
  readonly caller: Caller;
  /** virtual milliseconds since 1970. Absent: the credentials do not expire */
  readonly expiresAt?: number;
}

/** The access keys of an account, and whose they are. */
export class CredentialStore {
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly env: Environment) {}

  /** Creates credentials. */
  public register(caller: Caller, expiresAt?: number): Credentials {
    const accessKeyId = `ASIA${this.env.random.hex(16).toUpperCase()}`;
    this.sessions.set(accessKeyId, { caller, expiresAt });
    return { accessKeyId, secretAccessKey: this.env.random.hex(40), sessionToken: this.env.random.hex(64) };
  }

  /** Calls with an access key id of another Region's endpoint come from this caller. */
  public adopt(accessKeyId: string, caller: Caller): void {
    this.sessions.set(accessKeyId, { caller });
  }

  /** Who has signed a request. Throws if nobody has. */
  public callerOf(authorization: string | undefined, isQuery: boolean): Caller {
    const accessKeyId = /Credential=([^/]+)\//.exec(authorization ?? '')?.[1];
    if (accessKeyId === undefined) {
      throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    }
    const session = this.sessions.get(accessKeyId);
    const invalid = 'The security token included in the request is';
    if (!session) { throw new ServiceError('UnrecognizedClientException', `${invalid} invalid.`, 403); }
    if (session.expiresAt !== undefined && session.expiresAt <= this.env.clock.now()) {
      throw new ServiceError(isQuery ? 'ExpiredToken' : 'ExpiredTokenException', `${invalid} expired`, 403);
    }
    return session.caller;
  }
}
