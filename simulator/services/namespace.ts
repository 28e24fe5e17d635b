import { NamespaceView } from '../types';
import { ActingTags } from './acting-tags';
import { Environment } from './environment';
import { Kms } from './kms';
import { isUsable, KmsKey } from './kms-key';

/** CHANGE-2: a key change takes typically 15 minutes for each 8 TB. */
const KEY_CHANGE_MS_PER_TEBIBYTE = 15 * 60_000 / 8;
const SHORTEST_KEY_CHANGE_MS = 60_000;
const TEBIBYTE = 2 ** 40;

/** SIZE-1: recovery points are half an hour apart, and live for a day. */
const RECOVERY_POINT_MS = 30 * 60_000;
const RECOVERY_POINTS_KEPT = 48;

export type NamespaceStatus = 'AVAILABLE' | 'MODIFYING' | 'DELETING' | 'INACCESSIBLE_KMS_KEY';

/** A change of state. */
export interface NamespaceMoment {
  readonly at: number;
  readonly namespaceName: string;
  readonly status: NamespaceStatus | 'DELETED';
  /** absent for an AWS-owned key */
  readonly kmsKeyArn?: string;
}

/** What GetNamespace reads. */
export interface Reading { readonly status: NamespaceStatus; readonly kmsKeyArn?: string }

/** One namespace and the operation that runs on it. */
export class Namespace {
  public readonly id: string;
  public readonly arn: string;
  public readonly creationDate: string;
  public readonly settings: Record<string, unknown> = {};
  public readonly tags: Record<string, string> = {};
  /** 2: its key changes take twice as long as usual */
  public durationFactor = 1;
  public failNextKeyChange = false;
  /** size of the data in bytes, and since when */
  private readonly sizes: { readonly at: number; readonly bytes: number }[] = [];
  private keyArn?: string;
  private nextKeyArn?: { readonly arn?: string };
  private operation?: 'MODIFYING' | 'DELETING';
  /** how many reads are still stale, and what they show */
  private stale: { left: number; until: number; reading: Reading } =
    { left: 0, until: 0, reading: { status: 'AVAILABLE' } };
  private recorded?: Reading;

  constructor(
    public readonly name: string,
    private readonly env: Environment,
    private readonly kms: Kms,
    private readonly record: (moment: NamespaceMoment) => void,
    private readonly acting: ActingTags,
    id?: string,
  ) {
    this.id = id ?? env.random.uuid();
    this.arn = `arn:${env.partition}:redshift-serverless:${env.region}:${env.account}:namespace/${this.id}`;
    this.creationDate = new Date(env.clock.now()).toISOString();
    this.dataSize = 2 ** 30;
  }

  /** The tags that a condition compares with. */
  public get actingTags(): Readonly<Record<string, string>> {
    return this.acting.of(this.tags);
  }

  /** bytes */
  public get dataSize(): number {
    return this.sizes.at(-1)!.bytes;
  }

  public set dataSize(bytes: number) {
    this.sizes.push({ at: this.env.clock.now(), bytes });
  }

  /** One each half-hour since the namespace was created, kept for a day. Oldest first. */
  public recoveryPoints(): { readonly at: number; readonly bytes: number }[] {
    const now = this.env.clock.now();
    const created = Date.parse(this.creationDate);
    const newest = Math.floor((now - created) / RECOVERY_POINT_MS);
    const kept = Math.min(newest, RECOVERY_POINTS_KEPT);
    return Array.from({ length: kept }, (_, index) => {
      const at = created + (newest - kept + 1 + index) * RECOVERY_POINT_MS;
      return { at, bytes: this.sizes.findLast((size) => size.at <= at)!.bytes };
    });
  }

  /** ARN of the key of the data. Undefined for an AWS-owned key. */
  public get kmsKeyArn(): string | undefined {
    return this.keyArn;
  }

  /** The real status, which a stale read may not show. */
  public get status(): NamespaceStatus {
    // KMS-6: a disabled or deleted key makes the namespace inaccessible. API-4: the status is then this one.
    return this.operation ?? (this.accessible(this.keyArn) ? 'AVAILABLE' : 'INACCESSIBLE_KMS_KEY');
  }

  /** What one call of GetNamespace reads. */
  public read(): Reading {
    if (this.stale.left > 0 && this.env.clock.now() <= this.stale.until) {
      // API-8: a read after an update may be stale and still say AVAILABLE.
      this.stale.left -= 1;
      return this.stale.reading;
    }
    return this.current();
  }

  /** What a read shows that is not stale. */
  public current(): Reading {
    // U-2: whether kmsKeyId shows the new key while the status is MODIFYING.
    const next = this.env.unknowns.keyShownWhileModifying ? this.nextKeyArn : undefined;
    return { status: this.status, kmsKeyArn: next ? next.arn : this.keyArn };
  }

  public create(key: KmsKey | undefined, ms: number): void {
    this.keyArn = key?.arn;
    this.run('MODIFYING', ms, () => undefined);
  }

  /** Changes something other than the key. */
  public modify(ms: number): void {
    this.startStaleReads();
    this.run('MODIFYING', ms, () => undefined);
  }

  /** Replaces the database. The key stays. */
  public restore(ms: number, end: () => void): void {
    this.run('MODIFYING', ms, end);
  }

  public changeKey(key: KmsKey | undefined): void {
    this.startStaleReads();
    this.nextKeyArn = { arn: key?.arn };
    const duration =
      Math.max(SHORTEST_KEY_CHANGE_MS, (this.dataSize / TEBIBYTE) * KEY_CHANGE_MS_PER_TEBIBYTE) * this.durationFactor;
    const fails = this.failNextKeyChange;
    this.failNextKeyChange = false;
    this.run('MODIFYING', fails ? duration / 2 : duration, () => {
      // Re-encryption needs both keys.
      // U-3: how a failed change shows itself. Here the namespace is AVAILABLE on the old key.
      const succeeds = !fails && this.accessible(this.keyArn) && this.accessible(key?.arn);
      if (succeeds) { this.keyArn = key?.arn; }
      this.nextKeyArn = undefined;
    });
  }

  public delete(ms: number, gone: () => void): void {
    this.run('DELETING', ms, () => {
      gone();
      this.record({ at: this.env.clock.now(), namespaceName: this.name, status: 'DELETED' });
    });
  }

  /** Changes the key at once, as if it had been changed long ago. */
  public setKey(arn: string): void {
    this.keyArn = arn;
    this.recordState();
  }

  /** Records the state if it has changed. */
  public recordState(): void {
    const state: Reading = { status: this.status, kmsKeyArn: this.keyArn };
    if (this.recorded?.status === state.status && this.recorded.kmsKeyArn === state.kmsKeyArn) { return; }
    this.recorded = state;
    const { status, kmsKeyArn } = state;
    this.record({
      at: this.env.clock.now(),
      namespaceName: this.name,
      status,
      ...(kmsKeyArn !== undefined && { kmsKeyArn }),
    });
  }

  /** The real state, as tests see it. */
  public view(): NamespaceView {
    return {
      namespaceName: this.name,
      namespaceId: this.id,
      namespaceArn: this.arn,
      status: this.status,
      dataSize: this.dataSize,
      failsNext: this.failNextKeyChange,
      ...(this.keyArn !== undefined && { kmsKeyArn: this.keyArn }),
    };
  }

  private run(operation: 'MODIFYING' | 'DELETING', ms: number, end: () => void): void {
    this.operation = operation;
    this.recordState();
    this.env.clock.setTimeout(() => {
      end();
      if (operation === 'DELETING') { return; }
      this.operation = undefined;
      this.recordState();
    }, ms);
  }

  private startStaleReads(): void {
    const { staleReads: left, staleReadsLastMs = Infinity } = this.env.unknowns;
    const reading = { status: this.status, kmsKeyArn: this.keyArn };
    this.stale = { left, until: this.env.clock.now() + staleReadsLastMs, reading };
  }

  private accessible(keyArn: string | undefined): boolean {
    return keyArn === undefined || isUsable(this.kms.key(keyArn), this.env.region);
  }
}
