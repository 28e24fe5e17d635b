import { Caller, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, optionalText, text } from './input';
import { checkKeyState, KmsKey } from './kms-key';

/** One change of an alias. */
export interface AliasMove {
  readonly at: number;
  readonly aliasName: string;
  /** its new key; absent when the alias was deleted */
  readonly keyArn?: string;
}

/** What aliases need of the keys. */
export interface Keys {
  authorized(reference: string, action: string, caller: Caller): KmsKey;
  /** throws if the caller has no permission on the key */
  authorizeKey(key: KmsKey, action: string, caller: Caller): void;
  resolve(reference: string): KmsKey;
  key(arn: string): KmsKey | undefined;
}

/** The aliases of KMS keys. */
export class KeyAliases {
  public readonly history: AliasMove[] = [];
  /** alias ARN → key ARN */
  private readonly aliases = new Map<string, string>();

  constructor(private readonly env: Environment, private readonly iam: Iam, private readonly keys: Keys) {}

  /** The ARN of the key that an alias points to. */
  public target(aliasArn: string): string | undefined {
    return this.aliases.get(aliasArn);
  }

  public point(input: Input, caller: Caller, operation: 'CreateAlias' | 'UpdateAlias'): Record<string, unknown> {
    const name = text(input, 'AliasName');
    if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
      throw new ServiceError('InvalidAliasNameException', `Invalid alias name: ${name}`);
    }
    if (name.startsWith('alias/aws/')) {
      throw new ServiceError('NotAuthorizedException', 'alias/aws/ is reserved for AWS managed keys');
    }
    const alias = this.localArn(name);
    const target = this.keys.authorized(text(input, 'TargetKeyId'), operation, caller);
    this.iam.authorize(caller, `kms:${operation}`, alias);
    // KMS-8: an alias cannot point to a key of another account.
    if (target.account !== this.env.account) {
      throw new ServiceError('NotFoundException', `Key '${target.arn}' does not exist`);
    }
    checkKeyState(target, ['Enabled', 'Disabled']);
    const previous = this.aliases.get(alias);
    if (operation === 'CreateAlias' && previous !== undefined) {
      throw new ServiceError('AlreadyExistsException', `An alias with the name ${alias} already exists`);
    }
    if (operation === 'UpdateAlias') {
      if (previous === undefined) { throw new ServiceError('NotFoundException', `Alias ${alias} is not found.`); }
      this.authorizePrevious(previous, operation, caller);
    }
    this.move(alias, target.arn);
    return {};
  }

  public delete(input: Input, caller: Caller): Record<string, unknown> {
    const alias = this.localArn(text(input, 'AliasName'));
    this.iam.authorize(caller, 'kms:DeleteAlias', alias);
    const target = this.aliases.get(alias);
    if (target === undefined) { throw new ServiceError('NotFoundException', `Alias ${alias} is not found.`); }
    this.authorizePrevious(target, 'DeleteAlias', caller);
    this.move(alias, undefined);
    return {};
  }

  public list(input: Input, caller: Caller): Record<string, unknown> {
    this.iam.authorize(caller, 'kms:ListAliases', '*');
    const only = optionalText(input, 'KeyId');
    const keyArn = only === undefined ? undefined : this.keys.resolve(only).arn;
    const mine = [...this.aliases].filter(
      ([arn, target]) => arn.includes(`:${this.env.account}:`) && (keyArn === undefined || target === keyArn),
    );
    return {
      Aliases: mine.map(([arn, target]) => ({
        AliasName: arn.slice(arn.indexOf(':alias/') + 1),
        AliasArn: arn,
        TargetKeyId: target.split('/').pop(),
      })),
      Truncated: false,
    };
  }

  /** Without a key, the alias is deleted. */
  public move(aliasArn: string, keyArn: string | undefined): void {
    if (keyArn === undefined) { this.aliases.delete(aliasArn); } else { this.aliases.set(aliasArn, keyArn); }
    this.history.push({
      at: this.env.clock.now(),
      aliasName: aliasArn.slice(aliasArn.indexOf(':alias/') + 1),
      ...(keyArn !== undefined && { keyArn }),
    });
  }

  /** KMS-32: the caller needs the permission on the alias, on its new key and on the key that it had. */
  private authorizePrevious(keyArn: string, operation: string, caller: Caller): void {
    const key = this.keys.key(keyArn);
    if (key) { this.keys.authorizeKey(key, operation, caller); }
  }

  private localArn(resource: string): string {
    return `arn:${this.env.partition}:kms:${this.env.region}:${this.env.account}:${resource}`;
  }
}
