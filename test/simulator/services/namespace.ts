import { Environment } from './environment';
import { Kms } from './kms';
import { isUsable, KmsKey } from './kms-key';

/** 15 minutes for each 8 TB. CHANGE-2: "typically fifteen minutes per 8 TB stored" */
const KEY_CHANGE_MS_PER_TEBIBYTE = 15 * 60_000 / 8;
const SHORTEST_KEY_CHANGE_MS = 60_000;
const TEBIBYTE = 2 ** 40;

export type NamespaceStatus = 'AVAILABLE' | 'MODIFYING' | 'DELETING' | 'INACCESSIBLE_KMS_KEY';

/** A change of state, for tests and pictures. */
export interface NamespaceMoment {
  readonly at: number;
  readonly namespaceName: string;
  readonly status: NamespaceStatus | 'DELETED';
  /** the key that it is on; absent for an AWS-owned key */
  readonly kmsKeyArn?: string;
}

/** What an answer to GetNamespace would say. */
interface Reading { readonly status: NamespaceStatus; readonly kmsKeyArn?: string }

/** One namespace and the operation that runs on it. */
export class Namespace {
  public readonly id: string;
  public readonly arn: string;
  public readonly creationDate: string;
  public readonly settings: Record<string, unknown> = {};
  public readonly tags: Record<string, string> = {};
  /** bytes */
  public dataSize = 2 ** 30;
  /** 2 = its key changes take twice as long as usual */
  public paceFactor = 1;
  public failNextKeyChange = false;
  private keyArn?: string;
  private nextKeyArn?: { readonly arn?: string };
  private operation?: 'MODIFYING' | 'DELETING';
  /** answers that are still behind the times */
  private stale: { left: number; reading: Reading } = { left: 0, reading: { status: 'AVAILABLE' } };
  private shown?: Reading;

  constructor(
    public readonly name: string,
    private readonly env: Environment,
    private readonly kms: Kms,
    private readonly note: (moment: NamespaceMoment) => void,
  ) {
    this.id = env.random.uuid();
    this.arn = `arn:${env.partition}:redshift-serverless:${env.region}:${env.account}:namespace/${this.id}`;
    this.creationDate = new Date(env.clock.now()).toISOString();
  }

  /** The ARN of the key that the data is under; undefined for an AWS-owned key. */
  public get kmsKeyArn(): string | undefined {
    return this.keyArn;
  }

  /** The status as it is, whatever an answer may say. */
  public get status(): NamespaceStatus {
    // KMS-6: "A disabled or deleted key makes the namespace inaccessible"
    return this.operation ?? (this.accessible(this.keyArn) ? 'AVAILABLE' : 'INACCESSIBLE_KMS_KEY');
  }

  /** What one call of GetNamespace gets to see. */
  public read(): Reading {
    if (this.stale.left > 0) {
      // API-8: "The first read after an update may still say AVAILABLE"
      this.stale.left -= 1;
      return this.stale.reading;
    }
    // U-2: "Whether kmsKeyId shows the new key while MODIFYING or only after: [U]"
    const early = this.env.unknowns.keyShownWhileModifying ? this.nextKeyArn : undefined;
    return { status: this.status, kmsKeyArn: early ? early.arn : this.keyArn };
  }

  public create(key: KmsKey | undefined, ms: number): void {
    this.keyArn = key?.arn;
    this.run('MODIFYING', ms, () => undefined);
  }

  /** Changes something other than the key. */
  public modify(ms: number): void {
    this.leaveStaleReads();
    this.run('MODIFYING', ms, () => undefined);
  }

  public changeKey(key: KmsKey | undefined): void {
    this.leaveStaleReads();
    this.nextKeyArn = { arn: key?.arn };
    const whole = Math.max(SHORTEST_KEY_CHANGE_MS, this.dataSize / TEBIBYTE * KEY_CHANGE_MS_PER_TEBIBYTE) * this.paceFactor;
    const fails = this.failNextKeyChange;
    this.failNextKeyChange = false;
    this.run('MODIFYING', fails ? whole / 2 : whole, () => {
      // It needs both keys to re-encrypt. U-3: "How a key change that fails half-way shows itself: [U]": here, AVAILABLE on the old key
      const ended = !fails && this.accessible(this.keyArn) && this.accessible(key?.arn);
      if (ended) { this.keyArn = key?.arn; }
      this.nextKeyArn = undefined;
    });
  }

  public delete(ms: number, gone: () => void): void {
    this.run('DELETING', ms, () => {
      gone();
      this.note({ at: this.env.clock.now(), namespaceName: this.name, status: 'DELETED' });
    });
  }

  /** As if somebody had changed the key long ago. */
  public setKey(arn: string): void {
    this.keyArn = arn;
    this.noteState();
  }

  /** Writes the state into the history, if it is another one than before. */
  public noteState(): void {
    const state: Reading = { status: this.status, kmsKeyArn: this.keyArn };
    if (this.shown?.status === state.status && this.shown.kmsKeyArn === state.kmsKeyArn) { return; }
    this.shown = state;
    const { status, kmsKeyArn } = state;
    this.note({ at: this.env.clock.now(), namespaceName: this.name, status, ...(kmsKeyArn !== undefined && { kmsKeyArn }) });
  }

  private run(operation: 'MODIFYING' | 'DELETING', ms: number, end: () => void): void {
    this.operation = operation;
    this.noteState();
    this.env.clock.setTimeout(() => {
      end();
      if (operation === 'DELETING') { return; }
      this.operation = undefined;
      this.noteState();
    }, ms);
  }

  private leaveStaleReads(): void {
    this.stale = { left: this.env.unknowns.staleReads, reading: { status: this.status, kmsKeyArn: this.keyArn } };
  }

  private accessible(keyArn: string | undefined): boolean {
    return keyArn === undefined || isUsable(this.kms.key(keyArn), this.env.region);
  }
}
