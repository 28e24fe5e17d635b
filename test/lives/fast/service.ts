import type { Unknowns } from '../../simulator/types';
import { STALE_MS, type Ledger, type Truth } from '../ledger';
import type { Scheduler } from './scheduler';

const MS_PER_GIBIBYTE = 15 * 60_000 / 8 / 1024;
const SHORTEST_MS = 60_000;

interface Namespace {
  key?: string;
  next?: string;
  operation?: 'MODIFYING';
  gibibytes: number;
  failsNext: boolean;
  stale: number;
  staleUntil: number;
  staleTruth?: Truth;
}

/** The namespaces of Amazon Redshift Serverless, by the rules of test/simulator/services, without its wire. */
export class LightService {
  public readonly namespaces = new Map<string, Namespace>();
  public readonly disabled = new Set<string>();

  constructor(private readonly scheduler: Scheduler, private readonly ledger: Ledger, private readonly unknowns: Unknowns) {}

  public truth(name: string): Truth | undefined {
    const namespace = this.namespaces.get(name);
    return namespace && { status: this.statusOf(namespace), keyArn: namespace.key };
  }

  /** What one GetNamespace shows. */
  public look(name: string): Truth | undefined {
    const namespace = this.namespaces.get(name);
    if (!namespace) { return undefined; }
    if (namespace.stale > 0 && this.scheduler.now <= namespace.staleUntil) {
      namespace.stale -= 1;
      return namespace.staleTruth;
    }
    const early = this.unknowns.keyShownWhileModifying && namespace.next !== undefined ? namespace.next : namespace.key;
    return { status: this.statusOf(namespace), keyArn: early };
  }

  public create(name: string, key: string | undefined, gibibytes: number): boolean {
    if (this.namespaces.has(name) || (key !== undefined && this.disabled.has(key))) { return false; }
    this.namespaces.set(name, { key, operation: 'MODIFYING', gibibytes, failsNext: false, stale: 0, staleUntil: 0 });
    this.ledger.moved(name, key);
    this.scheduler.after(30_000, () => { this.find(name).operation = undefined; });
    return true;
  }

  /** A setting changes. False: busy. */
  public modify(name: string): boolean {
    const namespace = this.namespaces.get(name);
    if (!namespace || this.statusOf(namespace) !== 'AVAILABLE') { return false; }
    namespace.operation = 'MODIFYING';
    this.scheduler.after(15_000, () => { namespace.operation = undefined; });
    return true;
  }

  /** UpdateNamespace with a key; resolves to the refusal, or undefined where it was accepted. */
  public changeKey(name: string, key: string, cameToNothing: () => void = () => undefined): 'busy' | 'denied' | 'invalid' | 'not-found' | undefined {
    const namespace = this.namespaces.get(name);
    if (!namespace) { return 'not-found'; }
    if (namespace.operation) { return 'busy'; }
    // "The key … is inaccessible": read as a permission that is young
    if (this.disabled.has(key) || this.statusOf(namespace) === 'INACCESSIBLE_KMS_KEY') { return 'denied'; }
    if (namespace.key === key) {
      if (this.unknowns.sameKey === 'refused') { return 'invalid'; }
      if (this.unknowns.sameKey === 'no-op') { return undefined; }
    }
    namespace.stale = this.unknowns.staleReads;
    namespace.staleUntil = this.scheduler.now + STALE_MS;
    namespace.staleTruth = { status: 'AVAILABLE', keyArn: namespace.key };
    namespace.operation = 'MODIFYING';
    namespace.next = key;
    const whole = Math.max(SHORTEST_MS, namespace.gibibytes * MS_PER_GIBIBYTE);
    const fails = namespace.failsNext;
    namespace.failsNext = false;
    this.scheduler.after(fails ? whole / 2 : whole, () => {
      namespace.operation = undefined;
      namespace.next = undefined;
      if (fails || this.disabled.has(key) || this.isLost(namespace)) { return cameToNothing(); }
      namespace.key = key;
      this.ledger.moved(name, key);
    });
    return undefined;
  }

  public setDisabled(key: string, disabled: boolean): void {
    if (disabled) { this.disabled.add(key); } else { this.disabled.delete(key); }
    for (const [name, namespace] of this.namespaces) {
      if (namespace.key === key || namespace.next === key) { this.ledger.disturb(name); }
    }
  }

  private find(name: string): Namespace {
    const namespace = this.namespaces.get(name);
    if (!namespace) { throw new Error(`no namespace ${name}`); }
    return namespace;
  }

  private statusOf(namespace: Namespace): string {
    return namespace.operation ?? (this.isLost(namespace) ? 'INACCESSIBLE_KMS_KEY' : 'AVAILABLE');
  }

  private isLost(namespace: Namespace): boolean {
    return namespace.key !== undefined && this.disabled.has(namespace.key);
  }
}
