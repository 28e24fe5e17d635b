import type { Scheduler } from './scheduler';
import type { Unknowns } from '../../../simulator/types';
import { disturbedByKey, STALE_MS } from '../../invariants/excuses';
import type { InvariantChecker } from '../../invariants/invariant-checker';
import type { NamespaceState } from '../../invariants/namespace-state';
import { shownAs, type WrongState } from '../../scenario/scenario';

const MS_PER_GIBIBYTE = 15 * 60_000 / 8 / 1024;
const SHORTEST_MS = 60_000;

interface Namespace {
  readonly id: string;
  /** value of the ownership tag */
  owner?: string;
  key?: string;
  /** the key that a change in progress leads to */
  nextKey?: string;
  operation?: 'MODIFYING' | 'DELETING';
  /** the request that has sent the last change */
  changedBy?: string;
  gibibytes: number;
  failsNext: boolean;
  /** how many reads still show `staleState` */
  staleReads: number;
  staleUntil: number;
  staleState?: NamespaceState;
}

export type Refusal = 'busy' | 'denied' | 'invalid' | 'not-found';

/** The namespaces of Amazon Redshift Serverless, by the rules of simulator/services, without HTTP. */
export class FastRedshift {
  public readonly namespaces = new Map<string, Namespace>();
  public readonly disabledKeys = new Set<string>();
  /** requests that have read a wrong "not found" */
  private readonly misled = new Set<string>();
  /** what GetNamespace shows of a namespace for a while, though it is not so */
  private readonly shown = new Map<string, { readonly as: WrongState; readonly until: number }>();
  private created = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly checker: InvariantChecker,
    private readonly unknowns: Unknowns,
  ) {}

  /** Whether a change that this request has sent is in progress. */
  public isChangingFor(requestId: string): boolean {
    return [...this.namespaces.values()]
      .some(({ changedBy, nextKey }) => changedBy === requestId && nextKey !== undefined);
  }

  /** Whether anything is in progress. */
  public get isBusy(): boolean {
    return [...this.namespaces.values()].some(({ operation }) => operation !== undefined);
  }

  public state(name: string): NamespaceState | undefined {
    const namespace = this.namespaces.get(name);
    return namespace && { status: this.statusOf(namespace), keyArn: namespace.key };
  }

  /** GetNamespace shows the namespace so for this long. */
  public showAs(name: string, as: WrongState, forMs: number): void {
    this.shown.set(name, { as, until: this.scheduler.now + forMs });
  }

  public get isShownWrongly(): boolean {
    return [...this.shown.values()].some(({ until }) => this.scheduler.now < until);
  }

  public showTruly(): void {
    this.shown.clear();
  }

  /** What one GetNamespace shows. */
  public get(name: string): NamespaceState | undefined {
    const state = this.read(name);
    const { as, until = 0 } = this.shown.get(name) ?? {};
    if (state === undefined || as === undefined || this.scheduler.now >= until) { return state; }
    this.checker.met(`disruption: shown-wrongly ${as}`);
    return shownAs(state, as);
  }

  private read(name: string): NamespaceState | undefined {
    const namespace = this.namespaces.get(name);
    if (!namespace) { return undefined; }
    if (namespace.staleReads > 0 && this.scheduler.now <= namespace.staleUntil) {
      namespace.staleReads -= 1;
      this.checker.met('switch: staleReads');
      return namespace.staleState;
    }
    const { key, nextKey } = namespace;
    const shown = this.unknowns.keyShownWhileModifying && nextKey !== undefined ? nextKey : key;
    if (shown !== key) { this.checker.met('switch: keyShownWhileModifying'); }
    return { status: this.statusOf(namespace), keyArn: shown };
  }

  /** Whether a read of this request is wrong: where that is drawn, and once for each request. */
  public misleadsOnce(name: string, requestId: string, isDrawn: boolean): boolean {
    if (!isDrawn || !this.namespaces.has(name) || this.misled.has(requestId)) { return false; }
    this.misled.add(requestId);
    return true;
  }

  /** @returns whether the namespace could be created */
  public create(name: string, key: string | undefined, gibibytes: number, owner?: string): boolean {
    if (this.namespaces.has(name) || (key !== undefined && this.disabledKeys.has(key))) { return false; }
    const namespace: Namespace = {
      id: `id-${this.created += 1}`,
      owner,
      key,
      operation: 'MODIFYING',
      gibibytes,
      failsNext: false,
      staleReads: 0,
      staleUntil: 0,
    };
    this.namespaces.set(name, namespace);
    this.checker.onCreated(name, key);
    this.scheduler.after(30_000, () => { namespace.operation = undefined; });
    return true;
  }

  /** False: the namespace is busy. */
  public delete(name: string): boolean {
    const namespace = this.namespaces.get(name);
    if (!namespace) { return true; }
    if (namespace.operation !== undefined) { return false; }
    namespace.operation = 'DELETING';
    this.scheduler.after(50_000, () => {
      this.namespaces.delete(name);
      this.checker.onDeleted(name);
    });
    return true;
  }

  /** Changes a setting other than the key. False: the namespace is busy. */
  public modify(name: string, owner?: string): boolean {
    const namespace = this.namespaces.get(name);
    if (!namespace || this.statusOf(namespace) !== 'AVAILABLE') { return false; }
    namespace.owner = owner;
    namespace.operation = 'MODIFYING';
    this.scheduler.after(15_000, () => { namespace.operation = undefined; });
    return true;
  }

  /**
   * UpdateNamespace with a key.
   *
   * @param onAborted is called when an accepted change ends on the old key
   * @returns why it was refused, or undefined where it was accepted
   */
  public changeKey(
    name: string, key: string, onAborted: () => void = () => undefined, requestId?: string,
  ): Refusal | undefined {
    const namespace = this.namespaces.get(name);
    if (!namespace) { return 'not-found'; }
    if (namespace.operation) { return 'busy'; }
    // "The key … is inaccessible": the handler reads it as a permission that has not taken effect yet.
    if (this.disabledKeys.has(key) || this.statusOf(namespace) === 'INACCESSIBLE_KMS_KEY') { return 'denied'; }
    if (namespace.key === key) {
      this.checker.met(`switch: sameKey ${this.unknowns.sameKey}`);
      if (this.unknowns.sameKey === 'refused') { return 'invalid'; }
      if (this.unknowns.sameKey === 'no-op') { return undefined; }
    }
    this.startChange(name, namespace, key, onAborted);
    namespace.changedBy = requestId;
    return undefined;
  }

  public setDisabled(key: string, disabled: boolean): void {
    if (disabled) { this.disabledKeys.add(key); } else { this.disabledKeys.delete(key); }
    const namespaces = [...this.namespaces].map(([name, { key: keyArn, nextKey: nextKeyArn }]) =>
      ({ name, keyArn, nextKeyArn }));
    for (const name of disturbedByKey(key, namespaces)) { this.checker.disturb(name); }
  }

  private startChange(name: string, namespace: Namespace, key: string, onAborted: () => void): void {
    namespace.staleReads = this.unknowns.staleReads;
    namespace.staleUntil = this.scheduler.now + STALE_MS;
    namespace.staleState = { status: 'AVAILABLE', keyArn: namespace.key };
    namespace.operation = 'MODIFYING';
    namespace.nextKey = key;
    const ms = Math.max(SHORTEST_MS, namespace.gibibytes * MS_PER_GIBIBYTE);
    const fails = namespace.failsNext;
    namespace.failsNext = false;
    this.scheduler.after(fails ? ms / 2 : ms, () => {
      namespace.operation = undefined;
      namespace.nextKey = undefined;
      if (fails || this.disabledKeys.has(key) || this.hasLostKey(namespace)) { return onAborted(); }
      namespace.key = key;
      this.checker.onKey(name, key);
    });
  }

  private statusOf(namespace: Namespace): string {
    return namespace.operation ?? (this.hasLostKey(namespace) ? 'INACCESSIBLE_KMS_KEY' : 'AVAILABLE');
  }

  private hasLostKey(namespace: Namespace): boolean {
    return namespace.key !== undefined && this.disabledKeys.has(namespace.key);
  }
}
