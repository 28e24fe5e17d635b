import { Duration, RemovalPolicy, aws_kms as kms } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
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

/** The keys of a namespace, as its encryption makes or takes them. */
export interface BoundEncryption {
  /** the key that the namespace shall be on */
  readonly active: kms.IKey;
  /** whether the construct has made it */
  readonly own: boolean;
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

  /** @internal */
  public abstract _problems(): Problem[];

  /** @internal */
  public abstract _bind(scope: Construct): BoundEncryption;
}

class KeyGenerations extends NamespaceEncryption {
  private readonly active: number;
  private readonly newest: number;
  private readonly oldest: number;

  constructor(options: KeyGenerationsOptions) {
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

  public _bind(scope: Construct): BoundEncryption {
    refuse(scope, 'NamespaceEncryption of', this._problems());
    let active: kms.Key | undefined;
    for (let generation = this.oldest; generation <= this.newest; generation += 1) {
      const key = new kms.Key(scope, `KeyGeneration${generation}`, {
        description: `Key generation ${generation} of the Redshift Serverless namespace ${scope.node.path}`,
        enableKeyRotation: true,
        pendingWindow: Duration.days(30),
        // A rollback must find the key that it goes back to, and a failed stack must not take the key of a namespace.
        removalPolicy: RemovalPolicy.RETAIN,
      });
      if (generation === this.active) { active = key; }
    }
    return { active: active!, own: true };
  }
}

class CustomerManagedKey extends NamespaceEncryption {
  constructor(private readonly key: kms.IKey) {
    super();
  }

  public _problems(): Problem[] {
    return [];
  }

  public _bind(): BoundEncryption {
    return { active: this.key, own: false };
  }
}
