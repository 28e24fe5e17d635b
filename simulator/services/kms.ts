import { Caller, Service, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, optionalNumber, optionalText, optionalTexts, tagContext, tagsOf, text } from './input';
import { AliasMove, KeyAliases } from './key-aliases';
import { checkedKeyPolicy, defaultKeyPolicy, sharedKeyPolicy } from './key-policy';
import { KeyUsage } from './key-usage';
import { checkKeyState, KeyProperties, KeyState, keyMetadata, KmsKey } from './kms-key';

type Operation = (input: Input, caller: Caller) => Record<string, unknown>;

/** AWS KMS: key states, key policies and aliases, without cryptography. */
export class Kms implements Service {
  public readonly prefix = 'kms';
  public readonly usage: KeyUsage;
  private readonly keys = new Map<string, KmsKey>();
  private readonly aliases: KeyAliases;
  private readonly listeners: ((keyArn: string) => void)[] = [];

  private readonly operations: Readonly<Record<string, Operation>> = {
    DescribeKey: (input, caller) => ({
      KeyMetadata: keyMetadata(this.authorized(text(input, 'KeyId'), 'DescribeKey', caller)),
    }),
    GetKeyLastUsage: (input, caller) =>
      this.usage.lastUsage(this.authorized(text(input, 'KeyId'), 'GetKeyLastUsage', caller)),
    ListGrants: (input, caller) => this.usage.list(this.authorized(text(input, 'KeyId'), 'ListGrants', caller)),
    ListKeys: (_input, caller) => {
      this.iam.authorize(caller, 'kms:ListKeys', '*');
      const own = this.allKeys().filter(({ account }) => account === this.env.account);
      return { Keys: own.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn })), Truncated: false };
    },
    CreateKey: (input, caller) => this.createKey(input, caller),
    CreateAlias: (input, caller) => this.aliases.point(input, caller, 'CreateAlias'),
    UpdateAlias: (input, caller) => this.aliases.point(input, caller, 'UpdateAlias'),
    DeleteAlias: (input, caller) => this.aliases.delete(input, caller),
    ListAliases: (input, caller) => this.aliases.list(input, caller),
    DisableKey: (input, caller) => this.changeState(input, caller, 'DisableKey', ['Enabled', 'Disabled'], 'Disabled'),
    EnableKey: (input, caller) => this.changeState(input, caller, 'EnableKey', ['Enabled', 'Disabled'], 'Enabled'),
    ScheduleKeyDeletion: (input, caller) => this.scheduleKeyDeletion(input, caller),
    CancelKeyDeletion: (input, caller) => {
      this.changeState(input, caller, 'CancelKeyDeletion', ['PendingDeletion'], 'Disabled');
      return { KeyId: this.resolve(text(input, 'KeyId')).arn };
    },
    EnableKeyRotation: (input, caller) =>
      this.edit(input, caller, 'EnableKeyRotation', (key) => { key.rotationEnabled = true; }),
    DisableKeyRotation: (input, caller) =>
      this.edit(input, caller, 'DisableKeyRotation', (key) => { key.rotationEnabled = false; }),
    GetKeyRotationStatus: (input, caller) => {
      const key = this.authorized(text(input, 'KeyId'), 'GetKeyRotationStatus', caller);
      return { KeyRotationEnabled: key.rotationEnabled, KeyId: key.keyId };
    },
    UpdateKeyDescription: (input, caller) =>
      this.edit(input, caller, 'UpdateKeyDescription', (key) => { key.description = text(input, 'Description'); }),
    PutKeyPolicy: (input, caller) => this.putKeyPolicy(input, caller),
    GetKeyPolicy: (input, caller) => {
      const { policy } = this.authorized(text(input, 'KeyId'), 'GetKeyPolicy', caller);
      return { Policy: JSON.stringify(policy), PolicyName: 'default' };
    },
    ListResourceTags: (input, caller) => {
      const { tags } = this.authorized(text(input, 'KeyId'), 'ListResourceTags', caller);
      return { Tags: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })), Truncated: false };
    },
    TagResource: (input, caller) =>
      this.edit(input, caller, 'TagResource', (key) => { Object.assign(key.tags, tagsOf(input, 'Tags')); }),
    UntagResource: (input, caller) => this.edit(input, caller, 'UntagResource', (key) => {
      for (const tag of optionalTexts(input, 'TagKeys') ?? []) { delete key.tags[tag]; }
    }),
  };

  constructor(private readonly env: Environment, private readonly iam: Iam) {
    this.usage = new KeyUsage(env);
    this.aliases = new KeyAliases(env, iam, {
      authorized: (reference, action, caller) => this.authorized(reference, action, caller),
      authorizeKey: (key, action, caller) => this.authorizeKey(key, action, caller),
      resolve: (reference) => this.resolve(reference),
      key: (arn) => this.key(arn),
    });
  }

  /** every change of an alias */
  public get aliasHistory(): readonly AliasMove[] {
    return this.aliases.history;
  }

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    const carryOut = this.operations[operation];
    if (!carryOut) {
      throw new ServiceError('UnknownOperationException', `the simulated KMS does not support ${operation}`);
    }
    return carryOut(input, caller);
  }

  /** Adds a key without a call. */
  public addKey(properties: KeyProperties = {}): string {
    const { account = this.env.account, region = this.env.region, keyId = this.env.random.uuid() } = properties;
    const arn = `arn:${this.env.partition}:kms:${region}:${account}:key/${keyId}`;
    this.keys.set(arn, {
      keyId,
      arn,
      account,
      region,
      keySpec: properties.keySpec ?? 'SYMMETRIC_DEFAULT',
      keyUsage: properties.keyUsage ?? 'ENCRYPT_DECRYPT',
      keyManager: properties.keyManager ?? 'CUSTOMER',
      creationDate: this.env.clock.now(),
      tags: { ...properties.tags },
      description: properties.description ?? '',
      rotationEnabled: false,
      state: properties.state ?? 'Enabled',
      policy: properties.policy ?? sharedKeyPolicy(this.env, account),
    });
    if (properties.alias !== undefined) {
      this.aliases.move(`arn:${this.env.partition}:kms:${region}:${account}:${properties.alias}`, arn);
    }
    return arn;
  }

  /** The key with this ARN, if it exists. */
  public key(arn: string): KmsKey | undefined {
    const key = this.keys.get(arn);
    return key?.deletionDate !== undefined && key.deletionDate <= this.env.clock.now() ? undefined : key;
  }

  public allKeys(): KmsKey[] {
    return [...this.keys.keys()].flatMap((arn) => this.key(arn) ?? []);
  }

  /** The ARN of the key that an alias of this account points to. */
  public aliasTarget(aliasName: string): string | undefined {
    return this.aliases.target(this.localArn(aliasName));
  }

  /** Changes the state of a key without a call. */
  public setState(arn: string, state: KeyState): void {
    const key = this.resolve(arn);
    key.state = state;
    this.notifyListeners(arn);
  }

  /** Adds a listener that is called after the state of a key has changed. */
  public onStateChange(listener: (keyArn: string) => void): void {
    this.listeners.push(listener);
  }

  /** Finds a key by key id, key ARN, alias name or alias ARN. Throws the service's NotFoundException. */
  public resolve(reference: string): KmsKey {
    const notFound = (message: string) => new ServiceError('NotFoundException', message);
    // The service's model has a minimum length. botocore checks it, the JavaScript SDK does not.
    if (reference === '') {
      throw new ServiceError(
        'ValidationException',
        "1 validation error detected: Value '' at 'keyId' failed to satisfy constraint: Member must have length "
          + 'greater than or equal to 1',
      );
    }
    const arn = reference.startsWith('arn:')
      ? reference
      : this.localArn(reference.startsWith('alias/') ? reference : `key/${reference}`);
    const [, , service, region, , resource = ''] = arn.split(':');
    if (service !== 'kms' || !/^(key|alias)\/./.test(resource)) { throw notFound(`Invalid keyId ${reference}`); }
    // KMS-5: keys are regional.
    if (region !== this.env.region) { throw notFound(`Invalid arn ${region}`); }
    const target = resource.startsWith('alias/') ? this.aliases.target(arn) : arn;
    if (target === undefined) { throw notFound(`Alias ${arn} is not found.`); }
    const key = this.key(target);
    if (!key) { throw notFound(`Key '${target}' does not exist`); }
    return key;
  }

  /** The condition keys of a request on this key. */
  public conditionContext(key: KmsKey): Record<string, string> {
    return {
      'kms:CallerAccount': this.env.account,
      'kms:KeySpec': key.keySpec,
      'kms:KeyUsage': key.keyUsage,
      ...tagContext('aws:ResourceTag', key.tags),
    };
  }

  private authorized(reference: string, action: string, caller: Caller): KmsKey {
    let key: KmsKey;
    try {
      key = this.resolve(reference);
    } catch (error) {
      // A caller without permission does not find out whether a key exists.
      if (reference.includes(':key/')) { this.iam.authorize(caller, `kms:${action}`, reference); }
      throw error;
    }
    this.authorizeKey(key, action, caller);
    return key;
  }

  /** Throws unless the key policy, and where it delegates an IAM policy, lets the caller carry out an action. */
  private authorizeKey(key: KmsKey, action: string, caller: Caller): void {
    const denial = this.denial(caller, `kms:${action}`, key);
    if (denial !== undefined) { throw new ServiceError('AccessDeniedException', denial); }
  }

  /** The message of the denial of a request on a key, with the condition keys of the service that makes it. */
  public denial(
    caller: Caller, action: string, key: KmsKey, context: Readonly<Record<string, string>> = {},
  ): string | undefined {
    const full = { ...this.conditionContext(key), ...context };
    return this.iam.denial(caller, action, key.arn, full, { document: key.policy, account: key.account });
  }

  private createKey(input: Input, caller: Caller): Record<string, unknown> {
    const tags = tagsOf(input, 'Tags');
    this.iam.authorize(caller, 'kms:CreateKey', '*', tagContext('aws:RequestTag', tags));
    if (Object.keys(tags).length > 0) {
      this.iam.authorize(caller, 'kms:TagResource', '*', tagContext('aws:RequestTag', tags));
    }
    const given = optionalText(input, 'Policy');
    const policy = given === undefined
      ? defaultKeyPolicy(this.env)
      : checkedKeyPolicy(this.env, this.iam, caller, given, input.BypassPolicyLockoutSafetyCheck === true);
    const arn = this.addKey({
      tags,
      policy,
      description: optionalText(input, 'Description'),
      keySpec: optionalText(input, 'KeySpec') ?? optionalText(input, 'CustomerMasterKeySpec'),
      keyUsage: optionalText(input, 'KeyUsage'),
    });
    return { KeyMetadata: keyMetadata(this.resolve(arn)) };
  }

  private putKeyPolicy(input: Input, caller: Caller): Record<string, unknown> {
    const key = this.authorized(text(input, 'KeyId'), 'PutKeyPolicy', caller);
    const bypass = input.BypassPolicyLockoutSafetyCheck === true;
    key.policy = checkedKeyPolicy(this.env, this.iam, caller, text(input, 'Policy'), bypass);
    return {};
  }

  private changeState(
    input: Input,
    caller: Caller,
    action: string,
    from: readonly KeyState[],
    to: KeyState,
  ): Record<string, unknown> {
    return this.edit(input, caller, action, (key) => {
      checkKeyState(key, from);
      key.state = to;
      key.deletionDate = undefined;
    });
  }

  private scheduleKeyDeletion(input: Input, caller: Caller): Record<string, unknown> {
    const days = optionalNumber(input, 'PendingWindowInDays') ?? 30;
    if (days < 7 || days > 30) {
      throw new ServiceError('ValidationException', 'PendingWindowInDays must be between 7 and 30');
    }
    this.changeState(input, caller, 'ScheduleKeyDeletion', ['Enabled', 'Disabled'], 'PendingDeletion');
    const key = this.resolve(text(input, 'KeyId'));
    key.deletionDate = this.env.clock.now() + days * 24 * 3600 * 1000;
    return { KeyId: key.arn, DeletionDate: key.deletionDate / 1000, KeyState: key.state, PendingWindowInDays: days };
  }

  private edit(input: Input, caller: Caller, action: string, change: (key: KmsKey) => void): Record<string, unknown> {
    const key = this.authorized(text(input, 'KeyId'), action, caller);
    change(key);
    this.notifyListeners(key.arn);
    return {};
  }

  private localArn(resource: string): string {
    return `arn:${this.env.partition}:kms:${this.env.region}:${this.env.account}:${resource}`;
  }

  private notifyListeners(keyArn: string): void {
    for (const listener of this.listeners) { listener(keyArn); }
  }
}
