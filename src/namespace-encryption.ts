import { Duration, RemovalPolicy, type Stack, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CreatedWith } from './created-with';
import type { OldKeyProtection } from './old-key-protection';
import { diagnostics, type Diagnostic } from './private/diagnostics/diagnostics';
import { MOST_KEYS } from './private/most-keys';
import { validateAwsOwnedKey, validateCustomerManagedKey } from './private/validation/namespace-key';
import { validateGeneration, type ValidationError } from './private/validation/validation';

/** Which of the construct's own keys exist, and which one the namespace is on. */
export interface KeyGenerationsOptions {
  /**
   * Number of the key generation that the namespace is on, counted from 1. Raising it changes the key.
   *
   * @default 1
   */
  readonly active?: number;

  /**
   * Number of the newest key generation that exists. Raise it in a deployment of its own, before `active`, and a failed
   * key change leaves no orphan key behind.
   *
   * @default - `active`
   */
  readonly newest?: number;

  /**
   * Number of the oldest key generation that stays in the template. Raising it takes older keys out of the stack, but
   * does not delete them: snapshots may still need them.
   *
   * @default 1
   */
  readonly oldest?: number;

  /**
   * Key policy of every generation, in the place of the CDK's default one. It must let the account administer the keys,
   * and the role that deploys and the one of `KeyChangeProvider.of(stack)` use them through Redshift Serverless.
   *
   * @default - the CDK's own: the account's IAM policies decide
   */
  readonly policy?: iam.PolicyDocument;

  /**
   * What keeps every generation from being disabled or deleted too early: a statement in its key policy.
   *
   * @default - none: whoever may administer the keys may disable and delete them
   */
  readonly oldKeyProtection?: OldKeyProtection;
}

/** How a namespace under an AWS-owned key is guarded. */
export interface AwsOwnedKeyOptions {
  /**
   * Whether the key of the live namespace is looked up at synth. The CDK CLI asks AWS Cloud Control, and keeps the
   * answer in cdk.context.json. Without it a warning remains, and the deployment itself refuses a move that the service
   * does not permit.
   *
   * @default true
   */
  readonly lookup?: boolean;
}

/** The keys of the generations in a template. */
export interface GenerationKeys {
  /** what the user has given */
  readonly options: KeyGenerationsOptions;
  readonly active: number;
  readonly keys: ReadonlyMap<number, kms.IKeyRef>;
}

/** The keys of a namespace. */
export interface BoundEncryption {
  /** the key that the namespace shall be on; undefined = one that AWS owns */
  readonly active?: kms.IKeyRef;
  /** the keys that the construct creates */
  readonly keys: readonly kms.Key[];
  /** number of the newest of them */
  readonly newestGeneration?: number;
  /** their numbers, and the one that is active */
  readonly generations?: GenerationKeys;
  /** whether the live namespace may be looked up, where AWS owns the key */
  readonly lookup?: boolean;
}

/** What the data and the snapshots of a namespace are encrypted with. */
export abstract class NamespaceEncryption {
  /**
   * Customer managed keys that the construct creates: one KMS key for each generation, with rotation of its key
   * material, a pending window of 30 days, and the removal policy `RETAIN`. Nothing ever deletes one of them by itself.
   */
  public static keyGenerations(options: KeyGenerationsOptions = {}): NamespaceEncryption {
    return new KeyGenerations(options);
  }

  /**
   * A customer managed key of your own. To change the key, give another one.
   *
   * A key of another account needs `createdWith`, because this account can have no alias for it. A key of the same app
   * must be retained: the namespace outlives its stack.
   */
  public static customerManagedKey(key: kms.IKeyRef): NamespaceEncryption {
    return new CustomerManagedKey(key);
  }

  /**
   * A key that AWS owns, for a namespace that never had a customer managed key: a development stack, say.
   *
   * To move such a namespace to a customer managed key, give the other encryption together with
   * `createdWith: CreatedWith.awsOwnedKey()`, and keep the latter. The way back does not exist: the service refuses it.
   * So the synthesis looks the live namespace up and fails if it is on a customer managed key, and the deployment does
   * the same before it touches anything.
   *
   * @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces-rotate-kms-key.html
   */
  public static awsOwnedKey(options: AwsOwnedKeyOptions = {}): NamespaceEncryption {
    return new AwsOwnedKeyEncryption(options);
  }

  /**
   * What is wrong with the encryption in this stack.
   * @internal
   */
  public abstract _errors(stack: Stack, createdWith: CreatedWith | undefined): ValidationError[];

  /**
   * What is allowed, but looks like a mistake.
   * @internal
   */
  public _warnings(): Diagnostic[] {
    return [];
  }

  /**
   * Creates the keys. Only after `_errors` found nothing.
   * @internal
   */
  public abstract _bind(scope: Construct, namespaceName: string): BoundEncryption;
}

class KeyGenerations extends NamespaceEncryption {
  private readonly active: number;
  private readonly newest: number;
  private readonly oldest: number;

  constructor(private readonly options: KeyGenerationsOptions) {
    super();
    this.active = options.active ?? 1;
    this.newest = options.newest ?? this.active;
    this.oldest = options.oldest ?? 1;
  }

  public _errors(): ValidationError[] {
    const { active, newest, oldest } = this;
    const numbers = [
      validateGeneration('the active key generation', active),
      validateGeneration('the newest key generation', newest),
      validateGeneration('the oldest key generation', oldest),
    ];
    const protection = this.options.oldKeyProtection?._error();
    if (numbers.some((error) => error !== undefined)) { return [...new Set(numbers), protection]; }
    return [
      protection,
      active > newest
        ? 'the active key generation must not be above the newest one, '
          + `got: active ${active}, newest ${newest}; raise newest to ${active}`
        : undefined,
      oldest > active
        ? 'the oldest key generation must not be above the active one, '
          + `got: oldest ${oldest}, active ${active}; lower oldest to ${active}`
        : undefined,
      newest - oldest >= MOST_KEYS
        ? `the template can have at most ${MOST_KEYS} key generations, got: ${newest - oldest + 1} `
          + `(${oldest} to ${newest}); key generations are counted from 1, one for each key change: give a lower `
          + 'number, or raise oldest'
        : undefined,
    ];
  }

  public _warnings(): Diagnostic[] {
    const { active, newest, oldest } = this.options;
    const isUnset = active === undefined && (newest !== undefined || oldest !== undefined);
    if (isUnset) {
      const given = Object.entries({ newest, oldest }).filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}: ${value}`);
      return [diagnostics.activeGenerationUnset(`{ ${given.join(', ')} }`)];
    }
    return this.newest > this.active + 1 ? [diagnostics.activeGenerationBehind(this.active, this.newest)] : [];
  }

  public _bind(scope: Construct, namespaceName: string): BoundEncryption {
    const generations = Array.from({ length: this.newest - this.oldest + 1 }, (_, index) => this.oldest + index);
    const protection = this.options.oldKeyProtection;
    const keys = generations.map((generation) => new kms.Key(scope, `KeyGeneration${generation}`, {
      // Not the construct's path: a rename would change a property, and cdk refactor refuses that.
      description: `Key generation ${generation} of the Redshift Serverless namespace ${namespaceName}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      // A rollback must find the key that it goes back to, and a failed stack must not take the key of a namespace.
      removalPolicy: RemovalPolicy.RETAIN,
      // A copy each: a statement that is added to one key must not reach the others by itself.
      policy: this.options.policy && iam.PolicyDocument.fromJson(this.options.policy.toJSON()),
    }));
    for (const key of keys) { if (protection) { key.addToResourcePolicy(protection._statement()); } }
    const byNumber = new Map(keys.map((key, index) => [this.oldest + index, key]));
    return {
      active: byNumber.get(this.active),
      keys,
      newestGeneration: this.newest,
      generations: { options: this.options, active: this.active, keys: byNumber },
    };
  }
}

class CustomerManagedKey extends NamespaceEncryption {
  constructor(private readonly key: kms.IKeyRef) {
    super();
  }

  public _errors(stack: Stack, createdWith: CreatedWith | undefined): ValidationError[] {
    return validateCustomerManagedKey(stack, this.key, createdWith);
  }

  public _bind(): BoundEncryption {
    return { active: this.key, keys: [] };
  }
}

class AwsOwnedKeyEncryption extends NamespaceEncryption {
  constructor(private readonly options: AwsOwnedKeyOptions) {
    super();
  }

  public _errors(_stack: Stack, createdWith: CreatedWith | undefined): ValidationError[] {
    return [validateAwsOwnedKey(createdWith)];
  }

  public _bind(): BoundEncryption {
    return { keys: [], lookup: this.options.lookup ?? true };
  }
}
