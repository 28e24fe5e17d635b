import { Duration, RemovalPolicy, aws_kms as kms } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { notCustomerManaged } from './private/guards/key-claim';
import { messages, type GuardMessage } from './private/guards/messages';
import { errorText } from './private/guards/report';
import { refuse, validateGeneration, type Problem } from './private/validation';

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
}

/** How a namespace under an AWS-owned key is looked after. */
export interface AwsOwnedKeyOptions {
  /**
   * Whether the key of the live namespace is looked up at synth (through AWS Cloud Control, by the CDK CLI; the answer
   * is kept in cdk.context.json). Without it a warning remains, and the deployment itself refuses a move that cannot be.
   *
   * @default true
   */
  readonly lookUp?: boolean;
}

/** The keys of a namespace, as its encryption makes or takes them. */
export interface BoundEncryption {
  /** the key that the namespace shall be on; undefined = one that AWS owns */
  readonly active?: kms.IKey;
  /** the keys that the construct has made */
  readonly keys: readonly kms.Key[];
  /** where AWS owns the key: whether the live namespace may be looked up */
  readonly lookUp?: boolean;
}

/** What the data and the snapshots of a namespace are encrypted with. */
export abstract class NamespaceEncryption {
  /**
   * Customer managed keys that the construct makes: a KMS key a generation, each with rotation of its key material on,
   * a pending window of 30 days, and the removal policy `RETAIN`. Nothing ever deletes one of them by itself.
   */
  public static keyGenerations(options: KeyGenerationsOptions = {}): NamespaceEncryption {
    return new KeyGenerations(options);
  }

  /**
   * A customer managed key of your own. Giving another one changes the key.
   *
   * A key of another account needs `createdWith`, because this account can have no alias for it.
   */
  public static customerManagedKey(key: kms.IKey): NamespaceEncryption {
    return new CustomerManagedKey(key);
  }

  /**
   * A key that AWS owns, for a namespace that never had a customer managed key: a development stack, say.
   *
   * Such a namespace can move up to a customer managed key: give the other encryption, and
   * `createdWith: CreatedWith.awsOwnedKey()` for ever. It can never come back: the service refuses it, so the synthesis
   * looks the live namespace up and fails where it is on a customer managed key; and so does the deployment, before it
   * touches anything.
   *
   * @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces-rotate-kms-key.html
   */
  public static awsOwnedKey(options: AwsOwnedKeyOptions = {}): NamespaceEncryption {
    return new AwsOwnedKey(options);
  }

  /** @internal */
  public abstract _problems(): Problem[];

  /**
   * What is allowed, but looks like a mistake.
   * @internal
   */
  public _doubts(): GuardMessage[] {
    return [];
  }

  /** @internal */
  public abstract _bind(scope: Construct): BoundEncryption;
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

  public _problems(): Problem[] {
    const numbers = [
      validateGeneration('the active key generation', this.active),
      validateGeneration('the newest key generation', this.newest),
      validateGeneration('the oldest key generation', this.oldest),
    ];
    if (numbers.some((problem) => problem !== undefined)) { return [...new Set(numbers)]; }
    return [
      this.active > this.newest
        ? `the active key generation must not be above the newest one, got: active ${this.active}, newest ${this.newest}; raise newest to ${this.active}`
        : undefined,
      this.oldest > this.active
        ? `the oldest key generation must not be above the active one, got: oldest ${this.oldest}, active ${this.active}; lower oldest to ${this.active}`
        : undefined,
    ];
  }

  public _doubts(): GuardMessage[] {
    const { active, newest, oldest } = this.options;
    const unset = active === undefined && (newest !== undefined || oldest !== undefined);
    if (unset) {
      const given = [['newest', newest], ['oldest', oldest]].filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}`);
      return [messages.activeGenerationUnset(`{ ${given.join(', ')} }`)];
    }
    return this.newest > this.active + 1 ? [messages.activeGenerationBehind(this.active, this.newest)] : [];
  }

  public _bind(scope: Construct): BoundEncryption {
    refuse(scope, 'NamespaceEncryption of', this._problems());
    let active: kms.Key | undefined;
    const keys: kms.Key[] = [];
    for (let generation = this.oldest; generation <= this.newest; generation += 1) {
      const key = new kms.Key(scope, `KeyGeneration${generation}`, {
        description: `Key generation ${generation} of the Redshift Serverless namespace ${scope.node.path}`,
        enableKeyRotation: true,
        pendingWindow: Duration.days(30),
        // A rollback must find the key that it goes back to, and a failed stack must not take the key of a namespace.
        removalPolicy: RemovalPolicy.RETAIN,
      });
      keys.push(key);
      if (generation === this.active) { active = key; }
    }
    return { active, keys };
  }
}

class CustomerManagedKey extends NamespaceEncryption {
  constructor(private readonly key: kms.IKey) {
    super();
  }

  public _problems(): Problem[] {
    const given = notCustomerManaged(this.key);
    return given === undefined ? [] : [errorText(messages.notCustomerManagedKey('the key of NamespaceEncryption.customerManagedKey()', given))];
  }

  public _bind(): BoundEncryption {
    return { active: this.key, keys: [] };
  }
}

class AwsOwnedKey extends NamespaceEncryption {
  constructor(private readonly options: AwsOwnedKeyOptions) {
    super();
  }

  public _problems(): Problem[] {
    return [];
  }

  public _bind(): BoundEncryption {
    return { keys: [], lookUp: this.options.lookUp ?? true };
  }
}
