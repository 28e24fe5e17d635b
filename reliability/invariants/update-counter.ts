/** One UpdateNamespace call with a key. */
export interface SentUpdate {
  readonly outcome: 'accepted' | 'refused' | 'unknown';
  readonly carriedOut: boolean;
  readonly namespaceName: string;
}

/** Counts the updates of each request, for invariant (v). */
export class UpdateCounter {
  private readonly updates = new Map<string, SentUpdate[]>();

  /** Of all requests together. */
  public get total(): number {
    return [...this.updates.values()].reduce((sum, updates) => sum + updates.length, 0);
  }

  /** @returns what is wrong with the request's updates now. A refused one does not count (docs/decisions/0006). */
  public add(requestId: string, update: SentUpdate): string[] {
    if (update.outcome === 'refused' && !update.carriedOut) { return []; }
    const all = [...this.updates.get(requestId) ?? [], update];
    this.updates.set(requestId, all);
    const accepted = all.filter(({ outcome }) => outcome === 'accepted').length;
    const carriedOut = all.filter((each) => each.carriedOut).length;
    return [
      ...(all.length > 2 ? [`${requestId} has sent ${all.length} updates`] : []),
      ...(accepted > 1 ? [`${requestId} has had ${accepted} updates accepted`] : []),
      ...(update.carriedOut && carriedOut > 1 ? [`${carriedOut} updates of ${requestId} were carried out`] : []),
    ];
  }

  /** The change ended on the old key, so the request's next update repeats nothing. */
  public forgetChangeOf(requestId: string): void {
    this.forget(requestId, () => true);
  }

  /** Somebody has changed the key by hand, so the next update for the namespace repeats nothing. */
  public forgetChangesTo(namespaceName: string): void {
    for (const requestId of this.updates.keys()) {
      this.forget(requestId, (update) => update.namespaceName === namespaceName);
    }
  }

  private forget(requestId: string, isUndone: (update: SentUpdate) => boolean): void {
    const updates = this.updates.get(requestId) ?? [];
    this.updates.set(requestId, updates.map((each) => (isUndone(each) ? { ...each, carriedOut: false } : each)));
  }
}
