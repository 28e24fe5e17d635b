import type { NamespaceState } from './namespace-state';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';

/** An observation may be this far behind. It cannot show what was done by hand in that time. */
export const STALE_MS = 30_000;

/** A namespace, as far as a key that is disabled or enabled concerns it. */
export interface KeysOfNamespace {
  readonly name: string;
  readonly keyArn?: string;
  /** the key that a change in progress leads to */
  readonly nextKeyArn?: string;
}

/** The namespaces that a key which is disabled or enabled by hand disturbs: the ones that are on it, or on the way. */
export const disturbedByKey = (key: string, namespaces: Iterable<KeysOfNamespace>): string[] =>
  [...namespaces].filter(({ keyArn, nextKeyArn }) => keyArn === key || nextKeyArn === key).map(({ name }) => name);

/** What no product could prevent, by namespace. Each excuse ends: with the next SUCCESS, or with another state. */
export class Excuses {
  /** namespaces that somebody has deleted, and that nobody has created anew */
  private readonly deletedByHand = new Set<string>();
  /** when somebody outside of the stack last changed or disabled a key */
  private readonly disturbedAt = new Map<string, number>();
  /** when somebody outside of the stack last changed a key */
  private readonly changedByHandAt = new Map<string, number>();
  /** customer managed keys that a rollback towards an AWS-owned key has left namespaces on: the service cannot */
  private readonly stayedOn = new Map<string, string | undefined>();
  /** what a rollback has left as it was, because it could not or must not change it */
  private readonly leftInRollback = new Map<string, NamespaceState | undefined>();
  /** when the observation was made that the last SUCCESS is based on, by namespace and desired key */
  private readonly confirmedAt = new Map<string, number>();

  public disturb(name: string, now: number): void {
    this.disturbedAt.set(name, now);
  }

  public changeByHand(name: string, now: number): void {
    this.disturb(name, now);
    this.changedByHandAt.set(name, now);
  }

  public deleteByHand(name: string, now: number): void {
    this.disturb(name, now);
    this.deletedByHand.add(name);
  }

  public created(name: string): void {
    this.deletedByHand.delete(name);
    this.leftInRollback.delete(name);
  }

  public deleted(name: string): void {
    this.stayedOn.delete(name);
  }

  /** A SUCCESS ends what was excused before it, except where it confirms what a rollback cannot change. */
  public confirm(name: string, desiredKey: string, observedAt: number): void {
    this.confirmedAt.set(`${name} ${desiredKey}`, observedAt);
    this.leftInRollback.delete(name);
    // A SUCCESS on the very key that it has stayed on has changed nothing.
    if (![AWS_OWNED_KMS_KEY, this.stayedOn.get(name)].includes(desiredKey)) { this.stayedOn.delete(name); }
  }

  /** CHANGE-3: "no change from a customer managed key to an AWS-owned key" */
  public stay(name: string, keyArn: string | undefined): void {
    this.stayedOn.set(name, keyArn);
  }

  public leave(name: string, state: NamespaceState | undefined): void {
    this.leftInRollback.set(name, state);
  }

  /** Whether somebody outside has touched the namespace since it was last confirmed to be on this key. */
  public isDisturbed(name: string, desiredKey: string): boolean {
    const at = this.disturbedAt.get(name);
    return at !== undefined && at >= (this.confirmedAt.get(`${name} ${desiredKey}`) ?? 0) - STALE_MS;
  }

  public isChangedByHand(name: string, since: number): boolean {
    return (this.changedByHandAt.get(name) ?? -Infinity) >= since - STALE_MS;
  }

  /** Whether a rollback towards an AWS-owned key has left the namespace on the very key that it is on. */
  public hasStayed(name: string, keyArn: string | undefined): boolean {
    return keyArn !== undefined && this.stayedOn.get(name) === keyArn;
  }

  /** Whether nobody can expect the namespace to be as a template says. */
  public isGone(name: string, state: NamespaceState | undefined): boolean {
    return this.deletedByHand.has(name) && (state === undefined || state.status === 'DELETING');
  }

  /** Whether a rollback has left the namespace in the state that it is in, or that follows from it. */
  public isLeft(name: string, state: NamespaceState | undefined): boolean {
    if (!this.leftInRollback.has(name)) { return false; }
    const left = this.leftInRollback.get(name);
    if (left === undefined || left.status === 'DELETING') { return state === undefined || state.status === 'DELETING'; }
    // A key that was lost may be enabled again.
    return state !== undefined && state.keyArn === left.keyArn;
  }
}
